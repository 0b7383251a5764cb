"""`honmono rules`: the rule author's tools."""

from __future__ import annotations

import json as json_module
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Collection

    from rules.author.corpus import Entry
    from rules.author.lint import Problem
    from rules.packs import Pack, Rule, Signal

app = typer.Typer(help="The rule author's tools.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option("--pack", metavar="DIR", help="another pack than the shipped one")]


class Form(StrEnum):
    """What a person would hand over."""

    eml = "eml"
    text = "text"
    body = "body"
    ocr = "ocr"


def _folder(folder: Path | None) -> Path:
    from rules.packs import FOLDER

    return folder or FOLDER


def open_pack(folder: Path | None) -> Pack:
    """The pack in a folder, or the shipped one; ends the program with one line when it cannot be read."""
    from rules.packs import PackError, load

    try:
        return load(_folder(folder))
    except PackError as error:
        refuse("pack", error=error)


def open_engine_pack(folder: Path | None) -> Pack:
    """The pack in a folder, to judge mails with; ends the program with one line when a pattern of it is none."""
    from rules.author.lint.text import bad_pattern

    book = open_pack(folder)
    if (problem := bad_pattern(book)) is not None:
        refuse("pack", error=_near(problem))
    return book


def open_corpus(folder: Path) -> list[Entry]:
    """The mails of a folder whose files are there; ends the program with one line when it is no corpus."""
    from rules.author import corpus

    try:
        return _there(corpus.entries(folder))
    except corpus.CorpusError as error:
        refuse("corpus", error=error)


def _there(entries: list[Entry]) -> list[Entry]:
    """The mails whose files are there; those that are not are told on stderr. Ends the program with one line when there is none."""
    there = [entry for entry in entries if entry.path.is_file()]
    first = next((entry for entry in entries if not entry.path.is_file()), None)
    if first is not None:
        told = refusal("missing", gone=len(entries) - len(there), total=len(entries), id=first.id, path=first.path)
        if not there:
            refuse("nothing_to_try", told=told)
        typer.echo(refusal("left_out", told=told), err=True)
    return there


def _near(problem: Problem) -> str:
    """A problem as it is printed: paths below the current folder are shortened."""
    return str(problem).removeprefix(f"{Path.cwd()}/")


def _unknown(name: str, known: Collection[str]) -> None:
    import difflib

    close = difflib.get_close_matches(name, known, 1)
    if close:
        refuse("unknown_close", name=repr(name), close=close[0])
    refuse("unknown", name=repr(name))


def _find(pack: Pack, name: str) -> Rule | Signal:
    rules: list[Rule | Signal] = [*pack.rules, *pack.signals]
    records = {record.id: record for record in rules}
    if name not in records:
        _unknown(name, records)
    return records[name]


@app.command()
def lint(pack: Folder = None) -> None:
    """Look for everything a machine can find wrong; exit 2 if there is anything."""
    from rules.author.lint import lint as find

    folder = _folder(pack)
    if not folder.is_dir():
        refuse("no_folder", folder=folder)
    problems = find(folder, datetime.now(UTC).date())
    for problem in problems:
        typer.echo(_near(problem), err=True)
    if problems:
        typer.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", err=True)
        raise typer.Exit(2)
    book = open_pack(pack)
    typer.echo(f"{len(book.rules)} points, {len(book.signals)} signals, {len(book.campaigns)} campaigns, {len(book.brands)} brands: nothing wrong")


@app.command("list")
def list_rules(
    pack: Folder = None,
    group: Annotated[str, typer.Option(help="only this group")] = "",
    status: Annotated[str, typer.Option(help="only this status")] = "",
    weight: Annotated[str, typer.Option(help="only this weight")] = "",
    facts: Annotated[bool, typer.Option("--facts", help="the facts and signals that points may speak of")] = False,
    json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """List the points, or the facts and signals that points speak of."""
    book = open_pack(pack)
    for what, word, known in (
        ("group", group, tuple(book.groups)),
        ("status", status, ("experimental", "stable", "deprecated")),
        ("weight", weight, tuple(book.weights)),
    ):
        if word and word not in known:
            refuse("unknown_value", what=what, name=repr(word), known=", ".join(known))
    from bot.cli import records

    if facts:
        records.show_facts(book, json=json)
        return
    wanted = [rule for rule in book.rules if group in ("", rule.group) and status in ("", rule.status) and weight in ("", rule.weight)]
    if json:
        fields = [{"id": rule.id, "group": rule.group, "weight": rule.weight, "status": rule.status, "title": rule.title} for rule in wanted]
        typer.echo(json_module.dumps(fields, ensure_ascii=False, indent=1))
        return
    records.show_list(book, wanted)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="a point, signal, fact, brand or campaign")],
    pack: Folder = None,
) -> None:
    """Show everything about one record."""
    from bot.cli import records

    book = open_pack(pack)
    if name not in (known := records.names(book)):
        _unknown(name, known)
    records.show(book, name)


@app.command()
def test(name: Annotated[str, typer.Argument(metavar="[ID]", help="a point or a signal; all of them if not said")] = "", pack: Folder = None) -> None:
    """Run the examples of one record, or of all, and say what each gave; exit 2 if one does not behave."""
    from rules.author import examples
    from rules.engine import Engine
    from rules.packs import Rule

    book = open_engine_pack(pack)
    engine = Engine(book, experimental=True)
    tested: list[Rule | Signal] = [_find(book, name)] if name else [*book.rules, *book.signals]
    wrong = total = 0
    for record in tested:
        if isinstance(record, Rule) and record.status == "deprecated":
            continue
        outcomes = examples.of_rule(record, engine) if isinstance(record, Rule) else examples.of_signal(record, engine)
        for outcome in outcomes:
            total += 1
            first = " ".join(outcome.example.text.split())[:60]
            if outcome.wrong:
                wrong += 1
                typer.echo(f"✗ {record.path}:{record.line}: {record.id}: {outcome.wrong}: {first!r}", err=True)
            elif name:
                typer.echo(f"✓ {outcome.wanted:7} {first}\n          → {outcome.gave}")
    typer.echo(f"{total - wrong} of {total} examples behave")
    if wrong:
        raise typer.Exit(2)
    typer.echo("next: `honmono rules lint` finds what examples do not show (missing or wrong fields, names, dates, wording)")


@app.command("try")
def try_rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="a point or a signal, experimental ones too")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder with index.jsonl")],
    pack: Folder = None,
    form: Annotated[Form, typer.Option(help="what a person would hand over, as for `honmono score`")] = Form.eml,
    jobs: Annotated[int, typer.Option(min=0, help="processes; 0 is one a core")] = 0,
    limit: Annotated[int, typer.Option(min=0, help="phishing mails to list at most")] = 10,
) -> None:
    """Show what one record hits on a folder of mails, and which levels change with it."""
    from bot.cli import records
    from bot.cli.terminal import progress
    from rules.author import trial

    book = open_engine_pack(pack)
    _find(book, name)
    entries = open_corpus(folder)
    with progress(f"honmono rules try {name}", len(entries)) as advance:
        hits = trial.run(book, name, entries, form.value, jobs, advance)
    records.show_trial(name, entries, hits, limit)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="[ID]", help="group.short-words, such as ask.gift-card")] = "wording.new-rule",
    pack: Folder = None,
) -> None:
    """Write a filled-in record, ready to edit, into the points of its group."""
    import re

    book = open_pack(pack)
    group = name.partition(".")[0]
    if group not in book.groups or not re.fullmatch(r"[a-z]+\.[a-z0-9-]+", name):
        refuse("id", groups=", ".join(book.groups))
    from rules.author.lint.places import Book
    from rules.author.lint.template import TEMPLATE

    files = Book(book.folder)
    taken = {record.id for folder in ("points", "signals", "campaigns") for record in files.records(folder)}
    removed = {record.id for record in (files.tombstones.records("removed") if files.tombstones else ())}
    if name in taken:
        refuse("id_taken", name=name)
    if name in removed:
        refuse("id_removed", name=name)
    today = datetime.now(UTC).date()
    filled = TEMPLATE.read_text("utf-8")
    for slot, value in (("ID", name), ("GROUP", group), ("TODAY", today), ("REVIEW", today.replace(year=today.year + 1, day=min(today.day, 28)))):
        filled = filled.replace(f"@{slot}@", str(value))
    path = book.folder / "points" / f"{group}.toml"
    try:
        old = path.read_text("utf-8") if path.exists() else ""
        path.write_text(old + filled if old else filled.lstrip(), "utf-8")
    except OSError as error:
        refuse("write_pack", path=path, error=error.strerror or error)
    typer.echo(f"{path}:{old.count(chr(10)) + 2 if old else 1}: edit it, then `honmono rules test {name}`")
