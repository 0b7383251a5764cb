"""Patterns in linear time: many at once over one text, then the place of each that matched.

RE2 keeps no backtracking stack, so neither a rule nor a mail can make matching slow. A `Patterns` looks for the literals that its patterns cannot do
without, all in one pass; only the patterns of which one stands in the text are tried, each by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from rules.needed import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from rules.fold import Folded
    from rules.needed import Literals

_MEMORY = 64 << 20
_LITERAL = 18
"""Bytes of a literal looked for at most, as good as all of it: longer ones take longer to compile than they spare patterns to try."""
_ANYWHERE = re2._Anchor.UNANCHORED
_NEVER = r"[^\x00-\x{10ffff}]"
_NOWHERE = (-1, -1)


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


def any_of(patterns: Iterable[str]) -> re2._Regexp:
    """One pattern that matches wherever one of several does; of none it matches nowhere. Raises BadPattern."""
    return compile_one("|".join(f"(?:{pattern})" for pattern in sorted(patterns)) or _NEVER)


def _message(error: Exception) -> str:
    """RE2's own words; it gives them as bytes when the pattern was bytes."""
    words = error.args[0] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


def place(compiled: re2._Regexp, text: bytes) -> tuple[int, int] | None:
    """Where a pattern matches first, in bytes. What `compiled.search` asks RE2, without the objects around it."""
    span: tuple[int, int] = compiled._regexp.Match(_ANYWHERE, text, 0, len(text))[0]
    return None if span == _NOWHERE else span


class Place:
    """Where a pattern matched in a folded text. The original words are worked out only when they are asked for."""

    __slots__ = ("_folded", "_span")

    def __init__(self, folded: Folded, span: tuple[int, int]) -> None:
        self._folded, self._span = folded, span

    def _found(self) -> tuple[int, int]:
        """Start and end, in letters of the folded text."""
        start = len(self._folded.utf8[: self._span[0]].decode("utf-8", "surrogatepass"))
        return start, start + len(self)

    def __len__(self) -> int:
        """The letters matched."""
        first, last = self._span
        return len(self._folded.utf8[first:last].decode("utf-8", "surrogatepass"))

    @property
    def quote(self) -> str:
        """The original words."""
        return self._folded.quote(*self._found())


class Patterns:
    """Patterns with a key each, matched together. Raises BadPattern for one that is seen to be none; lint tries every one.

    >>> from rules.fold import fold
    >>> patterns = Patterns([("held", "保留中のメール[0-9]+件"), ("login", "ログイン")])
    >>> [(key, found.quote) for key, found in patterns.places(fold("保留中のメール　９件 あり"))]
    [('held', '保留中のメール　９件')]
    """

    def __init__(
        self, patterns: Sequence[tuple[str, str | Callable[[], str]]], literals: Sequence[tuple[Literals, ...]] | None = None, *, spaced: bool = False
    ) -> None:
        """`literals` say what `needed` says of each pattern, where that is known; with `spaced`, of a text without its blanks.

        With them a pattern may be a function, called for the pattern when its letters are first seen.
        """
        self._patterns = tuple(patterns)
        self._spaced = spaced
        self._compiled: dict[int, re2._Regexp] = {}
        self._always: list[int] = []
        needing: dict[bytes, list[int]] = {}
        for number, alternatives in enumerate(literals if literals is not None else [needed(_written(pattern)) for _, pattern in self._patterns]):
            if not alternatives:
                self._always.append(number)
                self.compiled(number)  # what is not understood may be no pattern at all
            for words in alternatives:
                for word in words:
                    needing.setdefault(word.encode()[:_LITERAL], []).append(number)
        self._literals = _literals(needing)
        self._needing = tuple(needing.values())

    def compiled(self, number: int) -> re2._Regexp:
        """One of the patterns by itself."""
        if number not in self._compiled:
            self._compiled[number] = compile_one(_written(self._patterns[number][1]))
        return self._compiled[number]

    def _likely(self, text: bytes) -> list[int]:
        """The patterns that could match, in order."""
        likely = set(self._always)
        if self._needing:
            for literal in self._literals.Match(text.replace(b" ", b"") if self._spaced else text) or ():
                likely.update(self._needing[literal])
        return sorted(likely)

    def places(self, folded: Folded, among: Collection[str] | None = None) -> Iterator[tuple[str, Place]]:
        """The key and the place of each pattern that matches, in the order of the patterns, one per pattern; only of some keys, if they are given."""
        if not folded.text:
            return
        text = folded.utf8
        for number in self._likely(text):
            key = self._patterns[number][0]
            if (among is None or key in among) and (span := place(self.compiled(number), text)) is not None:
                yield key, Place(folded, span)

    def find(self, folded: Folded) -> Iterator[tuple[str, str]]:
        """Like `places`, with the original words."""
        for key, place in self.places(folded):
            yield key, place.quote


def _written(pattern: str | Callable[[], str]) -> str:
    return pattern if isinstance(pattern, str) else pattern()


def _literals(words: Iterable[bytes]) -> re2.Set:
    """One automaton of literals, bytes for letters, that tells in one pass which of them stand in a text."""
    options = _options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.literal = True
    found = re2.Set.SearchSet(options)
    for word in words:
        found.Add(word)
    found.Compile()
    return found
