"""Screenshots given to `honmono check`: read in a worker process with the same limits as in the bot, which is gone when they are read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli import fail, quiet, refuse
from bot.cli.terminal import doubts, waiting
from bot.pictures.contract import PictureError
from bot.pictures.pool import NotRead, Picture, Pool, installed
from bot.pictures.shot import Shot, questions, whole
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.pictures.contract import Reading
    from rules.mail.model import Mail
    from rules.report import Lang


def read_screenshots(pictures: Sequence[tuple[str, bytes]], others: Sequence[Mail], my_address: str, lang: Lang) -> Mail:
    """The mail that pictures (name, bytes) show, with its other parts. What is in doubt is told on stderr; what cannot be read ends the program."""
    if not installed():
        refuse("no_images", lang)
    try:
        with quiet("bot.pictures"), waiting(words(lang)("terminal.reading")):
            reading = asyncio.run(_read(pictures))
    except PictureError as error:
        fail(_told(pictures, error, lang))
    except NotRead as error:
        if error.reason == "late":
            refuse("picture_late", lang)
        if error.reason == "lost":
            refuse("picture_lost", lang)
        refuse("picture_failed", lang)
    for problem in reading.problems:
        typer.echo(f"honmono: {_told(pictures, problem, lang)}", err=True)
    if "animated-first-frame" in reading.notes:
        typer.echo(f"honmono: {words(lang)('picture.animated')}", err=True)
    shot = Shot(reading, tuple(others), my_address)
    doubts(questions(shot), lang)
    return whole(shot)


async def _read(pictures: Sequence[tuple[str, bytes]]) -> Reading:
    def picture(name: str, data: bytes) -> Picture:
        async def fetch() -> bytes:
            return data

        return Picture(name, fetch)

    pool = Pool(1)
    try:
        return await pool.read([picture(name, data) for name, data in pictures], lambda _place: None)
    finally:
        await pool.close()


def _told(pictures: Sequence[tuple[str, bytes]], error: PictureError, lang: Lang) -> str:
    sentence = str(error) if lang == "en" else words(lang)(f"picture.problem.{error.reason}")  # its own, in English, says more
    name = pictures[error.number][0] if 0 <= error.number < len(pictures) else ""
    return f"{name}: {sentence}" if name and len(pictures) > 1 else sentence
