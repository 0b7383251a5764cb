"""Speed and memory of ours alone: one process, one core; reading and judging are timed together, as one check, after one warm-up round.

Times are processor time, which other work on the machine changes little; only the start of a whole process is given as a clock shows it, too.
"""

from __future__ import annotations

import contextlib
import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from rules import Unusable, check, read, shipped
from rules.engine import default
from tests.bench.figures import median_p95

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROUNDS = 3
STARTS = 7


@dataclass(frozen=True, slots=True)
class Speed:
    """Times in ms, memory in MB."""

    mails: int
    median: float
    p95: float
    slowest: float
    per_second: float
    load: float
    start: float
    start_cpu: float
    memory: float


def mails(folder: str) -> list[bytes]:
    """What to check, as bytes: every mail that the folder's index names, or the pack's own examples."""
    if folder:
        index = Path(folder, "index.jsonl").read_text("utf-8").splitlines()
        return [Path(folder, json.loads(line)["path"]).read_bytes() for line in index]
    records = (*shipped().rules, *shipped().signals)
    return [example.text.encode() for record in records for example in (*record.hits, *record.misses)]


def one(data: bytes) -> None:
    """One check, whatever comes of it."""
    with contextlib.suppress(Unusable):
        check(read(data))


def milliseconds(run: Callable[[], object]) -> float:
    """The processor time of one call, in ms."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def start_up() -> tuple[float, float]:
    """The medians of a whole `honmono check` process, in ms: by the clock, and of the processor."""
    text = "件名: 確認\n差出人: a@example.cfd\n\nログインしてください。".encode()
    command = [sys.executable, "-m", "bot", "check", "-", "--json"]
    clock, processor = [], []
    for _ in range(STARTS):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, input=text, capture_output=True, check=True)
        clock.append((time.perf_counter() - start) * 1000)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return statistics.median(clock), statistics.median(processor)


def measure(data: Sequence[bytes], track: Callable[[Iterable[bytes]], Iterable[bytes]] = iter) -> Speed:
    """Measure everything. `track` may show how far it is."""
    load = milliseconds(default)
    for item in data:
        one(item)
    times = [milliseconds(lambda item=item: one(item)) for item in track([item for _ in range(ROUNDS) for item in data])]
    median, p95 = median_p95(time / 1000 for time in times)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Speed(len(data), median, p95, max(times), len(times) / sum(times) * 1000, load, *start_up(), memory)


def table(speed: Speed, what: str) -> Table:
    """The figures as one table."""
    shown = Table(title=f"honmono check · {speed.mails} mails × {ROUNDS} rounds · {what}")
    shown.add_column("figure")
    shown.add_column("value", justify="right")
    shown.add_row("median a mail (processor time)", f"{speed.median:.2f} ms")
    shown.add_row("p95 a mail", f"{speed.p95:.2f} ms")
    shown.add_row("slowest", f"{speed.slowest:.1f} ms")
    shown.add_row("mails a second, one core", f"{speed.per_second:,.0f}")
    shown.add_row("loading and compiling the pack", f"{speed.load:.0f} ms")
    shown.add_row(f"whole `honmono check` process, median of {STARTS}", f"{speed.start:.0f} ms")
    shown.add_row("its processor time", f"{speed.start_cpu:.0f} ms")
    shown.add_row("peak memory of this process", f"{speed.memory:.0f} MB")
    return shown
