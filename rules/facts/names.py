"""A well-known organisation's name, or an office's, before an address that has nothing to do with it.

Organisations of which the pack knows more (domains, spellings, warnings) are brands, and read there; here a name and the letters of a domain are all.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(sender=Address("Starbucks® Rewards", "hello@mail.example.cfd")), shipped()), facts)
>>> sorted(facts), facts.first("sender.known-name").slots["known"]
(['sender.known-name', 'sender.role'], 'starbucks')
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rules.facts import lookalike
from rules.facts.owners import of_the_reader
from rules.hosts import registrable
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "sender.known-name": "the display name is a well-known organisation's, and its letters stand nowhere in the sender's domain",
    "sender.known-name-near": "the display name is a well-known organisation's, and the sender's domain only contains its letters",
    "sender.role": "the display name speaks as an office (support, billing, security, a reward) rather than as a person",
    "sender.role-free-mail": "an office writes from a free mail address",
    "sender.inner-office": "the display name is an office inside of a company and nothing else, and the sender's domain is not the reader's own",
}

_WORD = regex(r"[^\s_,;:|/()\[\]{}<>\"“”„«»*~#!?®™©•·]+")
_BRACKETS = " \t\u3000[]()【】［］（）「」<>"
_EDGES = ".'-–—=\u200b"
_MOST = 24
"""Words of a display name looked at."""
_LONGEST = 5
"""Words of the longest name."""
_SQUEEZE = regex(r"[^a-z0-9]+")


def read(context: Context, facts: Facts) -> None:
    """Leave what the display name claims."""
    sender = context.mail.sender
    if not sender.display or not sender.domain:
        return
    written = f"{sender.display} <{sender.address}>"
    words = [word for word in (found.strip(_EDGES) for found in _WORD.findall(_plain(context))[:_MOST]) if word]
    known, book = context.pack.made(_known), context.pack.lists["names"]
    office = any(word in book["roles"] for word in words) or any(" ".join(pair) in book["roles"] for pair in pairwise(words))
    if office:
        facts.add("sender.role", written, "from")
        if registrable(sender.domain) in context.pack.lists["mail"]["free"]:
            facts.add("sender.role-free-mail", written, "from")
    if "brand.in-name" in facts:
        return
    if _plain(context).strip(_BRACKETS) in book["inner"] and _outside(context):
        facts.add("sender.inner-office", written, "from")
    for start in range(len(words)):
        for end in range(min(start + _LONGEST, len(words)), start, -1):
            name = " ".join(words[start:end])
            if name not in known:
                continue
            if end - start == 1 and start and not (office or set(words[:start]) <= book["before"]):
                break
            near = _near(name, known[name], sender.domain, book["tails"])
            if near is not None:
                facts.add("sender.known-name-near" if near else "sender.known-name", written, "from", known=name)
            return


def _outside(context: Context) -> bool:
    """Whether the reader has an address at a domain of their own, and the sender writes from another."""
    free = context.pack.lists["mail"]["free"]
    own = of_the_reader(context) - free
    return bool(own) and registrable(context.mail.sender.domain) not in own


def _plain(context: Context) -> str:
    return lookalike.skeleton(context.name.text, context.pack).replace("’", "'").replace("`", "'")


def _near(name: str, domains: tuple[str, ...], host: str, tails: frozenset[str] = frozenset()) -> bool | None:
    """None when the host is the organisation's own, else whether its domain at least contains the name.

    >>> _near("starbucks", (), "e.starbucks.com"), _near("starbucks", (), "starbucks-gift.example"), _near("starbucks", (), "example.org")
    (None, True, False)
    >>> _near("deutsche bank", ("db.com",), "mail.db.com") is None
    True
    """
    if any(host == domain or host.endswith("." + domain) for domain in domains):
        return None
    letters = _SQUEEZE.sub("", name)
    domain = registrable(host) or host
    label = _SQUEEZE.sub("", domain.partition(".")[0])
    whole = _SQUEEZE.sub("", domain)
    if label == letters or (label.startswith(letters) and label.removeprefix(letters) in tails) or whole == letters:
        return None
    return letters in _SQUEEZE.sub("", host)


def _known(pack: Pack) -> dict[str, tuple[str, ...]]:
    """The pack's names, each with the domains that are its own beside those that hold its letters."""
    known: dict[str, tuple[str, ...]] = {}
    for table, values in pack.lists["names"].items():
        if table not in ("roles", "inner", "before", "tails"):
            for value in values:
                name, _, domains = value.partition(" = ")
                known[name.strip()] = tuple(domains.split())
    return known
