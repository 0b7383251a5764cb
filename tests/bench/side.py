"""The same mails through every filter in small blocks, each block starting with another filter: whatever else the machine does hits all alike."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.figures import group

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.author.corpus import Entry
    from tests.bench.judges import Judge

WARM_UP = 30
"""Mails that each filter judges before anything is measured."""
BLOCK = 20
"""Mails that a filter judges in a row: enough to find its own code and data in the processor's caches again, as a filter at work does."""


@dataclass(slots=True)
class Taken:
    """What one filter answered, how long each answer took and what it cost the processor (s), in the order of the mails."""

    scores: list[float | None] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def chosen(entries: Sequence[Entry], sample: int) -> list[Entry]:
    """Mail files only (a pasted text has no headers, which the others need), at most `sample` a group (0: all), in an order that mixes the groups."""
    mixed = [entry for entry in entries if entry.format == "eml"]
    random.Random(0).shuffle(mixed)  # noqa: S311 -- the same order every time
    if not sample:
        return mixed
    taken: dict[str, int] = {}
    kept = []
    for entry in mixed:
        taken[group(entry)] = taken.get(group(entry), 0) + 1
        if taken[group(entry)] <= sample:
            kept.append(entry)
    return kept


def alternate(entries: Sequence[Entry], judges: Sequence[Judge], advance: Callable[[int], object] = lambda _: None) -> dict[str, Taken]:
    """Judge every mail with every filter."""
    for entry in entries[:WARM_UP]:
        for judge in judges:
            _timed(judge, entry.path.read_bytes())
    taken = {judge.name: Taken() for judge in judges}
    for number, start in enumerate(range(0, len(entries), BLOCK)):
        block = [entry.path.read_bytes() for entry in entries[start : start + BLOCK]]
        turn = number % len(judges)
        for judge in (*judges[turn:], *judges[:turn]):
            for data in block:
                before = judge.cpu()
                score, seconds = _timed(judge, data)
                taken[judge.name].cpu.append(judge.cpu() - before)
                taken[judge.name].scores.append(score)
                taken[judge.name].seconds.append(seconds)
        advance(len(block))
    return taken


def _timed(judge: Judge, data: bytes) -> tuple[float | None, float]:
    start = time.perf_counter()
    try:
        score: float | None = judge.ask(data)
    except (ValueError, TimeoutError):
        score = None
    return score, time.perf_counter() - start
