"""Mentions, answers to somebody's message, and direct messages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answering import card_of
from bot.cards import Note
from bot.commands.check import problem_note
from bot.intake import from_message, judge
from bot.words import language, words
from rules.mail.lang import guess

if TYPE_CHECKING:
    from bot.app import Honmono
    from rules.report import Lang

log = logging.getLogger(__name__)


class Listen(commands.Cog):
    """Answers where it is addressed, and is silent elsewhere."""

    def __init__(self, bot: Honmono) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A message in a DM, or one that mentions the bot."""
        me = self.bot.user
        if message.author.bot or me is None or not (message.guild is None or me in message.mentions):
            return
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        answered = await self._answered(message)
        submission = from_message(message, answered)
        lang = self._language(message, submission.texts)
        if submission.is_talk:
            hidden = answered is not None and not from_message(answered).texts
            await self._reply(message, Note(words(lang)("say.cannot_see" if hidden else "say.help")))
            return
        if wait := self.bot.wait_for_turn(message.author.id, message.guild.id if message.guild else None):
            await self._reply(message, Note(words(lang)("say.slow", seconds=wait)))
            return
        answer = await judge(submission)
        if answer.report is None:
            await self._reply(message, problem_note(answer, lang))
            return
        guild_id = message.guild.id if message.guild else None
        await self._reply(message, await card_of(self.bot, answer, lang, guild_id=guild_id, asker=message.author.id, public=True))

    def _language(self, message: discord.Message, texts: list[str]) -> Lang:
        """Japanese where the server or the text is; a message does not tell its author's own language."""
        if message.guild is not None and language(message.guild.preferred_locale) == "ja":
            return "ja"
        spoken = guess("\n".join(texts))
        return "ja" if spoken == "ja" else "en" if spoken != "und" else self.bot.settings.language

    async def _answered(self, message: discord.Message) -> discord.Message | None:
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
        return found if found.author != self.bot.user else None

    async def _reply(self, message: discord.Message, view: discord.ui.LayoutView) -> None:
        """Answer; where the message is gone or a permission is missing, there is nobody to tell."""
        try:
            await message.reply(view=view, mention_author=False)
        except discord.HTTPException as error:
            log.warning("could not reply: %s", error.code)


async def setup(bot: Honmono) -> None:
    """Load the cog."""
    await bot.add_cog(Listen(bot))
