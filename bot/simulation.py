"""SimCord, wrapped thinly: the one place that knows how the simulated Discord is started.

SimCord 3.2.1 speaks English for every user, calls every bot TestBot, does not say that a server installed it, shows its page only to those who have the
secret part of its address, and lets a bot pin that may manage messages, where Discord has asked for `pin_messages` since February 2026; all of it is
corrected here. It is pinned exactly, since this reaches into it.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import simcord
import simcord.interactions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from simcord.preview import Preview

    from bot.app import Honmono
    from bot.pictures.contract import Reading
    from bot.pictures.pool import Picture, Pictures, Reply

NAME = "Honmono"
_CALLED = re.compile(rf"(?<![\w<])[@＠]{NAME}\b", re.IGNORECASE)
_PRESSES = frozenset(("click", "select", "modal_submit", "send_message"))


@asynccontextmanager
async def simulated(bot: Honmono, *, locale: str = "ja", extra: dict[str, Any] | None = None) -> AsyncIterator[simcord.Env]:
    """Run a bot in a simulated Discord. Its users speak `locale`; `extra` overrides fields of every interaction (a user install, a group DM)."""
    real = simcord.interactions.base_payload

    def with_locale(*args: Any, **kwargs: Any) -> Any:
        record, payload = real(*args, **kwargs)
        payload["locale"] = locale
        payload["authorizing_integration_owners"] = {"0": payload.get("guild_id") or "0"}
        payload.update(extra or {})
        return record, payload

    env = simcord.Env(bot, shard_count=1, settle_timeout=30.0)  # a busy machine is no failure
    if bot.pictures is not None:
        bot.pictures = Outside(env, bot.pictures)
    env.backend.bot_user.name = NAME
    simcord.interactions.base_payload = with_locale
    _pins_have_a_permission()
    begun = [bot]
    restart = env.restart_bot

    async def restart_bot(fresh: Any = None) -> None:
        begun.append(fresh or begun[-1])
        await restart(fresh)
        await begun[-2].let_go()  # what a process does that ends

    env.restart_bot = restart_bot  # type: ignore[method-assign,assignment]
    try:
        await env.start()
        yield env
    finally:
        simcord.interactions.base_payload = real
        await env.shutdown()
        for one in begun:
            await one.let_go()


class Outside:
    """The reading of pictures as something that the simulated Discord does not wait for: whoever sent one sees their place and goes on, as in the real one."""

    def __init__(self, env: simcord.Env, pictures: Pictures) -> None:
        self._env, self._pictures = env, pictures

    async def open(self) -> None:
        """At the start."""
        await self._pictures.open()

    def warm_up(self) -> None:
        """Get ready now."""
        self._pictures.warm_up()

    async def read(self, pictures: Sequence[Picture], on_place: Callable[[int], None], reply: Reply | None = None) -> Reading:
        """Read, while the conversation goes on."""
        reading: Reading = await self._env.external_wait(self._pictures.read(pictures, on_place, reply), reason="pictures are read")
        return reading

    async def close(self) -> None:
        """End."""
        await self._pictures.close()


def _pins_have_a_permission() -> None:
    """Ask for `pin_messages` where SimCord asks for `manage_messages`: when the bot pins or unpins."""
    from simcord.http.router import RequestContext

    real = RequestContext.require_channel_permissions
    if real.__module__ == __name__:  # once is enough
        return

    def require_channel_permissions(self: RequestContext, channel_id: int, *names: str) -> Any:
        pins = "/messages/pins/" in self.path and self.method in ("PUT", "DELETE")
        return real(self, channel_id, *(("pin_messages",) if pins else names))

    RequestContext.require_channel_permissions = require_channel_permissions  # type: ignore[method-assign]


def forgiving(page: Preview, bot_id: int) -> Callable[[], int]:
    """Let a visitor type `@Honmono`, which the page does not offer, and press what was drawn anew a moment ago: what is pressed is looked up by its key anyway.

    Returns how many of the bot's requests had been made when the page was last drawn.
    """
    act, publish, shown = page._action, page._publish, 0

    async def action(context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        visitor, body = page._get_page(context_id), dict(body)
        if body.get("kind") in _PRESSES and int(body.get("sequence") or 0) > visitor.last_sequence:
            body["published_revision"] = visitor.revision
            if isinstance(content := body.get("content"), str):
                body["content"] = _CALLED.sub(f"<@{bot_id}>", content)
        return await act(context_id, body)

    def published(*args: Any, **kwargs: Any) -> Any:
        nonlocal shown
        shown = len(page.env.http_requests)
        return publish(*args, **kwargs)

    page._action, page._publish = action, published  # type: ignore[method-assign]
    return lambda: shown


def open_door() -> None:
    """Let whoever types the page's plain address in: their browser is sent on to the address with its secret part.

    A link on another site is not let in (Sec-Fetch-Site), and the secret part of a redirect cannot be read from there.
    """
    from aiohttp import web
    from simcord.preview._server import PreviewServer

    real = PreviewServer._index

    async def index(self: PreviewServer, request: web.Request) -> Any:
        typed = request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
        if typed and not request.query_string and request.headers.get("Host", "") in self._allowed_hosts():
            raise web.HTTPFound(f"/?here#{self.preview.capability}")
        return await real(self, request)

    if real.__name__ != index.__name__:  # once is enough
        PreviewServer._index = index  # type: ignore[method-assign]
