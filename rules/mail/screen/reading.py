"""One or several screens of one mail, from pieces to fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from rules.mail.screen import pages as joining
from rules.mail.screen import runs
from rules.mail.screen.body import flow
from rules.mail.screen.forwarded import innermost
from rules.mail.screen.header import Header, header
from rules.mail.screen.lines import pane, pitch, rows, upright
from rules.mail.screen.sizes import em
from rules.mail.screen.wording import words
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.body import Text
    from rules.mail.screen.model import Line, Piece
    from rules.mail.screen.wording import Words
    from rules.packs import Pack


_COUNTER = regex(r"[\d /,.]{1,12}")
"""How many mails there are, in the lowest line of a window."""


@dataclass(frozen=True)
class Page:
    """One picture: its pieces, its width and its height in pixels."""

    pieces: tuple[Piece, ...]
    width: float
    height: float


@dataclass(frozen=True)
class Screen:
    """What the pages show: the header's fields, the text, every line in reading order, and whether pages overlapped."""

    header: Header
    body: tuple[Text, ...]
    lines: tuple[str, ...]
    overlapped: bool = False

    @property
    def text(self) -> str:
        """The body, an empty line between paragraphs."""
        return "".join(("\n\n" if part.gap else "\n") * bool(number) + part.text for number, part in enumerate(self.body))


def read(pages: Sequence[Page], pack: Pack) -> Screen:
    """Lay out the pages of one mail. They are put into the order in which their lines meet."""
    known = pack.made(words)
    heads: list[Header] = []
    bodies: list[list[Line]] = []
    everything: list[list[str]] = []
    for page in pages:
        level = _native(upright(page.pieces))
        everything.append([line.text for line in rows(level)])
        head, body = _parts(pane(level, (page.width, page.height)), known)
        heads.append(head)
        bodies.append(body)
    order = sorted(joining.ordered(bodies, _words), key=lambda number: not heads[number].end)
    texts: list[Text] = []
    overlapped = False
    shown: list[Line] = []
    for number in order:
        if not shown:
            shown = bodies[number]
            texts = flow(shown)
            continue
        whole, met = joining.merged(shown, bodies[number], _words)
        overlapped |= met
        kept = len(whole) - len([line for line in whole if any(line is other for other in bodies[number])])
        texts = _continued(flow(whole[:kept]) if kept != len(shown) else texts, flow(bodies[number][len(bodies[number]) - (len(whole) - kept) :]))
        shown = whole
    found = next((heads[number] for number in order if heads[number].end), Header())
    return Screen(found, tuple(texts), tuple(line for number in order for line in everything[number]), overlapped)


def _continued(texts: list[Text], more: list[Text]) -> list[Text]:
    return texts + more


def _words(line: Line) -> str:
    return line.text


def _native(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of a Japanese page with letters that Japanese has where they may be."""
    if not any("\u3040" <= letter <= "\u30ff" for piece in pieces for letter in piece.text):
        return list(pieces)
    natives = ((piece, runs.japanese(piece.places)) for piece in pieces)
    return [piece if places == piece.places else replace(piece, text=runs.text(places), places=places) for piece, places in natives]


def _parts(pieces: Sequence[Piece], known: Words) -> tuple[Header, list[Line]]:
    """The header and the lines of the text of one page, without what the phone and the app print around them."""
    lines = rows(pieces)
    start = 0
    if lines and known.is_status(lines[0]):
        start = 1
    whole = False
    while start < len(lines) and known.is_bar(lines[start]):
        whole |= any(known.is_furniture(cell.text) for cell in lines[start].cells)
        start += 1
    whole |= start > 0
    lines = _without_foot(lines[start:], known)
    found = header(lines, known, whole=whole)
    return innermost(found, lines[found.end :], known)


def _without_foot(lines: list[Line], known: Words) -> list[Line]:
    """Without the bars at the lower end."""
    end = len(lines)
    usual, size = pitch(lines), median([em(line) for line in lines] or [1.0])
    while end > 0:
        line = lines[end - 1]
        apart = end < 2 or line.middle - lines[end - 2].middle > 1.25 * usual or em(line) < 0.9 * size
        if not (known.is_bar(line) or _COUNTER.fullmatch(line.text)) or not (apart or len(line.cells) > 1):
            break
        end -= 1
    return lines[:end]


def plain(run: runs.Run) -> str:
    """A field's letters."""
    return runs.text(run).strip()
