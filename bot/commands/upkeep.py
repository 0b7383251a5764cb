"""What runs by itself: which servers the bot is still in, and once a day the deletion of what is too old."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import commands, tasks

from bot.store import StoreError, retention, servers

if TYPE_CHECKING:
    import discord

    from bot.app import Honmono

log = logging.getLogger(__name__)


class Upkeep(commands.Cog):
    """Keeps the promises of docs/privacy.md. Whatever is missed while the store is away is made up for the next day."""

    def __init__(self, bot: Honmono) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin."""
        self.daily.start()

    async def cog_unload(self) -> None:
        """End."""
        self.daily.cancel()

    @tasks.loop(hours=24)
    async def daily(self) -> None:
        """Note which servers were left, then delete what is too old."""
        await self.look_around()
        try:
            gone = await retention.purge(self.bot.store)
        except StoreError as error:
            log.warning("nothing was deleted today: %s", error)
            return
        for guild_id in gone:
            self.bot.forget_server(guild_id)
        if gone:
            log.info("deleted everything of %d servers that were left", len(gone))

    @daily.before_loop
    async def wait(self) -> None:
        """Not before the servers are known."""
        await self.bot.wait_until_ready()

    async def look_around(self) -> None:
        """Compare the servers of which something is kept with those that the bot is in."""
        here = {guild.id for guild in self.bot.guilds}
        try:
            await servers.look_around(self.bot.store, here, self.bot.serves)
        except StoreError as error:
            log.warning("servers that were left are noted later: %s", error)

    @commands.Cog.listener()
    async def on_guild_join(self, _guild: discord.Guild) -> None:
        """Back within 30 days: everything is as it was."""
        await self.look_around()

    @commands.Cog.listener()
    async def on_guild_remove(self, _guild: discord.Guild) -> None:
        """Left, or thrown out."""
        await self.look_around()


async def setup(bot: Honmono) -> None:
    """Load the cog."""
    await bot.add_cog(Upkeep(bot))
