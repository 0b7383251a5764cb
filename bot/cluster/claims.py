"""One process a shard: each claims its shards in PostgreSQL for as long as it lives, so that a second one with the same shards (a copied .env) is found out.

The second one may also be the new one of a rolling update, and the first about to leave: so it waits a while before it identifies, then it goes on and says so, loudly,
until the other is gone. On SQLite, and while the database is away, nothing is known of others.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.apart import apart, stop
from bot.cluster.held import hold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.config import Settings

log = logging.getLogger(__name__)

HELD, WANTED = 0x686F6E73, 0x686F6E77
"""The first halves of the advisory locks ("hons", "honw"); the second is the shard. Who waits for a shard holds the other one, for the doctor to see."""
LEAVES = 30.0
"""Seconds that a process is given to leave: it has 15 for its checks and is asked to be gone after 20."""
LOOK = 1.0
"""Seconds between two tries."""
SAY = 300.0
"""Seconds between saying it and saying it again."""
_TAKE = text("SELECT pg_try_advisory_xact_lock(:of, :shard)")
_WANT = text("SELECT pg_try_advisory_xact_lock_shared(:of, :shard)")
_TWICE = text("""
    SELECT DISTINCT wanted.objid::int FROM pg_locks AS wanted JOIN pg_locks AS held USING (locktype, database, objid, objsubid)
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND wanted.classid::bigint = :wanted AND held.classid::bigint = :held AND held.granted AND wanted.pid <> held.pid AND objsubid = 2 ORDER BY 1
""")


class Claims:
    """The shards of this process; `alone` is whether nobody else runs one of them, None while that is not known."""

    def __init__(self, settings: Settings, shards: Iterable[int]) -> None:
        self._url, self._shards = settings.database_url.get_secret_value(), frozenset(shards)
        self._missing: frozenset[int] | None = None
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._late = 0.0

    @property
    def alone(self) -> bool | None:
        """See above."""
        return None if self._missing is None else not self._missing

    def open(self) -> None:
        """Begin, where there is a database that several processes can share."""
        if self._url.startswith("postgres") and self._task is None:
            self._late = asyncio.get_running_loop().time() + LEAVES
            self._task = apart(hold(self._url, self._claim, self._lost))

    async def close(self) -> None:
        """Let go."""
        if self._task is not None:
            await stop(self._task)
            self._task = None

    async def wait(self) -> None:
        """Before identifying: until the shards are this process's alone, or who has them had time to leave."""
        if self._task is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._late):
                await self._settled.wait()

    def _lost(self) -> None:
        self._missing = None
        self._settled.set()  # nobody waits for a database that is away

    async def _claim(self, connection: AsyncConnection) -> None:
        missing, said = self._shards, 0.0
        now = asyncio.get_running_loop().time
        while True:
            missing = frozenset([shard for shard in sorted(missing) if not await connection.scalar(_TAKE, {"of": HELD, "shard": shard})])
            self._missing = missing
            if not missing:
                break
            for shard in missing:
                await connection.scalar(_WANT, {"of": WANTED, "shard": shard})
            if now() >= self._late and now() >= said:
                self._settled.set()
                said = now() + SAY
                log.error(
                    "another process runs shard %s too: two answer for the same servers. Give each process SHARD_IDS of its own, or stop one of them",
                    ", ".join(map(str, sorted(missing))),
                )
            await asyncio.sleep(LOOK)
        if said:
            log.warning("no other process runs this one's shards any more")
        self._settled.set()


async def claimed_twice(connection: AsyncConnection) -> list[int]:
    """The shards that two processes run."""
    return list(await connection.scalars(_TWICE, {"wanted": WANTED, "held": HELD}))
