"""What is kept, said exactly; and what is left to delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.cards.notes import Note
from bot.store.retention import DRAFT, LEFT, UNSEEN
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.report import Lang

TABLES = ("servers", "campaigns", "checks", "warnings", "feedback")
"""What is counted for a server, in the order it is told."""
_RED = 0xD83C3E


def privacy_note(held: Mapping[str, int] | None, lang: Lang) -> Note:
    """What is kept and for how long; with how much of it this server has, where there is one and it can be counted."""
    say = words(lang)
    days = {"left": LEFT.days, "unseen": UNSEEN.days, "draft": DRAFT.days}
    parts = [say("privacy.never"), say("privacy.kept", **days), say("privacy.memory"), say("privacy.forget", **days)]
    if held is not None:
        things = say("privacy.and").join(say(f"privacy.count.{name}", count=held.get(name, 0)) for name in TABLES)
        parts.append(say("privacy.held", things=things))
    return Note("\n\n".join(parts))


def forget_note(lang: Lang, *, server: bool) -> Note:
    """What was deleted of the person, and the way to a server's data for those who may manage it."""
    say = words(lang)
    if not server:
        return Note(say("forget.person"))
    button: ui.Button[Note] = ui.Button(label=say("forget.server"), style=discord.ButtonStyle.danger, custom_id="hm-forget:ask")
    return Note(say("forget.person") + "\n\n" + say("forget.may"), ui.ActionRow(button))


def confirm_note(lang: Lang) -> Note:
    """The question before a server's data is deleted."""
    say = words(lang)
    yes: ui.Button[Note] = ui.Button(label=say("forget.yes"), style=discord.ButtonStyle.danger, custom_id="hm-forget:yes")
    no: ui.Button[Note] = ui.Button(label=say("forget.no"), style=discord.ButtonStyle.secondary, custom_id="hm-forget:no")
    return Note(say("forget.sure"), ui.ActionRow(yes, no), colour=_RED)
