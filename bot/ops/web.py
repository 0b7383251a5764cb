"""A process's own little web server: /healthz, /readyz, /metrics, and /interactions where it is wanted. Off unless OPS_PORT is set."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.config import Settings
    from bot.ops.metrics import Numbers

log = logging.getLogger(__name__)

SIZE = 1 << 20
"""Bytes of a request at most."""


class OpsServer:
    """Serves until it is closed. Health is whether the process runs at all; readiness is what `ready` finds: its "ok" decides, the rest is told.

    `posts` are further paths that take POST, each with what answers.
    """

    def __init__(
        self,
        settings: Settings,
        numbers: Numbers,
        ready: Callable[[], Awaitable[dict[str, Any]]],
        posts: Mapping[str, Callable[[web.Request], Awaitable[web.Response]]] | None = None,
    ) -> None:
        self._settings, self._numbers, self._find, self._posts = settings, numbers, ready, posts or {}
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def open(self) -> None:
        """Listen, if OPS_PORT says where. Raises OSError when the port is taken."""
        if not self._settings.ops_port:
            return
        app = web.Application(client_max_size=SIZE)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._metrics)
        for path, handle in self._posts.items():
            app.router.add_post(path, handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.ops_host, self._settings.ops_port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        log.info("health and metrics on %s:%d", self._settings.ops_host, self.port)

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        found = await self._find()
        return web.json_response(found, status=200 if found["ok"] else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._numbers.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
