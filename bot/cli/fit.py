"""`honmono rules fit`: refine the points' weights on a folder of mails, for a person to read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import refuse
from bot.cli.rules import Folder, app, open_corpus, open_engine_pack

if TYPE_CHECKING:
    from rules.author.fit import Fitted, Held


@app.command()
def fit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder with index.jsonl")],
    pack: Folder = None,
    jobs: Annotated[int, typer.Option(min=0, help="processes; 0 is one a core")] = 0,
    write: Annotated[bool, typer.Option("--write", help="write the scores into the pack, for you to read and commit")] = False,
    limit: Annotated[int, typer.Option(min=0, help="scores to list at most, those that change most first")] = 40,
) -> None:
    """Fit the points' scores on a folder of mails, and say what that is worth on campaigns the fit has not seen."""
    from bot.cli.terminal import progress
    from rules.author import fit as fitting
    from rules.author.write_scores import write_scores

    book = open_engine_pack(pack)
    entries = open_corpus(folder)
    try:
        with progress("honmono rules fit", len(entries) * len(fitting.FORMS)) as advance:
            fitted, held = fitting.fit(book, entries, jobs, advance, folder=pack)
    except ModuleNotFoundError as error:
        refuse("fit_parts", name=error.name)
    _show(fitted, held, limit)
    if write:
        typer.echo(
            f"{write_scores(book, fitted, datetime.now(UTC).date())} scores written into {book.folder / 'points'}; read the difference before you commit it"
        )


def _show(fitted: list[Fitted], held: list[Held], limit: int) -> None:
    from rich.table import Table

    from bot.cli.records import console

    unseen = Table(title="On campaigns that the fit has not seen, %, before → after", title_justify="left")
    for column in ("form", "mails", "lang", "campaigns", "caution", "strong"):
        unseen.add_column(column, justify="left" if column in ("form", "mails", "lang") else "right")
    for row in held:
        pair = [f"{100 * before:.1f} → {100 * after:.1f}" for before, after in (row.caution, row.strong)]
        unseen.add_row(row.form, row.label, row.lang, str(row.campaigns), *pair)
    scores = Table(title="Scores, and what they hit of the raw mails", title_justify="left")
    for column in ("point", "word", "now", "fitted", "phish", "campaigns", "honest"):
        scores.add_column(column, justify="left" if column in ("point", "word") else "right")
    for item in sorted(fitted, key=lambda item: -abs(item.after - item.before))[:limit]:
        figures = (f"{item.before:.1f}", f"{item.after:.1f}", str(item.phish), str(item.campaigns), str(item.honest))
        scores.add_row(item.rule.id, item.rule.weight, *figures)
    out = console()
    out.print(unseen)
    out.print(scores)
