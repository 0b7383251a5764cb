"""What happens to warnings by themselves: their counts grow, their time runs out, and without an answer they end.

Every step is claimed in the store first, so that of any number of processes one takes it; each process does what belongs to the servers it is in.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot import oplog
from bot.answers import tell
from bot.cards.notes import Note
from bot.store import StoreError, expiry, warnings
from bot.warnings.desk import at_desk, sentence
from bot.warnings.editor import USUAL
from bot.warnings.notice import AMBER, Notice, examples_in, link_to, stamp, title_of
from bot.warnings.posting import channel_of, end, gone, like
from bot.warnings.trouble import GONE, LASTING, Trouble, told
from bot.words import words

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.store.tables import Campaign, PinnedWarning
    from rules.report import Lang

log = logging.getLogger(__name__)


async def make_round(bot: Honmono) -> None:
    """Do all that is due. While the store is away nothing is; what one server refuses does not keep it from the others."""
    try:
        for warning in await expiry.due_to_unpin(bot.store):
            await _each(bot, warning, _unanswered)
        for warning in await expiry.due_to_ask(bot.store):
            await _each(bot, warning, _ask)
        for warning, campaign in await expiry.grown(bot.store):
            await _each(bot, warning, _grow, campaign)
    except StoreError as error:
        log.warning("%s", error)


async def _each(bot: Honmono, warning: PinnedWarning, step: Any, *more: Any) -> None:
    guild = bot.get_guild(warning.guild_id)
    if guild is None or guild.unavailable:
        return  # another process's, or one that the bot left: its data goes after 30 days
    try:
        await step(bot, guild, warning, *more)
    except StoreError:
        raise
    except Exception:
        log.exception("a warning could not be looked after")


async def _unanswered(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> None:
    """Nobody answered in time."""
    if await expiry.closed(bot.store, guild.id, warning.id, unanswered=True) is None:
        return
    await _drop_question(bot, guild, warning)
    await _end(bot, guild, warning, "warning.log.expired")


async def _end(bot: Honmono, guild: discord.Guild, warning: PinnedWarning, key: str, who: str = "") -> Trouble | None:
    """End a warning that is closed in the store already; what Discord will not do tomorrow either is told, the rest is tried again."""
    try:
        await end(bot, guild, warning)
    except Trouble as trouble:
        if trouble.key in GONE:
            await gone(bot, guild, warning)
            return None
        if trouble.key not in (*LASTING, "bot_lacks"):
            await expiry.reopened(bot.store, guild.id, warning.id)
            return trouble
        lang = await bot.servers.lang(guild)
        await oplog.note(bot, guild, "warning.log.not_ended", title=title_of(warning), link=link_to(warning), why=sentence(trouble, lang))
        return trouble
    await oplog.note(bot, guild, key, title=title_of(warning), link=link_to(warning), who=who)
    return None


async def _ask(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> None:
    """Ask the moderators where they read: in their log, or else below the warning itself."""
    if not await expiry.asked(bot.store, guild.id, warning.id):
        return
    lang = await bot.servers.lang(guild)
    try:
        room = await oplog.log_channel(bot, guild)
        if room is not None and await _put(room, question(warning, lang)):
            return
        channel = await channel_of(guild, warning.channel_id)
        with told():
            message = await channel.fetch_message(warning.message_id or 0)
            await message.reply(view=question(warning, lang, public=True), mention_author=False)
    except Trouble as trouble:
        if trouble.key in GONE:
            await gone(bot, guild, warning)
        elif trouble.key not in LASTING:
            await expiry.unasked(bot.store, guild.id, warning.id)
        log.warning("moderators could not be asked: %s", trouble.key)


async def _put(room: discord.TextChannel | discord.Thread, view: ui.LayoutView) -> bool:
    """Whether the question stands in the log. What passes by itself is raised, and tried again; anything else leaves the warning's own channel."""
    try:
        with told():
            await room.send(view=view)
    except Trouble as trouble:
        if trouble.key not in LASTING:
            raise
        return False
    return True


def question(warning: PinnedWarning, lang: Lang, *, public: bool = False) -> Note:
    """「まだ有効ですか？」"""
    say = words(lang)
    text = say("warning.ask_here" if public else "warning.ask", title=title_of(warning), link=link_to(warning), date=stamp(warning.created_at))
    presses: list[ui.Button[Note]] = [
        ui.Button(label=say("button.warning_keep", count=USUAL), style=discord.ButtonStyle.primary, custom_id=f"hm-wq:keep:{warning.id}"),
        ui.Button(label=say("button.warning_end"), style=discord.ButtonStyle.secondary, custom_id=f"hm-wq:end:{warning.id}"),
    ]
    return Note(text, ui.ActionRow(*presses), colour=AMBER)


class AnswerButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-wq:(?P<answer>keep|end):(?P<id>\d{1,19})"):
    """The two answers. The first one counts."""

    def __init__(self, match: re.Match[str]) -> None:
        self.answer, self.warning_id = match["answer"], int(match["id"])
        super().__init__(ui.Button(custom_id=match[0]))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take the answer."""
        await at_desk(interaction, self._answered)

    async def _answered(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        say = words(await bot.servers.lang(guild))
        until = bot.store.now() + timedelta(days=USUAL)
        if self.answer == "keep":
            warning = await expiry.kept(bot.store, guild.id, self.warning_id, until)
        else:
            warning = await expiry.closed(bot.store, guild.id, self.warning_id)
        if warning is None:
            await _settle(interaction, say("warning.answered_already"))
            return
        if self.answer == "keep":
            await _settle(interaction, say("warning.kept", who=member.mention, title=title_of(warning), link=link_to(warning), date=stamp(until)))
            await redraw(bot, guild, warning)
            await oplog.note(bot, guild, "warning.log.kept", who=member.mention, title=title_of(warning), link=link_to(warning), date=stamp(until))
            return
        trouble = await _end(bot, guild, warning, "warning.log.ended", who=member.mention)
        if trouble is not None:
            await tell(interaction, sentence(trouble, await bot.servers.lang(guild)))
            if trouble.key not in (*LASTING, "bot_lacks"):
                return  # it stands on, and so does the question
        await _settle(interaction, say("warning.not_kept", who=member.mention, title=title_of(warning)))


async def _settle(interaction: discord.Interaction[Any], text: str) -> None:
    """Put the answer in the question's place; below a warning, where everybody reads, the question just goes."""
    message = interaction.message
    with told():
        if message is not None and message.reference is not None:
            await interaction.delete_original_response()
        else:
            await interaction.edit_original_response(view=Note(text))


async def redraw(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> None:
    """Show a posted warning as it is in the store now, with the examples it has. Raises Trouble; a message that is gone is noted."""
    try:
        channel = await channel_of(guild, warning.channel_id)
        with told():
            message = await channel.fetch_message(warning.message_id or 0)
            await message.edit(view=Notice(warning, examples_in(message)))
    except Trouble as trouble:
        if trouble.key in GONE:
            await gone(bot, guild, warning)
        raise


async def _grow(bot: Honmono, guild: discord.Guild, warning: PinnedWarning, campaign: Campaign) -> None:
    """Show how often the mail was asked about meanwhile. The number comes from private answers, so nothing but the number is shown."""
    try:
        await redraw(bot, guild, like(warning, {"count": campaign.count, "last_seen": campaign.last_seen}))
    except Trouble as trouble:
        if trouble.key in GONE:
            return
        if trouble.key not in LASTING:
            log.warning("a warning could not be brought up to date: %s", trouble.key)
            return
    await warnings.edit(bot.store, guild.id, warning.id, count=campaign.count, last_seen=campaign.last_seen)


async def _drop_question(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> None:
    """Take away the question that nobody answered below the warning: it was sent right after `asked_at`."""
    if bot.user is None or warning.asked_at is None or await oplog.log_channel(bot, guild) is not None:
        return
    try:
        channel = await channel_of(guild, warning.channel_id)
        with told():
            async for message in channel.history(after=warning.asked_at - timedelta(seconds=5), limit=20, oldest_first=True):
                if message.type is not discord.MessageType.reply or message.reference is None:
                    continue  # that something was pinned is a message too
                if message.author.id == bot.user.id and message.reference.message_id == warning.message_id:
                    await message.delete()
                    return
    except Trouble as trouble:
        log.info("a question stays where it is: %s", trouble.key)
