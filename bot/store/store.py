"""The database behind the store: opened, brought to the program's schema, and reached through two kinds of transaction."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, func, select
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.address import address
from bot.store.book import Book
from bot.store.errors import StoreError
from bot.store.faults import told_plainly
from bot.store.fingerprint import distance
from bot.store.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

_PATIENCE = 10.0
"""Seconds to wait for an answer, or for another process that writes (SQLite)."""
_CONNECT = 5.0
"""Seconds to wait for a connection."""


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
            first = _engine(target, create=True)  # its pool keeps nothing open
            async with first.execution_options(writing=True).begin() as connection:
                await connection.run_sync(upgrade)
        return cls(_engine(target, create=False), clock)

    async def close(self) -> None:
        """Write what is counted, and let go of the database."""
        await self.book.close()
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
        with told_plainly():
            if writing:
                async with self._turn, self._writers.begin() as session:
                    yield session
            else:
                async with self._readers.begin() as session:
                    yield session


def _engine(url: URL, *, create: bool) -> AsyncEngine:
    """An engine for use, or the first one, which may create what is not there."""
    pool: dict[str, Any] = {"poolclass": NullPool} if create else {"pool_timeout": _PATIENCE}
    try:
        if url.drivername.startswith("sqlite"):
            return _sqlite(url, create, pool)
        patience = {} if create else {"command_timeout": _PATIENCE}  # an upgrade may take its time, and waits for another one
        return create_async_engine(url, connect_args={"timeout": _CONNECT, **patience}, pool_pre_ping=not create, hide_parameters=True, **pool)
    except (ArgumentError, TypeError, ValueError) as error:
        raise StoreError("DATABASE_URL is no database address that can be used") from error


def _sqlite(url: URL, create: bool, pool: dict[str, Any]) -> AsyncEngine:
    """SQLite with readers beside one writer (WAL), foreign keys kept, what is deleted wiped, and files watched: one that is gone must not look alive."""
    path = Path(str(url.database)).absolute()
    opened = url.set(database=path.as_uri() + ("" if create else "?mode=rw"), query={"uri": "true"})
    engine = create_async_engine(opened, connect_args={"timeout": _PATIENCE}, hide_parameters=True, **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.create_function("hamming", 2, distance, deterministic=True)
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        record.info["inode"] = os.stat(path).st_ino  # noqa: PTH116 -- the plainest of calls, on every use

    @event.listens_for(engine.sync_engine, "checkout")
    def look(_connection: Any, record: Any, _proxy: Any) -> None:
        try:
            same = os.stat(path).st_ino == record.info["inode"]  # noqa: PTH116
        except OSError:
            same = False
        if not same:
            raise DisconnectionError("the file is gone, or another one")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")

    return engine
