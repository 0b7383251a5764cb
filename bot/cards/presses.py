"""What happens when somebody presses something on a card. All of it works after a restart."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.cards.card import DONE_AT, warn_button
from bot.cards.ids import unpack_id
from bot.cards.notes import Note, aid, all_points, copy_help, remembered_points
from bot.cards.view import View
from bot.words import language, words
from rules import shipped

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from rules.report import Lang

_ROOM = 3900


def lang_of(interaction: discord.Interaction[Any]) -> Lang:
    """The reader's language."""
    return language(interaction.locale)


class AidButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-aid:(?P<branch>start|paid|typed|pressed|back)"):
    """「もう押した・入力した」 and its branches."""

    def __init__(self, branch: str) -> None:
        self.branch = branch
        super().__init__(ui.Button(custom_id=f"hm-aid:{branch}"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match["branch"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open first aid beside the card, or turn its page."""
        view = aid(self.branch, lang_of(interaction))
        if self.branch != "start" and interaction.message and interaction.message.flags.ephemeral:
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


class CopyButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-copy"):
    """How to copy text out of a picture."""

    def __init__(self) -> None:
        super().__init__(ui.Button(custom_id="hm-copy"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], _match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer beside the card."""
        await interaction.response.send_message(view=copy_help(lang_of(interaction)), ephemeral=True)


class AllButton(ui.DynamicItem[ui.Button[Any]], template=r"hm:a:(?P<rest>.+)"):
    """「ぜんぶ見る」."""

    def __init__(self, custom_id: str) -> None:
        self.id_text = custom_id
        super().__init__(ui.Button(custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show every point: with its quotes while they are in memory, without after a restart."""
        bot: Honmono = interaction.client
        lang = lang_of(interaction)
        seen = unpack_id(self.id_text, shipped())
        report = bot.recent.get(seen.id) if seen else None
        if report is not None:
            view = all_points(report, lang)
        elif seen is not None:
            view = remembered_points(seen, lang)
        else:
            view = Note(words(lang)("say.error"))
        await interaction.response.send_message(view=view, ephemeral=True)


class ShareButton(ui.DynamicItem[ui.Button[Any]], template=r"hm:s:(?P<rest>.+)"):
    """「みんなに共有」: the card as it stands, masked already, posted where everybody sees it; once."""

    def __init__(self, custom_id: str) -> None:
        self.id_text = custom_id
        super().__init__(ui.Button(custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Post a public copy, and mark the asker's card as shared."""
        bot: Honmono = interaction.client
        say = words(lang_of(interaction))
        message = interaction.message
        if message is None:
            return
        guild_id = interaction.guild_id if interaction.is_guild_integration() else None
        if guild_id and not (await bot.servers.get(guild_id)).sharing:
            await interaction.response.send_message(view=Note(say("say.sharing_off")), ephemeral=True)
            return
        if not bot.shared.add((message.id, interaction.channel_id)):
            await interaction.response.send_message(view=Note(say("say.shared_already")), ephemeral=True)
            return
        await interaction.response.edit_message(view=_marked(message, say("button.shared")))
        who = interaction.user.display_name
        try:
            line = "-# " + say("card.shared_by", who=discord.utils.escape_markdown(who))
            await interaction.followup.send(view=_public(message, line, lang_of(interaction) if guild_id else None), ephemeral=False)
        except discord.Forbidden:
            bot.shared.discard((message.id, interaction.channel_id))
            await interaction.followup.send(view=Note(say("say.cannot_share")), ephemeral=True)


class UnusedSelect(ui.DynamicItem[ui.Select[Any]], template=r"hm-unused"):
    """「使っていないサービスを選ぶ」: a name one does not use is a suspicious point more."""

    def __init__(self, options: list[discord.SelectOption] | None = None) -> None:
        super().__init__(ui.Select(custom_id="hm-unused", options=options or [discord.SelectOption(label="-")]))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /) -> Self:
        """Rebuild from what the select carries."""
        return cls(item.options if isinstance(item, ui.Select) else None)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Add the point to the card and take the question away."""
        lang = lang_of(interaction)
        brands = shipped().brands
        chosen = [brands[name].name[lang] for name in self.item.values if name in brands]
        if interaction.message is None or not chosen:
            await interaction.response.defer()
            return
        text = words(lang)("card.unused", names=("・" if lang == "ja" else ", ").join(chosen))
        await interaction.response.edit_message(view=_with_point(interaction.message, text))


ITEMS = (AidButton, CopyButton, AllButton, ShareButton, UnusedSelect)


def _copy(message: discord.Message) -> ui.LayoutView:
    """The card that a message shows, to be changed and sent again."""
    return View.of(message)


def _marked(message: discord.Message, label: str) -> ui.LayoutView:
    view = _copy(message)
    for item in view.walk_children():
        if isinstance(item, ui.Button) and (item.custom_id or "").startswith("hm:s:"):
            item.disabled = True
            item.label = label
    return view


def _public(message: discord.Message, line: str, warn: Lang | None) -> ui.LayoutView:
    """A copy for everybody: without what its asker has done, the share button, the questions and what pictures said.

    It says who shared it, and in a server (`warn`: in which language) has the moderators' button.
    """
    view = _copy(message)
    for child in [child for child in view.children if child.id == DONE_AT]:
        view.remove_item(child)
    for row in [child for child in view.children if isinstance(child, ui.ActionRow)]:
        for item in list(row.children):
            custom_id = getattr(item, "custom_id", "") or ""
            if custom_id.startswith(("hm:s:", "hm-pic:")) or custom_id == "hm-unused":
                row.remove_item(item)
            if custom_id.startswith("hm:s:") and warn is not None:
                row.add_item(warn_button("hm:p:" + custom_id.removeprefix("hm:s:"), warn))
        if not row.children:
            view.remove_item(row)
    _append(view, line)
    return view


def _with_point(message: discord.Message, text: str) -> ui.LayoutView:
    view = _copy(message)
    for row in [child for child in view.children if isinstance(child, ui.ActionRow)]:
        if any(getattr(item, "custom_id", "") == "hm-unused" for item in row.children):
            view.remove_item(row)
    _append(view, text)
    return view


def _append(view: ui.LayoutView, text: str) -> None:
    """A text at the end of the card's box, if there is room for it."""
    box = next((child for child in view.children if isinstance(child, ui.Container) and child.id != DONE_AT), None)
    used = sum(len(item.content) for item in view.walk_children() if isinstance(item, ui.TextDisplay))
    if box is not None and used + len(text) <= _ROOM:
        with contextlib.suppress(ValueError):
            box.add_item(ui.TextDisplay(text))
