"""A second look: which pieces deserve one, and what two looks at the same piece say together."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.mail.screen import runs
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.model import Piece, Place

_ADDRESS = regex(r"[@＠©®◎]|https?\W|:\s?//|www\W|[\w-]\s?[.,·]\s?(?:[a-z]{2,3}\s?[.,·]\s?)?[a-z]{2,12}(?![\w.])", re.ASCII | re.IGNORECASE)
_TOKEN = regex(r"[!-~]{2,}")
_DIGITS = regex(r"\d+[.,:/%][\d.,:/%]*")
NOTHING: Place = (("", 1.0),)
ALONE = 0.55
"""What a letter costs that only one of two readings has, beside 1 for one that both have and read unlike."""
LINES = 2.2
"""Heights from one line to the next at most for the second to go on with the first."""


def worth_it(pieces: Sequence[Piece]) -> list[int]:
    """The numbers of the pieces in which an address stands or goes on, and where one letter more or less matters.

    >>> from rules.mail.screen.model import Piece
    >>> def at(text, y): return Piece(text, ((0, y), (90, y), (90, y + 20), (0, y + 20)))
    >>> worth_it([at("お支払いへ https://e-tax.nozei-", 0), at("madoguchi.example/a.html", 26), at("本メールは", 60), at("12.5%", 90)])
    [0, 1]
    """
    chosen = {number for number, piece in enumerate(pieces) if _ADDRESS.search(piece.text) and not _DIGITS.fullmatch(piece.text.strip())}
    for _ in range(3):  # an address may stand on several lines
        more = {
            number
            for number, piece in enumerate(pieces)
            if number not in chosen
            and _TOKEN.fullmatch(piece.text.strip())
            and not _DIGITS.fullmatch(piece.text.strip())
            and any(0 < piece.middle - pieces[above].middle < LINES * piece.height and piece.left < pieces[above].right for above in chosen)
        }
        if not more:
            break
        chosen |= more
    return sorted(chosen)


def both(first: Piece, second: Piece) -> Piece:
    """What two looks at one piece say together: the shares of each letter, averaged.

    >>> from rules.mail.screen.model import Piece
    >>> a = Piece("a1", ((0, 0),) * 4, 1.0, ((("a", 1.0),), (("1", 0.6), ("l", 0.4))))
    >>> b = Piece("al", ((0, 0),) * 4, 1.0, ((("a", 1.0),), (("l", 0.9), ("1", 0.1))))
    >>> both(a, b).text
    'al'
    """
    one, other = [place for place in first.spelled if place[0][0]], [place for place in second.spelled if place[0][0]]
    gaps, more = _gaps(first.spelled), _gaps(second.spelled)
    places: list[Place] = []
    for here, there in _aligned(one, other):
        places += _gap(None if here is None else gaps.get(here), None if there is None else more.get(there))
        places.append(_mean(NOTHING if here is None else one[here], NOTHING if there is None else other[there]))
    places += _gap(gaps.get(len(one)), more.get(len(other)))
    return replace(first, text=runs.text(places), places=tuple(places), score=(first.score + second.score) / 2)


def _aligned(one: Sequence[Place], other: Sequence[Place]) -> list[tuple[int | None, int | None]]:
    """Which places of two readings are the same, by the letters they share; None where one reading has a letter that the other has not."""
    rows: list[list[float]] = [[column * ALONE for column in range(len(other) + 1)]]
    for number, place in enumerate(one, 1):
        row = [number * ALONE]
        for column, rival in enumerate(other, 1):
            row.append(min(rows[-1][column - 1] + _apart(place, rival), rows[-1][column] + ALONE, row[-1] + ALONE))
        rows.append(row)
    pairs: list[tuple[int | None, int | None]] = []
    here, there = len(one), len(other)
    while here or there:
        cost = rows[here][there]
        if here and there and math.isclose(cost, rows[here - 1][there - 1] + _apart(one[here - 1], other[there - 1]), abs_tol=1e-9):
            here, there = here - 1, there - 1
            pairs.append((here, there))
        elif here and math.isclose(cost, rows[here - 1][there] + ALONE, abs_tol=1e-9):
            here -= 1
            pairs.append((here, None))
        else:
            there -= 1
            pairs.append((None, there))
    return pairs[::-1]


def _apart(one: Place, other: Place) -> float:
    """How unlike two places are, from 0 to 1."""
    if one[0][0] == other[0][0]:
        return 0.0
    shares = dict(other)
    return 1.0 - sum(min(share, shares.get(letter, 0.0)) for letter, share in one)


def _gaps(places: Sequence[Place]) -> dict[int, Place]:
    """The empty places by the number of the letter that follows."""
    found: dict[int, Place] = {}
    letter = 0
    for place in places:
        if place[0][0]:
            letter += 1
        else:
            found[letter] = place
    return found


def _gap(one: Place | None, other: Place | None) -> list[Place]:
    if one is None and other is None:
        return []
    return [_mean(one or NOTHING, other or NOTHING)]


def _mean(one: Place, other: Place) -> Place:
    shares: dict[str, float] = {}
    for place in (one, other):
        for letter, share in place:
            shares[letter] = shares.get(letter, 0.0) + share / 2
    return tuple(sorted(((letter, round(share, 4)) for letter, share in shares.items()), key=lambda item: -item[1]))
