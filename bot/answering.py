"""An answer becomes the card that is sent: with what the server remembers, within what the server allows, and remembered for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cards import Card
from bot.recall import recall

if TYPE_CHECKING:
    import discord

    from bot.app import Honmono
    from bot.intake import Answer
    from rules.report import Lang


def home(interaction: discord.Interaction[Any]) -> int | None:
    """The server whose settings and memory hold for an interaction: none in direct messages, and none where only the user installed the bot."""
    return interaction.guild_id if interaction.is_guild_integration() else None


async def card_of(bot: Honmono, answer: Answer, lang: Lang, *, guild_id: int | None, asker: int | None, public: bool = False) -> Card:
    """The card of an answer that has a report. Without an `asker` it is shown again, and not counted.

    Raises ValueError when there is no report.
    """
    bot.recent.put(answer, asker)
    answer = await recall(bot, guild_id, answer, asker=asker)
    if answer.report is None:
        raise ValueError("no report")
    sharing = guild_id is None or (await bot.servers.get(guild_id)).sharing
    return Card(answer, answer.report, lang, public=public, sharing=sharing)
