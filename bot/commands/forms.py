"""Takes what was handed in from forms: see bot/cards/forms.py, which is no extension, for those are read anew for each bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord.ext import commands

from bot.cards.forms import hand_in

if TYPE_CHECKING:
    import discord

    from bot.app import Honmono


class Forms(commands.Cog):
    """Listens for them."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Perhaps a form."""
        await hand_in(interaction)


async def setup(bot: Honmono) -> None:
    """Load the cog."""
    await bot.add_cog(Forms())
