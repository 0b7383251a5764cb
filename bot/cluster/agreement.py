"""All processes over one database must have the same QUEUE_KEY: each shows a mark of its key while it runs, and looks at the others' before.

The mark is the number of an advisory lock: 32 bits of a keyed hash, from which nobody learns the key. It is stored nowhere and goes with the process, so a key is changed by
stopping all processes and starting them with the new one.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.apart import apart, stop
from bot.cluster.held import hold, long_transaction

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

log = logging.getLogger(__name__)

KEYS, GATE = 0x686F6E6B, 0x686F6E67
"""The first half of the marks ("honk"), and the lock under which one process at a time looks and shows its own ("hong")."""
FIRST = 10.0
"""Seconds that the first look may take; then a start goes on without it."""
_ENTER, _LEAVE = text("SELECT pg_advisory_lock(:gate)"), text("SELECT pg_advisory_unlock(:gate)")
_SHOW = text("SELECT pg_try_advisory_xact_lock_shared(:of, :mark)")
_OTHERS = text("""
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid::bigint = :of AND objid::bigint <> :mark AND objsubid = 2
""")


class OtherKey(Exception):
    """Processes run over the same database with another QUEUE_KEY; `count` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} processes over the same database have another QUEUE_KEY")
        self.count = count


class Agreement:
    """This process's part of it. `agreed` is None while the database was not asked."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._mark = mark_of(secret)
        self.agreed: bool | None = None
        self._task: asyncio.Task[None] | None = None
        self._first = asyncio.Event()

    async def open(self) -> None:
        """Look, and show the mark from now on. Raises OtherKey. While the database is away that is tried again by itself, and only told when it is found out."""
        if self._task is not None:
            return
        self._task = apart(hold(self._url, self._agree, self._first.set))
        first = asyncio.create_task(self._first.wait())
        await asyncio.wait({self._task, first}, timeout=FIRST, return_when=asyncio.FIRST_COMPLETED)
        first.cancel()
        if self._task.done():
            self._task.result()
        self._task.add_done_callback(_tell)

    async def close(self) -> None:
        """Take the mark away."""
        if self._task is not None:
            await stop(self._task, OtherKey)
            self._task = None

    async def _agree(self, connection: AsyncConnection) -> None:
        await connection.execute(_ENTER, {"gate": GATE})
        try:
            count = await others(connection, self._mark)
            self.agreed = not count
            if count:
                raise OtherKey(count)
            await connection.scalar(_SHOW, {"of": KEYS, "mark": _signed(self._mark)})
        finally:
            await connection.execute(_LEAVE, {"gate": GATE})
        self._first.set()


async def others(connection: AsyncConnection, mark: int) -> int:
    """How many processes show another mark."""
    return int(await connection.scalar(_OTHERS, {"of": KEYS, "mark": mark}) or 0)


async def disagreeing(url: str, secret: str) -> int:
    """How many processes that run over a database have another key. Raises one of `bot.cluster.held.GONE`."""
    async with long_transaction(url) as connection:
        return await others(connection, mark_of(secret))


def mark_of(secret: str) -> int:
    """A key's mark."""
    return int.from_bytes(hmac.digest(secret.encode(), b"honmono: all processes have this key", "sha256")[:4], "big")


def _signed(mark: int) -> int:
    """As PostgreSQL takes the second half of a lock's number; it shows it without the sign."""
    return mark - (1 << 32) if mark >> 31 else mark


def _tell(task: asyncio.Task[None]) -> None:
    """For who found out only after the start: the process goes on, without reading pictures."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s: no picture is read until all have the same, and this one was started again", error)
