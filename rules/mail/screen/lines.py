"""Pieces become lines: leaning pictures are put upright, what stands side by side belongs together, and side columns are left out."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rules.mail.screen.model import Line, Piece
from rules.mail.screen.sizes import em

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.mail.screen.model import Corners

LEANS = math.radians(0.3)
"""A picture that leans less is upright."""
MOST = math.radians(20)
"""A piece that leans more is no line of the mail."""
LEADING = 1.75
"""Sizes of a letter from one line of a paragraph to the next at most; where most gaps are wider, most lines are paragraphs."""
SIDE = 0.5
"""A side column is at most this share of the picture's width."""


def upright(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces turned so that their lines lie level."""
    wide = [piece for piece in pieces if piece.right - piece.left > 4 * piece.height > 0 and abs(piece.angle) < MOST]
    if not wide:
        return list(pieces)
    angle = _median([(piece.angle, piece.right - piece.left) for piece in wide])
    if abs(angle) < LEANS:
        return list(pieces)
    cos, sin = math.cos(-angle), math.sin(-angle)

    def turned(corners: Corners) -> Corners:
        one, two, three, four = ((x * cos - y * sin, x * sin + y * cos) for x, y in corners)
        return one, two, three, four

    return [replace(piece, corners=turned(piece.corners)) for piece in pieces]


def rows(pieces: Iterable[Piece]) -> list[Line]:
    """The lines from top to bottom. A piece belongs to a line when more than half of the flatter one's height stands beside the other.

    >>> a, b, c = (Piece(text, ((x, y), (x + 40, y), (x + 40, y + 20), (x, y + 20))) for text, x, y in (("name", 0, 0), ("date", 90, 4), ("body", 0, 24)))
    >>> [line.text for line in rows([c, b, a])]
    ['name date', 'body']
    """
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        for row in reversed(found[-3:]):
            if all(not _stacked(piece, other) for other in row) and any(_beside(piece, other) for other in row):
                row.append(piece)
                break
        else:
            found.append([piece])
    lines = [Line(tuple(sorted(row, key=lambda piece: piece.left))) for row in found]
    return sorted(lines, key=lambda line: line.middle)


def pane(pieces: Sequence[Piece], size: tuple[float, float]) -> list[Piece]:
    """Without the columns at the sides: a list of folders or of other mails, as windows on a desk have them. `size` is width and height of the picture."""
    width, height = size
    if width < height or len(pieces) < 8:
        return list(pieces)
    kept = _without_left(list(pieces), width, least=3)
    mirrored = [_mirrored(piece, width) for piece in kept]
    left = {id(piece) for piece in _without_left(mirrored, width, least=6)}
    return [piece for piece, image in zip(kept, mirrored, strict=True) if id(image) in left]


def _without_left(pieces: list[Piece], width: float, *, least: int) -> list[Piece]:
    """Without a column of at least so many entries at the left: cut at the widest gap that at most one line crosses, if what is left of it is a list."""
    unit = sorted(piece.height for piece in pieces)[len(pieces) // 2]
    best, cut = 1.5 * unit, 0.0
    for edge in sorted({piece.right for piece in pieces if piece.right < SIDE * width}):
        crossing = [piece for piece in pieces if piece.left < edge + unit / 2 and piece.right > edge + unit]
        beyond = [piece.left for piece in pieces if piece.left >= edge + unit / 2]
        if not beyond or len(crossing) > max(1, len(pieces) // 30):
            continue
        gap = min(beyond) - edge
        column = [piece for piece in pieces if piece.right <= edge]
        if gap > best and len(column) >= least and _is_list(column, [piece for piece in pieces if piece.left > edge]):
            best, cut = gap, min(beyond)
    return [piece for piece in pieces if piece.right > cut] if cut else pieces


def _is_list(column: list[Piece], rest: list[Piece]) -> bool:
    """Whether a column is a list beside a mail: several short entries, fewer letters than the rest, most of which stand beside no line of it."""
    if not rest or sum(len(piece.text) for piece in column) > sum(len(piece.text) for piece in rest) / 2:
        return False
    level = sum(any(abs(piece.middle - other.middle) < piece.height / 5 for other in rest) for piece in column)
    return level < 0.8 * len(column)


def _mirrored(piece: Piece, width: float) -> Piece:
    one, two, three, four = ((width - x, y) for x, y in piece.corners)
    return replace(piece, corners=(two, one, four, three))


def _beside(piece: Piece, other: Piece) -> bool:
    shared = min(piece.bottom, other.bottom) - max(piece.top, other.top)
    return shared > 0.5 * min(piece.height, other.height)


def _stacked(piece: Piece, other: Piece) -> bool:
    """Whether two pieces share some width, so that one must stand above the other."""
    shared = min(piece.right, other.right) - max(piece.left, other.left)
    return shared > 0.6 * min(piece.height, other.height) and abs(piece.middle - other.middle) > 0.3 * min(piece.height, other.height)


def _median(weighted: list[tuple[float, float]]) -> float:
    ordered = sorted(weighted)
    half = sum(weight for _, weight in ordered) / 2
    for value, weight in ordered:
        half -= weight
        if half <= 0:
            return value
    return ordered[-1][0]


def pitch(lines: Sequence[Line]) -> float:
    """The usual distance from one line to the next, in pixels: the median over neighbours of about one size, and no more than within a paragraph."""
    gaps = sorted(below.middle - above.middle for above, below in pairwise(lines) if 0.8 < above.height / max(1.0, below.height) < 1.25)
    if not gaps:
        return lines[0].height * 1.2 if lines else 1.0
    return min(gaps[len(gaps) // 2], LEADING * sorted(em(line) for line in lines)[len(lines) // 2])
