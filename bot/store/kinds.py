"""A campaign as a server's page holds it: light, because a process holds tens of thousands of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.store.fingerprint import DOMAINS, Trace
from bot.store.tables import Campaign

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select

    from rules.report import Level

RANK: tuple[Level, ...] = ("unclear", "none", "caution", "strong")
"""Levels, the lowest first."""
_READ = (
    *(Campaign.id, Campaign.guild_id, Campaign.level, Campaign.rules, Campaign.count, Campaign.first_seen, Campaign.last_seen),
    *(Campaign.confirmed, Campaign.confirmed_at, Campaign.overruled_level),
    *(Campaign.fingerprint, Campaign.subject_skeleton_hash, Campaign.sender_domain, Campaign.link_domains, Campaign.brand),
)


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


def rows() -> Select[*tuple[Any, ...]]:
    """What is read of campaigns for `kind`."""
    return select(*_READ)


def kind(row: Row[*tuple[Any, ...]]) -> Kind:
    """A campaign out of a row of `rows`."""
    number, guild_id, level, rules, count, first, last, confirmed, confirmed_at, overruled, fingerprint, subject, sender, links, brand = row
    trace = Trace(fingerprint, subject, sender, tuple(links), brand or "")
    return Kind(number, guild_id, trace, level, tuple(map(sys.intern, rules)), count, first, last, confirmed_at if confirmed else None, overruled)


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
