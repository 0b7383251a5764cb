"""`python -m tests.load [--rate 50] [--seconds 600] [--burst 200]`: how the real program answers a crowd, on one core.

The stand-in for Discord and the crowd run in this process, the program in another, pinned to one core where `taskset` is there. Times go from the moment the
event is put on the wire to the moment the answer (not the "thinking") has come back. After the steady load comes a burst above what it can do, then the steady load
again, to show whether it recovers.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
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
from tests.wire.server import Wire

if TYPE_CHECKING:
    from tests.load.crowd import Tally
    from tests.load.program import Program


def mails() -> list[str]:
    """The pack's own examples that read like a mail."""
    records = (*shipped().rules, *shipped().signals)
    return [example.text for record in records for example in (*record.hits, *record.misses) if len(example.text) > 60 and example.form == "text"]


async def main() -> None:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="checks a second, steadily")
    parser.add_argument("--seconds", type=float, default=600, help="for so long")
    parser.add_argument("--burst", type=float, default=200, help="checks a second in the burst; 0 leaves it out")
    given = parser.parse_args()
    console = Console()
    table = Table("load", "asked", "cards", "told to wait", "lost", "median ms", "p95 ms", "p99 ms", "longest ms", "core %", "MiB before → after")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        core = max(os.sched_getaffinity(0))
        async with Wire() as wire, program(wire, log, core=core, database_url=f"sqlite:///{folder}/honmono.db") as bot:
            crowd = Crowd(wire, mails(), servers=100, people=50)
            await wire.ready(seconds=60)
            while not wire.backend.commands.get(None):
                await asyncio.sleep(0.1)
            await crowd.ask(min(given.rate, 10), 10)  # warm
            console.print(f"ready; {len(crowd.mails)} mails, pinned to core {core}", highlight=False)
            await _measured(table, f"{given.rate:g}/s for {given.seconds:g} s", crowd, bot, given.rate, given.seconds)
            if given.burst:
                await _measured(table, f"{given.burst:g}/s for 20 s", crowd, bot, given.burst, 20)
                await _measured(table, f"{given.rate:g}/s for 30 s, after that", crowd, bot, given.rate, 30)
        console.print(table)
        for line, count in _noise(log).most_common(8):
            console.print(f"{count} × {line}", highlight=False, markup=False)


async def _measured(table: Table, name: str, crowd: Crowd, bot: Program, rate: float, seconds: float) -> None:
    memory, cpu, since = bot.memory, bot.cpu, asyncio.get_running_loop().time()
    tally = await crowd.ask(rate, seconds)
    share = 100 * (bot.cpu - cpu) / (asyncio.get_running_loop().time() - since)
    table.add_row(
        name,
        str(tally.asked),
        str(len(tally.cards)),
        str(sum(map(len, tally.sentences.values()))),
        str(tally.lost),
        *_times(tally),
        f"{share:.0f}",
        f"{memory:.0f} → {bot.memory:.0f}",
    )


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
