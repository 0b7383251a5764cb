"""Patterns in linear time: many at once over one text, then the place of each that matched.

RE2 keeps no backtracking stack, so neither a rule nor a mail can make matching slow. A `Patterns` finds in one pass which
of its patterns match; only those are searched again for their span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.fold import Folded

_MEMORY = 64 << 20


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
        raise BadPattern(str(error.args[0] if error.args else error)) from error


class Patterns:
    """Patterns with a key each, matched together.

    >>> from rules.fold import fold
    >>> patterns = Patterns([("held", "保留中のメール[0-9]+件"), ("login", "ログイン")])
    >>> [(key, quote) for key, quote in patterns.find(fold("保留中のメール　９件 あり"))]
    [('held', '保留中のメール　９件')]
    """

    def __init__(self, patterns: Sequence[tuple[str, str]]) -> None:
        self._patterns = tuple(patterns)
        self._compiled: dict[int, re2._Regexp] = {}
        self._set = None
        if patterns:
            options = re2.Options()
            options.max_mem = _MEMORY
            options.log_errors = False
            self._set = re2.Set.SearchSet(options)
            for _, pattern in patterns:
                try:
                    self._set.Add(pattern.encode())
                except re2.error as error:
                    raise BadPattern(f"{pattern!r}: {error}") from error
            self._set.Compile()

    def find(self, folded: Folded) -> Iterator[tuple[str, str]]:
        """The key and the original words of each pattern that matches, in the order of the patterns, one per pattern."""
        if self._set is None or not folded.text:
            return
        text = folded.utf8
        for index in sorted(self._set.Match(text) or ()):
            key, pattern = self._patterns[index]
            compiled = self._compiled.get(index)
            if compiled is None:
                compiled = self._compiled[index] = compile_one(pattern)
            found = compiled.search(text)
            if found is None:  # pragma: no cover -- the set said that it matches
                continue
            start = len(text[: found.start()].decode("utf-8", "surrogatepass"))
            end = start + len(text[found.start() : found.end()].decode("utf-8", "surrogatepass"))
            yield key, folded.quote(start, end)
