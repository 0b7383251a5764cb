"""/help（使い方）."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.ext import commands

from bot.answers import tell
from bot.app import localised
from bot.cards.presses import lang_of
from bot.servers import may_manage, may_moderate
from bot.words import words

if TYPE_CHECKING:
    import discord

    from bot.app import Honmono


class About(commands.Cog):
    """How to use the bot."""

    @app_commands.command(name=localised("help"), description=localised("help_about"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """Say how to ask; moderators also read what they can do."""
        say = words(lang_of(interaction))
        moderates = await may_moderate(interaction) or may_manage(interaction)
        await tell(interaction, say("say.help") + "\n\n" + say("say.help_more") + ("\n\n" + say("say.help_moderators") if moderates else ""))


async def setup(bot: Honmono) -> None:
    """Load the cog."""
    await bot.add_cog(About())
