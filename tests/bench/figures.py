"""Shares with intervals, and times: pure arithmetic on what was measured."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.author.score import Rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.author.corpus import Entry

GROUPS = ("Japanese phishing", "other phishing", "Japanese genuine", "other genuine")
LABELS = {"phish": "phishing", "ham": "genuine"}
LANGUAGES = {"ja": "Japanese", "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "nl": "Dutch", "it": "Italian"}
FEWEST = 15
"""Mails that a language needs for a line of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place to draw the line: from this score on a mail counts as flagged."""

    name: str
    at: float


@dataclass(frozen=True, slots=True)
class Shares:
    """What one line flags of each group: of its mails, and with each campaign counting once; then of each label and language."""

    judge: str
    line: str
    plain: dict[str, Rate]
    by_campaign: dict[str, Rate]
    by_language: dict[tuple[str, str], Rate]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one filter needs: times in ms as its client waits, processor time in ms a mail, memory in MB, seconds until its first answer."""

    judge: str
    median: float
    p95: float
    cpu_median: float
    cpu_p95: float
    cpu_mean: float
    memory: float
    ready: float
    unanswered: int


def group(entry: Entry) -> str:
    """The group a mail belongs to."""
    return f"{'Japanese' if entry.lang == 'ja' else 'other'} {'phishing' if entry.label == 'phish' else 'genuine'}"


def by_language(entries: Sequence[Entry], label: str) -> list[tuple[str, list[int]]]:
    """The mails of one label (phish or ham) by language, the most frequent first, as places in `entries`; languages with few mails together at the end."""
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        if entry.label == label:
            places.setdefault(LANGUAGES.get(entry.lang, "other or none"), []).append(place)
    large = {name: found for name, found in places.items() if len(found) >= FEWEST and name != "other or none"}
    rest = sorted(place for name, found in places.items() if name not in large for place in found)
    ordered = sorted(large.items(), key=lambda item: -len(item[1]))
    return [*ordered, ("other or none", rest)] if rest else ordered


def shares(judge: str, line: Line, entries: Sequence[Entry], scores: Sequence[float | None]) -> Shares:
    """What a line flags. A mail without an answer is not flagged."""
    plain: dict[str, Rate] = {}
    by_campaign: dict[str, Rate] = {}
    for name in GROUPS:
        mine = [(entry.campaign, score is not None and score >= line.at) for entry, score in zip(entries, scores, strict=True) if group(entry) == name]
        if not mine:
            continue
        plain[name] = Rate.of(sum(flagged for _, flagged in mine), len(mine))
        campaigns: dict[str, list[bool]] = {}
        for campaign, flagged in mine:
            campaigns.setdefault(campaign, []).append(flagged)
        hits = math.fsum(sum(flags) / len(flags) for flags in campaigns.values())
        by_campaign[name] = Rate.of(min(hits, len(campaigns)), len(campaigns))
    flags = [score is not None and score >= line.at for score in scores]
    languages = {(label, name): Rate.of(sum(flags[place] for place in places), len(places)) for label in LABELS for name, places in by_language(entries, label)}
    return Shares(judge, line.name, plain, by_campaign, languages)


def median_p95(seconds: Iterable[float]) -> tuple[float, float]:
    """Median and 95th percentile, in ms.

    >>> median_p95([0.001, 0.002, 0.003])
    (2.0, 3.0)
    """
    ordered = sorted(second * 1000 for second in seconds)
    return statistics.median(ordered), ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
