"""Scores added up and shown."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from rich.table import Table

from rules.report import Level
from tests.images.cases import HARD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.images.kept import Spent
    from tests.images.metrics import Score
    from tests.images.truth import Truth

LEVELS: tuple[str, ...] = get_args(Level)
GOALS = {
    "letters misread": "≤ 0.5 %",
    "address exact": "≥ 97 %",
    "host exact or uncertain": "≥ 97 %",
    "silently wrong": "0",
    "same level": "≥ 95 %",
    "median cpu s": "≤ 3 (phone)",
}


@dataclass(frozen=True)
class Measured:
    """One case with its score, and what reading took for each picture of it."""

    truth: Truth
    score: Score
    spent: Spent

    @property
    def clean(self) -> bool:
        """Whether the pictures are as they were drawn."""
        return not self.truth.kind

    @property
    def one_screen(self) -> bool:
        """Whether each picture is one phone screen or a part of it: what the goal for the seconds speaks of."""
        return max(self.truth.sizes[0]) <= 2600 and self.truth.sizes[0][1] > self.truth.sizes[0][0]


def summary(rows: Sequence[Measured]) -> dict[str, Any]:
    """The figures of some cases; a share is None where there was nothing to count."""
    scores = [row.score for row in rows]
    addresses = [score.address for row, score in zip(rows, scores, strict=True) if row.truth.address]
    hosts = [outcome for score in scores for outcome in score.hosts]
    clocks, cpus = sorted(row.spent.clock for row in rows), sorted(row.spent.cpu for row in rows)
    return {
        "cases": len(rows),
        "letters misread": _share(sum(score.misread for score in scores), sum(score.letters for score in scores)),
        "body misread": _share(sum(score.body_misread for score in scores), sum(score.body_letters for score in scores)),
        "display exact": _part([score.display for score in scores if score.display is not None]),
        "subject exact": _part([score.subject for score in scores if score.subject is not None]),
        "address exact": _part([outcome == "exact" for outcome in addresses]),
        "host exact": _part([outcome == "exact" for outcome in hosts]),
        "host exact or uncertain": _part([outcome in ("exact", "uncertain") for outcome in hosts]),
        "silently wrong": sum(len(score.strangers) for score in scores),
        "address invented": sum(score.address is not None for row, score in zip(rows, scores, strict=True) if not row.truth.address),
        "url exact": _part([exact for score in scores for exact in score.urls]),
        "QR exact": _part([exact for score in scores for exact in score.codes]),
        "points recall": _share(sum(len(score.points) - len(score.lost) for score in scores), sum(len(score.points) for score in scores)),
        "extra points": sum(len(score.extra) for score in scores),
        "same level": _part([score.same_level for score in scores]),
        "median s": statistics.median(clocks),
        "median cpu s": statistics.median(cpus),
        "p95 cpu s": cpus[min(len(cpus) - 1, int(len(cpus) * 0.95))],
    }


def tables(rows: Sequence[Measured]) -> list[Table]:
    """One table of all figures for clean and degraded; then by app, by what was done to the picture, by what it shows, by its letters; and the levels."""
    clean, spoilt = [row for row in rows if row.clean], [row for row in rows if not row.clean]
    screens = [row for row in rows if row.one_screen]
    sides = {name: summary(part) for name, part in (("clean", clean), ("degraded", spoilt), ("all", rows), ("phone screens", screens)) if part}
    whole = Table("figure", *sides, "goal", title=f"{len(rows)} cases")
    for figure in next(iter(sides.values())):
        whole.add_row(figure, *(_show(figure, side[figure]) for side in sides.values()), GOALS.get(figure, ""))
    return [
        whole,
        _by("app", rows, lambda row: row.truth.client),
        _by("what was done", rows, lambda row: row.truth.kind or "nothing"),
        _by("shown", rows, lambda row: row.truth.mode),
        _by("addresses", rows, lambda row: "hardest letters" if row.truth.mail in HARD else "ordinary"),
        _levels(rows),
    ]


def markdown(table: Table) -> str:
    """A table as a document holds it."""
    heads = [str(column.header) for column in table.columns]
    rows = zip(*(column.cells for column in table.columns), strict=True)
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in (heads, ["---"] * len(heads), *rows))


def worst(rows: Sequence[Measured], most: int) -> list[Measured]:
    """The cases read worst: a silent mistake first, then another level, then a lost host or address, then letters."""

    def badness(row: Measured) -> tuple[int, int, int, float]:
        score = row.score
        lost = sum(outcome in ("missed", "wrong") for outcome in (*score.hosts, score.address))
        return len(score.strangers), int(not score.same_level), lost, score.body_misread / max(1, score.body_letters)

    return sorted(rows, key=badness, reverse=True)[:most]


def _by(title: str, rows: Sequence[Measured], group: Callable[[Measured], str]) -> Table:
    figures = (
        "letters misread",
        "body misread",
        "subject exact",
        "address exact",
        "host exact",
        "host exact or uncertain",
        "silently wrong",
        "url exact",
        "points recall",
        "same level",
        "median cpu s",
    )
    table = Table(title, "cases", *figures)
    for name in sorted({group(row) for row in rows}):
        part = summary([row for row in rows if group(row) == name])
        table.add_row(name, str(part["cases"]), *(_show(figure, part[figure]) for figure in figures))
    return table


def levels(rows: Sequence[Measured], label: str) -> dict[str, dict[str, int]]:
    """How many mails of a label ("phish" or "genuine") got each level, as text and as picture."""
    scores = [row.score for row in rows if row.truth.label == label]
    return {"as text": _count(score.level for score in scores), "as picture": _count(score.level_read for score in scores)}


def _levels(rows: Sequence[Measured]) -> Table:
    table = Table("mails", "handed over", *LEVELS)
    for label in sorted({row.truth.label for row in rows}):
        for form, counts in levels(rows, label).items():
            table.add_row(label, form, *(str(counts[level]) for level in LEVELS))
    return table


def _count(got: Iterable[str]) -> dict[str, int]:
    counts = Counter(got)
    return {level: counts[level] for level in LEVELS}


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _part(hits: Sequence[bool]) -> float | None:
    return _share(sum(hits), len(hits))


def _show(figure: str, value: float | None) -> str:
    if value is None:
        return "–"
    if figure.endswith(" s"):
        return f"{value:.2f}"
    if isinstance(value, int):
        return str(value)
    return f"{value:.2%}" if figure.endswith("misread") else f"{value:.1%}"
