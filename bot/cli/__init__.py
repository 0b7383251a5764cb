"""The command line's rooms, one command each. What only one command needs is imported inside it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.report import Lang


def fail(sentence: str, status: int = 2) -> NoReturn:
    """End with one line on stderr; the exit status is 2, or 1 for what may be gone the next time."""
    typer.echo(f"honmono: {' '.join(sentence.split())}", err=True)
    raise typer.Exit(status)


def refuse(key: str, lang: Lang | None = None, status: int = 2, **slots: object) -> NoReturn:
    """End as `fail` does, with the words under refusal.`key` in a language: the operator's (LANGUAGE) if none is given."""
    fail(refusal(key, lang, **slots), status)


def refusal(key: str, lang: Lang | None = None, **slots: object) -> str:
    """The words under refusal.`key`."""
    from bot.language import chosen
    from bot.words import words

    return words(lang or chosen())(f"refusal.{key}", **slots)


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
