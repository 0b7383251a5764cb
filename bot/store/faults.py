"""Drivers' errors in the store's own words: what is away, and what is a mistake of ours."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.store.errors import StoreAway, StoreError, StoreRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

_AWAY = (
    "08",  # connection exception
    "25006",  # read only: a standby
    "28",  # not let in
    "3D",  # no such database
    "53",  # insufficient resources: disk full, too many connections
    "55P03",  # lock not available
    "57",  # operator intervention: shutting down, starting up
    "58",  # system error: the disk
)
"""Beginnings of PostgreSQL's codes (SQLSTATE) for what is no fault of a statement."""
_REFUSED = ("28", "3D")
_MISTAKES = ("SQLITE_ERROR", "SQLITE_MISUSE", "SQLITE_RANGE", "SQLITE_MISMATCH")
"""SQLite's codes for what only wrong SQL causes."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever a database that is away raises becomes StoreAway; a broken file StoreError; a mistake of ours stays what it is."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        told = _plainly(error)
        if told is None:
            raise
        raise told from error


def _plainly(error: Exception) -> StoreError | None:
    original = (error.orig or error) if isinstance(error, DBAPIError) else error
    if isinstance(error, PoolTimeoutError):
        return StoreAway("the store cannot be used now: too much is waiting for it")
    if (isinstance(error, DBAPIError) and error.connection_invalidated) or _away(original) or _away(original.__cause__):
        if any(str(getattr(one, "sqlstate", "")).startswith(_REFUSED) for one in (original, original.__cause__)):
            return StoreRefused(f"the store refuses this program: {_line(original)}")
        return StoreAway(f"the store cannot be used now: {_line(original)}")
    if type(original) is sqlite3.DatabaseError:  # not its children: malformed, or no database at all
        return StoreError(f"the store's file is broken: {_line(original)}")
    return None


def _away(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorname", "") not in _MISTAKES
    return isinstance(error, OSError) or str(getattr(error, "sqlstate", "")).startswith(_AWAY)  # a TimeoutError is an OSError


def _line(error: BaseException) -> str:
    """What happened, on one line; never the statement, never the values."""
    words = str(error).strip().splitlines()
    return words[0][:160] if words else type(error).__name__
