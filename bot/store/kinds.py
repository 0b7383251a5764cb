"""A campaign as a server's page holds it: light, because a process holds tens of thousands of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.store.fingerprint import DOMAINS, Trace

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from rules.report import Level

RANK: tuple[Level, ...] = ("unclear", "none", "caution", "strong")
"""Levels, the lowest first."""


@dataclass(slots=True)
class Kind:
    """One kind of mail. `trace` tells it again, `level` is the highest that the rules gave and `rules` what fired for it; `confirmed_at` is None unless confirmed."""

    id: int
    guild_id: int
    trace: Trace
    level: str
    rules: tuple[str, ...]
    count: int
    first_seen: datetime
    last_seen: datetime
    confirmed_at: datetime | None = None
    overruled_level: str | None = None

    def see(self, trace: Trace, level: Level, rules: tuple[str, ...], now: datetime) -> None:
        """Note one more mail: what those before did not show, the newest domains of links, and a higher level."""
        self.trace = _learned(self.trace, trace)
        if RANK.index(level) > _rank(self.level):
            self.level, self.rules = level, rules
        self.count += 1
        self.last_seen = now

    def learned(self) -> dict[str, Any]:
        """What a further mail may change of its row, besides the count."""
        return {
            "fingerprint": self.trace.fingerprint,
            "subject_skeleton_hash": self.trace.subject,
            "sender_domain": self.trace.sender,
            "link_domains": list(self.trace.links),
            "brand": self.trace.brand or None,
            "level": self.level,
            "rules": list(self.rules),
            "last_seen": self.last_seen,
        }

    def row(self) -> dict[str, Any]:
        """Its row when it is new, but for the count."""
        return {"id": self.id, "guild_id": self.guild_id, "first_seen": self.first_seen, **self.learned()}


def kind(row: Row[*tuple[Any, ...]]) -> Kind:
    """A campaign out of a row of its table."""
    return Kind(
        id=row.id,
        guild_id=row.guild_id,
        trace=Trace(row.fingerprint, row.subject_skeleton_hash, row.sender_domain, tuple(row.link_domains), row.brand or ""),
        level=row.level,
        rules=tuple(map(sys.intern, row.rules)),
        count=row._mapping["count"],
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        confirmed_at=row.confirmed_at if row.confirmed else None,
        overruled_level=row.overruled_level,
    )


def _learned(known: Trace, more: Trace) -> Trace:
    return Trace(
        known.fingerprint or more.fingerprint,
        known.subject or more.subject,
        known.sender or more.sender,
        tuple(dict.fromkeys((*more.links, *known.links)))[:DOMAINS],
        known.brand or more.brand,
    )


def _rank(level: str) -> int:
    return next((place for place, name in enumerate(RANK) if name == level), 0)
