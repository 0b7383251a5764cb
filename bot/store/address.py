"""A database's address as people write it, as SQLAlchemy's asynchronous drivers want it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.errors import StoreError

_DRIVERS = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
_LIBPQ = {"sslmode": "ssl", "connect_timeout": "timeout"}
"""What libpq calls otherwise than asyncpg."""
_LIBPQ_ONLY = ("channel_binding", "gssencmode", "sslrootcert", "target_session_attrs", "keepalives")
"""What asyncpg does not take; hosters put some of them into the addresses they give out."""


def address(url: str) -> URL:
    """The address with the driver that is meant. Raises StoreError, whose message holds no password, for what is no such address.

    >>> str(address("postgres://honmono@db/honmono?sslmode=require")), str(address("sqlite:///honmono.db"))
    ('postgresql+asyncpg://honmono@db/honmono?ssl=require', 'sqlite+aiosqlite:///honmono.db')
    """
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError) as error:
        raise StoreError("DATABASE_URL is no database address; it looks like sqlite:///honmono.db or postgresql://user:password@host/database") from error
    name = parsed.get_backend_name()
    if name not in _DRIVERS:
        raise StoreError(f"DATABASE_URL names {name!r}; it must be sqlite or postgresql")
    parsed = parsed.set(drivername=_DRIVERS[name])
    return _postgresql(parsed) if name != "sqlite" else _sqlite(parsed)


def _postgresql(url: URL) -> URL:
    query = {_LIBPQ.get(key, key): value for key, value in url.query.items() if key not in _LIBPQ_ONLY}
    return url.set(query=query)


def _sqlite(url: URL) -> URL:
    """A file: `sqlite://name`, with a slash too few, is meant as `sqlite:///name`."""
    path = "/".join(part for part in (url.host, url.database) if part)
    if not path or path == ":memory:" or path.startswith("file:"):
        raise StoreError("DATABASE_URL must name a file for SQLite, as in sqlite:///honmono.db")
    return URL.create(url.drivername, database=str(Path(path).expanduser()))
