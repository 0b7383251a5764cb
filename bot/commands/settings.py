"""/settings（設定）: a server's settings on one card. Every press is checked anew, and written into the server's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot import oplog
from bot.answers import plainly, tell
from bot.app import localised
from bot.cards.presses import lang_of
from bot.cards.settings import Switch, settings_card
from bot.servers import may_manage
from bot.words import words

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.store.servers import Settings as Change
    from bot.store.tables import Server


async def changed(interaction: discord.Interaction[Any], change: Change, value: str | bool) -> None:
    """Make one change, show the card anew, and write it into the log: the old one too, when the log itself moves. A switch's `value` is how it stands now."""
    bot: Honmono = interaction.client
    guild, say = interaction.guild, words(lang_of(interaction))
    if guild is None or not may_manage(interaction):
        await tell(interaction, say("settings.may_not"))
        return
    await interaction.response.defer()
    async with plainly(interaction):
        before = await bot.servers.read(guild.id)
        server = await bot.servers.change(guild.id, **change)
        await interaction.edit_original_response(view=card(bot, server, guild, interaction))
        (name,) = change
        if getattr(server, name) == getattr(before, name):
            return
        key = f"settings.log.{name}"
        if isinstance(value, bool):
            value = words(await bot.servers.lang(guild))("settings.on" if value else "settings.off")
        if name == "log_channel_id" and before.log_channel_id:
            await oplog.note(bot, guild, key, channel_id=before.log_channel_id, who=interaction.user.mention, value=value)
        await oplog.note(bot, guild, key, who=interaction.user.mention, value=value)


def card(bot: Honmono, server: Server, guild: discord.Guild, interaction: discord.Interaction[Any]) -> ui.LayoutView:
    """The settings' card in the presser's language."""
    return settings_card(server, guild, lang_of(interaction), reads=bot.settings.message_content)


class SettingSelect(ui.DynamicItem[ui.Select[Any]], template=r"hm-set:(?P<name>check|log|role|lang)"):
    """One of the selects."""

    def __init__(self, name: str, item: Any) -> None:
        self.name = name
        super().__init__(item)

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the select carries."""
        return cls(match["name"], item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take what was chosen."""
        chosen: Any = self.item.values[0] if self.item.values else None
        nothing = "—"
        if self.name == "lang":
            lang = chosen if chosen in ("ja", "en") else None
            await changed(interaction, {"language": lang}, lang or nothing)
        elif self.name == "role":
            await changed(interaction, {"moderator_role_id": chosen.id if chosen else None}, chosen.mention if chosen else nothing)
        elif self.name == "log":
            await changed(interaction, {"log_channel_id": chosen.id if chosen else None}, chosen.mention if chosen else nothing)
        else:
            await changed(interaction, {"check_channel_id": chosen.id if chosen else None}, chosen.mention if chosen else nothing)


class SettingSwitch(ui.DynamicItem[ui.Button[Any]], template=r"hm-set:(?P<name>sharing|cross_note|quiet):(?P<to>on|off)"):
    """One of the switches."""

    def __init__(self, name: Switch, *, on: bool) -> None:
        self.name, self.on = name, on
        super().__init__(ui.Button(custom_id=f"hm-set:{name}:{'on' if on else 'off'}"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        name: Any = match["name"]
        return cls(name, on=match["to"] == "on")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn it the way the button says."""
        change: Change = {"sharing": self.on} if self.name == "sharing" else {"quiet": self.on} if self.name == "quiet" else {"cross_note": self.on}
        await changed(interaction, change, self.on)


class Settings(commands.Cog):
    """The command that opens the card."""

    @app_commands.command(name=localised("settings"), description=localised("settings_about"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def settings(self, interaction: discord.Interaction[Any]) -> None:
        """Show how things stand."""
        bot: Honmono = interaction.client
        guild = interaction.guild
        if guild is None or not may_manage(interaction):
            await tell(interaction, words(lang_of(interaction))("settings.may_not"))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with plainly(interaction):
            await interaction.edit_original_response(view=card(bot, await bot.servers.read(guild.id), guild, interaction))


async def setup(bot: Honmono) -> None:
    """Load the cog and its controls."""
    bot.add_dynamic_items(SettingSelect, SettingSwitch)
    await bot.add_cog(Settings())
