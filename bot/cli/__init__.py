"""The command line's rooms, one command each. What only one command needs is imported inside it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator


def fail(sentence: str) -> NoReturn:
    """End with exit status 2 and one line on stderr."""
    typer.echo(f"honmono: {' '.join(sentence.split())}", err=True)
    raise typer.Exit(2)


@contextmanager
def quiet(name: str, level: int = logging.CRITICAL) -> Iterator[None]:
    """Without the log lines below `level` of a logger: what they say is said by the command itself."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.setLevel(before)
