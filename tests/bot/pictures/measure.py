"""What pictures cost the bot: `python -m tests.bot.pictures.measure [PICTURES…]`.

Without PICTURES it draws two: a phone's screen, and a blank one of 40 megapixels. The event loop is watched by a ticker while they are read one after the
other: `late` is how much later than due a tick ever came (a busy machine makes it large whatever the program does: compare with the first line), `held` the most
processor time that the loop's own thread used between two ticks, which is what the program itself keeps the loop busy for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from pathlib import Path
from statistics import median

from bot.pictures.contract import PictureError
from bot.pictures.pool import NotRead, Picture, Pool
from tests.bot.pictures.drawn import LINES, blank, screenshot

TICK = 0.001
"""Seconds between two ticks."""
TIMES = 5
"""How often each picture is read."""


class Ticker:
    """The largest time by which a tick came late, and the most that the loop's thread worked between two ticks, in seconds."""

    def __init__(self) -> None:
        self.late = self.held = 0.0

    def __str__(self) -> str:
        return f"event loop late {1000 * self.late:.1f} ms, held {1000 * self.held:.1f} ms at most"

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, used = loop.time() + TICK, time.thread_time()
            await asyncio.sleep(TICK)
            self.late = max(self.late, loop.time() - due)
            self.held = max(self.held, time.thread_time() - used)


@contextlib.asynccontextmanager
async def watched():  # type: ignore[no-untyped-def]
    ticker = Ticker()
    task = asyncio.create_task(ticker.run())
    try:
        yield ticker
    finally:
        task.cancel()


def memory(pid: int | str) -> dict[str, int]:
    """Megabytes a process holds, has held at most, and has mapped at most."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if line.startswith("Vm"))
    return {name: int(fields[key].split()[0]) >> 10 for name, key in (("held", "VmRSS"), ("peak", "VmHWM"), ("mapped", "VmPeak"))}


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    import os

    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """Measure, and print."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    named = {path: Path(path).read_bytes() for path in sys.argv[1:]}
    pictures = named or {"a phone's screen (1170×2532)": phone(), "40 megapixels, blank": blank(4000, 10_000)}
    async with watched() as idle:
        await asyncio.sleep(3)
    print(f"nothing read: {idle}")
    pool = Pool(1)
    start = time.monotonic()
    async with watched() as ticker:
        pool.warm_up()
        while not pool.workers:
            await asyncio.sleep(0.05)
    print(f"worker ready after {time.monotonic() - start:.1f} s; {ticker}")
    for name, data in pictures.items():
        walls, cpus, outcome = [], [], ""
        async with watched() as ticker:
            for _ in range(TIMES):
                while not pool.workers:  # it was replaced after the last job
                    await asyncio.sleep(0.05)
                (worker,) = pool.workers
                began, used = time.monotonic(), cpu(worker.pid)
                outcome = await read(pool, data)
                walls.append(time.monotonic() - began)
                if {worker} == pool.workers:
                    cpus.append(cpu(worker.pid) - used)
        held = memory(next(iter(pool.workers)).pid) if pool.workers else {}
        print(f"{name}: {outcome}; {median(walls):.1f} s (median of {TIMES}), {median(cpus or [0]):.1f} s of processor time; {ticker}; worker MB: {held}")
    print(f"this process MB: {memory('self')}")
    start = time.monotonic()
    await pool.close()
    print(f"closed in {time.monotonic() - start:.2f} s")


async def read(pool: Pool, data: bytes) -> str:
    async def fetch() -> bytes:
        return data

    try:
        reading = await pool.read([Picture("", fetch)], lambda _place: None)
    except (PictureError, NotRead) as error:
        return error.reason
    return f"{len(reading.text)} letters read"


def phone() -> bytes:
    """A phone's screen full of words."""
    lines = (LINES[:2] + LINES[2:4] * 6 + LINES[4:]) * 2
    return screenshot(lines[:30], width=1170, size=42)


if __name__ == "__main__":
    asyncio.run(main())
