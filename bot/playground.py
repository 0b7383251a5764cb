"""The playground: the real bot inside SimCord, a simulated Discord, shown as a page in the browser.

Nothing leaves the machine. What the page shows is SimCord's rendering, not Discord's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import discord
import simcord
from pydantic import SecretStr

from bot.app import create_bot
from bot.simulation import NAME, forgiving, open_door, simulated
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simcord.preview import Preview

    from bot.config import Settings

SEED = Path(__file__).parent / "words" / "playground.toml"
HOST = "127.0.0.1"
LOOK = 1.0
"""Seconds between two looks at whether the bot has done something."""


async def serve(settings: Settings, *, opened: Callable[[str], Awaitable[None]] | None = None) -> None:
    """Open the playground and stay until it is closed; what it keeps meanwhile is deleted with it. `opened` is called with the page's address instead of printing it.

    Raises OSError when the port is taken.
    """
    with socket.create_server((HOST, settings.port)):
        pass  # a taken port is told before anything starts
    open_door()
    with tempfile.TemporaryDirectory(prefix="honmono-") as folder:
        await _play(settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{folder}/honmono.db"), "ops_port": 0}), opened)


async def _play(settings: Settings, opened: Callable[[str], Awaitable[None]] | None) -> None:
    story = tomllib.loads(SEED.read_text("utf-8"))
    bot = create_bot(settings)
    async with simulated(bot, locale=settings.language) as env:
        guild = env.create_guild(story["guild"], preferred_locale="ja" if settings.language == "ja" else "en-US")
        channel = guild.create_text_channel(story["channel"])
        may = discord.Permissions(manage_messages=True, manage_guild=True, pin_messages=True)
        moderator = guild.add_member(env.create_user(story["moderator"]), roles=[guild.create_role(story["role"], permissions=may)])
        asker = guild.add_member(env.create_user(story["asker"]))
        keys = guild.create_role(story["keys"], permissions=discord.Permissions(manage_messages=True, manage_guild=True))  # warnings and settings too
        visitor = guild.add_member(env.create_user(story["visitor"]), roles=[keys])
        me = f"<@{bot.user.id}>" if bot.user else ""
        await bot.servers.change(guild.id, log_channel_id=channel.id)  # the page shows one channel, so that is the log too
        await moderator.send(channel, story["welcome"].replace("{bot}", f"@{NAME}"))  # spoken of, not asked
        await asker.send(channel, story["question"].replace("{bot}", me))
        async with env.preview(
            channel, viewers=[visitor, moderator], layout="channel", width=960, height=720, locale=settings.language, timezone="Asia/Tokyo", port=settings.port
        ) as page:
            if opened is not None:
                await opened(f"http://{HOST}:{settings.port}/")
            else:
                print(words(settings.language)("terminal.playground", url=f"http://{HOST}:{settings.port}/"), flush=True)
            showing = asyncio.create_task(_keep_up(env, page, forgiving(page, bot.user.id if bot.user else 0)))
            try:
                await page.wait_closed()
            finally:
                showing.cancel()


async def _keep_up(env: simcord.Env, page: Preview, shown: Callable[[], int]) -> None:
    """Show what the bot does later on, when a picture has been read: by itself the page looks only after what was pressed or typed into it."""
    while True:
        await asyncio.sleep(LOOK)
        if len(env.http_requests) != shown():
            with contextlib.suppress(simcord.SetupError, TimeoutError):  # something is being pressed just now: the next time
                await page.refresh()
