"""Regular expressions that are compiled when they are first used.

A check needs half of the patterns in `rules`, and compiling one with a wide class (all kanji) takes milliseconds: a fifth of the time
that `honmono check` takes to start went into patterns that it never tried.

>>> regex("[0-9]+件").search("保留中のメール9件")[0]
'9件'
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, cast


class Regex:
    """Stands for a compiled pattern and becomes one: each of its methods is the compiled pattern's own from the first call on."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    @cached_property
    def compiled(self) -> re.Pattern[Any]:
        """The pattern, compiled. Raises re.error."""
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(self.compiled, name)
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, for a pattern that a module keeps; what is wrong with it is said at its first use (a test tries every one)."""
    return cast("re.Pattern[AnyStr]", Regex(pattern, flags))
