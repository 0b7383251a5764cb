"""The command line's rooms, one command each. What only one command needs is imported inside it."""

from __future__ import annotations

from typing import NoReturn

import typer


def fail(sentence: str) -> NoReturn:
    """End with exit status 2 and one line on stderr."""
    typer.echo(f"honmono: {' '.join(sentence.split())}", err=True)
    raise typer.Exit(2)
