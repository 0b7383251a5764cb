"""Numbers for new campaigns, reserved ahead in the database: a campaign has its number at once, and its row can be written behind it.

Each process takes its own, so two never give the same. What is reserved and not used when a process ends is skipped; a number never comes back.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.apart import apart

if TYPE_CHECKING:
    from bot.store.store import Store

FEW, MANY = 8, 1024
"""Numbers that are reserved at once: few in quiet times, each time twice as many in a crowd."""
QUIET = 10.0
"""Seconds after which a crowd is over."""
_POSTGRESQL = text("SELECT nextval('campaigns_id_seq') FROM generate_series(1, :count)")
_SQLITE = text("UPDATE sqlite_sequence SET seq = seq + :count WHERE name = 'campaigns' RETURNING seq")
_SQLITE_FIRST = text("INSERT INTO sqlite_sequence (name, seq) VALUES ('campaigns', :count) RETURNING seq")


class Numbers:
    """The numbers that this process has reserved."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._free: deque[int] = deque()
        self._count, self._since = FEW, 0.0
        self._reserving: asyncio.Task[None] | None = None

    async def take(self) -> int:
        """A number nobody else has; it waits for the database only when all are used up. Raises StoreAway when it cannot be reached then."""
        while not self._free:
            await asyncio.shield(self._reserve())
        number = self._free.popleft()
        if 2 * len(self._free) < self._count:
            self._reserve()
        return number

    async def close(self) -> None:
        """Wait for what is being reserved."""
        if self._reserving is not None:
            await asyncio.wait({self._reserving})

    def _reserve(self) -> asyncio.Task[None]:
        if self._reserving is None or self._reserving.done():
            now = asyncio.get_running_loop().time()
            self._count = min(2 * self._count, MANY) if now - self._since < QUIET else FEW
            self._since = now
            self._reserving = apart(self._more(self._count))
            self._reserving.add_done_callback(lambda task: task.cancelled() or task.exception())  # whoever needs a number then tries again
        return self._reserving

    async def _more(self, count: int) -> None:
        async with self._store.transaction(writing=True) as session:
            if session.get_bind().dialect.name == "postgresql":
                numbers = list(await session.scalars(_POSTGRESQL, {"count": count}))
            else:
                last = await session.scalar(_SQLITE, {"count": count}) or await session.scalar(_SQLITE_FIRST, {"count": count})
                numbers = list(range(last - count + 1, last + 1))
        self._free.extend(numbers)
