"""Interactions over HTTP instead of the gateway: signed by Discord (Ed25519), each taken once, handed to the same commands and buttons.

discord.py has no endpoint for this; what it does with an interaction that came over the gateway is called here, which is a private part of it. Discord sends an
application's interactions either here or over the gateway, never both; mentions and direct messages still need the gateway.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.memory import Once

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import Honmono

log = logging.getLogger(__name__)

FRESH = 300.0
"""Seconds that a signature's time may lie from ours."""
_PING, _PONG = 1, 1


class Interactions:
    """The endpoint. `public_key` is the application's, in hex. Raises ValueError for what is no key, ModuleNotFoundError without `honmono[cluster]`."""

    def __init__(self, bot: Honmono, public_key: str, clock: Callable[[], float] = time.time) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        self._bot, self._clock = bot, clock
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._seen: Once[str] = Once()

    async def handle(self, request: web.Request) -> web.Response:
        """One interaction: 401 for what Discord did not sign, or not now; the answer itself goes out by the interaction's token."""
        body = await request.read()
        if not self._signed(request.headers.get("X-Signature-Ed25519", ""), request.headers.get("X-Signature-Timestamp", ""), body):
            self._bot.metrics.refused.labels("signature").inc()
            return web.Response(status=401, text="invalid request signature")
        try:
            payload: dict[str, Any] = json.loads(body)
            kind, number = int(payload["type"]), str(payload["id"])
        except (ValueError, TypeError, KeyError):
            return web.Response(status=400, text="no interaction")
        if kind == _PING:
            return web.json_response({"type": _PONG})
        if not self._seen.add(number):
            self._bot.metrics.refused.labels("replay").inc()
            return web.Response(status=401, text="seen before")
        self._bot._connection.parse_interaction_create(payload)  # type: ignore[arg-type]
        return web.Response(status=202)

    def _signed(self, signature: str, timestamp: str, body: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(bytes.fromhex(signature), timestamp.encode() + body)
            return abs(self._clock() - float(timestamp)) <= FRESH
        except (InvalidSignature, ValueError):
            return False
