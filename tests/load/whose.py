"""Whose time it was: what the program and the generator each used of a core, how long each waited for one, and how late their event loops were."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.load.program import Program

TICK = 0.02
"""Seconds between two looks at how late the generator's event loop is."""
KEPT = 50
"""Looks after which all there is counts as kept: the stand-in forgets nothing, and a collector that goes through all of it would stop its clock for a second."""
SOON = 0.05
"""Seconds within which a text check shall be answered."""
_BUCKET = re.compile(r'^(\w+)_bucket\{le="([^"]+)"\} (\S+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a process has used until now: seconds of a core by all threads, and seconds that its first thread was ready and had none."""

    when: float
    used: float
    waited: float

    @classmethod
    def at(cls, pid: int) -> Look:
        """A process now."""
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return cls(time.monotonic(), used, int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9)

    def since(self, before: Look) -> str:
        """Shares of a core since an earlier look: used, and waited for."""
        seconds = self.when - before.when
        return f"{100 * (self.used - before.used) / seconds:.0f} % / {100 * (self.waited - before.waited) / seconds:.0f} %"


@dataclass
class Whose:
    """Both processes over a stretch of time; the program's own figures come from its /metrics."""

    program: str = ""
    generator: str = ""
    generator_late: list[float] = field(default_factory=list)
    buckets: dict[str, dict[float, float]] = field(default_factory=dict)

    def late(self, share: float) -> str:
        """Milliseconds by which the generator's event loop was late at most, in this share of all looks."""
        times = sorted(self.generator_late) or [float("nan")]
        return f"{1000 * times[min(int(len(times) * share), len(times) - 1)]:.0f}"

    def within(self, name: str, seconds: float) -> str:
        """The share of a histogram's values that are no larger, in per cent."""
        counts = self.buckets.get(name, {})
        return f"{100 * counts.get(seconds, 0) / counts[float('inf')]:.1f}" if counts.get(float("inf")) else "–"


@contextlib.asynccontextmanager
async def watched(bot: Program) -> AsyncIterator[Whose]:
    """Watch both while the block runs; the figures are there at its end."""
    found, mine = Whose(), os.getpid()
    ticking = asyncio.create_task(_follow(found.generator_late))
    before, program, generator = await _buckets(bot), Look.at(bot.process.pid), Look.at(mine)
    try:
        yield found
    finally:
        ticking.cancel()
    found.program, found.generator = Look.at(bot.process.pid).since(program), Look.at(mine).since(generator)
    for name, counts in (await _buckets(bot)).items():
        found.buckets[name] = {bound: count - before.get(name, {}).get(bound, 0) for bound, count in counts.items()}


async def _follow(late: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + TICK
        await asyncio.sleep(TICK)
        late.append(loop.time() - due)
        if len(late) % KEPT == 0:
            gc.freeze()


async def _buckets(bot: Program) -> dict[str, dict[float, float]]:
    found: dict[str, dict[float, float]] = {}
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{bot.ops_port}/metrics") as answer:
        for name, bound, count in _BUCKET.findall(await answer.text()):
            found.setdefault(name, {})[float(bound)] = float(count)
    return found
