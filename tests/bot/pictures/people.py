"""Readers of pictures that do as a test tells them, behind the same door as the pool, and the simulated Discord in which they are asked."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from bot.app import create_bot
from bot.pictures.contract import PictureError, Reading, Uncertain
from bot.pictures.pool import NotRead
from bot.simulation import simulated
from rules.mail import read_ocr, read_text
from tests.bot.conftest import World, settings, texts, validate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.pictures.pool import Picture, Pictures

PNG = b"\x89PNG\r\n\x1a\n"
MAIL = "件名: メールアドレスの保留中のメール9件\n差出人: XSERVER SUPPORT <info@mail.example.cfd>\n\n山田 太郎 様\n会員番号 1234567890\n9件のメールが保留されています。受信するには下記のリンクをクリックしてください。\nhttps://login.example.cfd/x"


def reading_of(text: str, *uncertain: Uncertain) -> Reading:
    return Reading(read_ocr(text), text, uncertain)


def doubtful() -> Reading:
    """A mail of which the sender can be read in two ways, so that it stands in no field."""
    mail = read_text("差出人: Xserver\n件名: 【Xserver】契約更新のご案内\n\n山田 太郎 様\nご契約の更新時期が近づいています。")
    from dataclasses import replace

    doubt = Uncertain("support@xserver.ne.jp", ("support@xserver.ne.jp", "support@xserver.rne.jp"), ("Xserver", "rne.jp"), "from")
    return Reading(replace(mail, form="ocr"), "Xserver <support@xserver.ne.jp>\n契約更新のご案内", (doubt,))


class Told:
    """Gives the same reading, or error, to everybody, when it is let go; fetches the pictures first, as the pool does."""

    def __init__(self, outcome: Reading | Exception, *places: int) -> None:
        self.outcome, self.places = outcome, places
        self.go = asyncio.Event()
        self.go.set()
        self.asked = asyncio.Event()
        self.fetched: list[bytes | None] = []
        self.left = 0
        self.warm = False
        self.tell: Callable[[int], None] = lambda _place: None

    async def read(self, pictures: Sequence[Picture], on_place: Callable[[int], None], reply: Any = None) -> Reading:
        self.tell = on_place
        for place in self.places:
            on_place(place)
        self.asked.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.left += 1
            raise
        self.fetched = [await picture.fetch() for picture in pictures]
        if not any(self.fetched):
            raise NotRead("nothing")
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def open(self) -> None:
        """There is nothing to begin."""

    def warm_up(self) -> None:
        self.warm = True

    async def close(self) -> None:
        """There is nothing to end."""


def broken() -> PictureError:
    return PictureError("broken", "the picture is damaged")


@contextlib.asynccontextmanager
async def world_with(pictures: Pictures | None, **values: Any) -> AsyncIterator[World]:
    bot = create_bot(settings(**values), pictures=pictures)
    async with simulated(bot) as env:
        yield World(env, bot)
        validate(env)


def shown(result: Any) -> str:
    return texts(result.response.components)


def the_card(message: Any) -> str:
    return texts(message.components)
