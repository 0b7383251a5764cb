"""Token buckets: one person or one server asking a lot does not slow the others.

Each process has its own, so that no check waits for them; where several processes answer for one bot, `bot.spending` tells them of each other.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
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
        self._rate, self._clock = size / period, clock
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self.size, self.period = size, period
        self.spent: Counter[Hashable] | None = None
        """What was taken and is not told to others yet, where there are others."""

    def take(self, key: Hashable) -> int:
        """Take one token. 0 when there was one, else the whole seconds to wait for the next."""
        now = self._clock()
        level = self._level(key, now)
        wait = 0 if level >= 1 else math.ceil((1 - level) / self._rate)
        self._put(key, level - 1 if not wait else level, now)
        if self.spent is not None and not wait:
            self.spent[key] += 1
        return wait

    def settle(self, key: Hashable, level: float) -> None:
        """Take over a bucket's level as all processes together have it, when it is lower than what is known here."""
        now = self._clock()
        self._put(key, min(self._level(key, now), level - (self.spent[key] if self.spent else 0)), now)

    def _level(self, key: Hashable, now: float) -> float:
        level, since = self._levels.pop(key, (float(self.size), now))
        return min(self.size, level + (now - since) * self._rate)

    def _put(self, key: Hashable, level: float, now: float) -> None:
        self._levels[key] = (level, now)
        if len(self._levels) > KEYS:
            self._levels.popitem(last=False)
