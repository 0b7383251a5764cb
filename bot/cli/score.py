"""`honmono score`: measure the rule set on a folder of mails."""

from __future__ import annotations

import json as json_module
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import fail

if TYPE_CHECKING:
    from rules.author.corpus import Entry
    from rules.author.score import Rate, Result, Row


class Form(StrEnum):
    """What a person would hand over."""

    eml = "eml"
    text = "text"
    body = "body"
    ocr = "ocr"


def score(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder with index.jsonl")],
    form: Annotated[
        Form, typer.Option(help="eml: raw mail; text: subject, sender and text pasted; body: the text alone; ocr: as read off a picture")
    ] = Form.eml,
    lang: Annotated[str, typer.Option(help="only mails of this language")] = "",
    label: Annotated[str, typer.Option(help="only phish or only ham")] = "",
    limit: Annotated[int, typer.Option(help="the first N mails only")] = 0,
    jobs: Annotated[int, typer.Option(help="processes; 0 is one a core")] = 0,
    misses: Annotated[bool, typer.Option("--misses", help="list phishing mails below caution")] = False,
    alarms: Annotated[bool, typer.Option("--alarms", help="list honest mails at caution or strong")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="list what each rule hits")] = False,
    json: Annotated[bool, typer.Option("--json", help="print everything as JSON")] = False,
) -> None:
    """Measure recall and false alarms on a folder of labelled mails."""
    from rules.author import corpus
    from rules.author.score import rows, rule_rows

    try:
        entries = corpus.entries(folder)
    except corpus.CorpusError as error:
        fail(str(error))
    entries = [entry for entry in entries if (not lang or entry.lang == lang) and (not label or entry.label == label)]
    if limit:
        entries = entries[:limit]
    if not entries:
        fail("no mail of the corpus fits")
    results = _run(entries, form.value, jobs, quiet=json)
    if json:
        document = {"schema": "honmono.score/1", "form": form.value, "mails": len(entries), "rows": [row.to_dict() for row in rows(results)]}
        document["errors"] = [{"id": result.entry.id, "error": result.error} for result in results if result.error]
        if rules:
            document["rules"] = [
                {"id": row.id, "phish": row.phish, "ham": row.ham, "phish_alone": row.phish_alone, "ham_alone": row.ham_alone} for row in rule_rows(results)
            ]
        if misses or alarms:
            document["listed"] = [_listed(result) for result in results if _wanted(result, misses=misses, alarms=alarms)]
        typer.echo(json_module.dumps(document, ensure_ascii=False, indent=1))
        return
    _print(list(rows(results)), form.value, results)
    if misses or alarms:
        _print_listed([result for result in results if _wanted(result, misses=misses, alarms=alarms)])
    if rules:
        _print_rules(results)


def _run(entries: list[Entry], form: str, jobs: int, *, quiet: bool) -> list[Result]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from rules.author.score import run

    console = Console(stderr=True, quiet=quiet)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(f"honmono score ({form})", total=len(entries))
        return run(entries, form, jobs, lambda done: progress.advance(task, done))  # type: ignore[arg-type] # the enumeration's values are the forms


def _wanted(result: Result, *, misses: bool, alarms: bool) -> bool:
    flagged = result.level in ("strong", "caution")
    return (misses and result.entry.label == "phish" and not flagged) or (alarms and result.entry.label == "ham" and flagged)


def _listed(result: Result) -> dict[str, object]:
    return {
        "id": result.entry.id,
        "label": result.entry.label,
        "lang": result.entry.lang,
        "source": result.entry.source,
        "level": result.level,
        "points": [name for name, _ in result.points],
    }


def _share(rate: Rate) -> str:
    return f"{rate.share * 100:5.1f} [dim]{rate.low * 100:.0f}–{rate.high * 100:.0f}[/]"


def _print(table_rows: list[Row], form: str, results: list[Result]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for label, title in (("phish", "Phishing found (recall, %)"), ("ham", "Honest mail flagged (false alarms, %)")):
        mine = [row for row in table_rows if row.label == label]
        if not mine:
            continue
        table = Table(title=f"{title} · form {form}", title_justify="left", header_style="bold")
        table.add_column("by")
        table.add_column("name", overflow="ellipsis", max_width=24)
        table.add_column("mails", justify="right")
        for name in ("caution+", "strong", "by campaign: caution+", "strong"):
            table.add_column(name, justify="right")
        last = ""
        for row in mine:
            if row.by != last and last:
                table.add_section()
            numbers = (_share(rate) for rate in (row.caution, row.strong, row.caution_by_campaign, row.strong_by_campaign))
            table.add_row(row.by if row.by != last else "", row.name, f"{row.caution.total:.0f}", *numbers)
            last = row.by
        console.print(table)
    if broken := [result for result in results if result.error]:
        console.print(f"[red]{len(broken)} mails raised:[/] " + "; ".join(f"{result.entry.id} {result.error}" for result in broken[:5]))


def _print_listed(results: list[Result]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Mails that went wrong", title_justify="left", header_style="bold")
    for name in ("id", "label", "lang", "level", "points (with their words)"):
        table.add_column(name, overflow="fold")
    for result in results:
        points = "\n".join(f"{name}: {quote[:60]}" for name, quote in result.points[:8])
        table.add_row(result.entry.id, result.entry.label, result.entry.lang, result.level, points)
    Console(markup=False).print(table)


def _print_rules(results: list[Result]) -> None:
    from rich.console import Console
    from rich.table import Table

    from rules.author.score import rule_rows

    table = Table(title="What each rule hits", title_justify="left", header_style="bold")
    for name in ("rule", "phish", "ham", "phish alone", "ham alone", ""):
        table.add_column(name, justify="left" if name in ("rule", "") else "right")
    for row in rule_rows(results):
        note = "hits nothing" if not row.phish and not row.ham else "mostly honest mail" if row.ham > row.phish else ""
        table.add_row(row.id, str(row.phish), str(row.ham), str(row.phish_alone), str(row.ham_alone), note)
    Console().print(table)
