"""What stands on a screen: runs of letters with their places, and the lines they make."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
Place = tuple[tuple[str, float], ...]
"""What may stand at one place of a run, the likeliest first, each with its share of 1; "" is nothing at all."""

APART = 0.35
"""A gap between two runs of a line wider than this many heights is a blank."""
COLUMN = 1.4
"""A gap wider than this many heights parts a label from its value, or a name from a date."""


@dataclass(frozen=True)
class Piece:
    """A run of letters that was read in one go.

    `corners` are in pixels of the picture, clockwise from the upper left. `score` is how sure the reading is, from 0 to 1. `places` are the letters with what else
    they may be, () where nobody said. `ink` is the height of what is drawn and `stroke` how thick its lines are, in pixels; 0 where nobody measured.
    """

    text: str
    corners: Corners
    score: float = 1.0
    places: tuple[Place, ...] = ()
    ink: float = 0.0
    stroke: float = 0.0

    @cached_property
    def angle(self) -> float:
        """How far the run leans, in radians, clockwise."""
        (left, top), (right, bottom) = self.corners[0], self.corners[1]
        return math.atan2(bottom - top, right - left)

    @cached_property
    def left(self) -> float:
        """Where it begins."""
        return (self.corners[0][0] + self.corners[3][0]) / 2

    @cached_property
    def right(self) -> float:
        """Where it ends."""
        return (self.corners[1][0] + self.corners[2][0]) / 2

    @cached_property
    def top(self) -> float:
        """Its upper edge, in the middle."""
        return (self.corners[0][1] + self.corners[1][1]) / 2

    @cached_property
    def bottom(self) -> float:
        """Its lower edge, in the middle."""
        return (self.corners[2][1] + self.corners[3][1]) / 2

    @property
    def height(self) -> float:
        """From edge to edge; about one and a half times the letters' size."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half-way down."""
        return (self.top + self.bottom) / 2

    def moved(self, down: float) -> Piece:
        """The same piece further down."""
        one, two, three, four = ((x, y + down) for x, y in self.corners)
        return replace(self, corners=(one, two, three, four))

    @cached_property
    def spelled(self) -> tuple[Place, ...]:
        """The places, made up from the text where nobody said."""
        return self.places or certain(self.text)

    @cached_property
    def unit(self) -> float:
        """The width of one Japanese letter; of two Latin ones."""
        return (self.right - self.left) / max(1.0, width(self.text))


@dataclass(frozen=True)
class Line:
    """Pieces side by side, from left to right."""

    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        """The words, with a blank where there is a gap."""
        return "".join(place[0][0] for place in self.places)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places of all pieces in a row."""
        made = list(self.pieces[0].spelled)
        for before, piece in zip(self.pieces, self.pieces[1:], strict=False):
            if piece.left - before.right > APART * min(before.height, piece.height):
                made.append(BLANK)
            made += piece.spelled
        return tuple(made)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @cached_property
    def right(self) -> float:
        """Where it ends."""
        return max(piece.right for piece in self.pieces)

    @cached_property
    def top(self) -> float:
        """Its upper edge."""
        return min(piece.top for piece in self.pieces)

    @cached_property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(piece.bottom for piece in self.pieces)

    @cached_property
    def height(self) -> float:
        """That of its longest piece."""
        return max(self.pieces, key=lambda piece: piece.right - piece.left).height

    @cached_property
    def middle(self) -> float:
        """Half-way down its longest piece."""
        return max(self.pieces, key=lambda piece: piece.right - piece.left).middle

    @cached_property
    def cells(self) -> tuple[Line, ...]:
        """Its parts where gaps as wide as a column part them."""
        cells: list[list[Piece]] = [[self.pieces[0]]]
        for piece in self.pieces[1:]:
            before = cells[-1][-1]
            if piece.left - before.right > COLUMN * min(before.height, piece.height):
                cells.append([piece])
            else:
                cells[-1].append(piece)
        return tuple(Line(tuple(cell)) for cell in cells)


def certain(text: str) -> tuple[Place, ...]:
    """A text as places of which each can be one letter only."""
    return tuple(((letter, 1.0),) for letter in text)


BLANK: Place = ((" ", 1.0),)


def width(text: str) -> float:
    """How wide a text stands: a Japanese letter counts 1, a Latin one about a half.

    >>> width("件名 abc")
    4.0
    """
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)
