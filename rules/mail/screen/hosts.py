"""Whose host is it? What was read of a host becomes the hosts that can exist, and a doubt where they belong to different owners.

A reading is never moved towards a company's own domain because it looks like it: `xserver-supp0rt` stays what it is. Only what the engine itself holds
possible, or what must be since the host as read cannot exist, is weighed; where that leaves more than one owner, all are named.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from heapq import nlargest
from typing import TYPE_CHECKING, Literal

from rules.hosts import exists, owner, registrable
from rules.mail.screen import runs
from rules.mail.screen.wording import words
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.mail.screen.model import Place
    from rules.packs import Pack

BEAM = 48
"""Readings of one host kept at a time."""
FAINT = 0.02
"""A reading with a smaller share is none."""
SURE = 0.9
"""Share of one owner's readings from which the others are left out, unless a known company is among them."""
LIKELIER = 16
"""How much likelier than a stranger an owner is whom the same mail names clearly."""
RISKY = 0.05
"""Share from which a company's host may stand behind what reads as a stranger's; the other way round `FAINT` is enough, because a company's name reassures."""
_CAPITALS = {"I": (("l", 0.9), ("i", 0.1)), "|": (("l", 0.9), ("i", 0.1)), "O": (("0", 0.7), ("o", 0.3))}
"""What a capital among small letters is more likely to be: it is as high as the letter, and hosts are written small."""
_DASHES = "一ー—–−‐ｰ~"
_DOTS = ",·・。，．、"
_LABELS = regex(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)+")


@dataclass(frozen=True)
class Doubt:
    """A host or address with more than one owner possible. `matters` says that a company the pack knows is among the owners and not the only one."""

    read: str
    readings: tuple[str, ...]
    owners: tuple[str, ...]
    where: Literal["from", "link"]
    matters: bool


@dataclass(frozen=True)
class Host:
    """What a host was taken for, with the share of 1 that speaks for its owner; the likeliest reading of each other owner that may be; and whether that matters.

    `spellings` are other readings that belong to the same owner; `owners` are all that may be, each with its share.
    """

    reading: str
    share: float
    others: tuple[str, ...] = ()
    matters: bool = False
    spellings: tuple[str, ...] = ()
    owners: Mapping[str, float] = field(default_factory=dict)


def decide(places: Sequence[Place], pack: Pack, elsewhere: Mapping[str, float] | None = None) -> Host:
    """What a host is, by its places.

    `elsewhere` are owners that the same mail names in another place, with the share of 1 that speaks for each there: likelier than strangers of whom nobody ever heard.

    >>> from rules.mail.screen.model import certain
    >>> from rules.packs import shipped
    >>> decide(certain("login.kurobane-post.example.cfd"), shipped()).reading
    'login.kurobane-post.example.cfd'
    >>> odd = (*certain("xserver-supp"), (("0", 0.55), ("o", 0.45)), *certain("rt.com"))
    >>> decide(odd, shipped()).reading, decide(odd, shipped()).others
    ('xserver-supp0rt.com', ('xserver-support.com',))
    """
    read = plain(runs.text(places))
    found = {host: share for host, share in readings(places) if possible(host)}
    if not found:
        found = dict.fromkeys(repaired(read, pack), 1.0)
    if not found:
        return Host(read, 0.0)
    known = {host: max(1.0, LIKELIER * share) for host, share in (elsewhere or {}).items() if not _companies(host, pack)}
    weighed = {host: share * known.get(owner(host), 1.0) for host, share in found.items()}
    total = sum(weighed.values())
    groups: dict[str, list[tuple[float, str]]] = {}
    for host, share in weighed.items():
        groups.setdefault(owner(host), []).append((share / total, host))
    ranked = sorted(((sum(share for share, _ in group), max(group)[1]) for group in groups.values()), reverse=True)
    share, best = ranked[0]
    others = tuple(host for other, host in ranked[1:] if other >= FAINT)
    own = _companies(best, pack)
    matters = any(_companies(host, pack) != own for part, host in ranked[1:] if part >= (FAINT if own else RISKY))
    if not matters and share >= SURE:
        others = ()
    owners = {owner(max(group)[1]): sum(share for share, _ in group) for group in groups.values()}
    spellings = tuple(host for part, host in sorted(groups[owner(best)], reverse=True) if host != best and part >= FAINT)
    return Host(best, share, others[:4], matters, spellings[:2], owners)


def readings(places: Sequence[Place]) -> list[tuple[str, float]]:
    """The likeliest readings of a host, in small letters, with their shares.

    >>> from rules.mail.screen.model import certain
    >>> readings((*certain("a"), (("l", 0.5), ("I", 0.5)), *certain(".cn")))
    [('al.cn', 0.95), ('ai.cn', 0.05)]
    """
    letters = [letter for place in places for letter in place[0][0] if letter.isalpha()]
    loud = sum(letter.isupper() for letter in letters) > len(letters) / 2
    beam: dict[str, float] = {"": 1.0}
    for place in places:
        options = _options(place, loud=loud)
        longer: dict[str, float] = {}
        for start, share in beam.items():
            for letter, part in options.items():
                longer[start + letter] = longer.get(start + letter, 0.0) + share * part
        beam = dict(nlargest(BEAM, longer.items(), key=lambda item: item[1]))
    return [(host, round(share, 4)) for host, share in sorted(beam.items(), key=lambda item: -item[1])]


def _options(place: Place, *, loud: bool) -> Mapping[str, float]:
    """What may stand at a place of a host: letters that cannot are what they look like."""
    options: dict[str, float] = {}
    for letter, share in place:
        pairs = ((plain(letter), 1.0),) if loud else _CAPITALS.get(letter, ((plain(letter), 1.0),))
        for plainer, part in pairs:
            if re.fullmatch(r"[a-z0-9._-]?", plainer) and share * part >= FAINT / 2:
                options[plainer] = options.get(plainer, 0.0) + share * part
    return options or {plain(place[0][0]): 1.0}


def plain(text: str) -> str:
    """A host's letters as a browser would take them: narrow, small, a dash for what looks like one, a dot for what looks like one, no blank.

    >>> plain("ＷＷＷ．example，co。jp ")
    'www.example.co.jp'
    """
    narrow = unicodedata.normalize("NFKC", text)
    return "".join("-" if letter in _DASHES else "." if letter in _DOTS else letter for letter in narrow if not letter.isspace()).lower()


def possible(host: str) -> bool:
    """Whether a host of that name can be: labels as they are allowed, below an ending that exists.

    >>> possible("xserver.ne.jp"), possible("xserver.ne.ip"), possible("-a.com")
    (True, False, False)
    """
    return _LABELS.fullmatch(host) is not None and exists(host)


def repaired(host: str, pack: Pack) -> list[str]:
    """Hosts that can be, one look-alike or one lost dot away from one that cannot.

    >>> from rules.packs import shipped
    >>> repaired("xserver.ne.ip", shipped()), repaired("xserver.nejp", shipped())
    (['xserver.ne.jp'], ['xserver.ne.jp'])
    """
    made: dict[str, None] = {}
    start = max(0, host.rfind(".", 0, host.rfind(".")) + 1) if "." in host else 0
    for group in pack.made(words).twins:
        for one in group:
            for other in group:
                place = host.find(one, start)
                while one != other and place >= 0:
                    made[host[:place] + other + host[place + len(one) :]] = None
                    place = host.find(one, place + 1)
    fixed = [changed for changed in made if possible(changed)]
    if not fixed:
        fixed = [dotted for place in range(len(host) - 2, start, -1) if possible(dotted := host[:place] + "." + host[place:]) and exists(dotted)]
        fixed = [dotted for dotted in fixed if dotted.rpartition(".")[2] in ("jp", "com", "net", "org", "info")] or fixed
    return fixed[:4]


def _companies(host: str, pack: Pack) -> frozenset[str]:
    """The companies a host belongs to, by their ids; providers of free addresses count as one."""
    domain = registrable(host)
    known = frozenset(brand.id for brand in pack.domain_brands.get(domain, ()))
    return known or (frozenset(("free",)) if pack.listed("mail.free", domain) else frozenset())


def whose(host: str, pack: Pack, lang: str = "ja") -> str:
    """Whose a host is, for people: the company's name where the pack knows it, else the registrable domain."""
    brands = pack.domain_brands.get(registrable(host), ())
    return brands[0].name[lang] if brands else owner(host)
