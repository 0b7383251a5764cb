"""The bot's own little web server: /healthz, /readyz, /metrics, and /interactions where it is wanted. Off unless OPS_PORT is set."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.ops.interactions import Interactions

if TYPE_CHECKING:
    from bot.app import Honmono

log = logging.getLogger(__name__)

SIZE = 1 << 20
"""Bytes of a request at most."""


class OpsServer:
    """Serves until it is closed. Health is whether the process does its work; readiness, whether Discord is there too."""

    def __init__(self, bot: Honmono) -> None:
        self._bot = bot
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def open(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        settings = self._bot.settings
        app = web.Application(client_max_size=SIZE)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._metrics)
        if settings.interactions_public_key:
            app.router.add_post("/interactions", Interactions(self._bot, settings.interactions_public_key).handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, settings.ops_host, settings.ops_port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        log.info("health and metrics on %s:%d", settings.ops_host, self.port)

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        """Without the store the bot still answers, so the store is told and does not count."""
        bot = self._bot
        over_http = bool(bot.settings.interactions_public_key)
        state = {"discord": over_http or (bot.is_ready() and not bot.is_closed()), "leaving": bot.running.leaving, "store": bot.keeping.is_open}
        ready = state["discord"] and not state["leaving"]
        return web.json_response(state | {"ok": ready}, status=200 if ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._bot.metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
