"""The websocket half: HELLO, IDENTIFY, heartbeats, RESUME with replay, invalid sessions, close codes, connections that are refused or fall silent."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import WSMsgType, web
from simcord.backend import serializers

from tests.wire.sessions import Session, Squeezer, shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.wire.server import Wire

UNKNOWN_OPCODE, NOT_AUTHENTICATED, BAD_TOKEN, TOO_MANY_SHARDS, WRONG_INTENTS = 4001, 4003, 4004, 4011, 4014
_names = itertools.count(1)


class Gateway:
    """Every session and connection. The attributes are what a test may turn while it runs."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.heartbeat = 41_250
        """Milliseconds between heartbeats that clients are told."""
        self.refuse = 0
        """How many of the next connections are refused."""
        self.silent = False
        """Whether heartbeats stay unanswered."""
        self.identify_every = 0.0
        """Seconds that two IDENTIFYs of one bucket must lie apart, as `max_concurrency` asks; 0 does not look."""
        self.max_concurrency = 1
        self.identifies: list[tuple[float, int]] = []
        """When each shard identified: (monotonic seconds, shard)."""
        self.refused = 0
        """IDENTIFYs that came too early."""
        self.resumes: list[int] = []
        """The number of events replayed, for each session that was resumed."""
        self.sessions: dict[str, Session] = {}
        self._sockets: dict[Session, web.WebSocketResponse] = {}
        self._dropped: set[web.WebSocketResponse] = set()

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Hand an event of the model to every session that gets it."""
        for session in self.sessions.values():
            if session.owns(event, payload) and (mine := shaped(self.wire.backend, session.intents, event, payload)) is not None:
                session.put(event, mine)

    async def drop(self, code: int = 4000, *, forget: bool = False, shard: int | None = None) -> int:
        """Close the connections (of one shard) with a code; with `forget` they cannot be resumed. How many there were."""
        closing = [(session, socket) for session, socket in self._sockets.items() if shard is None or session.shard == shard]
        for session, socket in closing:
            if forget:
                self.sessions.pop(session.id, None)
            self._dropped.add(socket)
            await socket.close(code=code)
        return len(closing)

    async def ask_to_reconnect(self) -> None:
        """Send RECONNECT (op 7) to everybody, as Discord does before it takes a machine down."""
        for session in list(self._sockets):
            if session.outbox is not None:
                session.outbox.put_nowait('{"op": 7, "d": null}')

    @property
    def connected(self) -> list[int]:
        """The shards that are connected now, in order."""
        return sorted(session.shard for session in self._sockets)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its end."""
        if self.refuse > 0:
            self.refuse -= 1
            return web.Response(status=503, text="no")
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        squeezer = Squeezer(request.query.get("compress", ""))
        await squeezer.send(socket, json.dumps({"op": 10, "d": {"heartbeat_interval": self.heartbeat}}))
        outbox: asyncio.Queue[str] = asyncio.Queue()
        sender = asyncio.create_task(_send(outbox, squeezer, socket))
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                packet = json.loads(message.data)
                if packet["op"] == 1:
                    if not self.silent:
                        outbox.put_nowait('{"op": 11, "d": null}')
                elif packet["op"] in (2, 6) and session is None:
                    session = await (self._identify if packet["op"] == 2 else self._resume)(packet["d"], outbox, socket)
                elif session is None:
                    await socket.close(code=NOT_AUTHENTICATED)
                elif packet["op"] not in (3, 4, 8):
                    await socket.close(code=UNKNOWN_OPCODE)
        finally:
            sender.cancel()
            if session is not None and self._sockets.get(session) is socket:
                del self._sockets[session]
                session.outbox = None
            if session is not None and socket not in self._dropped and socket.close_code in (1000, 1001):
                self.sessions.pop(session.id, None)  # a client that says goodbye cannot resume
        return socket

    async def _identify(self, data: dict[str, Any], outbox: asyncio.Queue[str], socket: web.WebSocketResponse) -> Session | None:
        if data["token"] != self.wire.token:
            await socket.close(code=BAD_TOKEN)
            return None
        shard, count = data.get("shard") or (0, 1)
        if not 0 <= shard < count:
            await socket.close(code=TOO_MANY_SHARDS)
            return None
        intents = discord.Intents._from_value(data["intents"])
        if intents.message_content and not self.wire.message_content:
            await socket.close(code=WRONG_INTENTS)
            return None
        now = time.monotonic()
        bucket = shard % self.max_concurrency
        last = max((when for when, other in self.identifies if other % self.max_concurrency == bucket), default=float("-inf"))
        self.identifies.append((now, shard))
        if now - last < self.identify_every:
            self.refused += 1
            outbox.put_nowait('{"op": 9, "d": false}')
            return None
        session = Session(f"session-{next(_names)}", shard, count, intents)
        self._join(session, outbox, socket)
        backend = self.wire.backend
        guilds = [guild for guild in backend.guilds.values() if (guild.id >> 22) % count == shard]
        session.put(
            "READY",
            {
                "v": 10,
                "user": dict(serializers.user_payload(backend.bot_user)),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": str(self.wire.gateway_url),
                "shard": [shard, count],
                "application": {"id": str(backend.application_id), "flags": 0},
            },
        )
        for guild in guilds:
            payload = shaped(backend, intents, "GUILD_CREATE", serializers.guild_create_payload(backend, guild))
            if payload is not None:
                session.put("GUILD_CREATE", payload)
        return session

    async def _resume(self, data: dict[str, Any], outbox: asyncio.Queue[str], socket: web.WebSocketResponse) -> Session | None:
        session = self.sessions.get(data["session_id"])
        missed = session.since(int(data["seq"] or 0)) if session is not None and data["token"] == self.wire.token else None
        if session is None or missed is None:
            outbox.put_nowait('{"op": 9, "d": false}')
            return None
        self.resumes.append(len(missed))
        for text in missed:
            outbox.put_nowait(text)
        self._join(session, outbox, socket)
        session.put("RESUMED", {})
        return session

    def _join(self, session: Session, outbox: asyncio.Queue[str], socket: web.WebSocketResponse) -> None:
        self.sessions[session.id] = session
        self._sockets[session] = socket
        session.outbox = outbox


async def _send(outbox: asyncio.Queue[str], squeezer: Squeezer, socket: web.WebSocketResponse) -> None:
    while True:
        await squeezer.send(socket, await outbox.get())
