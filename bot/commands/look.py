"""「答えを見る」: the button of a quiet public answer. Whoever presses it sees the card alone; after a restart the message is read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.answering import ask, show
from bot.answers import deliver, tell, told_to_wait
from bot.cards.ids import unpack_id
from bot.cards.notes import remembered_points
from bot.cards.presses import lang_of
from bot.commands.listen import answered
from bot.intake import from_message
from bot.words import words
from rules import shipped

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.intake import Answer


class LookButton(ui.DynamicItem[ui.Button[Any]], template=r"hm:v:(?P<rest>.+)"):
    """Shows the card to the presser alone."""

    def __init__(self, custom_id: str) -> None:
        self.id_text = custom_id
        super().__init__(ui.Button(custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """From memory, or by reading the message again; when that is gone, what the button itself remembers."""
        bot: Honmono = interaction.client
        lang = lang_of(interaction)
        seen = unpack_id(self.id_text, shipped())
        answer = bot.recent.answer(seen.id) if seen else None
        if answer is None and await told_to_wait(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        answer = answer or await _again(bot, interaction)
        if answer is not None and answer.report is not None:
            await show(interaction, answer, lang, counts=False)
        elif seen is not None:
            await deliver(interaction, remembered_points(seen, lang))
        else:
            await tell(interaction, words(lang)("say.error"))


async def _again(bot: Honmono, interaction: discord.Interaction[Any]) -> Answer | None:
    """Judge the message once more that the bot answered; None when it is gone, or cannot be read."""
    reference = interaction.message.reference if interaction.message else None
    if reference is None or reference.message_id is None or not isinstance(interaction.channel, discord.abc.Messageable):
        return None
    try:
        message = await interaction.channel.fetch_message(reference.message_id)
    except discord.HTTPException:
        return None
    submission = from_message(message, await answered(bot, message))
    return None if submission.is_talk else await ask(bot, submission, asker=message.author.id, guild_id=interaction.guild_id, public=True)


async def setup(bot: Honmono) -> None:
    """Load the button."""
    bot.add_dynamic_items(LookButton)
