"""Patterns in linear time: many at once over one text, then the place of each that matched.

RE2 keeps no backtracking stack, so neither a rule nor a mail can make matching slow. A `Patterns` finds in one pass which
of its patterns match; only those are searched again for their span.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.fold import Folded

_MEMORY = 64 << 20
_GAP = re.compile(r"(?<!\\)[{*+]")


class BadPattern(ValueError):
    """RE2 does not take the pattern; the message is RE2's own."""


def compile_one(pattern: str) -> re2._Regexp:
    """One pattern, compiled. Raises BadPattern."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern.encode(), options)
    except re2.error as error:
        raise BadPattern(_message(error)) from error


def _message(error: Exception) -> str:
    """RE2's own words; it gives them as bytes when the pattern was bytes."""
    words = error.args[0] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


class Place:
    """Where a pattern matched: bytes of the folded text. The original words are worked out only when they are asked for."""

    __slots__ = ("_end", "_folded", "_start")

    def __init__(self, folded: Folded, start: int, end: int) -> None:
        self._folded, self._start, self._end = folded, start, end

    def __len__(self) -> int:
        """The letters matched."""
        return len(self._folded.utf8[self._start : self._end].decode("utf-8", "surrogatepass"))

    @property
    def quote(self) -> str:
        """The original words."""
        text = self._folded.utf8
        start = len(text[: self._start].decode("utf-8", "surrogatepass"))
        return self._folded.quote(start, start + len(self))


class Patterns:
    """Patterns with a key each, matched together.

    >>> from rules.fold import fold
    >>> patterns = Patterns([("held", "保留中のメール[0-9]+件"), ("login", "ログイン")])
    >>> [(key, found.quote) for key, found in patterns.places(fold("保留中のメール　９件 あり"))]
    [('held', '保留中のメール　９件')]
    """

    def __init__(self, patterns: Sequence[tuple[str, str]]) -> None:
        self._patterns = tuple(patterns)
        self._compiled: dict[int, re2._Regexp] = {}
        # Phrases and patterns with gaps go into sets of their own: together their states multiply, and matching took forty times longer
        gaps = [index for index, (_, pattern) in enumerate(self._patterns) if _GAP.search(pattern)]
        phrases = [index for index in range(len(self._patterns)) if index not in set(gaps)]
        self._sets = [(self._set(indexes), indexes) for indexes in (phrases, gaps) if indexes]

    def _set(self, indexes: list[int]) -> re2.Set:
        options = re2.Options()
        options.max_mem = _MEMORY
        options.log_errors = False
        together = re2.Set.SearchSet(options)
        for index in indexes:
            pattern = self._patterns[index][1]
            try:
                together.Add(pattern.encode())
            except re2.error as error:
                raise BadPattern(f"{pattern!r}: {_message(error)}") from error
        together.Compile()
        return together

    def places(self, folded: Folded) -> Iterator[tuple[str, Place]]:
        """The key and the place of each pattern that matches, in the order of the patterns, one per pattern."""
        if not folded.text:
            return
        text = folded.utf8
        for index in sorted(indexes[hit] for together, indexes in self._sets for hit in together.Match(text) or ()):
            key, pattern = self._patterns[index]
            compiled = self._compiled.get(index)
            if compiled is None:
                compiled = self._compiled[index] = compile_one(pattern)
            found = compiled.search(text)
            if found is not None:
                yield key, Place(folded, found.start(), found.end())

    def find(self, folded: Folded) -> Iterator[tuple[str, str]]:
        """Like `places`, with the original words."""
        for key, place in self.places(folded):
            yield key, place.quote
