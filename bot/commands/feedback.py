"""「判定がおかしい」 on every card, and what the moderators do with it. Everything a press needs is in its control, so that a restart loses nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot import oplog
from bot.answering import home
from bot.answers import plainly, tell, told_to_wait
from bot.cards.feedback import REASONS, RULINGS, handled, question, ruled, told
from bot.cards.ids import unpack_id
from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.servers import may_moderate
from bot.store import campaigns, feedback
from bot.words import words
from rules import shipped

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.cards.ids import Remembered
    from rules.report import Level

log = logging.getLogger(__name__)


class WrongButton(ui.DynamicItem[ui.Button[Any]], template=r"hm:w:(?P<rest>.+)"):
    """「判定がおかしい」."""

    def __init__(self, custom_id: str) -> None:
        self.id_text = custom_id
        super().__init__(ui.Button(custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask what is wrong."""
        lang = lang_of(interaction)
        seen = unpack_id(self.id_text, shipped())
        if seen is None:
            await tell(interaction, words(lang)("say.error"))
        else:
            await interaction.response.send_message(view=question(seen, lang), ephemeral=True)


class WhySelect(ui.DynamicItem[ui.Select[Any]], template=r"hm:y:(?P<rest>.+)"):
    """What is wrong."""

    def __init__(self, custom_id: str, item: Any) -> None:
        self.id_text = custom_id
        super().__init__(item)

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the select carries."""
        return cls(match[0], item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep it, tell the moderators, say thanks; the same person once for one answer."""
        bot: Honmono = interaction.client
        say = words(lang_of(interaction))
        seen = unpack_id(self.id_text, shipped())
        reason = next((name for name in REASONS if name in self.item.values), None)
        if seen is None or reason is None:
            await tell(interaction, say("say.error"))
            return
        if await told_to_wait(interaction):
            return
        await interaction.response.defer()
        guild_id = home(interaction)
        key = (guild_id or 0, interaction.user.id, f"wrong {seen.id}")
        if not bot.counted.add(key):
            await interaction.edit_original_response(view=Note(say("feedback.already")))
            return
        kept = False
        async with plainly(interaction):
            said = await feedback.add(bot.store, guild_id or 0, seen.id, [rule.id for rule in seen.rules], reason)
            kept = True
            bot.reach.private(guild_id, seen.id, interaction.user.id, interaction.followup)
            passed = guild_id is not None and interaction.guild is not None and await _pass_on(bot, interaction.guild, said.id, reason, seen)
            thanks = "feedback.thanks" if passed else "feedback.thanks_unread" if guild_id else "feedback.thanks_alone"
            await interaction.edit_original_response(view=Note(say(thanks)))
        if not kept:
            bot.counted.discard(key)


async def _pass_on(bot: Honmono, guild: discord.Guild, number: int, reason: Any, seen: Remembered) -> bool:
    """Tell the moderators, if they have a log."""
    channel = await oplog.log_channel(bot, guild)
    if channel is None:
        return False
    view = told(reason, seen, bot.recent.get(seen.id), number, await bot.servers.lang(guild))
    try:
        message = await channel.send(view=view)
    except discord.HTTPException as error:
        log.warning("could not write a server's log: %s", error.code)
        return False
    await feedback.told(bot.store, guild.id, number, channel.id, message.id)
    return True


class HandledButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-fb:(?P<number>\d{1,19})"):
    """「対応済み」."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(ui.Button(custom_id=f"hm-fb:{number}"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Mark it, in the store and on the message; a message whose feedback is deleted by now is marked all the same."""
        bot: Honmono = interaction.client
        if not await _may(interaction) or interaction.guild is None or interaction.message is None:
            return
        await interaction.response.defer()
        async with plainly(interaction):
            await feedback.handled(bot.store, interaction.guild.id, self.number)
            lang = await bot.servers.lang(interaction.guild)
            await interaction.edit_original_response(view=handled(interaction.message, interaction.user.mention, lang))


class OverruleSelect(ui.DynamicItem[ui.Select[Any]], template=r"hm:o:(?P<rest>.+)"):
    """The moderators' own level for a kind of mail."""

    def __init__(self, custom_id: str, item: Any) -> None:
        self.id_text = custom_id
        super().__init__(item)

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the select carries."""
        return cls(match[0], item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep it for the kind of mail, tell who asked and can be reached, and write it onto the message."""
        bot: Honmono = interaction.client
        seen = unpack_id(self.id_text, shipped())
        ruling = next((name for name in RULINGS if name in self.item.values), None)
        if not await _may(interaction):
            return
        if seen is None or ruling is None or interaction.guild is None or interaction.message is None:
            await tell(interaction, words(lang_of(interaction))("say.error"))
            return
        await interaction.response.defer()
        guild_id = interaction.guild.id
        async with plainly(interaction):
            if seen.campaign is not None:
                level: Level | None = ruling if ruling == "caution" or ruling == "none" else None  # noqa: PLR1714 -- what mypy follows
                await campaigns.confirm(bot.store, guild_id, seen.campaign, fake=ruling == "strong")
                await campaigns.overrule(bot.store, guild_id, seen.campaign, level)
            lang = await bot.servers.lang(interaction.guild)
            say = words(lang)
            sentence = (
                say("feedback.news_back", id=seen.id)
                if ruling == "back"
                else say("feedback.news_none" if ruling == "none" else "feedback.news", id=seen.id, level=say(f"level.{ruling}.name"))
            )
            count = await bot.reach.tell(guild_id, seen.id, lambda: Note(sentence))
            await interaction.edit_original_response(view=ruled(interaction.message, interaction.user.mention, ruling, count, lang))


async def _may(interaction: discord.Interaction[Any]) -> bool:
    """Whether the presser may act as a moderator; they are told when not."""
    if await may_moderate(interaction):
        return True
    await tell(interaction, words(lang_of(interaction))("feedback.may_not"))
    return False


async def setup(bot: Honmono) -> None:
    """Load the controls."""
    bot.add_dynamic_items(WrongButton, WhySelect, HandledButton, OverruleSelect)
