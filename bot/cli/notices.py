"""`honmono notices update`: official announcements, proposed as campaign records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Official announcements of fakes.", no_args_is_help=True)


@app.callback()
def _notices() -> None:
    """Official announcements of fakes."""


@app.command()
def update(folder: Annotated[Path, typer.Argument(metavar="DIR", help="where proposals and the pages' state are kept")] = Path("notices")) -> None:
    """Read the official pages, and write what is new as campaign records for a person to complete. Changes no rule."""
    import asyncio
    from datetime import UTC, datetime

    from bot.ops.notices import update as read_pages

    written, count, troubles = asyncio.run(read_pages(folder, datetime.now(UTC)))
    for trouble in troubles:
        typer.echo(f"honmono: {trouble}", err=True)
    typer.echo(f"{count} new notices: {written}" if written else "nothing new")
    if troubles and not written:
        raise typer.Exit(1)
