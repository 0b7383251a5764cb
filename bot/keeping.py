"""The store as the bot has it: it may be away at the start or later, and comes back by itself. Checks never wait for it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from bot.apart import stop
from bot.store import Store, StoreAway, StoreError, StoreRefused
from bot.store.store import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

T = TypeVar("T")
State = Literal["open", "late", "away", "refused"]
log = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 300.0
"""Seconds between attempts to open the store: doubled each time, up to the longest."""
BRIEF = 0.3
"""Seconds that a check waits for the store at most: what it adds to a card is not worth more."""
REST = 10.0
"""Seconds for which checks do not wait at all after that: they get what is in memory."""
MOST = 200
"""What may go on by itself at once."""


class Late(StoreAway):
    """The store did not answer in time; what was asked of it goes on by itself."""


class Keeping:
    """Opens a store, again and again if it must."""

    def __init__(self, url: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._url, self._clock = url, clock
        self._store: Store | None = None
        self._again: asyncio.Task[None] | None = None
        self._late: set[asyncio.Task[Any]] = set()
        self._rested = 0.0
        self._refused = False

    @property
    def store(self) -> Store:
        """The open store. Raises StoreAway while there is none."""
        if self._store is None:
            raise StoreAway("the store is not open yet")
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether there is a store."""
        return self._store is not None

    async def open(self) -> None:
        """Open the store; while it is away, go on without it and keep trying.

        Raises StoreError when trying again would not help: a newer schema (StoreNewer), an address that is none, a broken file.
        """
        try:
            self._store = await Store.open(self._url, self._clock)
        except StoreAway as error:
            log.warning("%s; checks work without it, moderators' features come back with it", error)
            self._refused = isinstance(error, StoreRefused)
            self._again = asyncio.create_task(self._until_open())

    @property
    def rests(self) -> bool:
        """Whether checks do not wait for the store now, because it did not answer."""
        return asyncio.get_running_loop().time() < self._rested

    async def state(self) -> State:
        """Whether the store can be used now: it is asked. While it is away, whether it refuses us, which somebody must mend, or cannot be reached."""
        if self._store is None:
            return "refused" if self._refused else "away"
        try:
            await self.briefly(Store.ping)
        except Late:
            return "late"
        except StoreError as error:
            return "refused" if isinstance(error, StoreRefused) else "away"
        return "open"

    async def briefly(self, work: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        """Do with the store what nobody shall wait long for. Raises Late when it does not answer in time, and for a while after that unless it answers at once.

        What is late goes on by itself, so that it is not lost, and because a database's driver may not let go of a call before its own time is up.
        Raises StoreAway when the store is away, or too much goes on already.
        """
        if len(self._late) >= MOST:
            raise StoreAway("too much waits for the store")
        rests = self.rests
        task = asyncio.create_task(work(self.store))
        self._late.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait({task}, timeout=0 if rests else BRIEF)
        if done and not isinstance(task.exception(), StoreAway):
            return task.result()
        if not self.rests:
            log.warning("the store does not answer in time; checks do not wait for it now")
        if not rests:
            self._rested = asyncio.get_running_loop().time() + REST
        if done:
            return task.result()
        raise Late("the store did not answer in time")

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()  # whoever still waited has it

    async def close(self) -> None:
        """Let go of the store, or of trying to open it."""
        if self._again is not None:
            await stop(self._again)
        if self._late:
            await asyncio.wait(self._late)
        if self._store is not None:
            await self._store.close()
        self._again = self._store = None

    async def _until_open(self) -> None:
        pause = FIRST
        while self._store is None:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST)
            try:
                self._store = await Store.open(self._url, self._clock)
                log.warning("the store is open")
            except StoreAway as error:
                self._refused = isinstance(error, StoreRefused)
                continue
            except StoreError as error:
                log.error("%s", error)
