"""An answer becomes the card that is sent: with what the server remembers, within what the server allows, and remembered for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.answers import deliver
from bot.cards import Card, Note, door
from bot.intake import judge
from bot.recall import recall
from bot.servers import may_moderate

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from bot.app import Honmono
    from bot.intake import Answer, Submission
    from rules.report import Lang, Report


def home(interaction: discord.Interaction[Any]) -> int | None:
    """The server whose settings and memory hold for an interaction: none in direct messages, and none where only the user installed the bot."""
    return interaction.guild_id if interaction.is_guild_integration() else None


async def show(interaction: discord.Interaction[Any], answer: Answer, lang: Lang, *, counts: bool = True) -> None:
    """Answer an interaction that was deferred with the presser's own card."""
    bot: Honmono = interaction.client
    guild_id = home(interaction)
    await deliver(
        interaction, await card_of(bot, answer, lang, guild_id=guild_id, asker=interaction.user.id if counts else None, warn=await may_moderate(interaction))
    )
    if answer.report is not None:
        bot.reach.private(guild_id, answer.report.id, interaction.user.id, interaction.followup)


async def ask(
    bot: Honmono,
    submission: Submission,
    *,
    asker: int,
    guild_id: int | None,
    public: bool = False,
    on_place: Callable[[int], None] = lambda _place: None,
) -> Answer:
    """Judge a submission, pictures too where they can be read; `public` when everybody sees the card. `on_place` is told the place in the pictures' line.

    Those of one server (or, without one, of one person) take turns with those of others.
    """
    answer = await judge(submission, bot.pictures, on_place, bot.pacer, guild_id or asker)
    answer.done = submission.done(asker)
    return keep(bot, answer, asker=asker, public=public)


def keep(bot: Honmono, answer: Answer, *, asker: int, public: bool) -> Answer:
    """Put what an answer's pictures said where the card's buttons find it."""
    if answer.shot is not None:
        answer.shot_key, answer.shot = bot.shots.put(answer.shot, asker, public=public), None
    return answer


async def card_of(bot: Honmono, answer: Answer, lang: Lang, *, guild_id: int | None, asker: int | None, public: bool = False, warn: bool = False) -> Card:
    """The card of an answer that has a report. Without an `asker` it is shown again, to anybody, and not counted.

    A public card has the moderators' button for everybody; `warn` gives it to a moderator's own card.
    """
    answer, report = await _recalled(bot, answer, guild_id, asker)
    sharing = guild_id is None or (await bot.servers.get(guild_id)).sharing
    done = answer.done if asker is not None else ""
    return Card(answer, report, lang, public=public, sharing=sharing, warn=(public or warn) and guild_id is not None, done=done)


async def door_of(bot: Honmono, answer: Answer, lang: Lang, *, guild_id: int, asker: int) -> Note:
    """A public answer that says nothing: whoever presses its button sees the card alone."""
    answer, report = await _recalled(bot, answer, guild_id, asker)
    return door(report, lang, answer.recall.campaign if answer.recall else None, answer.done)


async def _recalled(bot: Honmono, answer: Answer, guild_id: int | None, asker: int | None) -> tuple[Answer, Report]:
    """Raises ValueError when there is no report."""
    if asker is not None or answer.report is None or bot.recent.answer(answer.report.id) is None:
        bot.recent.put(answer, asker)
    answer = await recall(bot, guild_id, answer, asker=asker)
    if answer.report is None:
        raise ValueError("no report")
    if asker is not None:
        bot.metrics.answers.labels(answer.report.level, answer.report.mail.form).inc()
    return answer, answer.report
