"""The header as mail apps show it: found by labels, addresses, dates and 「To: 自分」, not by where one app puts them.

An app prints the subject as its largest or boldest words, the sender's name beside or above the address, and whose eyes the mail is for below it.
A line counts as header only near others of its kind: the first line of a mail may hold an address too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rules.mail.screen import hosts, runs
from rules.mail.screen.body import together
from rules.mail.screen.hosts import possible
from rules.mail.screen.model import Line, certain
from rules.mail.screen.wording import AT_END, DATE, is_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.model import Piece
    from rules.mail.screen.runs import Run
    from rules.mail.screen.wording import Kind, Words

Mark = Literal["from", "to", "subject", "date", "address", "bar", "icon", "more", "other"]
"""What a line is: labelled, an address alone or with a name, the app's own, an icon taken for letters, the rest of the line above, or none of these."""

LOOK = 30
"""Lines from the top among which a header is looked for."""
WORDS = 5
"""Lines without a mark that may stand between two with one: a subject and a name, each on more than one line."""
MAILBOX = re.compile(r"[<＜(（]?(?P<address>[\w.+%-]{1,64}\s?[@＠©®◎]\s?[\w-]{1,63}(?:\s?[.,·]\s?[\w-]{1,63}){1,8})\s?[>＞)）]?[^\w]{0,3}$", re.ASCII)
_BRACKETS = re.compile(r"[<＜]\s?[\w.+%-]{1,64}\s?[@＠©®◎][^<>＜＞]{3,80}[>＞]\W{0,3}$", re.ASCII)
_HALF = re.compile(r"(?:^|[<＜(（•·・∙]\s?)[\w.+%-]{1,64}[@＠][\w.-]{2,80}$|^[\w.+%-]{2,64}@[\w.+-]{0,64}-$", re.ASCII)
"""An address that is not at its end yet."""
_OPEN = re.compile(r"[<＜(（•·・∙]\s?[\w.+%-]{1,64}$|[\w.+%-]{1,64}[@＠][\w.-]{0,80}$|[\w.+%-]{2,64}-$", re.ASCII)
_REST = re.compile(r"[\w.+%@-]{2,}(?:\.[a-z]{2,24}|@[\w.-]+)\s?[>＞)）]?$", re.ASCII | re.IGNORECASE)
_TALL, _DEEP = re.compile(r"[A-Z0-9bdfhklt(){}\[\]|/!?'\"]"), re.compile(r"[gjpqy,;(){}\[\]|@Q/]")
_BETWEEN = " \t\u3000•·・∙<＜(（|"
_GREETED = re.compile(r"(?:様|さま|殿|さん|御中|各位|へ)[。、,，:：]?$|^(?:dear|hello|hi)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The fields as they were read; () where one is not in sight. `end` is the number of the first line that is not part of it; 0 where there is none."""

    display: Run = ()
    address: Run = ()
    subject: Run = ()
    to: Run = ()
    date: str = ""
    end: int = 0


def header(lines: Sequence[Line], words: Words, *, whole: bool) -> Header:
    """The header of a mail's lines. `whole` says that the app's own bar was in sight above them, so that the mail's upper end is too."""
    lines = [_tidy(line, words) for line in lines[:LOOK]]
    marks = _marks(lines, words)
    end = _end(lines, marks, whole=whole)
    if not end:
        return Header()
    values = _values(lines[:end], marks, words)
    blocks = _blocks(lines, marks, end)
    display, address, row = _sender(lines, marks, values, end)
    if row is None:
        row = next((number for number in range(end) if marks[number] in ("to", "date")), None)
    display, name = _name(display, row, blocks, lines, marks)
    left = [block for block in blocks if block is not name]
    subject = values.get("subject", ())
    if not subject and left:
        best = max(left, key=lambda block: (_size(lines, block), len(block)))
        subject = together(lines[number].places for number in best)
    elif not subject and (after := _after(lines, end, words, sure=bool(address) or whole)) > end:
        subject, end = together(line.places for line in lines[end:after]), after
    date = runs.text(values.get("date", ())) or next((runs.text(line.places) for line, mark in zip(lines, marks, strict=True) if mark == "date"), "")
    return Header(runs.trimmed(display), runs.trimmed(address), _without_mark(subject, words), values.get("to", ()), date, end)


def _tidy(line: Line, words: Words) -> Line:
    """Without the circle with the sender's initial at the left, and icons and a folder's mark at the right."""
    pieces = list(line.pieces)
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
    marks: list[Mark] = []
    told: set[str] = set()
    addressed = False
    for number, line in enumerate(lines):
        text = line.text.strip()
        label = labels[number]
        known = set(marks)
        mark: Mark = "other"
        if is_icon(text) and not (marks and marks[-1] == "other" and _alike(lines[number - 1], line)):
            mark = "icon"
        elif words.is_bar(line) and not is_icon(text):
            mark = "bar"
        elif (
            label is not None and label[0] not in told and _holds(label, line, [*labels[max(0, number - 3) : number], *labels[number + 1 : number + 4]], words)
        ):
            mark = label[0]
            told |= {mark} if not words.is_mine(text[label[1] :]) else set()
        elif marks and marks[-1] in ("from", "address", "to", "more") and _goes_on(lines[number - 1], line, marks[-1]):
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


def _holds(label: tuple[Kind, int, bool], line: Line, near: Sequence[tuple[Kind, int, bool] | None], words: Words) -> bool:
    """Whether a label is one: a colon stands there, or the value is of its kind, or others of other kinds stand near."""
    kind, start, colon = label
    value = line.text[start:].strip()
    if colon or words.is_mine(value):
        return kind in ("from", "subject") or not value or words.is_mine(value) or "@" in value or DATE.match(value) is not None
    if kind in ("from", "to") and MAILBOX.search(value):
        return True
    if kind == "date":
        return DATE.fullmatch(value) is not None
    apart = len(line.pieces) > 1 and len(line.pieces[0].text.strip()) <= start
    return any(other is not None and other[0] != kind for other in near) and (
        apart or any(other is not None and other[2] for other in near) or not value.isascii()
    )


def mailbox(text: str) -> re.Match[str] | None:
    """An address at the end of a text, or before the date at its end, that can exist."""
    for plain in (text.strip(), AT_END.sub("", text).strip()):
        found = MAILBOX.search(plain)
        if found is not None and not plain.endswith(("-", ".", "@")) and possible(hosts.plain(found["address"]).rpartition("@")[2]):
            return found
    return None


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
    return mark == "from" and mailbox(text) is not None and MAILBOX.fullmatch(text) is not None


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
            if between and strong and not _stands_out(between, lines[number + 1 :] or lines[:end]):
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
            apart = mailbox(above) is not None or (mailbox(rest) is not None and not above.endswith(("-", ".", "@", "_")) and "@" not in above)
            values[kind] = runs.joined([values[kind], runs.trimmed(line.places)], certain(" ") if apart else ())
        elif mark != "more":
            kind = ""
    return {kind: value for kind, value in values.items() if not (kind == "to" and words.is_mine(runs.text(value)))}


def _sender(lines: Sequence[Line], marks: Sequence[Mark], values: dict[str, Run], end: int) -> tuple[Run, Run, int | None]:
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


def split(run: Run) -> tuple[Run, Run]:
    """A value as display name and address."""
    text = runs.text(run).rstrip()
    found = mailbox(text) or MAILBOX.search(text) or MAILBOX.search(AT_END.sub("", text))
    if found is None:
        return runs.cut(run, 0, len(AT_END.sub("", text))), ()
    before = text[: found.start()].rstrip(_BETWEEN)
    return runs.cut(run, 0, len(before)), runs.cut(run, found.start("address"), found.end("address"))


def _blocks(lines: Sequence[Line], marks: Sequence[Mark], end: int) -> list[list[int]]:
    """The lines without a mark, those that belong together in one list: neighbours of one size."""
    blocks: list[list[int]] = []
    for number in range(end):
        if marks[number] != "other":
            continue
        if blocks and all(marks[between] in ("bar", "icon") for between in range(blocks[-1][-1] + 1, number)) and _alike(lines[blocks[-1][-1]], lines[number]):
            blocks[-1].append(number)
        else:
            blocks.append([number])
    return blocks


def _alike(above: Line, line: Line) -> bool:
    """Whether two lines are of one size and close together."""
    size = max(em(above), em(line))
    short = min(len(above.text), len(line.text)) < 4  # one letter is not as high as another
    return min(em(above), em(line)) > (0.7 if short else 0.9) * size and line.middle - above.middle < 1.75 * size and abs(line.left - above.left) < 1.5 * size


def em(line: Line) -> float:
    """The size of a line's letters, from the height of what is drawn and what of a letter stands in it; from their width where nobody measured."""
    longest = max(line.pieces, key=lambda piece: piece.right - piece.left)
    if not longest.ink:
        return max(1.0, longest.unit)
    if any(letter > "\u2fff" for letter in longest.text):
        return max(1.0, longest.ink / 0.92)
    tall, deep = _TALL.search(longest.text) is not None, _DEEP.search(longest.text) is not None
    return max(1.0, longest.ink / (0.53 + 0.2 * tall + 0.22 * deep))


def _size(lines: Sequence[Line], block: Sequence[int]) -> float:
    """How large and bold a block is printed."""
    pieces: list[Piece] = [piece for number in block for piece in lines[number].pieces]
    stroke = max((piece.stroke for piece in pieces), default=0.0)
    return min(em(lines[number]) for number in block) + 2 * stroke


def _name(display: Run, row: int | None, blocks: list[list[int]], lines: Sequence[Line], marks: Sequence[Mark]) -> tuple[Run, list[int] | None]:
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


def _after(lines: Sequence[Line], end: int, words: Words, *, sure: bool) -> int:
    """Where a subject that stands below the other fields ends; `end` itself where none does: it is printed larger or bolder than the text below it."""
    rest = lines[end : end + 12]
    if not sure or len(rest) < 3:
        return end
    for number, (line, below) in enumerate(pairwise(rest[:4]), 1):
        if _alike(line, below) and _bold(line) / max(1e-6, _bold(below)) < 1.15:
            continue
        bodies = rest[number:]
        if _GREETED.search(line.text.strip()):
            return end
        return end + number if _stands_out(rest[:1], bodies) and not words.is_bar(rest[0]) else end
    return end


def _stands_out(some: Sequence[Line], rest: Sequence[Line]) -> bool:
    """Whether lines are printed larger or bolder than most of those that follow."""
    if not rest:
        return True
    size = sorted(em(line) for line in rest)[len(rest) // 2]
    stroke = sorted(_bold(line) for line in rest)[len(rest) // 2]
    return all(em(line) > 1.1 * size or _bold(line) > 1.2 * stroke for line in some)


def _bold(line: Line) -> float:
    """How thick the letters are drawn for their size."""
    return max(line.pieces, key=lambda piece: piece.right - piece.left).stroke / em(line)


def _without_mark(subject: Run, words: Words) -> Run:
    """A subject without the folder's name that apps print beside it."""
    text = runs.text(subject)
    return runs.trimmed(runs.cut(subject, 0, len(words.marks.sub("", text))))


def shifted(found: Header, by: int) -> Header:
    """The same header when `by` lines stand above what it was looked for in."""
    return replace(found, end=found.end + by) if found.end else found
