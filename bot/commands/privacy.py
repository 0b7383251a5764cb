"""/privacy（プライバシー） says what is kept; /forget（記録を消す） deletes it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot import oplog
from bot.answering import home
from bot.answers import plainly, tell
from bot.app import localised
from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.cards.privacy import confirm_note, forget_note, privacy_note
from bot.servers import may_manage
from bot.store import StoreError, retention
from bot.words import words

if TYPE_CHECKING:
    import re

    from bot.app import Honmono

log = logging.getLogger(__name__)


class ForgetButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-forget:(?P<step>ask|yes|no)"):
    """The way to deleting a server's data, and the confirmation."""

    def __init__(self, step: str) -> None:
        self.step = step
        super().__init__(ui.Button(custom_id=f"hm-forget:{step}"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match["step"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask, delete, or leave it."""
        lang = lang_of(interaction)
        say = words(lang)
        if interaction.guild is None or not may_manage(interaction):
            await tell(interaction, say("settings.may_not"))
        elif self.step == "ask":
            await interaction.response.edit_message(view=confirm_note(lang))
        elif self.step == "no":
            await interaction.response.edit_message(view=Note(say("forget.left")))
        else:
            await interaction.response.defer()
            async with plainly(interaction):
                await _forget(interaction.client, interaction.guild, interaction.user.mention)
                await interaction.edit_original_response(view=Note(say("forget.gone")))


async def _forget(bot: Honmono, guild: discord.Guild, who: str) -> None:
    """Delete everything of a server; the last line of its log says who did."""
    log_id = (await bot.servers.read(guild.id)).log_channel_id
    lang_before = await bot.servers.lang(guild)
    await retention.forget_server(bot.store, guild.id)
    bot.forget_server(guild.id)
    if log_id is not None:
        await oplog.note(bot, guild, "forget.log", channel_id=log_id, lang=lang_before, who=who)


class Privacy(commands.Cog):
    """The two commands."""

    @app_commands.command(name=localised("privacy"), description=localised("privacy_about"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def privacy(self, interaction: discord.Interaction[Any]) -> None:
        """Say what is kept."""
        bot: Honmono = interaction.client
        guild_id = home(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        held = None
        if guild_id is not None:
            try:
                held = await bot.keeping.briefly(lambda store: retention.held(store, guild_id))
            except StoreError as error:
                log.warning("%s", error)
        await interaction.edit_original_response(view=privacy_note(held, lang_of(interaction)))

    @app_commands.command(name=localised("forget"), description=localised("forget_about"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def forget(self, interaction: discord.Interaction[Any]) -> None:
        """Drop what is remembered of the person at once; offer the server's data to who may manage it."""
        bot: Honmono = interaction.client
        bot.forget_person(interaction.user.id)
        await interaction.response.send_message(view=forget_note(lang_of(interaction), server=may_manage(interaction)), ephemeral=True)


async def setup(bot: Honmono) -> None:
    """Load the cog and its buttons."""
    bot.add_dynamic_items(ForgetButton)
    await bot.add_cog(Privacy())
