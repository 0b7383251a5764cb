"""The literals a pattern cannot do without: over a text that holds none of them it need not be tried.

>>> [sorted(words) for words in needed("(?:verify|confirm) your (?:[a-z]{2,12} )?account")]
[['confirm your ', 'verify your ']]
>>> [sorted(words) for words in needed("保留中.{0,9}[0-9]+件|[$€] ?[0-9]{2}usd")]
[['保留中'], ['usd']]

Each alternative of a pattern has literals of its own. A pattern of which nothing can be said, or that is not understood here, has none: it must
always be tried.

>>> needed("[0-9]+"), needed("(?i)Account")
((), ())
"""

from __future__ import annotations

import re
from functools import lru_cache

MOST = 16
"""Literals that one piece of a pattern is spelled out into at most, and a set of them holds from each piece."""
LEAST = 3
"""Bytes of a literal at least, but for a sign of money; shorter ones stand in nearly every text."""

Literals = frozenset[str]
_MONEY = frozenset("$£")
_NOTHING: Literals = frozenset(("",))
_PLAIN = re.compile(r"[^\\\[\](){}|?*+.^$]+(?![?*+{])")
_TIMES = {"?": (0, 1), "*": (0, 2), "+": (1, 2)}


class _Piece:
    """What is known of a piece of a pattern: everything it matches (`all`, None when that is too much), or literals of which each match holds one."""

    __slots__ = ("_some", "all")

    def __init__(self, every: Literals | None, some: Literals | None = None) -> None:
        self.all, self._some = every, some

    @property
    def some(self) -> Literals | None:
        """Literals of which each match holds one, None when there are none worth looking for."""
        return self._some if self.all is None else _useful(self.all)


@lru_cache(maxsize=4096)
def needed(pattern: str) -> tuple[Literals, ...]:
    """For each alternative of a pattern, literals of which one stands in every match; () when some alternative needs none."""
    try:
        sets = [_chain(pieces).some for pieces in _Reader(pattern).whole()]
    except (IndexError, ValueError):
        return ()
    return tuple(words for words in sets if words) if all(sets) else ()


def _useful(words: Literals) -> Literals | None:
    return words if _telling(words) >= LEAST else None


def _telling(words: Literals) -> int:
    """How much the least of some literals tells: a Japanese letter as much as three Latin ones, and so does a sign of money."""
    least = min(map(len, words))
    if least >= LEAST:  # signs and Japanese letters only make it more
        return min([len(word.encode("utf-8", "surrogatepass")) for word in words])
    return min([LEAST if not _MONEY.isdisjoint(word) else len(word.encode("utf-8", "surrogatepass")) for word in words])


def _chain(pieces: list[_Piece]) -> _Piece:
    """Pieces one after another: literals of neighbours grow together for as long as they stay few."""
    if len(pieces) == 1:
        return pieces[0]
    found: list[Literals] = []
    run: Literals = _NOTHING
    broken = False
    for piece in pieces:
        if piece.all is not None and len(run) * len(piece.all) <= MOST:
            run = frozenset([before + after for before in run for after in piece.all])
            continue
        broken = True
        found.append(run)
        if piece.all is None:
            run = _NOTHING
            found += [piece.some] if piece.some else []
        else:
            run = piece.all
    if not broken:
        return _Piece(run)
    best = max((*found, run), key=lambda words: (_telling(words), -len(words)))
    return _Piece(None, _useful(best))


def _either(pieces: list[_Piece]) -> _Piece:
    """One of several pieces."""
    every = [piece.all for piece in pieces if piece.all is not None]
    if len(every) == len(pieces):
        return _Piece(frozenset[str]().union(*every))
    some = [words for piece in pieces if (words := piece.some)]
    return _Piece(None, frozenset[str]().union(*some) if len(some) == len(pieces) else None)


class _Reader:
    """A pattern read from left to right. Raises ValueError or IndexError at what is not understood."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._place = pattern, 0

    def whole(self) -> list[list[_Piece]]:
        """The pieces of each alternative."""
        branches = self._branches()
        if self._place < len(self._pattern):
            raise ValueError("a bracket too many")
        return branches

    def _take(self, text: str) -> bool:
        if self._pattern.startswith(text, self._place):
            self._place += len(text)
            return True
        return False

    def _branches(self) -> list[list[_Piece]]:
        branches: list[list[_Piece]] = [[]]
        while self._place < len(self._pattern) and self._pattern[self._place] != ")":
            if (plain := _PLAIN.match(self._pattern, self._place)) is not None:
                self._place = plain.end()
                branches[-1].append(_Piece(frozenset((plain[0],))))
                continue
            letter = self._pattern[self._place]
            self._place += 1
            if letter == "|":
                branches.append([])
            else:
                branches[-1].append(self._repeated(self._piece(letter)))
        return [branch or [_Piece(_NOTHING)] for branch in branches]

    def _piece(self, letter: str) -> _Piece:
        if letter == "(":
            if not self._take("?:") and self._take("?"):
                raise ValueError("a flag or a name")
            piece = _either([_chain(pieces) for pieces in self._branches()])
            if not self._take(")"):
                raise ValueError("a bracket is not closed")
            return piece
        if letter == "[":
            return self._class()
        if letter == "\\":
            return self._escape()
        if letter in "*+?{":
            raise ValueError("nothing to repeat")
        return _Piece(None if letter == "." else _NOTHING if letter in "^$" else frozenset((letter,)))

    def _escape(self) -> _Piece:
        letter = self._pattern[self._place]
        self._place += 1
        if letter in "dDsSwW":
            return _Piece(None)
        if letter in "bBAz":
            return _Piece(_NOTHING)
        if letter.isalnum() and letter != "n":
            raise ValueError("a class of its own, or a code")
        return _Piece(frozenset(("\n" if letter == "n" else letter,)))

    def _class(self) -> _Piece:
        start = self._place
        self._take("^")
        self._take("]")
        while (letter := self._pattern[self._place]) != "]":
            if letter == "[":
                raise ValueError("a named class")
            self._place += 2 if letter == "\\" else 1
        inside = self._pattern[start : self._place]
        self._place += 1
        spelled = len(inside) <= MOST and not any(mark in inside for mark in "\\-^]")
        return _Piece(frozenset(inside) if spelled else None)

    def _repeated(self, piece: _Piece) -> _Piece:
        """A piece with the mark behind it that says how often it stands."""
        mark = self._pattern[self._place : self._place + 1]
        if not mark or mark not in "?*+{":
            return piece
        self._place += 1
        least, most = _TIMES[mark] if mark != "{" else self._numbers()
        self._take("?")  # few or many makes no difference
        if least == 0:
            return _Piece(piece.all | _NOTHING if most == 1 and piece.all is not None else None)
        return piece if most == 1 else _Piece(None, piece.some)

    def _numbers(self) -> tuple[int, int]:
        end = self._pattern.index("}", self._place)
        least, comma, most = self._pattern[self._place : end].partition(",")
        self._place = end + 1
        return int(least), int(most) if most else int(least) + len(comma)
