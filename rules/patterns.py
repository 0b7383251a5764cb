"""Patterns in linear time: many at once over one text, then the place of each that matched.

RE2 keeps no backtracking stack, so neither a rule nor a mail can make matching slow. A `Patterns` finds out which of its patterns match, all
together; only those whose words are asked for are searched again for their span.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.fold import Folded

_MEMORY = 64 << 20
_PLAIN = re.compile(r"(?:\\[^\w]|\\b|[^\\\[\](){}|?*+.^$])+")
_GAP = re.compile(r"(?<!\\)[{*+]")
_ABREAST = 100
"""Patterns with gaps that are tried together, at most."""


class BadPattern(ValueError):
    """RE2 does not take the pattern; the message is RE2's own."""


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def compile_one(pattern: str) -> re2._Regexp:
    """One pattern, compiled. Raises BadPattern."""
    try:
        return re2.compile(pattern.encode(), _options())
    except re2.error as error:
        raise BadPattern(_message(error)) from error


def _message(error: Exception) -> str:
    """RE2's own words; it gives them as bytes when the pattern was bytes."""
    words = error.args[0] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


class Place:
    """Where a pattern matched in a folded text. The place and the original words are worked out only when they are asked for."""

    __slots__ = ("_folded", "_number", "_patterns", "_span")

    def __init__(self, folded: Folded, patterns: Patterns, number: int) -> None:
        self._folded, self._patterns, self._number = folded, patterns, number
        self._span: tuple[int, int] | None = None

    def _found(self) -> tuple[int, int]:
        """Start and end, in letters of the folded text."""
        if self._span is None:
            text = self._folded.utf8
            found = self._patterns.compiled(self._number).search(text)
            if found is None:  # pragma: no cover -- all patterns together and one alone agree
                return 0, 0
            start = len(text[: found.start()].decode("utf-8", "surrogatepass"))
            self._span = start, start + len(text[found.start() : found.end()].decode("utf-8", "surrogatepass"))
        return self._span

    def __len__(self) -> int:
        """The letters matched."""
        start, end = self._found()
        return end - start

    @property
    def quote(self) -> str:
        """The original words."""
        return self._folded.quote(*self._found())


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
        phrases: list[int] = []
        shapes: list[int] = []
        gaps: list[int] = []
        for number, (_, pattern) in enumerate(self._patterns):
            (phrases if _PLAIN.fullmatch(pattern) else gaps if _GAP.search(pattern) else shapes).append(number)
        # Together their states would multiply. Patterns with gaps multiply them even among themselves: those are first looked for by the words in them
        self._together: list[tuple[re2.Set | re2.Filter, list[int]]] = [(self._set(numbers), numbers) for numbers in (phrases, shapes) if numbers]
        for start in range(0, len(gaps), _ABREAST):
            numbers = gaps[start : start + _ABREAST]
            self._together.append((self._filter(numbers), numbers))

    def _set(self, numbers: list[int]) -> re2.Set:
        together = re2.Set.SearchSet(_options())
        for number in numbers:
            self._add(together, self._patterns[number][1])
        together.Compile()
        return together

    def _filter(self, numbers: list[int]) -> re2.Filter:
        together = re2.Filter()
        for number in numbers:
            self._add(together, self._patterns[number][1], _options())
        together.Compile()
        return together

    @staticmethod
    def _add(together: re2.Set | re2.Filter, pattern: str, *options: re2.Options) -> None:
        try:
            together.Add(pattern.encode(), *options)
        except re2.error as error:
            raise BadPattern(f"{pattern!r}: {_message(error)}") from error

    def compiled(self, number: int) -> re2._Regexp:
        """One of the patterns by itself."""
        if number not in self._compiled:
            self._compiled[number] = compile_one(self._patterns[number][1])
        return self._compiled[number]

    def places(self, folded: Folded) -> Iterator[tuple[str, Place]]:
        """The key and the place of each pattern that matches, in the order of the patterns, one per pattern."""
        if not folded.text:
            return
        text = folded.utf8
        for number in sorted([numbers[hit] for together, numbers in self._together for hit in together.Match(text) or ()]):
            yield self._patterns[number][0], Place(folded, self, number)

    def find(self, folded: Folded) -> Iterator[tuple[str, str]]:
        """Like `places`, with the original words."""
        for key, place in self.places(folded):
            yield key, place.quote
