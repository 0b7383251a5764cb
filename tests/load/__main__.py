"""`python -m tests.load [--rate 50] [--seconds 600] [--burst 200] [--flood 30]`: how the real program answers a crowd, on one core.

The program is a process of its own, pinned to one core where `taskset` is there; the stand-in for Discord and the crowd run in this one, on the others. Times go
from the moment the event is put on the wire to the moment the answer (not the "thinking") has come back. After the steady load comes a burst above what it can
do, then the steady load again, to show whether it recovers; then one person, and one server, ask without end beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
import statistics
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from rules import shipped
from tests.load.crowd import Crowd
from tests.load.program import program
from tests.load.whose import SOON, Whose, watched
from tests.wire.server import Wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.load.crowd import Tally
    from tests.load.program import Program

PER_SERVER = 200
"""Checks a minute that one server may have here: more than a server of the crowd asks in the burst, less than the server that floods."""


def mails() -> list[str]:
    """The pack's own examples that read like a mail."""
    records = (*shipped().rules, *shipped().signals)
    return [example.text for record in records for example in (*record.hits, *record.misses) if len(example.text) > 60 and example.form == "text"]


class Measuring:
    """Runs one load after another, and prints what came of them."""

    def __init__(self, bot: Program) -> None:
        self._bot = bot
        self._seen = Table("load", "asked", "cards", "told to wait", "lost", "median ms", "p95 ms", "p99 ms", "longest ms", title="what people saw")
        self._whose = Table(
            "load", "program: core used / waited for", "checks within 50 ms, by its own clock", "loop late < 20 ms", "MiB before → after",
            "generator: core used / waited for", "late p99 ms", "longest ms", title="whose time it was",
        )  # fmt: skip

    async def run(self, name: str, *crowds: tuple[str, Crowd, float], seconds: float) -> None:
        """Let each crowd (its name, and how many a second) ask at once."""
        memory = self._bot.memory
        async with watched(self._bot) as whose:
            tallies: Sequence[Tally] = await asyncio.gather(*(crowd.ask(rate, seconds) for _, crowd, rate in crowds))
        for (who, _, _), tally in zip(crowds, tallies, strict=True):
            told = str(sum(map(len, tally.sentences.values())))
            self._seen.add_row(f"{name}{who}", str(tally.asked), str(len(tally.cards)), told, str(tally.lost), *_times(tally))
        self._note(name, whose, f"{memory:.0f} → {self._bot.memory:.0f}")

    def _note(self, name: str, whose: Whose, memory: str) -> None:
        own = whose.within("honmono_check_seconds", SOON) + " %"
        late = whose.within("honmono_loop_late_seconds", 0.02) + " %"
        self._whose.add_row(name, whose.program, own, late, memory, whose.generator, whose.late(0.99), whose.late(1))

    def show(self, console: Console) -> None:
        """Print."""
        console.print(self._seen)
        console.print(self._whose)


async def main() -> None:
    """Run, and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="checks a second, steadily")
    parser.add_argument("--seconds", type=float, default=600, help="for so long")
    parser.add_argument("--burst", type=float, default=200, help="checks a second in the burst; 0 leaves it out")
    parser.add_argument("--flood", type=float, default=30, help="seconds for which one person, then one server floods; 0 leaves it out")
    given = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 170, highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[:-1] or cores)
        limits = {"checks_per_minute": 6, "server_checks_per_minute": PER_SERVER}
        async with Wire() as wire, program(wire, log, core=cores[-1], database_url=f"sqlite:///{folder}/honmono.db", ops_port=free_port(), **limits) as bot:
            crowd = Crowd(wire, mails(), servers=100, people=50)
            person, server = Crowd(wire, mails(), servers=1, people=1), Crowd(wire, mails(), servers=1, people=500)
            await wire.ready(seconds=60)
            while not wire.backend.commands.get(None):
                await asyncio.sleep(0.1)
            await crowd.ask(min(given.rate, 10), 10)  # warm
            console.print(f"ready; {len(crowd.mails)} mails, pinned to core {cores[-1]}, {os.getloadavg()[0]:.1f} runnable on {len(cores)} cores")
            rate, measuring = given.rate, Measuring(bot)
            await measuring.run(f"{rate:g}/s for {given.seconds:g} s", ("", crowd, rate), seconds=given.seconds)
            if given.burst:
                await measuring.run(f"{given.burst:g}/s for 20 s", ("", crowd, given.burst), seconds=20)
                await measuring.run(f"{rate:g}/s for 30 s, after that", ("", crowd, rate), seconds=30)
            if given.flood:
                await measuring.run(f"{rate:g}/s and one person", (": the others", crowd, rate), (": 50/s", person, 50), seconds=given.flood)
                await measuring.run(f"{rate:g}/s and one server", (": the others", crowd, rate), (": 50/s", server, 50), seconds=given.flood)
            measuring.show(console)
        for line, count in _noise(log).most_common(8):
            console.print(f"{count} × {line}", markup=False)


def free_port() -> int:
    """A port of this machine that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _noise(log: Path) -> Counter[str]:
    """Warnings and errors of the program, without their times and numbers."""
    lines = (re.sub(r"\x1b\[[0-9;]*m", "", line) for line in log.read_text().splitlines())
    return Counter(re.sub(r"\d+", "…", line[20:]).strip() for line in lines if " WARNING " in line or " ERROR " in line)


def _times(tally: Tally) -> list[str]:
    times = sorted(tally.cards) or [float("nan")]
    places = (statistics.median(times), times[int(len(times) * 0.95)], times[int(len(times) * 0.99)], times[-1])
    return [f"{1000 * value:.0f}" for value in places]


if __name__ == "__main__":
    asyncio.run(main())
