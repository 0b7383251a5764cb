"""The server: one model, its two halves on one port, and a note of what was answered."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import simcord.backend.cdn
import yarl
from aiohttp import web
from simcord._clock import Clock
from simcord.backend import Backend

from bot.simulation import NAME
from tests.wire.gateway import Gateway
from tests.wire.rest import Rest

if TYPE_CHECKING:
    from simcord.backend.models import Interaction, Message

API = "/api/v10"
TOKEN = "wire.token.of-nobody"
KEPT = 5000
"""Requests and events of the model's own record that are kept."""


class Now(Clock):
    """The real time, where SimCord has a clock that stands."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


class Wire:
    """A stand-in for Discord on 127.0.0.1; use it with `async with`. `message_content` is what its developer portal allows the bot."""

    def __init__(self, *, shards: int = 1, message_content: bool = False, token: str = TOKEN, port: int = 0) -> None:
        self.token, self.shards, self.message_content = token, shards, message_content
        self.backend = Backend(clock=Now())
        self.backend.bot_user.name = NAME
        self.backend.http_requests = deque(maxlen=KEPT)  # type: ignore[assignment]
        self.backend.transcript = deque(maxlen=KEPT)  # type: ignore[assignment]
        self.gateway = Gateway(self)
        self.rest = Rest(self)
        self.backend.subscribers.append(self.gateway.emit)
        self.port = port
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._replies: dict[int, asyncio.Future[Message]] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/attachments/{rest:.*}", self.rest.download)
        app.router.add_route("*", API + "/{path:.*}", self.rest.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        simcord.backend.cdn.CDN_BASE = self.url
        await web.SockSite(self._runner, listener).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self.gateway.drop(1001)
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def gateway_url(self) -> yarl.URL:
        """Where its websocket is."""
        return yarl.URL(f"ws://127.0.0.1:{self.port}/gateway/")

    async def ready(self, shards: int = 1, *, seconds: float = 15) -> None:
        """Wait until so many shards are connected."""
        async with asyncio.timeout(seconds):
            while len(self.gateway.connected) < shards:
                await asyncio.sleep(0.01)

    def answer(self, interaction: Interaction) -> asyncio.Future[Message]:
        """What the bot answers to an interaction, when it is no longer "thinking"."""
        return self._answers.setdefault(interaction.token, asyncio.get_running_loop().create_future())

    def reply(self, message: Message) -> asyncio.Future[Message]:
        """The bot's message that replies to this one."""
        return self._replies.setdefault(message.id, asyncio.get_running_loop().create_future())

    def noticed(self, path: str, answer: Any = None) -> None:
        """Look whether a request answered somebody who waits."""
        pieces = path.split("/")
        if pieces[1] in ("interactions", "webhooks"):
            self._settle(pieces[3])
        elif pieces[1] == "channels" and isinstance(answer, dict) and (reference := answer.get("message_reference")):
            waiting = self._replies.get(int(reference["message_id"]))
            if waiting is not None and not waiting.done():
                waiting.set_result(self.backend.get_message(int(pieces[2]), int(answer["id"])))

    def _settle(self, token: str) -> None:
        waiting, number = self._answers.get(token), self.backend.interaction_tokens.get(token)
        if waiting is None or waiting.done() or number is None:
            return
        interaction = self.backend.interactions[number]
        if interaction.responded and not interaction.loading and interaction.message_id is not None:
            waiting.set_result(self.backend.get_message(interaction.channel_id, interaction.message_id))
