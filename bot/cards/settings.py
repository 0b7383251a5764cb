"""A server's settings as one card: selects for rooms, role and language, a switch for each of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import ui

from bot.cards.view import View
from bot.words import words

if TYPE_CHECKING:
    from bot.store.tables import Server
    from rules.report import Lang

Switch = Literal["sharing", "cross_note", "quiet"]
SWITCHES: tuple[Switch, ...] = ("sharing", "quiet", "cross_note")
ROOMS = (discord.ChannelType.text, discord.ChannelType.news)
CHECK_ROOMS = (*ROOMS, discord.ChannelType.forum)


def settings_card(server: Server, guild: discord.Guild, lang: Lang, *, reads: bool) -> ui.LayoutView:
    """The card. `reads`: whether the operator lets the bot read messages that do not address it."""
    say = words(lang)
    box: ui.Container[Any] = ui.Container(accent_colour=discord.Colour(0x6B8FB3))
    box.add_item(ui.TextDisplay(say("settings.title")))
    rooms = (("check", server.check_channel_id, CHECK_ROOMS), ("log", server.log_channel_id, ROOMS))
    for name, number, kinds in rooms:
        channel = guild.get_channel(number) if number else None
        box.add_item(_text(name, lang, _trouble(name, number, channel, guild, lang, reads=reads)))
        box.add_item(ui.ActionRow(room_select(name, channel, kinds, lang)))
    role = guild.get_role(server.moderator_role_id) if server.moderator_role_id else None
    box.add_item(_text("role", lang, say("settings.role_gone") if server.moderator_role_id and role is None else ""))
    box.add_item(ui.ActionRow(role_select(role, lang)))
    box.add_item(_text("lang", lang))
    box.add_item(ui.ActionRow(lang_select(server.language, lang)))
    box.add_item(ui.Separator())
    for switch in SWITCHES:
        box.add_item(ui.Section(_text(switch, lang), accessory=switch_button(switch, on=getattr(server, switch), lang=lang)))
    view = View()
    view.add_item(box)
    return view


def room_select(name: str, channel: discord.abc.GuildChannel | None, kinds: tuple[discord.ChannelType, ...], lang: Lang) -> ui.ChannelSelect[Any]:
    """The select of a room; nothing chosen is none."""
    chosen = [discord.SelectDefaultValue(id=channel.id, type=discord.SelectDefaultValueType.channel)] if channel else []
    return ui.ChannelSelect(
        custom_id=f"hm-set:{name}", channel_types=list(kinds), placeholder=words(lang)("settings.no_room"), min_values=0, max_values=1, default_values=chosen
    )


def role_select(role: discord.Role | None, lang: Lang) -> ui.RoleSelect[Any]:
    """The select of the moderators' role; nothing chosen is none."""
    chosen = [discord.SelectDefaultValue(id=role.id, type=discord.SelectDefaultValueType.role)] if role else []
    return ui.RoleSelect(custom_id="hm-set:role", placeholder=words(lang)("settings.no_role"), min_values=0, max_values=1, default_values=chosen)


def lang_select(chosen: str | None, lang: Lang) -> ui.Select[Any]:
    """The select of the language of public answers."""
    say = words(lang)
    options = [
        discord.SelectOption(label=say(f"settings.languages.{value}"), value=value, default=value == (chosen or "auto")) for value in ("auto", "ja", "en")
    ]
    return ui.Select(custom_id="hm-set:lang", options=options)


def switch_button(switch: Switch, *, on: bool, lang: Lang) -> ui.Button[Any]:
    """A switch as a button that says how it stands; its id says what a press makes of it, so that two presses at once agree."""
    style = discord.ButtonStyle.success if on else discord.ButtonStyle.secondary
    return ui.Button(label=words(lang)("settings.on" if on else "settings.off"), style=style, custom_id=f"hm-set:{switch}:{'off' if on else 'on'}")


def _text(name: str, lang: Lang, trouble: str = "") -> ui.TextDisplay[Any]:
    return ui.TextDisplay(words(lang)(f"settings.about.{name}") + (f"\n⚠️ {trouble}" if trouble else ""))


def _trouble(name: str, number: int | None, channel: discord.abc.GuildChannel | None, guild: discord.Guild, lang: Lang, *, reads: bool) -> str:
    """What keeps a chosen room from being used, if anything does."""
    say = words(lang)
    if number is None:
        return ""
    if channel is None:
        return say("settings.room_gone")
    may = channel.permissions_for(guild.me)
    if not (may.view_channel and may.send_messages):
        return say("settings.room_closed")
    return say("settings.unread") if name == "check" and not reads else ""
