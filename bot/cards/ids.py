"""What a button remembers: enough of a report to go on after a restart, and nothing of the mail.

A custom id is `hm:<action>:<report id><level><brand><rule><rule>…[.<campaign>]`: the level as one letter, brand and rules as three letters of a hash
each, and the number of the campaign in the server where the card was made.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from rules.report import Level

if TYPE_CHECKING:
    from rules.packs import Brand, Pack, Rule
    from rules.report import Report

LONGEST = 100
"""Characters of a custom id at most (Discord's limit)."""
_LEVELS: tuple[Level, ...] = get_args(Level)
_HEAD = re.compile(r"hm:[a-z]:([0-9a-f]{8})([scnu])([\w-]{3})((?:[\w-]{3})*)(?:\.(\d{1,19}))?")
NOBODY = "---"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a custom id tells: the report's id and level, its brand, its rules, strongest first, and the campaign in the server of the card."""

    id: str
    level: Level
    brand: Brand | None
    rules: tuple[Rule, ...]
    campaign: int | None = None


def short(name: str) -> str:
    """Three letters for a rule's or a brand's id; a test over the pack keeps them apart."""
    return base64.urlsafe_b64encode(hashlib.blake2s(name.encode(), digest_size=3).digest())[:3].decode()


def pack_id(action: str, report: Report, campaign: int | None = None) -> str:
    """The custom id of one action on a report, and on the campaign it belongs to."""
    return repack(action, Remembered(report.id, report.level, report.brand, tuple(point.rule for point in report.points), campaign))


def repack(action: str, seen: Remembered) -> str:
    """The custom id of another action on what a custom id told."""
    brand = short(seen.brand.id) if seen.brand else NOBODY
    head = f"hm:{action}:{seen.id}{seen.level[0]}{brand}"
    tail = f".{seen.campaign}" if seen.campaign else ""
    room = (LONGEST - len(head) - len(tail)) // 3
    return head + "".join(short(rule.id) for rule in seen.rules[:room]) + tail


def unpack_id(custom_id: str, pack: Pack) -> Remembered | None:
    """What a custom id tells, None when it is not one of ours. Rules that the pack no longer has are left out."""
    found = _HEAD.fullmatch(custom_id)
    if found is None:
        return None
    brands, rules = _books(pack)
    level = next(level for level in _LEVELS if level[0] == found[2])
    codes = (found[4][place : place + 3] for place in range(0, len(found[4]), 3))
    return Remembered(found[1], level, brands.get(found[3]), tuple(rules[code] for code in codes if code in rules), int(found[5]) if found[5] else None)


@lru_cache(maxsize=2)
def _book_of(version: str, brands: tuple[str, ...], rules: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    return {short(name): name for name in brands}, {short(name): name for name in rules}


def _books(pack: Pack) -> tuple[dict[str, Brand], dict[str, Rule]]:
    rules = {rule.id: rule for rule in pack.rules}
    brand_codes, rule_codes = _book_of(pack.version, tuple(pack.brands), tuple(rules))
    return {code: pack.brands[name] for code, name in brand_codes.items()}, {code: rules[name] for code, name in rule_codes.items()}
