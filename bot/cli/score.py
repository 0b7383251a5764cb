"""`honmono score`: measure the rule set on a folder of mails."""

from __future__ import annotations

import json as json_module
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import refuse

if TYPE_CHECKING:
    from rules.author.corpus import Entry, InputForm
    from rules.author.score import Result


class Form(StrEnum):
    """What a person would hand over."""

    eml = "eml"
    text = "text"
    body = "body"
    ocr = "ocr"
    all = "all"


class Label(StrEnum):
    """What a mail of the corpus is."""

    phish = "phish"
    ham = "ham"


def score(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder with index.jsonl")],
    form: Annotated[
        Form,
        typer.Option(
            help="eml: the file itself; text: subject, sender and text pasted; body: the text alone; ocr: as read off a picture; all: each, side by side"
        ),
    ] = Form.eml,
    lang: Annotated[str, typer.Option(help="only mails of this language")] = "",
    label: Annotated[Label | None, typer.Option(help="only these mails")] = None,
    limit: Annotated[int, typer.Option(min=0, help="the first N mails only; 0 is all")] = 0,
    jobs: Annotated[int, typer.Option(min=0, help="processes; 0 is one a core")] = 0,
    misses: Annotated[bool, typer.Option("--misses", help="list phishing mails below caution")] = False,
    alarms: Annotated[bool, typer.Option("--alarms", help="list honest mails at caution or strong")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="list what each rule hits")] = False,
    held_out: Annotated[bool, typer.Option("--held-out", help="judge each campaign without the points and wordings that it alone shows")] = False,
    experimental: Annotated[bool, typer.Option("--experimental", help="count experimental rules as if they were shown")] = False,
    pack: Annotated[Path | None, typer.Option("--pack", metavar="DIR", help="another pack than the shipped one")] = None,
    json: Annotated[bool, typer.Option("--json", help="print everything as JSON")] = False,
) -> None:
    """Measure recall and false alarms on a folder of labelled mails."""
    from bot.cli.rules import open_corpus, open_engine_pack
    from rules.author.corpus import FORMS
    from rules.packs import shipped

    book = open_engine_pack(pack) if pack else shipped()
    entries = open_corpus(folder)
    wanted = [entry for entry in entries if (not lang or entry.lang == lang) and label in (None, entry.label)]
    wanted = wanted[:limit] if limit else wanted
    if not wanted:
        refuse("no_fit")
    forms = [name for name in FORMS if form.value in (name, Form.all)]
    by_form = {name: _run(wanted, name, jobs, pack, held_out=held_out, experimental=experimental, quiet=json) for name in forms}
    names = [rule.id for rule in book.rules if rule.status == "stable" or (experimental and rule.status == "experimental")]
    options = {"misses": misses, "alarms": alarms, "rules": rules}
    if json:
        document = _document(by_form, form.value, names, book.version, **options)
        typer.echo(json_module.dumps({**document, "held_out": held_out}, ensure_ascii=False, indent=1))
    else:
        from bot.cli import scorecard

        scorecard.show(by_form, names, **options, held_out=held_out)


def _run(entries: list[Entry], form: InputForm, jobs: int, pack: Path | None, *, held_out: bool, experimental: bool, quiet: bool) -> list[Result]:
    from rules.author import held_out as holding
    from rules.author import score as scoring

    run = partial(holding.run if held_out else scoring.run, entries, form, jobs, pack=pack, experimental=experimental)
    if quiet:
        return run()
    from bot.cli.terminal import progress

    with progress(f"honmono score · {form}", len(entries) * (2 if held_out else 1)) as advance:
        return run(advance=advance)


def _document(by_form: dict[InputForm, list[Result]], form: str, names: list[str], version: str, *, misses: bool, alarms: bool, rules: bool) -> dict[str, Any]:
    from rules.author.score import form_rows, rows, rule_rows, wrong

    several = len(by_form) > 1
    results = [result for held in by_form.values() for result in held]
    document: dict[str, Any] = {
        "schema": "honmono.score/1",
        "pack": version,
        "form": form,
        "mails": len(next(iter(by_form.values()))),
        "rows": [row.to_dict() for row in (form_rows(by_form) if several else rows(results))],
        "errors": [{"id": result.entry.id, "error": result.error} for result in results if result.error],
    }
    if rules:
        document["rules"] = [
            {"id": row.id, "phish": row.phish, "ham": row.ham, "phish_alone": row.phish_alone, "ham_alone": row.ham_alone} for row in rule_rows(results, names)
        ]
    if misses or alarms:
        document["listed"] = [
            {**_listed(result), **({"form": name} if several else {})}
            for name, held in by_form.items()
            for result in held
            if wrong(result, misses=misses, alarms=alarms)
        ]
    return document


def _listed(result: Result) -> dict[str, Any]:
    entry = result.entry
    return {
        "id": entry.id,
        "label": entry.label,
        "lang": entry.lang,
        "source": entry.source,
        "campaign": entry.campaign,
        "level": result.level,
        "brand": result.brand,
        "points": [{"id": name, "quote": quote} for name, quote in result.points],
        **({"without": list(result.without)} if result.without else {}),
    }
