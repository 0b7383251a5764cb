"""Work spread over processes, results in order.

Processes are started fresh (not forked): a progress bar's thread is running when they start, and forking beside a thread may hang.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHUNK = 20
"""Items handed over at once."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """How many processes may run at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int = 0,
    start: Callable[..., object],
    given: tuple[Any, ...] = (),
    advance: Callable[[int], object] = lambda _: None,
) -> list[Result]:
    """`[work(item) for item in items]`, by `jobs` processes (0: one a core).

    Each process calls `start(*given)` once before its first item. `advance` is told how many more items are done.

    >>> spread(abs, [-1, 2], jobs=1, start=bool)
    [1, 2]
    """
    workers = min(jobs or cores(), (len(items) + CHUNK - 1) // CHUNK or 1)
    results: list[Result] = []
    if workers == 1:
        start(*given)
        for item in items:
            results.append(work(item))
            advance(1)
        return results
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=start, initargs=given) as pool:
        for result in pool.map(work, items, chunksize=CHUNK):
            results.append(result)
            advance(1)
    return results
