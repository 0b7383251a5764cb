"""The checks that run now: each ends in an answer, also when the bot must leave."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.ops.metrics import Metrics
    from bot.pacing import Pacer

log = logging.getLogger(__name__)

LATE = 1.0
"""Seconds by which the event loop may be late; Discord gives an interaction up after 3."""
PATIENCE = 4.0
"""Seconds that a new check may be expected to wait for its turn: whoever would wait longer is told so at once."""
STRAINED = 1.0
"""Seconds of that wait from which on cards go without the server's memory, which costs more than the judgement."""
MANY = 2000
"""Checks under way at most, for the memory they hold; those that wait for pictures are among them."""
TELL = 3.0
"""Seconds for telling people whose checks did not finish."""


class Leaving(Exception):
    """The bot is about to leave, and takes no new check."""


class Running:
    """Checks under way. While the process cannot keep up, no new one is begun. `one` goes around each, with the sentence that its asker is told should the bot leave in the middle."""

    def __init__(self, metrics: Metrics, pacer: Pacer) -> None:
        self._metrics, self._pacer = metrics, pacer
        self._tasks: dict[asyncio.Task[object], Callable[[], Awaitable[object]]] = {}
        self._leaving = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._tasks)

    @property
    def busy(self) -> bool:
        """Whether the process cannot keep up: then it is kinder to say so at once than to answer too late."""
        return self._metrics.lag > LATE or self._pacer.expected > PATIENCE or self.count >= MANY

    @property
    def strained(self) -> bool:
        """Whether what can be spared is left out, so that more people are answered."""
        return self._metrics.lag > LATE / 4 or self._pacer.expected > STRAINED

    @property
    def leaving(self) -> bool:
        """Whether the bot is about to leave."""
        return self._leaving

    @asynccontextmanager
    async def one(self, sorry: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
        """Around one check; `sorry` tells its asker that it was cut short. When the bot is leaving already, it tells at once and raises Leaving."""
        if self._leaving:
            self._metrics.refused.labels("leaving").inc()
            await _quietly(sorry)
            raise Leaving
        task = asyncio.current_task()
        if task is None or task in self._tasks:
            yield
            return
        self._tasks[task] = sorry
        self._idle.clear()
        try:
            with self._metrics.timing():
                yield
        finally:
            self._tasks.pop(task, None)
            if not self._tasks:
                self._idle.set()

    async def leave(self, seconds: float) -> int:
        """Take no new check, wait for those that run, tell the rest and end them. How many were cut short."""
        self._leaving = True
        if not self._tasks:
            return 0
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            late = dict(self._tasks)
            for task in late:
                task.cancel()
            await asyncio.wait({asyncio.ensure_future(_quietly(sorry)) for sorry in late.values()}, timeout=TELL)
            log.warning("%d checks were cut short, their askers told", len(late))
            return len(late)
        return 0


async def _quietly(sorry: Callable[[], Awaitable[object]]) -> None:
    try:
        await sorry()
    except discord.HTTPException as error:
        log.warning("could not tell that a check was cut short: %s", error.code)
