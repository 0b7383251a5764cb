"""Token buckets: one person or one server asking a lot does not slow the others."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

KEYS = 20_000
"""Buckets kept at most; the least recently used is forgotten, which gives its owner a full one."""


class Buckets:
    """A bucket a key: holds `size` tokens, refilled evenly within `period` seconds.

    >>> now = 0.0
    >>> buckets = Buckets(2, 60, lambda: now)
    >>> buckets.take("a"), buckets.take("a"), buckets.take("a")
    (0, 0, 30)
    """

    def __init__(self, size: int, period: float, clock: Callable[[], float]) -> None:
        self._size, self._rate, self._clock = float(size), size / period, clock
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> int:
        """Take one token. 0 when there was one, else the whole seconds to wait for the next."""
        now = self._clock()
        level, since = self._levels.pop(key, (self._size, now))
        level = min(self._size, level + (now - since) * self._rate)
        wait = 0 if level >= 1 else math.ceil((1 - level) / self._rate)
        self._levels[key] = (level - 1 if not wait else level, now)
        if len(self._levels) > KEYS:
            self._levels.popitem(last=False)
        return wait
