"""SimCord, wrapped thinly: the one place that knows how the simulated Discord is started.

SimCord 3.2.1 speaks English for every user and calls every bot TestBot; both are corrected here. It is pinned exactly, since this reaches into it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import simcord
import simcord.interactions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.app import Honmono

NAME = "Honmono"


@asynccontextmanager
async def simulated(bot: Honmono, *, locale: str = "ja", extra: dict[str, Any] | None = None) -> AsyncIterator[simcord.Env]:
    """Run a bot in a simulated Discord. Its users speak `locale`; `extra` overrides fields of every interaction (a user install, a group DM)."""
    real = simcord.interactions.base_payload

    def with_locale(*args: Any, **kwargs: Any) -> Any:
        record, payload = real(*args, **kwargs)
        payload["locale"] = locale
        payload.update(extra or {})
        return record, payload

    env = simcord.Env(bot, shard_count=1)
    env.backend.bot_user.name = NAME
    simcord.interactions.base_payload = with_locale
    try:
        await env.start()
        yield env
    finally:
        simcord.interactions.base_payload = real
        await env.shutdown()
