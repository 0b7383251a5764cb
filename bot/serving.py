"""Stay connected: start the bot again when Discord cannot be reached, and leave in good order when told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import signal
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.app import Honmono, create_bot
from bot.ops.notices import update
from bot.shards import split_over_sqlite
from rules.engine import default

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Settings

log = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 60.0
"""Seconds before another start: doubled each time up to the longest, with chance in it, so that many processes do not come back at once."""
STEADY = 120.0
"""Seconds after which a connection counts as one that held."""
GRACE = 15.0
"""Seconds that running checks get to finish when the bot leaves; those that do not are told. Kubernetes and Docker are asked for more than this."""
DAY = 86_400.0
_GIVES_UP = (4004, 4010, 4011, 4012, 4013, 4014)
"""Close codes after which connecting again the same way is of no use."""


def passes(error: BaseException) -> bool:
    """Whether an error of starting or staying connected can be gone the next time."""
    if isinstance(error, (discord.LoginFailure, discord.PrivilegedIntentsRequired)):
        return False
    if isinstance(error, discord.ConnectionClosed):
        return error.code not in _GIVES_UP
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    if isinstance(error, AttributeError):
        return "sequence" in str(error)  # what discord.py 2.7 raises where the first connection of a client without shards fails (Rapptz/discord.py#10520)
    return isinstance(error, (aiohttp.ClientError, OSError, TimeoutError, discord.GatewayNotFound, discord.RateLimited))


def _settle_in() -> None:
    """Compile the pack before anybody asks, and keep what never goes out of the garbage collector's sight: looking through it all holds the event loop for a tenth of a second."""
    default()
    gc.collect()
    gc.freeze()


async def serve(settings: Settings, *, make: Callable[[Settings], Honmono] = create_bot) -> None:
    """Run until told to stop (SIGTERM or SIGINT). Raises what no new start would mend."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(name, stop.set)
    _settle_in()
    if split_over_sqlite(settings):
        log.warning(
            "several processes over SQLite: each must have a DATABASE_URL of its own, and knows nothing of the others' settings, warnings and limits; "
            "give all of them the same PostgreSQL instead"
        )
    pause = FIRST
    while not stop.is_set():
        began = loop.time()
        async with make(settings) as bot:
            await bot.prepare()
            try:
                await _once(bot, settings.discord_token.get_secret_value(), stop)
            except Exception as error:
                if not passes(error):
                    raise
                if loop.time() - began > STEADY:
                    pause = FIRST
                wait = pause * random.uniform(0.5, 1.5)  # noqa: S311 -- no secret
                log.warning("cannot reach Discord (%s); again in %.0f s", type(error).__name__, wait)
                bot.clear()  # not ready any more; health and the store stay open meanwhile
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)
                pause = min(2 * pause, LONGEST)


async def _once(bot: Honmono, token: str, stop: asyncio.Event) -> None:
    """One life of the bot: until it is told to stop, or fails."""
    running, stopping = asyncio.create_task(bot.start(token)), asyncio.create_task(stop.wait())
    chores = [asyncio.create_task(bot.metrics.follow_loop())]
    if bot.settings.notices_dir:
        chores.append(asyncio.create_task(_notices(Path(bot.settings.notices_dir))))
    if bot.spending is not None:
        chores.append(asyncio.create_task(bot.spending.run()))
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set() and not running.done():
            log.info("told to stop: finishing %d checks", bot.running.count)
            await bot.running.leave(GRACE)
            await bot.close()
    finally:
        stopping.cancel()
        for chore in chores:
            chore.cancel()
    if running.done() or bot.is_closed():
        with suppress(asyncio.CancelledError):
            await running


async def _notices(folder: Path) -> None:
    """Read the official announcements once a day, for ever; what is new is for the operator."""
    while True:
        try:
            written, count, troubles = await update(folder, datetime.now(UTC))
            for trouble in troubles:
                log.warning("%s", trouble)
            if written is not None:
                log.warning("%d official notices are new: %s", count, written)
        except OSError as error:
            log.warning("official notices could not be written: %s", error.strerror)
        await asyncio.sleep(DAY)
