"""A report as people read it in a terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.first_step import first_step
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.pictures.shot import Question
    from bot.told import Done
    from rules.report import Lang, Level, Report

_COLOURS: dict[Level, str] = {"strong": "red", "caution": "yellow", "none": "white", "unclear": "blue"}


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[int], object]]:
    """A progress bar on stderr, gone when it is done; tell it how many more are."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def waiting(sentence: str) -> Iterator[None]:
    """A spinner on stderr while something takes a while; nothing where nobody looks."""
    with Console(stderr=True).status(sentence, spinner="dots"):
        yield


def doubts(questions: Sequence[Question], lang: Lang) -> None:
    """Say on stderr what pictures leave open; nothing of it was judged."""
    say, out = words(lang), Console(stderr=True, highlight=False)
    for question in questions:
        readings = [
            say("picture.doubt_reading", reading=reading, owner=owner) if owner else reading
            for reading, owner in zip(question.readings, question.owners, strict=False)
        ]
        line = say("picture.doubt_from" if question.sender else "picture.doubt_link", readings=say("picture.doubt_or").join(readings))
        out.print(Text(say("terminal.doubt", line=line), style="yellow"), soft_wrap=True)


def show(report: Report, lang: Lang, done: Done = "") -> None:
    """Print a report, and above it the help for what its asker has done already."""
    say = words(lang)
    if done:
        heading, _, steps = say(f"aid.{done}").removeprefix("## ").replace("**", "").partition("\n")
        Console(highlight=False).print(Panel(Text(steps), title=heading, border_style="red", title_align="left"))
    lines: list[Text] = []
    brand = report.brand
    key = f"level.{report.level}.{'brand' if brand else 'line'}"
    lines.append(Text(say(key, brand=brand.name[lang] if brand else "").replace("**", "")))
    lines.append(Text.assemble((say("terminal.first") + "  ", "bold"), first_step(report, lang)))
    lines.append(Text(""))
    if not report.points:
        lines.append(Text(say("terminal.none")))
    for number, point in enumerate(report.points, 1):
        lines.append(Text.assemble((f"{number}. {point.title(lang)}", "bold"), (f"  {say('weight.' + point.weight)}  {point.id}", "dim")))
        if point.quote:
            lines.append(Text(f"   「{point.quote}」" if lang == "ja" else f"   “{point.quote}”", style=_COLOURS[report.level]))
        lines.append(Text("   " + point.why(lang)))
    lines.append(Text(""))
    if report.unseen:
        lines.append(
            Text.assemble((say("terminal.unseen") + "  ", "bold"), ("・" if lang == "ja" else ", ").join(say(f"unseen.{name}") for name in report.unseen))
        )
    if ask := report.ask(lang):
        lines.append(Text(ask))
    lines.append(Text.assemble((say("terminal.official") + "  ", "bold"), f"{report.official.name[lang]} {report.official.url}"))
    lines.append(Text(say("card.footer", pack=report.pack.version, id=report.id), style="dim"))
    title = f"{say(f'level.{report.level}.icon')} {say(f'level.{report.level}.name')}"
    Console(highlight=False).print(Panel(Group(*lines), title=title, border_style=_COLOURS[report.level], title_align="left"))
