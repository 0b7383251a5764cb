"""The plain things that any command may have to say to the asker alone: one sentence, to wait, that the bot is leaving, that the store is away."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord

from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.store import StoreError
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from bot.app import Honmono

log = logging.getLogger(__name__)

_CLOSED = 10008
"""Discord's code for a message that is gone."""
_EXPIRED = (10015, 10062, 50027)
"""Discord's codes for an interaction that is over: its token lives for 15 minutes."""
GIVEN_UP = {10062: "expired", 40060: "answered"}
"""Discord's codes for an interaction that had no sign in time, and for one that another copy of the bot has answered: there is nobody to be told."""
SIGN = 3.0
"""Seconds that Discord waits for the first sign."""


async def tell(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say one sentence to the asker alone, whether or not something was said before."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=Note(sentence), ephemeral=True)
        else:
            await interaction.response.send_message(view=Note(sentence), ephemeral=True)
    except discord.HTTPException as error:
        log.warning("could not answer: %s", error.code)


async def deliver(interaction: discord.Interaction[Any], view: discord.ui.LayoutView) -> None:
    """Put an answer where it was promised, and into a direct message when the promise has run out; where the asker has closed it, nowhere."""
    try:
        await interaction.edit_original_response(view=view)
    except discord.HTTPException as error:
        if error.code == _CLOSED:
            return
        if error.code not in _EXPIRED:
            raise
        try:
            await interaction.user.send(view=view)
        except discord.HTTPException as refused:
            log.warning("could not answer in time, nor by direct message: %s", refused.code)


async def told_to_wait(interaction: discord.Interaction[Any]) -> bool:
    """Whether no check may run now for this person or server; then they were told how long to wait.

    While the process cannot keep up, whom Discord has told already that nobody answers is let go: telling them would take time from those who can be told.
    """
    bot: Honmono = interaction.client
    age = bot.ages.age(interaction.id)
    if age > SIGN and bot.running.busy and not interaction.response.is_done():
        bot.metrics.refused.labels("expired").inc()
        return True
    sentence = bot.refusal(interaction.user.id, interaction.guild_id, lang_of(interaction))
    if sentence:
        await tell(interaction, sentence)
    return bool(sentence)


def finishing(interaction: discord.Interaction[Any]) -> AbstractAsyncContextManager[None]:
    """Around work that a bot which leaves waits for; if that takes too long, the asker is told."""
    bot: Honmono = interaction.client
    return bot.running.one(lambda: tell(interaction, words(lang_of(interaction))("say.leaving")))


@asynccontextmanager
async def plainly(interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
    """Around what cannot be done without the store: while it is away, the presser is told so in one sentence."""
    try:
        yield
    except StoreError as error:
        log.warning("%s", error)
        await tell(interaction, words(lang_of(interaction))("say.store_away"))
