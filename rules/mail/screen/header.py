"""The header as mail apps show it: found by labels, addresses, dates and 「To: 自分」, not by where one app puts them.

An app prints the subject as its largest or boldest words, the sender's name beside or above the address, and whose eyes the mail is for below it.
A line counts as header only near others of its kind: the first line of a mail may hold an address too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rules.mail.screen import runs
from rules.mail.screen.body import glue, together
from rules.mail.screen.model import Line, certain
from rules.mail.screen.sender import MAILBOX, mailbox, name_above, sender_of
from rules.mail.screen.sizes import alike, bold, em, size_of, stands_out
from rules.mail.screen.wording import AT_END, DATE, is_icon
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.runs import Run
    from rules.mail.screen.wording import Label, Words

Mark = Literal["from", "to", "subject", "date", "address", "bar", "icon", "more", "other"]
"""What a line is: labelled, an address alone or with a name, the app's own, an icon taken for letters, the rest of the line above, or none of these."""

LOOK = 30
"""Lines from the top among which a header is looked for."""
WORDS = 5
"""Lines without a mark that may stand between two with one: a subject and a name, each on more than one line."""
_BRACKETS = regex(r"[<＜]\s?[\w.+%-]{1,64}\s?[@＠©®◎][^<>＜＞]{3,80}[>＞]\W{0,3}$", re.ASCII)
_HALF = regex(r"(?:^|[<＜(（•·・∙]\s?)[\w.+%-]{1,64}[@＠][\w.-]{2,80}$|^[\w.+%-]{2,64}@[\w.+-]{0,64}-$", re.ASCII)
"""An address that is not at its end yet."""
_OPEN = regex(r"[<＜(（•·・∙]\s?[\w.+%-]{1,64}$|[\w.+%-]{1,64}[@＠][\w.-]{0,80}$|[\w.+%-]{2,64}-$", re.ASCII)
_BEGUN = regex(r"[<＜]?[\w.+%-]{1,64}[@＠][\w.-]{0,80}[-.@]", re.ASCII)
"""An address alone whose end found no room."""
_REST = regex(r"[\w.+%@-]{2,}(?:\.[a-z]{2,24}|@[\w.-]+)\s?[>＞)）]?$", re.ASCII | re.IGNORECASE)
_GREETED = regex(r"(?:様|さま|殿|さん|御中|各位|へ)[。、,，:：]?$|^(?:dear|hello|hi)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The fields as they were read; () where one is not in sight. `end` is the number of the first line that is not part of it; 0 where there is none.

    `forwarded` says that it stood within another mail's text.
    """

    display: Run = ()
    address: Run = ()
    subject: Run = ()
    to: Run = ()
    date: str = ""
    end: int = 0
    forwarded: bool = False


def header(lines: Sequence[Line], words: Words, *, whole: bool) -> Header:
    """The header of a mail's lines. `whole` says that the app's own bar was in sight above them, so that the mail's upper end is too."""
    lines = [_tidy(line, words) for line in lines[:LOOK]]
    marks = _marks(lines, words)
    end = _end(lines, marks, whole=whole)
    if not end:
        return Header()
    values = _values(lines[:end], marks, words)
    blocks = _blocks(lines, marks, end)
    display, address, row = sender_of(lines, marks, values, end)
    if row is None:
        row = next((number for number in range(end) if marks[number] in ("to", "date")), None)
    display, name = name_above(display, row, blocks, lines, marks)
    left = [block for block in blocks if block is not name]
    subject = values.get("subject", ())
    if not subject and left:
        best = max(left, key=lambda block: (size_of(lines, block), len(block)))
        subject = together(lines[number].places for number in best)
    elif not subject and (after := _after(lines, end, words, sure=bool(address) or whole)) > end:
        subject, end = together(line.places for line in lines[end:after]), after
    date = runs.text(values.get("date", ())) or next((runs.text(line.places) for line, mark in zip(lines, marks, strict=True) if mark == "date"), "")
    return Header(runs.trimmed(display), runs.trimmed(address), _without_mark(subject, words), values.get("to", ()), date, end)


def _tidy(line: Line, words: Words) -> Line:
    """Without the circle with the sender's initial or a folder's name at the left, and icons and a folder's mark at the right."""
    cells = line.cells
    while len(cells) > 1 and words.is_furniture(cells[0].text):
        cells = cells[1:]
    pieces = [piece for cell in cells for piece in cell.pieces]
    while len(pieces) > 1:
        last, before = pieces[-1], pieces[-2]
        apart = last.left - before.right > 0.3 * last.height
        small = words.is_furniture(last.text) and em(Line((last,))) < 0.85 * em(Line((before,)))
        if not small and not (apart and (is_icon(last.text) or words.is_furniture(last.text))):
            break
        pieces = pieces[:-1]
    if len(pieces) > 1 and len(pieces[0].text.strip()) == 1 and pieces[1].left - pieces[0].right > 0.2 * pieces[1].height:
        pieces = pieces[1:]
    return Line(tuple(pieces))


def _marks(lines: Sequence[Line], words: Words) -> list[Mark]:
    """What each line is."""
    labels = [words.label(line.text) for line in lines]
    edge = max((line.right for line in lines), default=0.0)
    marks: list[Mark] = []
    told: set[str] = set()
    addressed = False
    for number, line in enumerate(lines):
        text = line.text.strip()
        label = labels[number]
        known = set(marks)
        mark: Mark = "other"
        if label is None and _found_no_room(lines[:number], marks, labels[:number], line, edge):
            mark = "more"
        elif is_icon(text) and not (marks and marks[-1] == "other" and alike(lines[number - 1], line)):
            mark = "icon"
        elif words.is_bar(line) and not is_icon(text):
            mark = "bar"
        elif (
            label is not None
            and label[0] not in told
            and _holds(label, line, [*labels[max(0, number - 3) : number], *labels[number + 1 : number + 4]], words, sent="from" in told)
        ):
            mark = label[0]
            told |= {mark} if not words.is_mine(text[label[1] :]) else set()
        elif (marks and marks[-1] in ("from", "address", "to", "more") and _goes_on(lines[number - 1], line, marks[-1])) or _found_no_room(
            lines[:number], marks, labels[:number], line, edge
        ):
            mark = "more"
        elif DATE.fullmatch(text) and "date" not in known:
            mark = "date"
        elif not addressed and (
            _starts(text) if "to" not in known and "date" not in known and number else _BRACKETS.search(AT_END.sub("", text)) and "to" not in known
        ):
            mark = "address"
        if mark == "address" or (mark in ("from", "more") and mailbox(text) is not None):
            addressed = True
            told.add("from")
        marks.append(mark)
    return marks


def _holds(label: Label, line: Line, near: Sequence[Label | None], words: Words, *, sent: bool) -> bool:
    """Whether a label is one: a colon stands there, or the value is of its kind, or others of other kinds stand near. `sent` says that the sender was named above."""
    kind, start, colon = label
    value = line.text[start:].strip()
    if colon or words.is_mine(value):
        return kind in ("from", "subject") or not value or words.is_mine(value) or "@" in value or DATE.match(value) is not None
    if kind in ("from", "to") and mailbox(value):
        return True
    if kind == "date":
        return DATE.fullmatch(value) is not None
    apart = len(line.pieces) > 1 and len(line.pieces[0].text.strip()) <= start
    others = {other[0] for other in near if other is not None and other[0] != kind}
    return bool(others) and (apart or sent or len(others) > 1 or any(other is not None and other[2] for other in near) or not value.isascii())


def _starts(text: str) -> bool:
    """Whether an address stands or begins in a text."""
    return mailbox(text) is not None or _HALF.search(text) is not None


def _goes_on(above: Line, line: Line, mark: Mark) -> bool:
    """Whether a line is the rest of a value: close below, and holding what is still missing."""
    if line.middle - above.middle > 2.2 * max(above.height, line.height):
        return False
    before, text = above.text.strip(), line.text.strip()
    if mailbox(before) is None and _OPEN.search(before) and _REST.fullmatch(text):
        return True
    begun = "@" not in before and _BEGUN.fullmatch(text) is not None
    return mark == "from" and (begun or (mailbox(text) is not None and MAILBOX.fullmatch(text) is not None))


def _found_no_room(above: Sequence[Line], marks: Sequence[Mark], labels: Sequence[Label | None], line: Line, edge: float) -> bool:
    """Whether a line is the rest of a labelled subject, or of a labelled sender whose address is still to come, for which the lines above had no room."""
    start = next((number for number in range(len(marks) - 1, -1, -1) if marks[number] != "more"), -1)
    if start < 0 or marks[start] not in ("subject", "from") or line.middle - above[-1].middle > 2 * max(em(above[-1]), em(line)):
        return False
    if marks[start] == "from" and any(mailbox(one.text) for one in above[start:]):
        return False
    label = labels[start]
    first = above[start].pieces
    beside = label is not None and len(first) > 1 and len(first[0].text.strip()) <= label[1]
    value = Line(first[1:]) if beside else above[start]
    last = value if start == len(marks) - 1 else above[-1]
    return abs(line.left - value.left) < 1.5 * em(line) and glue(last, line, edge, sure=True) is not None


def _end(lines: Sequence[Line], marks: Sequence[Mark], *, whole: bool) -> int:
    """The number of the line after the last one with a mark; 0 where too little speaks for a header."""
    end = others = 0
    strong = False
    for number, mark in enumerate(marks):
        others = others + 1 if mark in ("other", "icon") else 0
        if others > WORDS:
            break
        if mark not in ("other", "icon", "bar") or (mark == "bar" and end):
            between = [lines[place] for place in range(end, number) if marks[place] == "other"]
            if between and strong and not stands_out(between, lines[number + 1 :] or lines[:end]):
                break
            end = number + 1
            strong |= mark in ("from", "to", "subject", "address")
    seen = [mark for mark in marks[:end] if mark not in ("other", "icon", "bar", "more")]
    labelled = [mark for mark in seen if mark in ("from", "to", "subject")]
    bracket = any(mark == "address" and _BRACKETS.search(AT_END.sub("", line.text)) for mark, line in zip(marks[:end], lines, strict=False))
    return end if labelled or bracket or len(seen) + whole > 1 else 0


def _values(lines: Sequence[Line], marks: Sequence[Mark], words: Words) -> dict[str, Run]:
    """The values of the labelled lines, each with the lines that go on with it."""
    values: dict[str, Run] = {}
    kind = ""
    for line, mark in zip(lines, marks, strict=False):
        if mark in ("from", "to", "subject", "date") and (label := words.label(line.text)) is not None:
            kind = mark
            values[kind] = runs.trimmed(runs.cut(line.places, label[1]))
        elif mark == "more" and kind in values:
            above, rest = runs.text(values[kind]), line.text.strip()
            if kind == "subject" or (kind == "from" and "@" not in above):
                values[kind] = together([values[kind], runs.trimmed(line.places)])
                continue
            apart = mailbox(above) is not None or (mailbox(rest) is not None and not above.endswith(("-", ".", "@", "_")) and "@" not in above)
            values[kind] = runs.joined([values[kind], runs.trimmed(line.places)], certain(" ") if apart else ())
        elif mark != "more":
            kind = ""
    return {kind: value for kind, value in values.items() if not (kind == "to" and words.is_mine(runs.text(value)))}


def _blocks(lines: Sequence[Line], marks: Sequence[Mark], end: int) -> list[list[int]]:
    """The lines without a mark, those that belong together in one list: neighbours of one size."""
    blocks: list[list[int]] = []
    for number in range(end):
        if marks[number] != "other":
            continue
        if blocks and all(marks[between] in ("bar", "icon") for between in range(blocks[-1][-1] + 1, number)) and alike(lines[blocks[-1][-1]], lines[number]):
            blocks[-1].append(number)
        else:
            blocks.append([number])
    return blocks


def _after(lines: Sequence[Line], end: int, words: Words, *, sure: bool) -> int:
    """Where a subject that stands below the other fields ends; `end` itself where none does: it is printed larger or bolder than the text below it."""
    rest = lines[end : end + 12]
    if not sure or len(rest) < 3:
        return end
    for number, (line, below) in enumerate(pairwise(rest[:4]), 1):
        if alike(line, below) and bold(line) / max(1e-6, bold(below)) < 1.15:
            continue
        bodies = rest[number:]
        if _GREETED.search(line.text.strip()):
            return end
        return end + number if stands_out(rest[:1], bodies) and not words.is_bar(rest[0]) else end
    return end


def _without_mark(subject: Run, words: Words) -> Run:
    """A subject without the folder's name that apps print beside it."""
    text = runs.text(subject)
    return runs.trimmed(runs.cut(subject, 0, len(words.marks.sub("", text))))
