"""Advisory locks of PostgreSQL that are held as long as a process lives.

They are locks of a transaction that stays open, not of a session: a pooler that gives a session's connection to somebody else after each transaction (PgBouncer) keeps
it for an open one, and lets the locks go with it. Between two queries such a transaction has no view of the data, so it keeps nothing from being vacuumed.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.address import address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds for a connection, and for an answer."""
AGAIN = 2.0
"""Seconds before a lost connection is made again."""
BEAT = 5.0
"""Seconds between two looks whether the connection is still there."""
_FOR_LIFE = text("""
    SELECT set_config(name, CASE name WHEN 'tcp_keepalives_count' THEN '3' WHEN 'tcp_keepalives_interval' THEN '5' WHEN 'tcp_keepalives_idle' THEN '15' ELSE '0' END, true)
    FROM pg_settings
    WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout', 'statement_timeout', 'tcp_keepalives_count', 'tcp_keepalives_interval', 'tcp_keepalives_idle')
""")
"""No limit on its time; and a process whose machine is gone is noticed within half a minute, not in two hours."""

GONE = (SQLAlchemyError, OSError)
"""What a database that is away raises here."""


@asynccontextmanager
async def long_transaction(url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction on a connection of its own, which may stay open for weeks. Raises one of `GONE` when it cannot be had, or is lost."""
    engine = create_async_engine(address(url), poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE, "command_timeout": PATIENCE})
    try:
        async with engine.connect() as connection:
            await connection.execute(_FOR_LIFE)
            yield connection
    finally:
        await engine.dispose()


async def still_there(connection: AsyncConnection) -> None:
    """Raise one of `GONE` when the connection is lost. The plainest kind of query: the driver's other kind would leave its view of the data behind, and hold vacuuming up."""
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    try:
        await driver.execute("SELECT 1")
    except Exception as error:  # the driver's own kinds, which SQLAlchemy does not see here
        raise ConnectionError(type(error).__name__) from error


async def hold(url: str, take: Callable[[AsyncConnection], Awaitable[None]], lost: Callable[[], None]) -> None:
    """Hold for ever what `take` takes, again on a new connection when one is lost; `lost` is told of that. What `take` raises besides goes through."""
    told = False
    while True:
        try:
            async with long_transaction(url) as connection:
                await take(connection)
                told = False
                while True:
                    await still_there(connection)
                    await asyncio.sleep(BEAT)
        except GONE as error:
            if not told:
                log.warning("the locks that processes know each other by cannot be held now: %s", type(error).__name__)
            told = True
        finally:
            lost()
        await asyncio.sleep(AGAIN)
