"""Speed and memory of the rule set: `make bench`, or `python -m tests.bench [DIR]`.

Without DIR the mails are the pack's own examples; with DIR (or HONMONO_CORPUS) every mail that its index.jsonl names. One process, one core;
reading and judging are timed together, as one check, after one warm-up round. Start-up is timed as whole processes.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from rules import Unusable, check, read, shipped
from rules.engine import default

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
STARTS = 7


def mails(folder: str) -> list[bytes]:
    """What to check, as bytes."""
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
    """How long one call takes, in ms."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def start_up() -> float:
    """The median wall time of a whole `honmono check` process, in ms."""
    text = "件名: 確認\n差出人: a@example.cfd\n\nログインしてください。".encode()
    command = [sys.executable, "-m", "bot", "check", "-", "--json"]
    return statistics.median(milliseconds(lambda: subprocess.run(command, input=text, capture_output=True, check=True)) for _ in range(STARTS))


def main() -> None:
    """Measure, and print one table."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HONMONO_CORPUS", "")
    data = mails(folder)
    first = milliseconds(default)
    for item in data:
        one(item)
    times = sorted(milliseconds(lambda item=item: one(item)) for _ in range(ROUNDS) for item in data)
    table = Table(title=f"honmono check · {len(data)} mails × {ROUNDS} rounds · {'the given folder' if folder else 'the pack’s examples'}")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_row("median a mail", f"{statistics.median(times):.2f} ms")
    table.add_row("p95 a mail", f"{times[int(len(times) * 0.95)]:.2f} ms")
    table.add_row("slowest", f"{times[-1]:.1f} ms")
    table.add_row("mails a second, one core", f"{len(times) / sum(times) * 1000:,.0f}")
    table.add_row("loading and compiling the pack", f"{first:.0f} ms")
    table.add_row(f"whole `honmono check` process, median of {STARTS}", f"{start_up():.0f} ms")
    table.add_row("peak memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    Console().print(table)


if __name__ == "__main__":
    main()
