"""The preview that only the moderator sees, and the form in which a warning's words are changed.

A draft's words are in the store; its examples of mails are in the preview itself. So both outlive a restart, and no mail text is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.cards.view import View
from bot.store.days import day
from bot.warnings.notice import body, lang_of_warning, link_to
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.tables import PinnedWarning
    from rules.report import Lang

DAYS = (7, 14, 30, 60, 90)
USUAL = 30
"""Days that a warning stands before the moderators are asked about it."""
PLACES = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.private_thread,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is worked on: the stored words, the examples, and the posted warning that it will change (None: it becomes a new one)."""

    warning: PinnedWarning
    examples: Sequence[str] = ()
    target: PinnedWarning | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is a mail behind it, or a moderator's word of one; a warning of nothing may not be posted."""
        return bool(self.warning.campaign_id is not None or self.warning.facts.strip() or self.examples)

    @property
    def ids(self) -> str:
        """How buttons name it."""
        return f"{self.warning.id}.{self.target.id}" if self.target else str(self.warning.id)


class Editor(View):
    """The preview: the warning as everybody would see it, and below it what can still be chosen. `notes` are keys of the words under `warning.note`.

    `ending` asks once whether the posted warning shall really end; nothing else can be chosen then.
    """

    def __init__(self, draft: Draft, guild: discord.Guild, lang: Lang, notes: Sequence[str] = (), *, ending: bool = False) -> None:
        super().__init__()
        say = words(lang)
        lines = [say("warning.preview_change", link=link_to(draft.target)) if draft.target else say("warning.preview")]
        if not draft.target and draft.warning.campaign_id is not None:
            lines.append(say("warning.preview_confirms"))
        notes = [*notes, "end_sure"] if ending else notes
        lines += [f"-# ⚠️ {say(f'warning.note.{key}')}" for key in notes]
        self.add_item(ui.TextDisplay("\n".join(lines)))
        self.add_item(body(draft.warning, draft.examples))
        if ending:
            self.add_item(ui.ActionRow(*_sure(draft, lang)))
            return
        if draft.target is None:
            self.add_item(ui.ActionRow(where(draft, guild, lang)))
        self.add_item(ui.ActionRow(until(draft, lang)))
        self.add_item(ui.ActionRow(*_presses(draft, lang)))


def where(draft: Draft, guild: discord.Guild, lang: Lang) -> ui.ChannelSelect[Any]:
    """The channel to post in."""
    there = guild.get_channel_or_thread(draft.warning.channel_id)
    chosen = [discord.SelectDefaultValue(id=there.id, type=discord.SelectDefaultValueType.channel)] if there is not None and there.type in PLACES else []
    return ui.ChannelSelect(custom_id=f"hm-w:where:{draft.ids}", channel_types=list(PLACES), placeholder=words(lang)("warning.where"), default_values=chosen)


def until(draft: Draft, lang: Lang) -> ui.Select[Any]:
    """How long it stands: the date that is chosen now, or so many days from now on."""
    say = words(lang)
    ends = draft.warning.expires_at
    shown = day(ends) if ends else None
    placeholder = say("warning.stands_until", year=shown.year, month=shown.month, day=shown.day) if shown else say("warning.stands")
    return ui.Select(
        custom_id=f"hm-w:until:{draft.ids}",
        placeholder=placeholder,
        options=[discord.SelectOption(label=say("warning.days", count=count), value=str(count)) for count in DAYS],
    )


def days(count: str) -> timedelta | None:
    """A number of days among those that are offered."""
    return timedelta(days=int(count)) if count.isdecimal() and int(count) in DAYS else None


def _sure(draft: Draft, lang: Lang) -> list[ui.Button[Any]]:
    say = words(lang)
    return [
        ui.Button(label=say("button.warning_end_sure"), style=discord.ButtonStyle.danger, custom_id=f"hm-w:sure:{draft.ids}"),
        ui.Button(label=say("button.warning_back"), style=discord.ButtonStyle.secondary, custom_id=f"hm-w:back:{draft.ids}"),
    ]


def _presses(draft: Draft, lang: Lang) -> list[ui.Button[Any]]:
    say, plain = words(lang), discord.ButtonStyle.secondary
    other = "en" if lang_of_warning(draft.warning) == "ja" else "ja"
    presses: list[ui.Button[Any]] = [
        ui.Button(
            label=say("button.warning_change" if draft.target else "button.warning_post"),
            style=discord.ButtonStyle.primary,
            custom_id=f"hm-w:{'change' if draft.target else 'post'}:{draft.ids}",
            emoji="📌",
            disabled=not draft.says_something,
        ),
        ui.Button(label=say("button.warning_words"), style=plain, custom_id=f"hm-w:words:{draft.ids}"),
        ui.Button(label=say(f"button.warning_in_{other}"), style=plain, custom_id=f"hm-w:{other}:{draft.ids}"),
    ]
    if draft.target:
        presses.append(ui.Button(label=say("button.warning_end"), style=discord.ButtonStyle.danger, custom_id=f"hm-w:end:{draft.ids}"))
    presses.append(ui.Button(label=say("button.warning_drop"), style=plain, custom_id=f"hm-w:drop:{draft.ids}"))
    return presses
