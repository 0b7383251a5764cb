"""The scorecard: how many phishing mails are caught, and how many honest ones are not left alone.

Recall and false alarms come at two levels (caution and up; strong), with 95 % Wilson intervals, counted plainly and with each campaign counting once.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rules.author.corpus import Entry, InputForm, mail_of
from rules.engine import default

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

CHUNK = 25


@dataclass(frozen=True, slots=True)
class Result:
    """What one mail got: its level, its claimed brand, its points (id and quote), and an error that should not have been."""

    entry: Entry
    level: str
    brand: str
    points: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson interval, all in 0 to 1, of `total` mails (or campaigns)."""

    share: float
    low: float
    high: float
    total: float

    @classmethod
    def of(cls, hits: float, total: float) -> Rate:
        """The rate of hits among total.

        >>> rate = Rate.of(9, 10)
        >>> round(rate.low, 2), round(rate.high, 2)
        (0.6, 0.98)
        """
        if total <= 0:
            return cls(0.0, 0.0, 1.0, 0.0)
        z = 1.959964
        share = hits / total
        middle = (share + z * z / (2 * total)) / (1 + z * z / total)
        reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
        return cls(share, max(0.0, middle - reach), min(1.0, middle + reach), total)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the card: which mails, and their rates at caution and at strong, plain and by campaign."""

    label: str
    by: str
    name: str
    caution: Rate
    strong: Rate
    caution_by_campaign: Rate
    strong_by_campaign: Rate

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON has it."""

        def rate(value: Rate) -> dict[str, float]:
            return {"share": round(value.share, 4), "low": round(value.low, 4), "high": round(value.high, 4), "of": round(value.total, 2)}

        return {
            "label": self.label,
            "by": self.by,
            "name": self.name,
            "caution": rate(self.caution),
            "strong": rate(self.strong),
            "caution_by_campaign": rate(self.caution_by_campaign),
            "strong_by_campaign": rate(self.strong_by_campaign),
        }


def _one(entry: Entry, form: InputForm) -> Result:
    try:
        report = default().check(mail_of(entry, form))
    except Exception as error:  # a mail that breaks the program is a finding, not the end of the run
        return Result(entry, "error", "", (), f"{type(error).__name__}: {error}"[:200])
    return Result(entry, report.level, report.brand.id if report.brand else "", tuple((point.id, point.quote) for point in report.points))


def _chunk(chunk: Sequence[Entry], form: InputForm) -> list[Result]:
    return [_one(entry, form) for entry in chunk]


def run(entries: Sequence[Entry], form: InputForm, jobs: int = 0, advance: Callable[[int], object] = lambda _: None) -> list[Result]:
    """Judge every mail, in parallel processes. `advance` is told how many more are done."""
    chunks = [entries[start : start + CHUNK] for start in range(0, len(entries), CHUNK)]
    workers = jobs or os.cpu_count() or 1
    results: list[Result] = []
    if workers == 1 or len(chunks) == 1:
        for chunk in chunks:
            results += _chunk(chunk, form)
            advance(len(chunk))
        return results
    with ProcessPoolExecutor(max_workers=workers) as pool:
        for done in pool.map(_chunk, chunks, [form] * len(chunks)):
            results += done
            advance(len(done))
    return results


def rows(results: Iterable[Result]) -> Iterator[Row]:
    """The card: all, by language, by source, by brand; phishing first."""
    everything = list(results)
    for label in ("phish", "ham"):
        mine = [result for result in everything if result.entry.label == label]
        if not mine:
            continue
        yield _row(label, "all", "", mine)
        groups: tuple[tuple[str, Callable[[Result], str]], ...] = (
            ("lang", lambda result: result.entry.lang),
            ("source", lambda result: result.entry.source),
            ("brand", lambda result: result.brand or "-"),
        )
        for by, key in groups:
            names = sorted({key(result) for result in mine}, key=lambda name: (-sum(key(result) == name for result in mine), name))
            for name in names:
                yield _row(label, by, name, [result for result in mine if key(result) == name])


def _row(label: str, by: str, name: str, results: list[Result]) -> Row:
    caution = [result.level in ("strong", "caution") for result in results]
    strong = [result.level == "strong" for result in results]
    sizes: dict[str, int] = {}
    for result in results:
        sizes[result.entry.campaign] = sizes.get(result.entry.campaign, 0) + 1
    weights = [1 / sizes[result.entry.campaign] for result in results]

    def weighted(hits: list[bool]) -> Rate:
        return Rate.of(sum(weight for weight, hit in zip(weights, hits, strict=True) if hit), float(len(sizes)))

    return Row(label, by, name, Rate.of(sum(caution), len(results)), Rate.of(sum(strong), len(results)), weighted(caution), weighted(strong))


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How many phishing and honest mails a rule hits, and how many of them no other rule hits."""

    id: str
    phish: int
    ham: int
    phish_alone: int
    ham_alone: int


def rule_rows(results: Iterable[Result]) -> list[RuleRow]:
    """One line a rule of the pack, the ones that hit nothing included."""
    counts: dict[str, list[int]] = {rule.id: [0, 0, 0, 0] for rule in default().rules}
    for result in results:
        place = 0 if result.entry.label == "phish" else 1
        ids = {point for point, _ in result.points}
        for name in ids:
            counts[name][place] += 1
            if len(ids) == 1:
                counts[name][place + 2] += 1
    return [RuleRow(name, *numbers) for name, numbers in sorted(counts.items())]
