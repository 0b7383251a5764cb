"""SQLite as the store wants it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiosqlite
from aiosqlite.core import _STOP_RUNNING_SENTINEL
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.fingerprint import distance

if TYPE_CHECKING:
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine


class _Connection(aiosqlite.Connection):
    """A connection that always comes to an end.

    aiosqlite 0.22 waits for ever when it is cancelled while it is being closed, and answers a loop that has ended when somebody left it open.
    """

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
        self._loop = asyncio.get_running_loop()
        self._thread.daemon = True  # as SQLAlchemy has it

    def stop(self) -> asyncio.Future[Any] | None:
        if not self._running:
            return None
        if self._at_home():
            return super().stop()
        self._running = False
        self._tx.put_nowait((None, self._let_go))
        return None

    async def close(self) -> None:
        if self._at_home():
            await super().close()
        else:
            self.stop()

    def _at_home(self) -> bool:
        """Whether the loop that opened it still runs, and runs this."""
        return asyncio._get_running_loop() is self._loop

    def _let_go(self) -> object:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        return _STOP_RUNNING_SENTINEL


def engine(url: URL, *, create: bool, patience: float, **pool: Any) -> AsyncEngine:
    """SQLite with readers beside one writer (WAL), foreign keys kept, what is deleted wiped, and files watched: one that is gone must not look alive."""
    path = Path(str(url.database)).absolute()
    opened = url.set(database=path.as_uri() + ("" if create else "?mode=rw"), query={"uri": "true"})
    made = create_async_engine(opened, connect_args={"timeout": patience, "async_creator_fn": _Connection}, hide_parameters=True, **pool)

    @event.listens_for(made.sync_engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.create_function("hamming", 2, distance, deterministic=True)
        cursor = connection.cursor()
        for pragma in (*["journal_mode=WAL"] * create, "foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):  # WAL stays with the file
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        record.info["inode"] = os.stat(path).st_ino  # noqa: PTH116 -- the plainest of calls, on every use

    @event.listens_for(made.sync_engine, "checkout")
    def look(_connection: Any, record: Any, _proxy: Any) -> None:
        try:
            same = os.stat(path).st_ino == record.info["inode"]  # noqa: PTH116
        except OSError:
            same = False
        if not same:
            raise DisconnectionError("the file is gone, or another one")

    @event.listens_for(made.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")

    return made
