"""The scorecard: how many phishing mails are caught, and how many honest ones are not left alone.

Recall and false alarms come at two levels (caution and up; strong), with 95 % Wilson intervals, counted plainly and with each campaign counting once.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from rules.author.corpus import Entry, InputForm, mail_of
from rules.author.parallel import spread
from rules.engine import Engine, default
from rules.packs import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """What one mail got: its level, its claimed brand, its points (id and quote), an error that should not have been, and the time it took.

    `without` are the points and signals that it was judged without, whole or in part (`held_out`).
    """

    entry: Entry
    level: str
    brand: str
    points: tuple[tuple[str, str], ...]
    error: str = ""
    seconds: float = 0.0
    without: tuple[str, ...] = ()


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
        reach = z * math.sqrt(max(0.0, share * (1 - share)) / total + z * z / (4 * total * total)) / (1 + z * z / total)
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


_engine: Engine | None = None


def _start(pack: Path | None, experimental: bool) -> None:
    """Make this process' engine."""
    global _engine  # noqa: PLW0603 -- one engine a process, made before its first mail
    _engine = default() if pack is None and not experimental else Engine(default().pack if pack is None else load(pack), experimental=experimental)


def judge(engine: Engine, entry: Entry, form: InputForm) -> Result:
    """What one mail gets. Never raises: a mail that breaks the program is a finding, not the end of the run."""
    start = time.perf_counter()
    try:
        report = engine.check(mail_of(entry, form))
    except Exception as error:
        return Result(entry, "error", "", (), f"{type(error).__name__}: {error}"[:200])
    seconds = time.perf_counter() - start
    return Result(entry, report.level, report.brand.id if report.brand else "", tuple((point.id, point.quote) for point in report.points), "", seconds)


def _one(entry: Entry, form: InputForm) -> Result:
    return judge(_engine or default(), entry, form)


def run(
    entries: Sequence[Entry],
    form: InputForm,
    jobs: int = 0,
    advance: Callable[[int], object] = lambda _: None,
    *,
    pack: Path | None = None,
    experimental: bool = False,
) -> list[Result]:
    """Judge every mail, in parallel processes. `experimental` counts rules of that status as if they were shown."""
    return spread(partial(_one, form=form), entries, jobs=jobs, start=_start, given=(pack, experimental), advance=advance)


def wrong(result: Result, *, misses: bool = True, alarms: bool = True) -> bool:
    """Whether a mail went wrong: phishing below caution (a miss), or honest mail at caution or more (an alarm)."""
    flagged = result.level in ("strong", "caution")
    return (misses and result.entry.label == "phish" and not flagged) or (alarms and result.entry.label == "ham" and flagged)


def rows(results: Iterable[Result]) -> Iterator[Row]:
    """The card: all, by the files' format, language, source and claimed brand; phishing first."""
    everything = list(results)
    for label in ("phish", "ham"):
        mine = [result for result in everything if result.entry.label == label]
        if not mine:
            continue
        yield _row(label, "all", "", mine)
        groups: tuple[tuple[str, Callable[[Result], str]], ...] = (
            ("format", lambda result: result.entry.format),
            ("lang", lambda result: result.entry.lang),
            ("source", lambda result: result.entry.source),
            ("brand", lambda result: result.brand or "-"),
        )
        for by, key in groups:
            parts = _parted(mine, key)
            for name in sorted(parts, key=lambda name: (-len(parts[name]), name)):
                yield _row(label, by, name, parts[name])


def form_rows(by_form: dict[InputForm, list[Result]]) -> Iterator[Row]:
    """The card of several input forms side by side: all mails, then each language."""
    for label in ("phish", "ham"):
        for form, results in by_form.items():
            mine = [result for result in results if result.entry.label == label]
            if mine:
                yield _row(label, form, "", mine)
                parts = _parted(mine, lambda result: result.entry.lang)
                for name in sorted(parts, key=lambda name: (-len(parts[name]), name)):
                    yield _row(label, form, name, parts[name])


def _parted(results: list[Result], key: Callable[[Result], str]) -> dict[str, list[Result]]:
    parts: dict[str, list[Result]] = {}
    for result in results:
        parts.setdefault(key(result), []).append(result)
    return parts


def _row(label: str, by: str, name: str, results: list[Result]) -> Row:
    caution = [result.level in ("strong", "caution") for result in results]
    strong = [result.level == "strong" for result in results]
    sizes: dict[str, int] = {}
    for result in results:
        sizes[result.entry.campaign] = sizes.get(result.entry.campaign, 0) + 1
    weights = [1 / sizes[result.entry.campaign] for result in results]

    def weighted(hits: list[bool]) -> Rate:
        return Rate.of(min(math.fsum(weight for weight, hit in zip(weights, hits, strict=True) if hit), len(sizes)), float(len(sizes)))

    return Row(label, by, name, Rate.of(sum(caution), len(results)), Rate.of(sum(strong), len(results)), weighted(caution), weighted(strong))


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How many phishing and honest mails a rule hits, and how many of them no other rule hits."""

    id: str
    phish: int
    ham: int
    phish_alone: int
    ham_alone: int


def rule_rows(results: Iterable[Result], names: Iterable[str] | None = None) -> list[RuleRow]:
    """One line a rule (of the shipped pack, if `names` does not say which), the ones that hit nothing included."""
    counts: dict[str, list[int]] = {name: [0, 0, 0, 0] for name in (names if names is not None else (rule.id for rule in default().rules))}
    for result in results:
        place = 0 if result.entry.label == "phish" else 1
        ids = {point for point, _ in result.points}
        for name in ids:
            count = counts.setdefault(name, [0, 0, 0, 0])
            count[place] += 1
            if len(ids) == 1:
                count[place + 2] += 1
    return [RuleRow(name, *numbers) for name, numbers in sorted(counts.items())]
