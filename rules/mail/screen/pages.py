"""Tiles of one picture, and pictures of one mail, put together without doubled lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from rules.mail.screen.model import Piece

    T = TypeVar("T")

ALIKE = 0.8
"""Two readings of one line agree in at least this share of their letters."""
LEAST = 8
"""Letters that must stand in both for two pictures to overlap."""


def stitched(above: Sequence[Piece], below: Sequence[Piece], cut: float, end: float) -> list[Piece]:
    """Two tiles of one picture: the lower one begins at row `cut`, the upper one ends at row `end`.

    What both show is taken from the tile in which it stands farther from the edge; what only one of them shows is kept, unless the edge went through it.
    """
    half = (cut + end) / 2
    kept = [piece for piece in above if piece.middle < cut or piece.middle <= half or not _met(piece, below)]
    kept = [piece for piece in kept if piece.bottom < end - 1 or not _met(piece, below)]
    return kept + [piece for piece in below if not _met(piece, kept) and (piece.top > cut + 1 or piece.middle > half)]


def _met(piece: Piece, others: Sequence[Piece]) -> bool:
    """Whether one of the others stands in the same place."""

    def shared(other: Piece) -> bool:
        wide = min(piece.right, other.right) - max(piece.left, other.left)
        tall = min(piece.bottom, other.bottom) - max(piece.top, other.top)
        return wide > 0.5 * min(piece.right - piece.left, other.right - other.left) and tall > 0.5 * min(piece.height, other.height)

    return any(shared(other) for other in others)


def merged(first: Sequence[T], second: Sequence[T], words: Callable[[T], str]) -> tuple[list[T], bool]:
    """Two pictures' lines in a row, with what the second repeats of the first left out; and whether it repeated anything.

    >>> merged(["title of it", "one line of the mail", "another line"], ["another line", "and the last one"], str)[0]
    ['title of it', 'one line of the mail', 'another line', 'and the last one']
    >>> merged(["one line of the mail", "another line"], ["one line of the mail", "another line", "more"], str)
    (['one line of the mail', 'another line', 'more'], True)
    """
    texts, others = [_plain(words(item)) for item in first], [_plain(words(item)) for item in second]
    best, place = 0, (len(first), 0)
    for start in range(len(first)):
        for skipped in range(min(3, len(second))):  # a line cut by the upper edge may stand above what is repeated
            shown = 0
            length = 0
            while start + length < len(texts) and skipped + length < len(others) and _alike(texts[start + length], others[skipped + length]):
                shown += len(texts[start + length])
                length += 1
            reaches = start + length >= len(first) - 1 or skipped + length == len(second)
            if reaches and shown > best and shown >= LEAST:
                best, place = shown, (start + length, skipped + length)
    end, begin = place
    return [*first[:end], *second[begin:]], best > 0


def ordered(pages: Sequence[Sequence[T]], words: Callable[[T], str]) -> list[int]:
    """The order in which pictures follow one another: as handed over, unless only another order makes their lines meet."""
    order = list(range(len(pages)))
    for place in range(1, len(order)):
        here = place
        while here and not _follows(pages[order[here - 1]], pages[order[here]], words) and _follows(pages[order[here]], pages[order[here - 1]], words):
            order[here - 1], order[here] = order[here], order[here - 1]
            here -= 1
    return order


def _follows(first: Sequence[T], second: Sequence[T], words: Callable[[T], str]) -> bool:
    return merged(first, second, words)[1]


def _plain(text: str) -> str:
    return "".join(text.split())


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 3 and Levenshtein.normalized_similarity(one, other) >= ALIKE)
