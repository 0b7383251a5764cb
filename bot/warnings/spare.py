"""A warning that was posted and could not be pinned, most often because a channel takes 250 pins: what a moderator can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot import oplog
from bot.answers import deliver, tell
from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.store import warnings
from bot.warnings.desk import IDS, Press, at_desk, sentence
from bot.warnings.desk import done as finished
from bot.warnings.notice import AMBER, link_to, title_of
from bot.warnings.posting import allowed, channel_of, gone, oldest_in, pin
from bot.warnings.trouble import GONE, Trouble, told
from bot.words import words

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.store.tables import PinnedWarning
    from rules.report import Lang


class SpareButton(ui.DynamicItem[ui.Button[Any]], Press, template=rf"hm-w:(?P<action>swap|undo|leave):{IDS}"):
    """What to do with a warning that was posted and could not be pinned."""

    def __init__(self, match: re.Match[str]) -> None:
        self.named(match)
        self.action = match["action"]
        super().__init__(ui.Button(custom_id=match[0]))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says."""
        await at_desk(interaction, self._do)

    async def _do(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        say = words(lang_of(interaction))
        warning = await warnings.get(bot.store, guild.id, self.draft_id)
        if warning is None or warning.status != "posted" or warning.message_id is None:
            await tell(interaction, say("warning.draft_gone"))
            return
        if self.action == "leave":
            await deliver(interaction, finished(say("warning.left_unpinned"), warning, lang_of(interaction)))
            return
        channel = await channel_of(guild, warning.channel_id)
        await allowed(bot, channel, member)
        message = channel.get_partial_message(warning.message_id)
        if self.action == "undo":
            await warnings.ended(bot.store, guild.id, warning.id, "removed")
            with told():
                await message.delete()
            await oplog.note(bot, guild, "warning.log.undone", who=member.mention, title=title_of(warning))
            await deliver(interaction, Note(say("warning.undone")))
            return
        old = await warnings.get(bot.store, guild.id, self.target_id) if self.target_id else None
        if old is not None and old.status == "posted" and old.channel_id == warning.channel_id and old.message_id is not None:
            await _make_room(bot, guild, channel.get_partial_message(old.message_id), old, member)
        unpinned = await pin(bot, guild, warning, message, member)
        if unpinned is not None:
            await deliver(interaction, await unpinned_note(bot, guild, warning, unpinned, lang_of(interaction)))
            return
        await deliver(interaction, finished(say("warning.done", where=channel.mention), warning, lang_of(interaction)))


async def _make_room(bot: Honmono, guild: discord.Guild, message: discord.PartialMessage, old: PinnedWarning, member: discord.Member) -> None:
    """Unpin an older warning, which goes on standing where it is."""
    try:
        with told():
            await message.unpin(reason=str(member))
    except Trouble as trouble:
        if trouble.key not in GONE:
            raise
        await gone(bot, guild, old)
        return
    await oplog.note(bot, guild, "warning.log.swapped", who=member.mention, title=title_of(old), link=link_to(old))


async def unpinned_note(bot: Honmono, guild: discord.Guild, warning: PinnedWarning, trouble: Trouble, lang: Lang) -> Note:
    """It is posted, and could not be pinned: why, and what can be done."""
    say = words(lang)
    old = await oldest_in(bot, guild, warning) if trouble.key == "pins_full" else None
    text = say("warning.done_unpinned", where=f"<#{warning.channel_id}>", why=sentence(trouble, lang))
    presses: list[ui.Button[Note]] = []
    if old is not None:
        text += "\n\n" + say("warning.oldest", title=title_of(old), link=link_to(old))
        presses.append(ui.Button(label=say("button.warning_swap"), style=discord.ButtonStyle.primary, custom_id=f"hm-w:swap:{warning.id}.{old.id}"))
    elif trouble.key not in GONE:
        presses.append(ui.Button(label=say("button.warning_again"), style=discord.ButtonStyle.primary, custom_id=f"hm-w:swap:{warning.id}"))
    presses.append(ui.Button(label=say("button.warning_leave"), style=discord.ButtonStyle.secondary, custom_id=f"hm-w:leave:{warning.id}"))
    presses.append(ui.Button(label=say("button.warning_undo"), style=discord.ButtonStyle.secondary, custom_id=f"hm-w:undo:{warning.id}"))
    return Note(text, ui.ActionRow(*presses), colour=AMBER)
