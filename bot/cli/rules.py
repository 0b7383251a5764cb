"""`honmono rules`: the rule author's tools."""

from __future__ import annotations

import json as json_module
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import fail

if TYPE_CHECKING:
    from rules.packs import Pack, Rule, Signal

app = typer.Typer(help="The rule author's tools.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option("--pack", metavar="DIR", help="another pack than the shipped one")]


def _folder(folder: Path | None) -> Path:
    from rules.packs import FOLDER

    return folder or FOLDER


def _pack(folder: Path | None) -> Pack:
    from rules.packs import PackError, load

    try:
        return load(_folder(folder))
    except PackError as error:
        fail(str(error))


def _find(pack: Pack, name: str) -> Rule | Signal:
    records: list[Rule | Signal] = [*pack.rules, *pack.signals]
    for record in records:
        if record.id == name:
            return record
    import difflib

    close = difflib.get_close_matches(name, [record.id for record in records], 1)
    fail(f"there is no rule {name!r}" + (f"; did you mean {close[0]}?" if close else "; `honmono rules list` names them all"))


@app.command()
def lint(pack: Folder = None) -> None:
    """Look for everything a machine can find wrong; exit 2 if there is anything."""
    from rules.author.lint import lint as find

    problems = find(_folder(pack), datetime.now(UTC).date())
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(2)
    book = _pack(pack)
    typer.echo(f"{len(book.rules)} points, {len(book.signals)} signals, {len(book.campaigns)} campaigns, {len(book.brands)} brands: nothing wrong")


@app.command("list")
def list_rules(
    pack: Folder = None,
    group: Annotated[str, typer.Option(help="only this group")] = "",
    status: Annotated[str, typer.Option(help="only this status")] = "",
    weight: Annotated[str, typer.Option(help="only this weight")] = "",
    json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """List the points."""
    book = _pack(pack)
    wanted = [rule for rule in book.rules if group in ("", rule.group) and status in ("", rule.status) and weight in ("", rule.weight)]
    if json:
        fields = [{"id": rule.id, "group": rule.group, "weight": rule.weight, "status": rule.status, "title": rule.title} for rule in wanted]
        typer.echo(json_module.dumps(fields, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{len(wanted)} points · pack {book.version}", title_justify="left", header_style="bold")
    for name in ("id", "weight", "status", "title"):
        table.add_column(name, overflow="fold")
    for rule in wanted:
        table.add_row(rule.id, rule.weight, rule.status, rule.title["ja"])
    Console().print(table)


@app.command()
def show(name: Annotated[str, typer.Argument(metavar="ID")], pack: Folder = None) -> None:
    """Show everything about one record."""
    from rich.console import Console

    from rules.facts import CATALOGUE
    from rules.packs import Rule

    book = _pack(pack)
    record = _find(book, name)
    out = Console(highlight=False, markup=False)
    out.print(f"{record.id}   {record.path.name}:{record.line}", style="bold")
    if isinstance(record, Rule):
        forms = "".join(f" ({form}: {weight})" for form, weight in record.weight_by_form.items())
        out.print(f"{record.group} · {record.weight}{forms} · {record.status} · since {record.since} · review by {record.review_by}")
        for lang in ("ja", "en"):
            out.print(f"\n{lang}  {record.title[lang]}\n    {record.why[lang]}")
        if record.fact:
            out.print(f"\nfires on {record.fact}: {CATALOGUE.get(record.fact, 'a wording, see `honmono rules show ' + record.fact + '`')}")
        for word, names in (("and all of", record.all), ("and any of", record.any), ("and none of", record.none), ("only for", record.brands)):
            if names:
                out.print(f"{word} {', '.join(names)}")
        out.print(f"\nwho sends this honestly: {record.false_positives}")
        for reference in record.references:
            out.print(f"reference: {reference}")
    if record.match is not None:
        out.print(f"\nmatches in {', '.join(record.match.fields)}:")
        for pattern in record.match.patterns:
            out.print(f"    {pattern}")
    out.print(f"\n{len(record.hits)} hits, {len(record.misses)} misses (`honmono rules test {record.id}`)")


@app.command()
def test(name: Annotated[str, typer.Argument(metavar="[ID]")] = "", pack: Folder = None) -> None:
    """Run the examples of one record, or of all; exit 2 if one does not behave."""
    from rules.author import examples
    from rules.engine import Engine
    from rules.packs import Rule

    book = _pack(pack)
    engine = Engine(book, experimental=True)
    records: list[Rule | Signal] = [_find(book, name)] if name else [*book.rules, *book.signals]
    wrong = total = 0
    for record in records:
        outcomes = examples.of_rule(record, engine) if isinstance(record, Rule) else examples.of_signal(record, engine)
        for outcome in outcomes:
            total += 1
            first = " ".join(outcome.example.text.split())[:60]
            if outcome.wrong:
                wrong += 1
                typer.echo(f"✗ {record.path}:{record.line}: {record.id}: {outcome.wrong}: {first!r}", err=True)
            elif name:
                typer.echo(f"✓ {outcome.wanted:7} {first}")
    typer.echo(f"{total - wrong} of {total} examples behave")
    if wrong:
        raise typer.Exit(2)


@app.command("try")
def try_rule(
    name: Annotated[str, typer.Argument(metavar="ID")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder with index.jsonl")],
    pack: Folder = None,
) -> None:
    """Show what one point hits on a folder of mails, and which levels change with it."""
    from dataclasses import replace

    from rules.author import corpus
    from rules.engine import Engine
    from rules.packs import Rule

    book = _pack(pack)
    record = _find(book, name)
    if not isinstance(record, Rule):
        fail("only points can be tried; a signal shows through the points that use it")
    try:
        entries = corpus.entries(folder)
    except corpus.CorpusError as error:
        fail(str(error))
    stable = replace(record, status="stable")
    others = tuple(rule for rule in book.rules if rule.id != name)
    without, with_it = Engine(replace(book, rules=others)), Engine(replace(book, rules=(*others, stable)))
    hits: dict[str, int] = {"phish": 0, "ham": 0}
    changes: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        mail = corpus.mail_of(entry, "eml")
        report = with_it.check(mail)
        if all(point.id != name for point in report.points):
            continue
        hits[entry.label] += 1
        before = without.check(mail).level
        if before != report.level:
            key = (entry.label, before, report.level)
            changes[key] = changes.get(key, 0) + 1
        if entry.label == "ham":
            typer.echo(f"ham {entry.id} ({entry.source}): {next(point.quote for point in report.points if point.id == name)}")
    typer.echo(f"{name} hits {hits['phish']} phish and {hits['ham']} ham of {len(entries)} mails")
    for (label, old, new_level), count in sorted(changes.items()):
        typer.echo(f"  {count} {label}: {old} → {new_level}")


TEMPLATE = """
[[point]]
id = "{id}"
group = "{group}"
weight = "hint"
status = "experimental"
since = {today}
review_by = {review}
title = {{ ja = "（ひとことで）", en = "(in a few words)" }}
why = {{ ja = "（なぜ気をつけるのかを一文で。{{quote}} が使えます）", en = "(one sentence on why it matters; {{quote}} may be used)" }}
references = []
false_positives = "(who sends this honestly?)"
[point.match]
fields = ["subject", "body"]
phrases = ["（決め手になる言い回し）"]
[[point.hits]]
text = "件名: （決め手になる言い回し）"
[[point.hits]]
text = "（決め手になる言い回し）です。"
[[point.misses]]
text = "関係のない文です。"
[[point.misses]]
text = "件名: 同じ話題の、まっとうなお知らせ\\n差出人: サンプル商店 <info@shop.example.co.jp>\\n\\n山田 太郎 様\\n\\nご利用ありがとうございます。"
genuine = true
"""


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="group.short-words, e.g. ask.gift-card")],
    pack: Folder = None,
) -> None:
    """Write a filled-in record, ready to edit, into the points of its group."""
    book = _pack(pack)
    group = name.partition(".")[0]
    if group not in book.groups or not name.partition(".")[2]:
        fail(f"an id is group.short-words; groups: {', '.join(book.groups)}")
    if any(rule.id == name for rule in book.rules):
        fail(f"{name} exists already")
    today = datetime.now(UTC).date()
    path = book.folder / "points" / f"{group}.toml"
    old = path.read_text("utf-8") if path.exists() else ""
    path.write_text(old + TEMPLATE.format(id=name, group=group, today=today, review=today.replace(year=today.year + 1, day=min(today.day, 28))), "utf-8")
    typer.echo(f"{path}: edit it, then `honmono rules test {name}`")
