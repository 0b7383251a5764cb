"""The HTTP half: SimCord's routes behind a socket, with faults that a test orders: 429 with or without headers, 5xx, slow answers."""

from __future__ import annotations

import asyncio
import fnmatch
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord.backend.errors import BackendError
from simcord.http import client as _routes  # noqa: F401  -- importing it registers the routes
from simcord.http import router

if TYPE_CHECKING:
    from tests.wire.server import Wire

_OPEN = ("/interactions/", "/webhooks/")
"""Routes that the token in their path opens; the others want the bot's."""
RATE_LIMITED: dict[str, str] = {"Via": "1.1 google", "X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "5", "X-RateLimit-Bucket": "wire"}


@dataclass
class Fault:
    """What the next requests of a kind get instead of an answer (`status`), or before it (`delay`, seconds)."""

    method: str
    path: str
    status: int = 0
    times: int = 1
    delay: float = 0.0
    body: dict[str, Any] | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    """Whether the connection is cut without an answer."""


@dataclass
class Upload:
    """A file of a multipart request, as SimCord's routes want it."""

    fp: io.BytesIO
    filename: str
    description: str | None = None


class Rest:
    """Answers requests; `faults` are used up in order."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.faults: list[Fault] = []
        self.seen = 0
        self._sent: dict[tuple[str, str], Any] = {}

    def fault(self, method: str, path: str, status: int = 0, *, times: int = 1, **more: Any) -> Fault:
        """Order a fault for the next `times` requests whose path fits (`*` is anything)."""
        fault = Fault(method, path, status, times, **more)
        self.faults.append(fault)
        return fault

    def rate_limit(self, method: str, path: str, seconds: float, *, times: int = 1, everywhere: bool = False, told: bool = True) -> Fault:
        """Order a 429; `told` with Discord's headers, without them as its outer wall (Cloudflare) answers."""
        if not told:
            return self.fault(method, path, 429, times=times, body="error code: 1015")
        headers = RATE_LIMITED | {"X-RateLimit-Reset-After": str(seconds), "Retry-After": str(seconds)} | ({"X-RateLimit-Global": "true"} if everywhere else {})
        return self.fault(
            method, path, 429, times=times, headers=headers, body={"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
        )

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        path = "/" + request.match_info["path"]
        self.seen += 1
        fault = self._fault(request.method, path)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.cut and request.transport is not None:
                request.transport.abort()
            if fault.status or fault.cut:
                return _json(fault.status or 500, fault.body, fault.headers)
        if not path.startswith(_OPEN) and request.headers.get("Authorization") != f"Bot {self.wire.token}":
            return _json(401, {"message": "401: Unauthorized", "code": 0})
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": self.wire.gateway.max_concurrency}
            return _json(200, {"url": str(self.wire.gateway_url), "shards": self.wire.shards, "session_start_limit": limit})
        body, files = await _read(request)
        once = (path, str(body["nonce"])) if isinstance(body, dict) and body.get("enforce_nonce") else None
        if once is not None and once in self._sent:
            return _json(200, self._sent[once])
        try:
            answer = router.dispatch(
                self.wire.backend,
                request.method,
                path,
                json=body,
                params=dict(request.query),
                files=files,
                reason=request.headers.get("X-Audit-Log-Reason"),
                message_content_access=self.wire.message_content,
            )
        except BackendError as error:
            self.wire.noticed(path)
            return _json(error.status, error.to_json())
        if once is not None:
            self._sent[once] = answer
        self.wire.noticed(path, answer)
        return web.Response(status=204) if answer is None else _json(200, answer)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file that somebody uploaded."""
        fault = self._fault("GET", request.path)
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.status:
                return web.Response(status=fault.status)
        data = self.wire.backend.cdn.get(str(request.url.with_query(None)))
        return web.Response(status=404) if data is None else web.Response(body=data)

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.method in (method, "*") and fnmatch.fnmatch(path, fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    if request.content_type != "multipart/form-data":
        data = await request.read()
        return (json.loads(data) if data else None), []
    body, files = None, []
    async for part in await request.multipart():
        data = await part.read()  # type: ignore[union-attr]
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            files.append(Upload(io.BytesIO(data), part.filename or "file"))  # type: ignore[union-attr]
    return body, files


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    # Exactly this content type: discord.py compares it as a whole, and takes anything else for plain text
    data = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    kind = "text/plain" if isinstance(body, str) else "application/json"
    return web.Response(status=status, body=data.encode(), headers={"Content-Type": kind, **(headers or {})})
