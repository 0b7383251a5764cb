"""Judgements take turns, so that whoever asks is told at once that an answer comes, however many are asked about.

A judgement holds the event loop for a millisecond or two. A hundred that are ready at once would hold it for as long as they take together, and Discord gives an
interaction up that had no sign within three seconds. So one is made at a time, and what came in meanwhile is seen to before the next.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

INLINE = 30_000
"""Characters (or bytes) that are judged on the event loop itself, in a few milliseconds; more goes to a thread, one at a time."""
WINDOW = 300.0
"""Seconds for which the youngest event is remembered."""
_GUESS, _MOST = 0.005, 0.25
"""Seconds from one turn to the next: before any was measured, and at most (a machine that stood still says nothing of the turns to come)."""


class Pacer:
    """Whose turn it is. Those who wait are served by `whose` mails they are, in rotation: one server that asks a lot waits behind itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()
        self._count = 0
        self._taken = False
        self._since: float | None = None
        self._pace = _GUESS
        self._thread = asyncio.Lock()

    @property
    def expected(self) -> float:
        """Seconds that whoever comes now will wait for the turn, as turns go at present."""
        return self._count * self._pace

    async def run(self, work: Callable[[], T], *, letters: int, whose: Hashable = None) -> T:
        """Do `work` when its turn comes: on the event loop, or in a thread when it is about many `letters`."""
        if letters > INLINE:
            async with self._thread:
                return await asyncio.to_thread(work)
        await self._turn(whose)
        try:
            return work()
        finally:
            asyncio.get_running_loop().call_soon(self._next)

    async def _turn(self, whose: Hashable) -> None:
        if not self._taken:
            self._taken = True
            return
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self._waiting.setdefault(whose, deque()).append(mine)
        self._count += 1
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():
                loop.call_soon(self._next)  # it was given the turn, and is not there to take it
            raise

    def _next(self) -> None:
        """Give the turn to the next who still waits."""
        now = self._clock()
        if self._since is not None:
            self._pace += 0.1 * (min(now - self._since, _MOST) - self._pace)
        self._since = now
        while self._waiting:
            whose, line = self._waiting.popitem(last=False)
            mine = line.popleft()
            self._count -= 1
            if line:
                self._waiting[whose] = line
            if not mine.done():
                mine.set_result(None)
                return
        self._taken, self._since = False, None


class Ages:
    """How old events are when the program comes to them, by their snowflakes.

    Discord's clock and ours may differ: by as much the youngest of the last minutes differs too, and that is taken off. So the age is what came on top of
    the quickest way here: waiting in a socket, a queue, or (after a RESUME) at Discord.

    >>> now = 100.0
    >>> ages = Ages(lambda: now)
    >>> ages.age(40_000 << 22)
    0.0
    >>> now = 104.0
    >>> ages.age(41_000 << 22)
    3.0
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._before = self._least = float("inf")

    def age(self, snowflake: int) -> float:
        """Seconds since Discord made this number, over the least of the last `WINDOW` to twice as many seconds."""
        now = self._clock()
        if now - self._since > WINDOW:
            self._before, self._least, self._since = self._least, float("inf"), now
        apparent = now - (snowflake >> 22) / 1000
        self._least = min(self._least, apparent)
        return apparent - min(self._before, self._least)
