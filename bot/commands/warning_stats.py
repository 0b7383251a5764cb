"""/warning stats（警告 統計）: a server's counts as a picture, with its description, for moderators alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui

from bot.answers import plainly, tell
from bot.app import localised
from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.cards.view import View
from bot.commands.warning_group import warning_group
from bot.servers import may_moderate
from bot.stats.numbers import WEEKS, described, numbers
from bot.stats.picture import picture
from bot.words import words

if TYPE_CHECKING:
    from bot.app import Honmono
    from bot.stats.numbers import Numbers
    from rules.report import Lang

NAME = "honmono-stats.png"


@app_commands.command(name=localised("warning_stats"), description=localised("warning_stats_about"))
async def stats(interaction: discord.Interaction[Any]) -> None:
    """Count, draw, and show; in words alone when it cannot be drawn."""
    bot: Honmono = interaction.client
    lang = lang_of(interaction)
    say = words(lang)
    if interaction.guild_id is None or not await may_moderate(interaction):
        await tell(interaction, say("feedback.may_not"))
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    async with plainly(interaction):
        found = await numbers(bot.store, interaction.guild_id, lang)
        if not found.total:
            await interaction.edit_original_response(view=Note(say("stats.none", weeks=WEEKS)))
            return
        drawn = await picture(found)
        if drawn is None:
            await interaction.edit_original_response(view=Note(say("stats.undrawn") + "\n\n" + described(found, lang)))
            return
        file = discord.File(io.BytesIO(drawn), NAME, description=described(found, lang))
        await interaction.edit_original_response(view=_shown(found, lang), attachments=[file])


def _shown(found: Numbers, lang: Lang) -> ui.LayoutView:
    gallery: ui.MediaGallery[Any] = ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{NAME}", description=described(found, lang)))
    box: ui.Container[Any] = ui.Container(gallery, ui.TextDisplay(words(lang)("stats.note")), accent_colour=discord.Colour(0x6B8FB3))
    view = View()
    view.add_item(box)
    return view


async def setup(bot: Honmono) -> None:
    """Add it to the moderators' group."""
    warning_group(bot).add_command(stats)
