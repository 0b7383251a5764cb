"""Gateway sessions: which events a connection gets, numbered and kept for a RESUME, squeezed as the client asked."""

from __future__ import annotations

import copy
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import zstandard
from simcord import intents as rules

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    import discord
    from aiohttp import web
    from simcord.backend import Backend

KEPT = 1000
"""Events kept for a RESUME, a session."""


class Squeezer:
    """One connection's compression context: `zlib-stream`, `zstd-stream`, or none."""

    def __init__(self, kind: str) -> None:
        self._zlib = zlib.compressobj() if kind == "zlib-stream" else None
        self._zstd = zstandard.ZstdCompressor().compressobj() if kind == "zstd-stream" else None

    async def send(self, socket: web.WebSocketResponse, text: str) -> None:
        """One message, in the form the client asked for."""
        data = text.encode()
        if self._zlib is not None:
            await socket.send_bytes(self._zlib.compress(data) + self._zlib.flush(zlib.Z_SYNC_FLUSH))
        elif self._zstd is not None:
            await socket.send_bytes(self._zstd.compress(data) + self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
        else:
            await socket.send_str(text)


@dataclass(eq=False)
class Session:
    """What Discord remembers of one shard of one client between connections."""

    id: str
    shard: int
    count: int
    intents: discord.Intents
    sequence: int = 0
    kept: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEPT))
    outbox: asyncio.Queue[str] | None = None
    """Where events go while a connection is there; None while it is away."""

    def owns(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Whether an event belongs to this shard; direct messages belong to the first."""
        guild_id = payload.get("guild_id") or (payload.get("id") if event in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE") else None)
        return (int(guild_id) >> 22) % self.count == self.shard if guild_id is not None else self.shard == 0

    def put(self, event: str, payload: Mapping[str, Any]) -> None:
        """Number an event, keep it, and send it if the client is there."""
        self.sequence += 1
        text = json.dumps({"op": 0, "t": event, "s": self.sequence, "d": payload}, ensure_ascii=False)
        self.kept.append((self.sequence, text))
        if self.outbox is not None:
            self.outbox.put_nowait(text)

    def since(self, sequence: int) -> list[str] | None:
        """The events a client missed after `sequence`, None when they are not kept any more."""
        if sequence < self.sequence and (not self.kept or self.kept[0][0] > sequence + 1):
            return None
        return [text for number, text in self.kept if number > sequence]


def shaped(backend: Backend, intents: discord.Intents, event: str, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """An event as a client with these intents gets it: None when it does not, without content it may not read."""
    gate = rules.required_intent(event, payload)
    if gate is not None and not getattr(intents, gate):
        return None
    mine: dict[str, Any] = copy.deepcopy(dict(payload))
    me = backend.bot_user.id
    if event == "GUILD_CREATE":
        rules.prune_guild_create(mine, intents, me)
    if not intents.message_content:
        _censor(backend, event, mine, me)
    return mine


def _censor(backend: Backend, event: str, payload: dict[str, Any], me: int) -> None:
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        rules.censor_message(payload, me, backend=backend)
    elif event == "INTERACTION_CREATE":
        if isinstance(payload.get("message"), dict):
            rules.censor_message(payload["message"], me, backend=backend, exempt_root=True)
        for message in (payload["data"].get("resolved", {}).get("messages") or {}).values():
            rules.censor_message(message, me, backend=backend, exempt_root=True)
