"""The message that everybody sees: one warning, calm and neutral, and what becomes of it when its time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.cards.card import official_button
from bot.cards.view import View
from bot.warnings.wording import neutral, read_examples, shown_examples
from bot.words import words
from rules import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.store.tables import PinnedWarning
    from rules.report import Lang

AMBER, GREY = 0xE8A317, 0x8A8F98
EXAMPLES_AT = 71
"""The component id of the examples, to find them in a message again."""


class Notice(View):
    """A warning as it is posted."""

    def __init__(self, warning: PinnedWarning, examples: Sequence[str]) -> None:
        super().__init__()
        self.add_item(body(warning, examples))


class Ended(View):
    """What is left of a warning whose time is up: nobody should act on it any more, and nobody should wonder what it was."""

    def __init__(self, warning: PinnedWarning, when: datetime) -> None:
        super().__init__()
        lang = lang_of_warning(warning)
        text = words(lang)("warning.ended", title=title_of(warning), date=stamp(when))
        self.add_item(
            ui.Container(ui.TextDisplay(text), ui.ActionRow(official_button(warning.official_url, shipped(), lang)), accent_colour=discord.Colour(GREY))
        )


def body(warning: PinnedWarning, examples: Sequence[str]) -> ui.Container[Any]:
    """The box of a warning: what is known, how to know it, what to do, until when."""
    lang = lang_of_warning(warning)
    say = words(lang)
    head = f"### ⚠️ {title_of(warning)}\n-# " + say("warning.checked", date=stamp(warning.created_at))
    if warning.count:
        head += say("warning.seen", count=warning.count)
    if warning.count > 1 and warning.last_seen:
        head += say("warning.seen_last", date=stamp(warning.last_seen))
    parts: list[tuple[str, int | None]] = [(head, None)]
    if warning.facts:
        parts.append((say("warning.facts") + "\n" + warning.facts, None))
    if examples:
        parts.append((say("warning.examples") + "\n" + shown_examples(examples), EXAMPLES_AT))
    if warning.advice:
        parts.append((say("warning.do") + "\n" + warning.advice, None))
    box: ui.Container[Any] = ui.Container(accent_colour=discord.Colour(AMBER))
    for number, (text, name) in enumerate(parts):
        if number:
            box.add_item(ui.Separator(visible=number == 1))
        box.add_item(ui.TextDisplay(text, id=name))
    press: ui.Button[Any] = ui.Button(label=say("button.aid"), style=discord.ButtonStyle.danger, custom_id="hm-aid:start")
    box.add_item(ui.ActionRow(official_button(warning.official_url, shipped(), lang), press))
    box.add_item(ui.Separator())
    until = say("warning.until", date=stamp(warning.expires_at)) if warning.expires_at else ""
    box.add_item(ui.TextDisplay("-# " + until + say("warning.foot") + "\n-# " + say("warning.similar") + "\n-# " + say("warning.blame")))
    return box


def examples_in(message: discord.Message) -> tuple[str, ...]:
    """The examples that a warning, or the preview of one, shows: the message is the only place where they are kept."""
    view = View.of(message)
    return next((read_examples(item.content) for item in view.walk_children() if isinstance(item, ui.TextDisplay) and item.id == EXAMPLES_AT), ())


def title_of(warning: PinnedWarning) -> str:
    """A warning's title on one line."""
    return neutral(warning.title.replace("\n", " "), 256)


def lang_of_warning(warning: PinnedWarning) -> Lang:
    """The language that a warning is written in."""
    return "ja" if warning.language == "ja" else "en"


def stamp(moment: datetime, style: str = "D") -> str:
    """A date that Discord shows in the reader's own language and time zone."""
    return f"<t:{int(moment.timestamp())}:{style}>"


def link_to(warning: PinnedWarning) -> str:
    """The address of a posted warning's message."""
    return f"https://discord.com/channels/{warning.guild_id}/{warning.channel_id}/{warning.message_id}"
