"""What people see while they wait for a picture: their place in the line, then that it is being read. Told when it changes, and never in a hurry."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
from typing import TYPE_CHECKING, Self

import discord

from bot.apart import apart
from bot.cards.notes import Note
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rules.report import Lang

log = logging.getLogger(__name__)

EVERY = 4.0
"""Seconds between two edits at least: Discord lets a bot edit in a channel about once a second, and others wait too."""
FIRST = 0.7
"""Seconds before the first is shown; what is faster needs none."""


class Progress:
    """Around the reading of pictures: `on_place` is told the place, `show` shows a view (an edit, or the first answer)."""

    def __init__(self, show: Callable[[discord.ui.LayoutView], Awaitable[object]], lang: Lang) -> None:
        self._show, self._say = show, words(lang)
        self._place = -1
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._showing = asyncio.Lock()
        self._request = contextvars.copy_context()

    def on_place(self, place: int) -> None:
        """The place in the line, 0 when the picture is being read."""
        self._place = place
        self._changed.set()

    async def __aenter__(self) -> Self:
        self._task = apart(self._tell())  # it goes by the clock; what it shows belongs to the request
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            async with self._showing:  # what is on its way to Discord arrives before the answer does
                self._task.cancel()
            await asyncio.wait({self._task})
            if not self._task.cancelled() and (error := self._task.exception()) is not None:
                log.error("progress failed: %s", type(error).__name__, exc_info=error)  # the answer is not held up by it

    async def _tell(self) -> None:
        wait, told = FIRST, -1
        while True:
            await self._changed.wait()
            await asyncio.sleep(wait)
            self._changed.clear()
            if self._place == told:
                continue
            told = self._place
            try:
                async with self._showing:
                    await self._request.run(
                        asyncio.create_task, self._shown(Note(self._say("picture.place", place=told) if told else self._say("picture.reading")))
                    )
            except discord.HTTPException as error:
                log.warning("could not show progress: %s", error.code)
                return
            wait = EVERY

    async def _shown(self, view: discord.ui.LayoutView) -> None:
        await self._show(view)


class Place:
    """Where a message is answered: one reply, which is edited when there is more to say."""

    def __init__(self, message: discord.Message) -> None:
        self._message = message
        self._reply: discord.Message | None = None

    async def show(self, view: discord.ui.LayoutView) -> discord.Message | None:
        """Reply, or edit the reply; where the message is gone or a permission is missing, there is nobody to tell.

        The nonce makes Discord take an answer once: should two copies of the bot run, the second one's is dropped.
        """
        try:
            if self._reply is None:
                self._reply = await self._message.reply(view=view, mention_author=False, nonce=self._message.id)
            else:
                self._reply = await self._reply.edit(view=view)
        except discord.HTTPException as error:
            log.warning("could not reply: %s", error.code)
            return None
        return self._reply

    async def clear(self) -> None:
        """Take the reply back."""
        if self._reply is not None:
            with contextlib.suppress(discord.HTTPException):
                await self._reply.delete()
