"""Mentions, answers to somebody's message, direct messages, and what is posted in a server's room for checking mails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answering import ask, card_of, door_of
from bot.cards import Note, aid
from bot.cards.escape import plain
from bot.commands.check import problem_note
from bot.intake import from_message
from bot.progress import Place, Progress
from bot.running import Leaving
from bot.words import language, words
from rules.mail.lang import guess

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import Honmono
    from bot.intake import Answer, Submission
    from rules.report import Lang

log = logging.getLogger(__name__)


class Listen(commands.Cog):
    """Answers where it is addressed and in the room for checking mails, and is silent elsewhere."""

    def __init__(self, bot: Honmono) -> None:
        self.bot = bot
        self._reading: dict[int, asyncio.Task[Answer]] = {}

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Any message that the bot hears of."""
        me = self.bot.user
        if message.author.bot or me is None or message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        asked = message.guild is None or me in message.mentions
        try:
            if asked:
                await self._asked(message)
            elif self.bot.settings.message_content and await self._watched(message):
                await self._posted(message)
        except Leaving:
            pass  # told already
        except Exception as error:
            log.exception("a message was not answered: %s", type(error).__name__)
            if asked:
                await self._reply(message, Note(words(await self._language(message, []))("say.error")))

    async def _asked(self, message: discord.Message) -> None:
        """A message in a DM, or one that mentions the bot."""
        also = await answered(self.bot, message)
        submission = from_message(message, also)
        lang = await self._language(message, submission.texts)
        if submission.is_talk and (branch := submission.done(message.author.id)):
            await self._reply(message, aid(branch, lang))
            return
        if submission.is_talk:
            hidden = also is not None and not from_message(also).texts
            key = "say.cannot_see" if hidden else "say.unseen" if _unread(message) else "say.help"
            name = message.guild.me.display_name if message.guild else ""
            await self._reply(message, Note(words(lang)(key, name=plain(name)) if key == "say.unseen" else words(lang)(key)))
            return
        if sentence := self.bot.refusal(message.author.id, message.guild.id if message.guild else None, lang):
            await self._reply(message, Note(sentence))
            return
        place = Place(message)
        async with self.bot.running.one(lambda: place.show(Note(words(lang)("say.leaving")))):
            await self._checked(message, submission, lang, place)

    async def _checked(self, message: discord.Message, submission: Submission, lang: Lang, place: Place) -> None:
        """The answer to a message that asked for it."""
        async with Progress(place.show, lang) as progress:
            answer = await self._judged(message, submission, progress.on_place)
        if answer is None:
            await place.clear()
            return
        if answer.report is None:
            await place.show(problem_note(answer, lang))
            return
        guild_id = message.guild.id if message.guild else None
        server = await self.bot.servers.get(guild_id) if guild_id else None
        if server is not None and (server.quiet or not server.sharing):
            await place.show(await door_of(self.bot, answer, lang, guild_id=server.guild_id, asker=message.author.id))
        else:
            card = await place.show(await card_of(self.bot, answer, lang, guild_id=guild_id, asker=message.author.id, public=True))
            self._reachable(message, answer, card)

    async def _judged(self, message: discord.Message, submission: Submission, on_place: Callable[[int], None] = lambda _place: None) -> Answer | None:
        """The answer to a message; None when the message was deleted meanwhile: who takes it back gives up the place in the line."""
        guild_id = message.guild.id if message.guild else None
        reading = asyncio.create_task(ask(self.bot, submission, asker=message.author.id, guild_id=guild_id, public=True, on_place=on_place))
        self._reading[message.id] = reading
        try:
            await asyncio.wait({reading})
            return None if reading.cancelled() else reading.result()
        finally:
            reading.cancel()
            del self._reading[message.id]

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A message that is being read was deleted."""
        if (reading := self._reading.get(event.message_id)) is not None:
            reading.cancel()

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Several messages were deleted at once."""
        for message_id in event.message_ids & self._reading.keys():
            self._reading[message_id].cancel()

    async def _watched(self, message: discord.Message) -> bool:
        """Whether a message stands in the room for checking mails: in the channel itself, or as the first of a forum's post."""
        if message.guild is None:
            return False
        room = (await self.bot.servers.get(message.guild.id)).check_channel_id
        channel = message.channel
        if isinstance(channel, discord.Thread):
            return room == channel.parent_id and message.id == channel.id
        return room == channel.id

    async def _posted(self, message: discord.Message) -> None:
        """A post that may hold a mail: whatever does not look like one is left alone, and so is who posts too much."""
        submission = from_message(message)
        guild = message.guild
        if guild is None or submission.is_talk or self.bot.refusal(message.author.id, guild.id, "ja"):
            return
        answer = await self._judged(message, submission)
        if answer is None:
            return
        lang = await self._language(message, submission.texts)
        if answer.report is None:
            if submission.files:
                await self._reply(message, problem_note(answer, lang))
            return
        if not looks_like_mail(submission, answer):
            return
        if not (await self.bot.servers.get(guild.id)).quiet and (thread := await self._thread(message, answer, lang)) is not None:
            card = await self._send(thread, await card_of(self.bot, answer, lang, guild_id=guild.id, asker=message.author.id, public=True))
            self._reachable(message, answer, card)
        else:
            await self._reply(message, await door_of(self.bot, answer, lang, guild_id=guild.id, asker=message.author.id))

    async def _thread(self, message: discord.Message, answer: Answer, lang: Lang) -> discord.Thread | None:
        """The thread for a public answer: a forum's post itself, or a new one below the message; None where the bot may not make one."""
        if isinstance(message.channel, discord.Thread):
            return message.channel
        may = message.channel.permissions_for(message.guild.me) if message.guild and isinstance(message.channel, discord.TextChannel) else None
        if answer.report is None or may is None or not (may.create_public_threads and may.send_messages_in_threads):
            return None
        try:
            return await message.create_thread(name=words(lang)("say.thread"), auto_archive_duration=1440)
        except discord.HTTPException as error:
            log.warning("could not make a thread: %s", error.code)
            return None

    async def _language(self, message: discord.Message, texts: list[str]) -> Lang:
        """What the server chose; else Japanese where the server or the text is, for a message does not tell its author's own language."""
        if message.guild is not None:
            chosen = (await self.bot.servers.get(message.guild.id)).language
            if chosen or language(message.guild.preferred_locale) == "ja":
                return language(chosen or "ja")
        spoken = guess("\n".join(texts))
        return "ja" if spoken == "ja" else "en" if spoken != "und" else self.bot.settings.language

    def _reachable(self, message: discord.Message, answer: Answer, card: discord.Message | None) -> None:
        """Remember for a while how the asker can be told more."""
        if card is not None and answer.report is not None and message.guild is not None:
            self.bot.reach.public(message.guild.id, answer.report.id, message.author.id, discord.PartialMessage(channel=card.channel, id=card.id))

    async def _reply(self, message: discord.Message, view: discord.ui.LayoutView) -> None:
        await Place(message).show(view)

    async def _send(self, thread: discord.Thread, view: discord.ui.LayoutView) -> discord.Message | None:
        try:
            return await thread.send(view=view)
        except discord.HTTPException as error:
            log.warning("could not write into a thread: %s", error.code)
            return None


def _unread(message: discord.Message) -> bool:
    """Whether Discord kept a message's text from the bot: an answer that pings the bot without a mention in its text arrives empty."""
    return message.guild is not None and message.type is discord.MessageType.reply and not (message.content or message.attachments or message.stickers)


async def answered(bot: Honmono, message: discord.Message) -> discord.Message | None:
    """The message that this one answers, unless it is the bot's own."""
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply or reference.message_id is None:
        return None
    found = reference.resolved
    if not isinstance(found, discord.Message):
        try:
            found = await message.channel.fetch_message(reference.message_id)
        except discord.HTTPException:
            return None
    return found if found.author != bot.user else None


def looks_like_mail(submission: Submission, answer: Answer) -> bool:
    """Whether a post is one to be answered unasked: a file or a forward, a text with a sender, a subject or a link, or one that rules find fault with."""
    report = answer.report
    if report is None:
        return False
    if submission.files or submission.forwards or report.level in ("strong", "caution"):
        return True
    return bool(answer.trace and answer.trace.links) or not {"sender", "subject"} <= set(report.unseen)


async def setup(bot: Honmono) -> None:
    """Load the cog."""
    await bot.add_cog(Listen(bot))
