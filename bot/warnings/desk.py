"""Around every press at the moderators' desk: who may, which draft it is about, and one plain sentence for whatever went wrong."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import ui

from bot.answers import deliver, plainly, tell
from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.running import Leaving
from bot.servers import may_moderate
from bot.store import warnings
from bot.warnings.editor import Draft, Editor
from bot.warnings.notice import examples_in, link_to
from bot.warnings.rights import named
from bot.warnings.trouble import Trouble
from bot.words import words

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.app import Honmono
    from bot.store.tables import PinnedWarning
    from rules.report import Lang

log = logging.getLogger(__name__)


IDS = r"(?P<draft>\d{1,19})(?:\.(?P<target>\d{1,19}))?"
"""How a control's custom id names the draft, and the posted warning that it will change."""
DONE = 0x3BA55D
Work = Callable[["discord.Interaction[Any]", "discord.Guild", "discord.Member"], "Awaitable[None]"]


def sentence(trouble: Trouble, lang: Lang) -> str:
    """What went wrong, and what a moderator can do about it."""
    say = words(lang)
    return say(f"trouble.{trouble.key}", missing=named(trouble.missing, lang)) if trouble.missing else say(f"trouble.{trouble.key}")


async def at_desk(interaction: discord.Interaction[Any], work: Work, *, first: Literal["nothing", "hold", "think"] = "hold") -> None:
    """Do a moderator's work; everybody else is told that this is not for them.

    `first` answers Discord, which waits three seconds only: "hold" keeps the message that was pressed as it is, "think" begins an answer for the presser
    alone, "nothing" leaves it to the work. The presser is told in one sentence when the store is away, when Discord refuses, and when we broke something.
    """
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member) or not await may_moderate(interaction):
        await tell(interaction, words(lang_of(interaction))("warning.not_you"))
        return
    try:
        if first != "nothing":
            await interaction.response.defer(ephemeral=True, thinking=first == "think")
        async with plainly(interaction):
            await work(interaction, guild, member)
    except Trouble as trouble:
        await tell(interaction, sentence(trouble, lang_of(interaction)))
    except Leaving:
        return  # told already
    except Exception as error:
        bot: Honmono = interaction.client
        bot.metrics.failures.labels(type(error).__name__).inc()
        log.exception("a moderator's press failed")
        await tell(interaction, words(lang_of(interaction))("warning.error"))


class Press:
    """A control on a preview: knows the draft and the posted warning that it will change."""

    draft_id: int
    target_id: int | None

    def named(self, match: re.Match[str]) -> None:
        """Take the numbers from the custom id."""
        self.draft_id, self.target_id = int(match["draft"]), int(match["target"]) if match["target"] else None

    async def draft(self, interaction: discord.Interaction[Any], guild: discord.Guild) -> Draft | None:
        """The draft with the examples that the pressed message shows; None, and the presser is told, when it is none any more."""
        bot: Honmono = interaction.client
        return await draft_of(bot, interaction, guild, self.draft_id, self.target_id)


async def draft_of(bot: Honmono, interaction: discord.Interaction[Any], guild: discord.Guild, draft_id: int, target_id: int | None) -> Draft | None:
    """A draft by its number, and the posted warning it will change. A warning that ended meanwhile is changed no more: the draft becomes a new one."""
    warning = await warnings.get(bot.store, guild.id, draft_id)
    if warning is None or warning.status != "draft":
        say = words(lang_of(interaction))
        await tell(interaction, say("warning.posted_already", link=link_to(warning)) if warning and warning.status == "posted" else say("warning.draft_gone"))
        return None
    target = await warnings.get(bot.store, guild.id, target_id) if target_id else None
    examples = examples_in(interaction.message) if interaction.message else ()
    return Draft(warning, examples, target if target is not None and target.status == "posted" else None)


async def shown(interaction: discord.Interaction[Any], guild: discord.Guild, draft: Draft, notes: Sequence[str] = ()) -> None:
    """Show the preview anew in the message that was pressed."""
    await deliver(interaction, Editor(draft, guild, lang_of(interaction), notes))


def done(text: str, warning: PinnedWarning, lang: Lang) -> Note:
    """The end of a preview: what was done, and the way to it."""
    return Note(text, ui.ActionRow(ui.Button(label=words(lang)("button.open"), url=link_to(warning))), colour=DONE)
