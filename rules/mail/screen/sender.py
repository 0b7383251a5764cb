"""The sender in a header: the display name and the address, in one line, in two, or in a line of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.mail.screen import hosts, runs
from rules.mail.screen.body import together
from rules.mail.screen.hosts import possible
from rules.mail.screen.sizes import em
from rules.mail.screen.wording import AT_END
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.model import Line
    from rules.mail.screen.runs import Run

MAILBOX = regex(r"[<＜(（]?(?P<address>[\w.+%-]{1,64}\s?[@＠©®◎]\s?[\w-]{1,63}(?:\s?[.,·]\s?[\w-]{1,63}){1,8})\s?[>＞)）]?[^\w]{0,3}$", re.ASCII)
_BRACKET = regex(r"[<＜]\s?[\w.+%-]{1,64}\s?[@＠©®◎][^<>＜＞]{3,80}[>＞]")
_BETWEEN = " \t\u3000•·・∙<＜(（|"


def mailbox(text: str) -> re.Match[str] | None:
    """An address at the end of a text, or before the date at its end, or in brackets with buttons beside it, that can exist."""
    bracket = _BRACKET.search(text)
    for plain in (text.strip(), AT_END.sub("", text).strip(), *((text[: bracket.end()],) if bracket else ())):
        found = MAILBOX.search(plain)
        if found is not None and not plain.endswith(("-", ".", "@")) and possible(hosts.plain(found["address"]).rpartition("@")[2]):
            return found
    return None


def split(run: Run) -> tuple[Run, Run]:
    """A value as display name and address."""
    text = runs.text(run).rstrip()
    found = mailbox(text) or MAILBOX.search(text) or MAILBOX.search(AT_END.sub("", text))
    if found is None:
        return runs.cut(run, 0, len(AT_END.sub("", text))), ()
    before = text[: found.start()].rstrip(_BETWEEN)
    return runs.cut(run, 0, len(before)), runs.cut(run, found.start("address"), found.end("address"))


def sender_of(lines: Sequence[Line], marks: Sequence[str], values: dict[str, Run], end: int) -> tuple[Run, Run, int | None]:
    """Display name, address, and the number of the line where they stand."""
    if "from" in values:
        display, address = split(values["from"])
        return display, address, marks.index("from")
    for number, mark in enumerate(marks[:end]):
        if mark == "address":
            places = list(lines[number].places)
            rest = number + 1
            while rest < end and marks[rest] == "more":
                places += runs.trimmed(lines[rest].places)
                rest += 1
            display, address = split(tuple(places))
            return display, address, number
    return (), (), None


def name_above(display: Run, row: int | None, blocks: list[list[int]], lines: Sequence[Line], marks: Sequence[str]) -> tuple[Run, list[int] | None]:
    """The display name, and the block it was taken from, which then is no subject. `row` is where the sender, or else the reader, is named."""
    if row is None:
        return display, None
    above = [block for block in blocks if block[-1] < row and all(marks[number] in ("bar", "icon", "to") for number in range(block[-1] + 1, row))]
    near = above[-1] if above else None
    if display:
        if near is not None and len(blocks) > 1 and _same(runs.text(display), near, lines):
            return display, near
        return display, next((block for block in blocks if len(blocks) > 1 and _same(runs.text(display), block, lines)), None)
    if near is None:
        return (), None
    others = [block for block in blocks if block is not near]
    if not others and (marks[row] == "date" or len(near) > 2):
        return (), None  # one block above a date: the subject
    places = [_undated(lines[number].places) for number in near]
    return _without_initial(together(places), lines[near[-1]], lines[row]), near


def _same(name: str, block: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether a block holds the display name that was read elsewhere."""
    plain = "".join(name.split())
    shown = "".join("".join(runs.text(_undated(lines[number].places)).split()) for number in block)
    return bool(plain) and (plain in shown or shown in plain) and len(shown) < len(plain) + 4


def _undated(run: Run) -> Run:
    text = runs.text(run)
    return runs.cut(run, 0, len(AT_END.sub("", text).rstrip()))


def _without_initial(run: Run, line: Line, below: Line) -> Run:
    """A name without the initial in a circle before it: 「佐佐川急便」 further left than what stands below."""
    text = runs.text(run)
    if below.left - line.left < em(line):
        return run
    if text[1:2] == " " or (len(text) > 1 and text[0].casefold() == text[1].casefold()):
        return runs.trimmed(runs.cut(run, 1))
    return run
