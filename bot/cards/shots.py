"""What a card says and asks about pictures: the text as it was read, page by page, and which of two readings is the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.cards.escape import block, code
from bot.cards.view import View
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake import Answer
    from bot.pictures.shot import Question
    from rules.report import Lang

PAGE = 1500
"""Letters of the text on one page: a phone's screen, about."""
QUESTIONS = 3
"""Questions on one card at most; when one is answered there is room for the next."""


def doubt(questions: Sequence[Question], lang: Lang) -> str:
    """The readings between which nobody but the asker can decide."""
    say = words(lang)
    lines = [
        say(
            "picture.doubt_from" if question.sender else "picture.doubt_link",
            readings=say("picture.doubt_or").join(
                say("picture.doubt_reading", reading=code(reading, 80), owner=code(owner, 40)) if owner else code(reading, 80)
                for reading, owner in list(zip(question.readings, question.owners, strict=False))[:3]
            ),
        )
        for question in questions[:QUESTIONS]
    ]
    return say("picture.doubt", lines="\n".join(lines))


def picks(answer: Answer, lang: Lang) -> list[ui.ActionRow[Any]]:
    """One select a question."""
    say = words(lang)
    rows: list[ui.ActionRow[Any]] = []
    for number, question in enumerate(answer.questions[:QUESTIONS]):
        options = [
            discord.SelectOption(label=reading[:100] or "-", description=owner[:100] or None, value=str(option))
            for option, (reading, owner) in enumerate(list(zip(question.readings, question.owners, strict=False))[:25])
        ]
        select: ui.Select[Any] = ui.Select(
            custom_id=f"hm-pic:h:{answer.shot_key}:{len(answer.questions)}:{number}",
            placeholder=say("picture.pick_from" if question.sender else "picture.pick_link"),
            options=options,
        )
        rows.append(ui.ActionRow(select))
    return rows


def read_button(key: str, lang: Lang) -> ui.Button[Any]:
    """Shows what was read beside the card."""
    return ui.Button(label=words(lang)("picture.read"), style=discord.ButtonStyle.secondary, custom_id=f"hm-pic:t:{key}:0")


def fix_button(key: str, lang: Lang) -> ui.Button[Any]:
    """Opens the form in which a misreading is corrected."""
    return ui.Button(label=words(lang)("picture.fix"), style=discord.ButtonStyle.secondary, custom_id=f"hm-pic:f:{key}")


class Page(View):
    """One page of what was read; the lines are masked and defanged already."""

    def __init__(self, lines: Sequence[str], key: str, page: int, lang: Lang) -> None:
        super().__init__()
        say, pages = words(lang), paged(lines)
        page = min(page, len(pages) - 1)
        title = say("picture.title", page=page + 1, pages=len(pages))
        self.add_item(ui.Container(ui.TextDisplay(title), ui.TextDisplay(block(pages[page])), accent_colour=discord.Colour(0x6B8FB3)))
        turns: list[ui.Button[Any]] = [
            ui.Button(label=say(label), style=discord.ButtonStyle.secondary, custom_id=f"hm-pic:p:{key}:{other}")
            for other, label in ((page - 1, "picture.back"), (page + 1, "picture.next"))
            if 0 <= other < len(pages)
        ]
        self.add_item(ui.ActionRow(*turns, fix_button(key, lang)))


def paged(lines: Sequence[str]) -> list[list[str]]:
    """Lines in pages of `PAGE` letters; a line longer than that is broken.

    >>> [len(page) for page in paged(["x" * 1000, "y" * 600, "z" * 3200])]
    [1, 1, 1, 1, 1]
    """
    pages: list[list[str]] = [[]]
    room = PAGE
    for line in lines or [""]:
        for piece in [line[start : start + PAGE] for start in range(0, len(line), PAGE)] or [""]:
            if len(piece) + 1 > room and pages[-1]:
                pages.append([])
                room = PAGE
            pages[-1].append(piece)
            room -= len(piece) + 1
    return pages
