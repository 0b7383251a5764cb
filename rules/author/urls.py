"""How many reported phishing links the rules recognise by their address alone.

The list is CSV with a header line; `url` is needed, `brand` tells whom the page imitates. Nothing is opened.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.author.corpus import CorpusError
from rules.author.score import Rate
from rules.engine import default
from rules.mail import Unusable, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rules.report import Report


@dataclass(frozen=True, slots=True)
class Link:
    """One reported link, and what the rules say of it."""

    url: str
    brand: str
    report: Report

    @property
    def flagged(self) -> bool:
        """Whether it got caution or more."""
        return self.report.level in ("strong", "caution")


def links(path: Path, advance: Callable[[int], object] = lambda _: None) -> list[Link]:
    """Judge every link of a list. Raises CorpusError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row.get("url")]
    except (OSError, ValueError, csv.Error) as error:
        raise CorpusError(f"{path} is no readable list of links") from error
    if not rows:
        raise CorpusError(f"{path} holds no column named url, or nothing in it")
    engine = default()
    judged: list[Link] = []
    for row in rows:
        try:
            judged.append(Link(row["url"], row.get("brand") or "", engine.check(read(row["url"], form="text"))))
        except Unusable:
            continue
        advance(1)
    return judged


def rates(judged: Iterable[Link], most: int = 20) -> list[tuple[str, Rate, Rate]]:
    """Name, share at caution or more, share at strong: all first, then the brands with the most links."""
    parts: dict[str, list[Link]] = {"": []}
    for link in judged:
        parts[""].append(link)
        parts.setdefault(link.brand or "-", []).append(link)
    names = sorted(parts, key=lambda name: (name != "", -len(parts[name]), name))[: most + 1]
    return [
        (name or "all", Rate.of(sum(link.flagged for link in mine), len(mine)), Rate.of(sum(link.report.level == "strong" for link in mine), len(mine)))
        for name, mine in ((name, parts[name]) for name in names)
    ]
