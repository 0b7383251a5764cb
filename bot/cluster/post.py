"""Letters between processes by PostgreSQL's LISTEN and NOTIFY: nothing is stored, and a letter to nobody is gone."""

from __future__ import annotations

import asyncio
import logging
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

PIECE = 7000
"""Bytes of a notification that are ours (PostgreSQL's limit is 8,000 with its own)."""
PIECES = 64
"""Pieces of one letter at most."""
AGAIN = 2.0
"""Seconds before a lost connection is made again."""


class Post:
    """One process's letter box, named `address`; `arrived` is told each letter's kind, key and text."""

    def __init__(self, url: str, address: str, arrived: Callable[[str, str, str], None]) -> None:
        self._url, self.address, self._arrived = url, address, arrived
        self._connection: psycopg.AsyncConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._parts: dict[tuple[str, str], list[str]] = {}

    async def open(self) -> None:
        """Listen."""
        self._task = asyncio.create_task(self._listen())
        await asyncio.wait_for(self._ready.wait(), 15)

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def listening(self) -> bool:
        """Whether letters arrive now."""
        return self._ready.is_set()

    async def send(self, address: str, kind: str, key: str, text: str = "") -> None:
        """Send a letter. Raises OSError when it cannot be sent."""
        body = b64encode(zlib.compress(text.encode())).decode()
        pieces = [body[at : at + PIECE] for at in range(0, len(body), PIECE)]
        if len(pieces) > PIECES:
            raise OSError("the letter is too long")
        try:
            async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                for number, piece in enumerate(pieces, 1):
                    await connection.execute("SELECT pg_notify(%s, %s)", (address, f"{kind} {key} {number} {len(pieces)} {piece}"))
        except psycopg.Error as error:
            raise OSError(type(error).__name__) from error

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.address)))
                    self._ready.set()
                    async for notification in connection.notifies():
                        self._take(notification.payload)
            except psycopg.Error as error:
                log.warning("the post is away: %s", type(error).__name__)
            self._ready.clear()
            await asyncio.sleep(AGAIN)

    def _take(self, payload: str) -> None:
        """One piece; pieces of a letter come in order."""
        try:
            kind, key, number, count, piece = payload.split(" ", 4)
            parts = self._parts.setdefault((kind, key), [])
            if int(number) != len(parts) + 1 or int(count) > PIECES:
                del self._parts[kind, key]
                return
            parts.append(piece)
            if len(parts) == int(count):
                body = "".join(self._parts.pop((kind, key)))
                unpacker = zlib.decompressobj()
                text = unpacker.decompress(b64decode(body), 4 << 20).decode()
                self._arrived(kind, key, text)
        except (ValueError, zlib.error) as error:
            log.warning("a letter could not be read: %s", type(error).__name__)
