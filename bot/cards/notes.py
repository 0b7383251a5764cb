"""The small cards beside the big one: first aid, all points, how to copy text out of a picture, a plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.cards.card import LETTERS, URGENT, point_line, point_text
from bot.cards.ids import pack_id
from bot.cards.view import View
from bot.words import words

if TYPE_CHECKING:
    from bot.cards.ids import Remembered
    from bot.told import Done
    from rules.report import Lang, Report

BRANCHES = ("paid", "typed", "pressed")
"""First aid, most urgent first."""
FAQ = "https://www.antiphishing.jp/contact_faq.html"
REPORT = "https://www.antiphishing.jp/registration.html"


class Note(View):
    """A text, with rows of buttons below."""

    def __init__(self, text: str, *rows: ui.ActionRow[Note], colour: int = 0x6B8FB3) -> None:
        super().__init__()
        self.add_item(ui.Container(ui.TextDisplay(text[:LETTERS]), accent_colour=discord.Colour(colour)))
        for row in rows:
            self.add_item(row)


def aid(branch: str, lang: Lang) -> Note:
    """First aid: the three branches, or one of them."""
    say = words(lang)
    if branch not in BRANCHES:
        return Note(say("aid.title"), *(ui.ActionRow(_branch(name, lang)) for name in BRANCHES), colour=URGENT)
    back: ui.Button[Note] = ui.Button(label=say("aid.back"), style=discord.ButtonStyle.secondary, custom_id="hm-aid:back")
    links: list[ui.Button[Note]] = [ui.Button(label=say("aid.links"), url=FAQ), ui.Button(label=say("aid.report"), url=REPORT)]
    return Note(say(f"aid.{branch}"), ui.ActionRow(*links), ui.ActionRow(back), colour=URGENT)


def copy_help(lang: Lang) -> Note:
    """How to copy text out of a picture."""
    return Note(words(lang)("copy.text"))


def door(report: Report, lang: Lang, campaign: int | None, done: Done = "") -> Note:
    """A public answer that says nothing but where the answer is, and where the help for what the asker says they have done."""
    say = words(lang)
    look: ui.Button[Note] = ui.Button(label=say("button.look"), style=discord.ButtonStyle.primary, custom_id=pack_id("v", report, campaign))
    helps = [_branch(done, lang)] if done else []
    return Note(say("say.door"), ui.ActionRow(look, *helps))


def _branch(name: str, lang: Lang) -> ui.Button[Note]:
    """The button of one branch of first aid."""
    style = discord.ButtonStyle.danger if name == "paid" else discord.ButtonStyle.secondary
    return ui.Button(label=words(lang)(f"aid.{name}_button"), style=style, custom_id=f"hm-aid:{name}")


def all_points(report: Report, lang: Lang) -> Note:
    """Every point with its quote."""
    say = words(lang)
    return Note(_fit(say("card.all_title", count=len(report.points)), [point_text(point, number, lang) for number, point in enumerate(report.points)]))


def remembered_points(seen: Remembered, lang: Lang) -> Note:
    """Every point as the button remembers it: without quotes."""
    say = words(lang)
    lines = [point_line(title, rule.weight, number, lang) for number, (rule, title) in enumerate(zip(seen.rules, titles(seen, lang), strict=True))]
    return Note(_fit(say("card.all_title", count=len(seen.rules)) + "\n-# " + say("card.quotes_gone"), lines))


def titles(seen: Remembered, lang: Lang) -> list[str]:
    """The rules' titles as a button remembers them: without the words of the mail."""
    slots = _Names(brand=seen.brand.name[lang] if seen.brand else "")
    return [rule.title[lang].format_map(slots) for rule in seen.rules]


def _fit(head: str, parts: list[str]) -> str:
    text = head
    for part in parts:
        if len(text) + len(part) + 2 > LETTERS:
            return text + "\n\n…"
        text += "\n\n" + part
    return text


class _Names(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
