"""Measure the reader of pictures on the set: `python -m tests.images.measure [DIR] [--json] [--limit N] [--keep DIR] [--jobs 1] [--worst 10] [--reader NAME]`.

Without DIR the set is drawn into a cached temporary folder first. Seconds are those of reading alone, one thread a process, after one warm-up picture: by the
clock, and of processor time, which is what the clock would show on a machine with nothing else to do. With `--keep` the engine looks at a picture once.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from tests.images.metrics import score
from tests.images.reader import READERS
from tests.images.render import cached
from tests.images.table import Measured, levels, markdown, summary, tables, worst
from tests.images.truth import load

if TYPE_CHECKING:
    from collections.abc import Sequence


def measured(reader: str, keep: Path | None, path: Path) -> Measured:
    """One case, by its truth file, read by the reader of that name and compared."""
    truth = load(path)
    pictures = [(path.parent / name).read_bytes() for name in truth.files]
    answer, spent = READERS[reader](pictures, keep)
    return Measured(truth, score(truth, answer), spent / len(pictures))


def chosen(folder: Path, limit: int, only: str = "") -> list[Path]:
    """The truth files of a folder; with a limit, as many of them spread evenly over the set."""
    found = sorted(path for path in folder.glob("*.json") if path.name != "index.json" and only in path.name)
    return found if not limit or limit >= len(found) else [found[number * len(found) // limit] for number in range(limit)]


def run(paths: Sequence[Path], reader: str, jobs: int, keep: Path | None = None) -> list[Measured]:
    """Every case, with a line of progress on stderr."""
    rows: list[Measured] = []
    one = partial(measured, reader, keep)
    measured(reader, None, paths[0])
    with ProcessPoolExecutor(jobs) as pool:
        for row in pool.map(one, paths) if jobs > 1 else map(one, paths):
            rows.append(row)
            print(f"\r{len(rows)}/{len(paths)} {row.truth.name[:70]:70}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rows


def peak() -> int:
    """The most memory that this process, or one it started, has held, in MB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024


def main() -> None:
    """Measure, and print tables or JSON."""
    parser = argparse.ArgumentParser(description="Measure the reader of pictures.")
    parser.add_argument("folder", nargs="?", type=Path, help="where tests.images.render drew the set")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", action="store_true", help="the tables as docs/pictures.md holds them")
    parser.add_argument("--limit", type=int, default=0, help="cases at most, spread over the set")
    parser.add_argument("--only", default="", help="a part of a case's name")
    parser.add_argument("--reader", choices=READERS, default=next(iter(READERS)))
    parser.add_argument("--keep", type=Path, help="where to keep what the engine saw, for the next run")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst cases to show")
    wanted = parser.parse_args()
    rows = run(chosen(wanted.folder or cached(), wanted.limit, wanted.only), wanted.reader, wanted.jobs, wanted.keep)
    if wanted.json:
        cases = [{"name": row.truth.name, "seconds": asdict(row.spent), **asdict(row.score)} for row in rows]
        print(
            json.dumps(
                {"summary": summary(rows), "levels": {label: levels(rows, label) for label in ("phish", "genuine")}, "peak_mb": peak(), "cases": cases},
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    if wanted.markdown:
        print("\n\n".join(markdown(table) for table in tables(rows)), f"\n\npeak memory {peak()} MB")
        return
    console = Console(width=None if sys.stdout.isatty() else 220)
    for table in tables(rows):
        console.print(table)
    console.print(f"peak memory {peak()} MB")
    for row in worst(rows, wanted.worst):
        result = row.score
        console.print(
            f"\n[bold]{row.truth.name}[/] level {result.level} → {result.level_read} · address {result.address} · hosts {', '.join(result.hosts)} · strangers {', '.join(result.strangers) or '–'}"
        )
        console.print("  lost " + (", ".join(result.lost) or "–") + " · extra " + (", ".join(result.extra) or "–"))
        for note in result.notes[:8]:
            console.print("  " + note, markup=False, highlight=False)


if __name__ == "__main__":
    main()
