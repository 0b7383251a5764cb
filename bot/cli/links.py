"""`honmono score-links`: measure what the rules make of links alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import refuse


def score_links(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="a list of reported links, with a column url and, if known, brand")],
    misses: Annotated[bool, typer.Option("--misses", help="list the links below caution")] = False,
    brands: Annotated[int, typer.Option(min=0, help="brands to list, those with the most links first")] = 20,
) -> None:
    """Measure how many reported phishing links are recognised by their address alone; none is opened."""
    from rich.table import Table

    from bot.cli.records import console
    from rules.author.corpus import CorpusError
    from rules.author.urls import links, rates

    try:
        judged = links(file)
    except CorpusError as error:
        refuse("links", error=error)
    table = Table(title="Links recognised by their address alone (%, 95 % interval)", title_justify="left")
    for column in ("brand", "links", "caution or more", "strong"):
        table.add_column(column, justify="left" if column == "brand" else "right")
    for name, caution, strong in rates(judged, brands):
        shares = [f"{100 * rate.share:.1f} {100 * rate.low:.0f}–{100 * rate.high:.0f}" for rate in (caution, strong)]
        table.add_row(name, f"{caution.total:.0f}", *shares)
    out = console()
    out.print(table)
    if misses:
        for link in judged:
            if not link.flagged:
                typer.echo(f"{link.brand}\t{link.url}")
