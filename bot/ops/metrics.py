"""Numbers for Prometheus: counts, times and sizes; never a text, and nobody's id."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector, generate_latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.app import Honmono

TICK = 0.25
"""Seconds between two looks at how late the event loop is."""
_LATE = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3, 10)
_TIMES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Numbers:
    """What every process tells: its own memory and time, and how late its event loop is; in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._lag = Gauge("honmono_loop_lag_seconds", "How late the event loop was at the last look", registry=self.registry)
        self._late = Histogram("honmono_loop_late_seconds", "How late the event loop was, all looks", buckets=_LATE, registry=self.registry)
        self.lag = 0.0
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def ask(self, gauges: Mapping[str, tuple[str, Callable[[], float]]]) -> None:
        """Add gauges by name: what each means, and whom to ask when it is read."""
        for name, (meaning, value) in gauges.items():
            Gauge(name, meaning, registry=self.registry).set_function(value)

    async def follow_loop(self) -> None:
        """Look for ever at how late the event loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            self.lag = max(0.0, loop.time() - due)
            self._lag.set(self.lag)
            self._late.observe(self.lag)

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)


class Metrics(Numbers):
    """The numbers of one bot."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = Counter("honmono_answers", "Answers with a card", ("level", "form"), registry=self.registry)
        self.failures = Counter("honmono_failures", "Things that went wrong and were told in a sentence", ("kind",), registry=self.registry)
        self.refused = Counter(
            "honmono_refused", "What was not begun; expired: Discord had given it up, answered: by another copy", ("why",), registry=self.registry
        )
        self.seconds = Histogram("honmono_check_seconds", "From a question's arrival to its answer", buckets=_TIMES, registry=self.registry)

    def watch(self, bot: Honmono) -> None:
        """Let gauges ask the bot when they are read."""
        self.ask(
            {
                "honmono_checks_running": ("Checks under way", lambda: bot.running.count),
                "honmono_expected_wait_seconds": ("What a new check would wait for its turn", lambda: bot.pacer.expected),
                "honmono_servers": ("Servers the bot is in", lambda: len(bot.guilds)),
                "honmono_shards_connected": ("Shards connected to Discord", lambda: sum(not shard.is_closed() for shard in bot.shards.values())),
                "honmono_store_open": ("1 while the store is open and answers", lambda: int(bot.keeping.is_open and not bot.keeping.rests)),
            }
        )

    @contextlib.contextmanager
    def timing(self) -> Iterator[None]:
        """Around one check."""
        since = time.perf_counter()
        try:
            yield
        finally:
            self.seconds.observe(time.perf_counter() - since)
