"""The database behind the store: opened, brought to the program's schema, and reached through two kinds of transaction."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from bot.store import sqlite
from bot.store.address import address
from bot.store.book import Book
from bot.store.errors import StoreAway, StoreError
from bot.store.faults import told_plainly
from bot.store.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

_PATIENCE = 10.0
"""Seconds to wait for an answer, or for another process that writes (SQLite)."""
_CONNECT = 5.0
"""Seconds to wait for a connection."""
_AGAIN = 0.05
"""Seconds between attempts to open a file that another process is just making."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Store:
    """An open store. The modules of this package do the work, each with a store as its first argument.

    Everything raises StoreAway while the database cannot be used, and works again when it is back.
    """

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime]) -> None:
        self.now = clock
        self.engine = engine
        self._readers = async_sessionmaker(engine, expire_on_commit=False)
        self._writers = async_sessionmaker(engine.execution_options(writing=True), expire_on_commit=False)
        self.book = Book(self)
        self._closed, self._used, self._idle = False, 0, asyncio.Event()
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @classmethod
    async def open(cls, url: str, clock: Callable[[], datetime] = utc_now) -> Store:
        """Open a database and bring it to this program's schema.

        Raises StoreAway when it cannot be reached, StoreNewer when a newer program has written it, StoreError when `url` is no address of one.
        """
        target = address(url)
        with told_plainly():
            if target.database and target.drivername.startswith("sqlite"):
                Path(target.database).parent.mkdir(parents=True, exist_ok=True)
            await _in_turn(_engine(target, create=True))
        return cls(_engine(target, create=False), clock)

    async def ping(self) -> None:
        """Nothing, if the database answers."""
        async with self.transaction() as session:
            await session.execute(select(1))

    async def close(self) -> None:
        """Write what is counted, wait for transactions under way, and let go of the database: nothing may use a connection while its loop ends."""
        await self.book.close()
        self._closed = True
        if self._used:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), _PATIENCE)
        await self.engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads, with everything counted so far."""
        await self.book.flush()
        async with self.transaction() as session:
            yield session

    @asynccontextmanager
    async def writing(self, guild_id: int | None = None) -> AsyncIterator[AsyncSession]:
        """A session in a transaction, committed at the end; with `guild_id` no other process writes for that server meanwhile.

        On SQLite all writing is one at a time, in the order it came.
        """
        await self.book.flush()
        try:
            async with self.transaction(writing=True) as session:
                if guild_id is not None and self.engine.dialect.name == "postgresql":
                    await session.execute(select(func.pg_advisory_xact_lock(guild_id)))
                yield session
        finally:
            self.book.drop(guild_id)

    @asynccontextmanager
    async def transaction(self, *, writing: bool = False) -> AsyncIterator[AsyncSession]:
        """The bare transaction, for `reading`, `writing` and the book."""
        if self._closed:
            raise StoreAway("the store was closed")
        self._used += 1
        self._idle.clear()
        try:
            with told_plainly():
                if writing:
                    async with self._turn, self._writers.begin() as session:
                        yield session
                else:
                    async with self._readers.begin() as session:
                        yield session
        finally:
            self._used -= 1
            if not self._used:
                self._idle.set()


async def _in_turn(engine: AsyncEngine) -> None:
    """Bring the database to the program's schema. SQLite does not wait for others while a file is turned to WAL, so that is tried again."""
    late = asyncio.get_running_loop().time() + _PATIENCE
    while True:
        try:
            async with engine.execution_options(writing=True).begin() as connection:
                await connection.run_sync(upgrade)
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or asyncio.get_running_loop().time() > late:
                raise
            await asyncio.sleep(_AGAIN)


def _engine(url: URL, *, create: bool) -> AsyncEngine:
    """An engine for use, or the first one, which may create what is not there."""
    pool: dict[str, Any] = {"poolclass": NullPool} if create else {"pool_timeout": _PATIENCE}
    try:
        if url.drivername.startswith("sqlite"):
            return sqlite.engine(url, create=create, patience=_PATIENCE, **pool)
        patience = {} if create else {"command_timeout": _PATIENCE}  # an upgrade may take its time, and waits for another one
        return create_async_engine(url, connect_args={"timeout": _CONNECT, **patience}, pool_pre_ping=not create, hide_parameters=True, **pool)
    except (ArgumentError, TypeError, ValueError) as error:
        raise StoreError("DATABASE_URL is no database address that can be used") from error
