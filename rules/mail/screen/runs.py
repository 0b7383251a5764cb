"""Runs of places, cut and put together by their letters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rules.mail.screen.model import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.mail.screen.model import Place

Run = tuple["Place", ...]
LIKELY = 0.1
"""Share from which another letter may take the place of one that cannot be."""


def text(run: Iterable[Place]) -> str:
    """The likeliest letters."""
    return "".join(place[0][0] for place in run)


def cut(run: Sequence[Place], start: int, end: int | None = None) -> Run:
    """The places of the letters from `start` to `end`, with the empty places between them.

    >>> from rules.mail.screen.model import certain
    >>> text(cut(certain("To: me"), 4))
    'me'
    """
    kept: list[Place] = []
    letter = 0
    for place in run:
        if end is not None and letter >= end:
            break
        if letter >= start and (kept or place[0][0]):
            kept.append(place)
        letter += len(place[0][0])
    return tuple(kept)


def japanese(run: Run) -> Run:
    """A Japanese text with letters of Chinese that Japanese does not have given up for ones that it has, where those were held possible too.

    >>> from rules.mail.screen.model import certain
    >>> text(japanese((*certain("かい"), (("员", 0.6), ("員", 0.4)))))
    'かい員'
    """
    return tuple(_native(place) if place[0][0] > "\u2fff" and len(place) > 1 else place for place in run)


def _native(place: Place) -> Place:
    if _writable(place[0][0]):
        return place
    best = next((option for option in place[1:] if option[1] >= LIKELY and option[0] > "\u2fff" and _writable(option[0])), None)
    return place if best is None else (best, *(option for option in place if option != best))


@lru_cache(maxsize=4096)
def _writable(letter: str) -> bool:
    """Whether a letter is one of JIS X 0208, in which Japanese is written."""
    try:
        letter.encode("euc_jp")
    except UnicodeError:
        return False
    return True


def trimmed(run: Sequence[Place]) -> Run:
    """Without blanks and empty places around it; a place that may hold a letter is not empty.

    >>> from rules.mail.screen.model import BLANK
    >>> maybe = (("", 0.6), ("i", 0.4))
    >>> trimmed((BLANK, maybe, (("a", 1.0),), (("", 1.0),), BLANK)) == (maybe, (("a", 1.0),))
    True
    """
    start, end = 0, len(run)
    while start < end and _empty(run[start]):
        start += 1
    while end > start and _empty(run[end - 1]):
        end -= 1
    return tuple(run[start:end])


def _empty(place: Place) -> bool:
    return not place[0][0].strip() and (bool(place[0][0]) or not any(letter.strip() and share >= LIKELY for letter, share in place))


def joined(runs: Iterable[Run], glue: Run = (BLANK,)) -> Run:
    """Runs in a row with something between them."""
    made: list[Place] = []
    for run in runs:
        if made:
            made += glue
        made += run
    return tuple(made)
