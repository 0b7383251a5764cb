"""The real client against the stand-in, in this process."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import discord.asset
import discord.gateway
import discord.http
import pytest

from bot.app import create_bot
from tests.bot.conftest import database, settings  # noqa: F401 -- a database of its own for every test
from tests.wire.bot import point
from tests.wire.people import People
from tests.wire.server import TOKEN, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.app import Honmono


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as running:
        yield running


@pytest.fixture
def pointed(wire: Wire) -> Iterator[None]:
    before = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE)
    point(wire.url)
    yield
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.asset.Asset.BASE = before


@pytest.fixture
def people(wire: Wire) -> People:
    return People.move_in(wire)


@contextlib.asynccontextmanager
async def running(wire: Wire, **values: Any) -> AsyncIterator[Honmono]:
    """The bot, connected."""
    bot = create_bot(settings(discord_token=TOKEN, **values))
    bot._connection.guild_ready_timeout = 0.05
    task = asyncio.create_task(bot.start(TOKEN))
    try:
        done = asyncio.create_task(wire.ready())
        await asyncio.wait({task, done}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            done.cancel()
            task.result()
        await done
        yield bot
    finally:
        await bot.close()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def bot(wire: Wire, pointed: None, people: People) -> AsyncIterator[Honmono]:
    async with running(wire) as connected:
        yield connected
