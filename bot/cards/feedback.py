"""「判定がおかしい」: the question to whoever says so, and what the moderators read of it: rules and masked fragments, never who."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import discord
from discord import ui

from bot.cards.card import LETTERS
from bot.cards.escape import code, plain
from bot.cards.ids import repack
from bot.cards.notes import Note, titles
from bot.cards.view import View
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.cards.ids import Remembered
    from rules.report import Lang, Level, Report

Reason = Literal["false_alarm", "missed", "point", "brand", "unclear"]
REASONS: tuple[Reason, ...] = get_args(Reason)
RULINGS: tuple[Level | Literal["back"], ...] = ("strong", "caution", "none", "back")
_LINES = 8
"""Rules listed at most."""
_FRAGMENT = re.compile(r"(?m)^- (?:[^`\n]*　)?`([a-z][a-z0-9.-]+)`(?:　`([^`]*)`)?$")
_RULED, _HANDLED = 71, 72
"""Numbers of the lines that are added to the moderators' message, to find them again."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A rule that fired, the masked words that made it ("" when they are not remembered), and its title."""

    rule: str
    quote: str
    title: str = field(default="", compare=False)


def question(seen: Remembered, lang: Lang) -> Note:
    """What is wrong? One select."""
    say = words(lang)
    options = [discord.SelectOption(label=say(f"feedback.reason.{reason}"), value=reason) for reason in REASONS]
    select: ui.Select[Note] = ui.Select(custom_id=repack("y", seen), placeholder=say("feedback.choose"), options=options)
    return Note(say("feedback.question"), ui.ActionRow(select))


def told(reason: Reason, seen: Remembered, report: Report | None, number: int, lang: Lang) -> ui.LayoutView:
    """The moderators' message: `number` is the feedback's own. With the report in memory it quotes the fragments, else it names the rules alone."""
    say = words(lang)
    level = f"{say(f'level.{seen.level}.icon')} {say(f'level.{seen.level}.name')}"
    brand = f"・{plain(seen.brand.name[lang])}" if seen.brand else ""
    head = say("feedback.told", reason=say(f"feedback.reason.{reason}"), level=level, brand=brand, id=seen.id)
    found = fragments(seen, report, lang)
    lines = fragment_lines(found)
    if len(found) > len(lines):
        lines.append(say("feedback.more", count=len(found) - len(lines)))
    foot = "-# " + say("feedback.nobody")
    body = ""
    for line in lines:
        if len(head) + len(body) + len(line) + len(foot) > LETTERS - 400:
            break
        body += line + "\n"
    box: ui.Container[Any] = ui.Container(ui.TextDisplay(f"{head}\n{body}".rstrip()), ui.TextDisplay(foot), accent_colour=discord.Colour(0xE8A317))
    options = [discord.SelectOption(label=say("feedback.back" if level == "back" else f"level.{level}.name"), value=level) for level in RULINGS]
    options[0].description = say("feedback.confirms")
    options[1].description = options[2].description = say("feedback.noted")
    view = View()
    view.add_item(box)
    view.add_item(ui.ActionRow(ui.Select(custom_id=repack("o", seen), placeholder=say("feedback.overrule"), options=options)))
    done: ui.Button[Any] = ui.Button(label=say("feedback.done"), style=discord.ButtonStyle.success, custom_id=f"hm-fb:{number}")
    view.add_item(ui.ActionRow(done))
    return view


def fragments(seen: Remembered, report: Report | None, lang: Lang) -> list[Fragment]:
    """What fired; where nothing did, the masked subject and sender, without which nobody could tell what was missed."""
    if report is None:
        return [Fragment(rule.id, "", title) for rule, title in zip(seen.rules, titles(seen, lang), strict=True)]
    if report.points:
        return [Fragment(point.id, point.quote, point.title(lang)) for point in report.points]
    return [Fragment(name, text) for name, text in (("mail.subject", report.mail.subject), ("mail.from", report.mail.sender)) if text]


def fragment_lines(found: Iterable[Fragment]) -> list[str]:
    """One line each, and the same quote once; `read_fragments` reads them back."""
    lines: list[str] = []
    quoted = {""}
    for each in list(found)[:_LINES]:
        title = f"{plain(each.title).replace('`', '')}　" if each.title else ""
        quote = "" if each.quote in quoted else f"　{code(each.quote)}"
        quoted.add(each.quote)
        lines.append(f"- {title}`{each.rule}`{quote}")
    return lines


def read_fragments(text: str) -> list[Fragment]:
    """The fragments of a moderators' message.

    >>> read_fragments("\\n".join(fragment_lines([Fragment("link.shortener", "hxxps://x[.]example"), Fragment("wording.haste", "")])))
    [Fragment(rule='link.shortener', quote='hxxps://x[.]example'), Fragment(rule='wording.haste', quote='')]
    """
    return [Fragment(found[1], found[2] or "") for found in _FRAGMENT.finditer(text)]


def handled(message: discord.Message, who: str, lang: Lang) -> ui.LayoutView:
    """The moderators' message after somebody handled it."""
    view = _with_line(message, words(lang)("feedback.handled", who=who), _HANDLED)
    for item in view.walk_children():
        if isinstance(item, ui.Button) and (item.custom_id or "").startswith("hm-fb:"):
            item.disabled = True
    return view


def ruled(message: discord.Message, who: str, ruling: str, count: int, lang: Lang) -> ui.LayoutView:
    """The moderators' message after somebody overruled the level, or took that back; `count` askers were told."""
    say = words(lang)
    if ruling == "back":
        return _with_line(message, say("feedback.taken_back", who=who, count=count), _RULED)
    return _with_line(message, say("feedback.ruled", who=who, level=say(f"level.{ruling}.name"), count=count), _RULED)


def _with_line(message: discord.Message, line: str, number: int) -> ui.LayoutView:
    view = View.of(message)
    box = next((child for child in view.children if isinstance(child, ui.Container)), None)
    if box is not None:
        for old in [item for item in box.children if item.id == number]:
            box.remove_item(old)
        box.add_item(ui.TextDisplay(line, id=number))
    return view
