"""The warnings that stand in a server, a page at a time, each with the way to it and to its editing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.answers import deliver
from bot.cards.presses import lang_of
from bot.cards.view import View
from bot.store import warnings
from bot.warnings.begin import from_standing
from bot.warnings.desk import at_desk
from bot.warnings.editor import Editor
from bot.warnings.notice import link_to, stamp, title_of
from bot.warnings.trouble import Trouble
from bot.words import words

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.app import Honmono
    from bot.store.tables import PinnedWarning
    from rules.report import Lang

PAGE = 5
"""Warnings on one page: seven would pass Discord's 40 components."""


def listing(standing: Sequence[PinnedWarning], lang: Lang, page: int = 0) -> ui.LayoutView:
    """The list."""
    say = words(lang)
    pages = max(1, -(-len(standing) // PAGE))
    page = min(max(page, 0), pages - 1)
    box: ui.Container[Any] = ui.Container(accent_colour=discord.Colour(0x6B8FB3))
    box.add_item(ui.TextDisplay(say("warning.list", count=len(standing)) if standing else say("warning.list_empty")))
    for warning in standing[page * PAGE : (page + 1) * PAGE]:
        box.add_item(ui.Separator())
        press: ui.Button[Any] = ui.Button(label=say("button.warning_edit"), style=discord.ButtonStyle.secondary, custom_id=f"hm-wl:edit:{warning.id}")
        box.add_item(ui.Section(ui.TextDisplay(_line(warning, lang)), accessory=press))
    view = View()
    view.add_item(box)
    if pages > 1:
        back: ui.Button[Any] = ui.Button(label="◀", custom_id=f"hm-wl:page:{page - 1}", disabled=page == 0)
        here: ui.Button[Any] = ui.Button(label=f"{page + 1} / {pages}", custom_id="hm-wl:here", disabled=True)
        on: ui.Button[Any] = ui.Button(label="▶", custom_id=f"hm-wl:page:{page + 1}", disabled=page == pages - 1)
        view.add_item(ui.ActionRow(back, here, on))
    return view


def _line(warning: PinnedWarning, lang: Lang) -> str:
    say = words(lang)
    facts = [f"<#{warning.channel_id}>"]
    if warning.count:
        facts.append(say("warning.list_count", count=warning.count))
    if warning.asked_at is not None:
        facts.append(say("warning.list_asked"))
    elif warning.expires_at is not None:
        facts.append(say("warning.list_until", date=stamp(warning.expires_at, "d")))
    return f"[**{title_of(warning)}**]({link_to(warning)})\n-# {' ・ '.join(facts)}"


class ListButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-wl:(?P<what>page|edit):(?P<number>-?\d{1,19})"):
    """Another page, or the editor of one warning."""

    def __init__(self, match: re.Match[str]) -> None:
        self.what, self.number = match["what"], int(match["number"])
        super().__init__(ui.Button(custom_id=match[0]))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page, or open the editor beside the list."""
        if self.what == "page":
            await at_desk(interaction, self._turn)
        else:
            await at_desk(interaction, self._open, first="think")

    async def _turn(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        bot: Honmono = interaction.client
        await deliver(interaction, listing(await warnings.listed(bot.store, guild.id), lang_of(interaction), self.number))

    async def _open(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        await open_editor(interaction, guild, self.number)


async def open_editor(interaction: discord.Interaction[Any], guild: discord.Guild, warning_id: int) -> None:
    """Show the editor of a warning that stands. Raises Trouble when it does not stand any more."""
    bot: Honmono = interaction.client
    warning = await warnings.get(bot.store, guild.id, warning_id)
    draft = await from_standing(bot, guild, warning) if warning is not None and warning.status == "posted" else None
    if draft is None:
        raise Trouble("no_warning")
    await deliver(interaction, Editor(draft, guild, lang_of(interaction)))
