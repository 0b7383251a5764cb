"""Which shards a process runs, and when each may identify: Discord counts over all processes of one bot, so they take turns."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.apart import stop
from bot.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.config import Settings
    from bot.keeping import Keeping

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two IDENTIFYs of one bucket (Discord's documentation of the gateway, "Rate Limiting")."""
_KEY = 0x686F6E6D
"""The first half of the advisory locks ("honm"); the second is the bucket."""
_LOOK = 0.2
"""Seconds between two looks whether it is our turn."""
_LONGEST = 4096
_PIECE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


class WrongShards(ValueError):
    """The settings of the shards do not fit together. `key` names the sentence, under shards in the words."""

    def __init__(self, key: str, **slots: object) -> None:
        super().__init__(key, slots)
        self.key, self.slots = key, slots


def shard_ids(text: str) -> tuple[int, ...]:
    """The shards that a setting names. Raises WrongShards.

    >>> shard_ids("0-2, 8")
    (0, 1, 2, 8)
    """
    found: dict[int, None] = {}
    for piece in text.split(","):
        match = _PIECE.fullmatch(piece.strip())
        first = int(match[1]) if match else -1
        last = int(match[2] or first) if match else -1
        if match is None or not first <= last < _LONGEST:
            raise WrongShards("no_range", piece=piece.strip())
        found |= dict.fromkeys(range(first, last + 1))
    return tuple(found)


def chosen(settings: Settings) -> tuple[list[int] | None, int | None]:
    """The shards of this process and the count of all; None leaves it to Discord: one process that runs them all.

    An ordinal is the number at the end of SHARD_ORDINAL, as in the name that a StatefulSet gives ("honmono-2"). Raises WrongShards for what does not fit.
    """
    count = settings.shard_count
    ids = shard_ids(settings.shard_ids) if settings.shard_ids else None
    if ids is not None and settings.shard_ordinal:
        raise WrongShards("both")
    if ids is None and settings.shard_ordinal:
        number = re.search(r"(\d+)$", settings.shard_ordinal)
        if number is None:
            raise WrongShards("no_number")
        each = settings.shards_per_process
        ids = tuple(range(int(number[1]) * each, (int(number[1]) + 1) * each))
    if ids is None:
        return None, count
    if count is None:
        raise WrongShards("no_count")
    ids = tuple(number for number in ids if number < count) if settings.shard_ordinal else ids
    if not ids or max(ids) >= count:
        raise WrongShards("outside", last=count - 1, count=count)
    return list(ids), count


def split_over_sqlite(settings: Settings) -> bool:
    """Whether this process runs a part of the shards over SQLite: then it knows nothing of what the others do."""
    ids, count = chosen(settings)
    return ids is not None and len(ids) < (count or 1) and settings.database_url.get_secret_value().startswith("sqlite")


class Turns:
    """Whose turn it is to identify, a bucket: in this process by the clock, among processes by an advisory lock in PostgreSQL held for `PAUSE` seconds.

    While the store is away, or is SQLite, only this process is known; Discord then refuses what comes too early, and the shard tries again.
    """

    def __init__(self, keeping: Keeping, clock: Callable[[], float], pause: float = PAUSE) -> None:
        self._keeping, self._clock, self._pause = keeping, clock, pause
        self._free: dict[int, float] = {}
        self._held: set[asyncio.Task[None]] = set()

    async def take(self, bucket: int) -> None:
        """Wait for the bucket's turn."""
        while (wait := self._free.get(bucket, 0.0) - self._clock()) > 0:
            await asyncio.sleep(wait)
        self._free[bucket] = self._clock() + self._pause
        try:
            await self._among_processes(bucket)
        except (StoreError, SQLAlchemyError, OSError) as error:
            log.warning("other processes are not asked before identifying: %s", type(error).__name__)
        self._free[bucket] = self._clock() + self._pause

    async def _among_processes(self, bucket: int) -> None:
        engine = self._keeping.store.engine
        if engine.dialect.name != "postgresql":
            return
        connection = await engine.connect()
        try:
            while not await connection.scalar(select(func.pg_try_advisory_xact_lock(_KEY, bucket))):
                await asyncio.sleep(_LOOK)
        except BaseException:
            await connection.close()
            raise
        task = asyncio.create_task(self._let_go(connection))
        self._held.add(task)
        task.add_done_callback(self._held.discard)

    async def _let_go(self, connection: AsyncConnection) -> None:
        """The lock goes with its transaction, which a pooler keeps together; one of the session might be let go on another connection, which would hold all up for ever."""
        try:
            await asyncio.sleep(self._pause)
        finally:
            with suppress(SQLAlchemyError, OSError):
                await connection.close()

    async def close(self) -> None:
        """Let go of every turn that is still held."""
        for task in list(self._held):
            await stop(task)
