"""Which company does the mail claim to come from, and which others does it name?

A claim has a strength: 3 when the display name says it (or the mail comes from the company's own domain), 2 when the subject, the
sender's address, a copyright line, the text speaking as the company or the front of a link's host says it, 1 when the text merely names it. Only a claim of 2 or
more makes `facts.brand`: honest mail names other companies all the time.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(sender=Address("XSERVER SUPPORT", "info@mail.example.cfd")), shipped()), facts)
>>> facts.brand.id, facts.claims[0].strength
('xserver', 3)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from rules.facts import lookalike
from rules.facts.model import Claim
from rules.facts.owners import of_japan
from rules.fold import CJK, fold
from rules.hosts import registrable
from rules.patterns import Patterns, compile_one, place
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rules.facts.model import Context, Facts
    from rules.fold import Folded
    from rules.hosts import Url
    from rules.packs import Brand, Pack
    from rules.patterns import Place
    from rules.report import Where

NAMES: dict[str, str] = {
    "brand.claimed": "the mail claims to come from a company the pack knows",
    "brand.in-name": "the display name names the company",
    "brand.in-address-only": "a company's name stands in the sender's address, and nowhere in what the mail says",
    "brand.misspelled": "a company's name is spelled as only fakes spell it",
    "brand.in-text-only": "companies are named, but the mail speaks as none of them",
}

_CJK_LETTER = regex(f"[{CJK}]")
_WORD = re.compile(r"[a-z0-9]")
_TOKEN = regex(r"[a-z]+(?:-[a-z]+)*")
_ADDRESS_DOMAIN = regex(r"@[\w.-]+")
_SHORT = 6
"""Latin spellings shorter than this must be written without blanks inside: "an a" is not ANA."""
_SHOP = 3
"""Letters beside a mall's name, the word for a shop among them, from which they are a shop's own name."""
_FRONTED = 3
"""Dots at least of a host that has a company's domain at its front."""
_SIGNED = 3
"""Lines at the end of a text that may be its signature."""
_NAME = 40
"""Letters of a line at most that is nothing but a name."""
_FIRM = "株式会社"
_FULL = 1500
"""Letters at the start of the body, and as many at its end, where a company introduces itself and signs."""


def read(context: Context, facts: Facts) -> None:
    """Leave `facts.brand`, `facts.claims` and what the spelling shows."""
    index = context.pack.made(_index)
    found = _Found(context.pack)
    domain = registrable(context.mail.sender.domain)
    tenant = domain if context.name.text.endswith(tuple(context.pack.lists["speaking"]["shops"])) else ""
    partner = of_japan(domain, context.pack) and any(word in context.name.text for word in context.pack.lists["speaking"]["relations"])
    _spelled(index, found, facts, _spoken(context.name), 2 if partner else 3, "from", tenant)
    if (brand_id := index.ambiguous.get(context.name.text)) is not None:
        found.claim(brand_id, 3, context.mail.sender.display, "from")
    own = 2 if found else 3  # what the display name says comes before whose address stands behind it
    for brand in context.pack.domain_brands.get(domain, ()):
        # an address that any customer may have does not speak as the company
        found.claim(brand.id, 1 if brand.gives(context.mail.sender.domain, domain) else own, context.mail.sender.address, "from")
    for token in _tokens(context.address.text):
        if (brand_id := index.latin.get(token)) is not None and domain not in context.pack.brands[brand_id].customer_domains:
            found.claim(brand_id, 2, context.mail.sender.address, "from")
    _spelled(index, found, facts, context.subject, 2, "subject")
    _body(index, found, facts, context)
    for _, url in context.urls:
        for brand in context.pack.domain_brands.get(url.domain, ()):
            found.claim(brand.id, 1, url.host, "link")
        for brand in _fronted(url, context.pack):
            found.claim(brand.id, 2, url.host, "link")
    facts.claims = found.sorted(domain)
    first = facts.claims[0] if facts.claims else None
    if first is not None and first.strength >= 2:
        facts.brand = first.brand
        facts.add("brand.claimed", first.words, first.where)
        if first.where == "from" and first.brand.id not in found.spelled:
            facts.add("brand.in-address-only", first.words, "from")
        if first.strength == 3:
            facts.add("brand.in-name", first.words, first.where)
    elif first is not None:
        facts.add("brand.in-text-only", first.words, first.where)


def _fronted(url: Url, pack: Pack) -> tuple[Brand, ...]:
    """The companies whose domain is the front of another's host: `rakuten-card.co.jp.user.example`."""
    if url.host.count(".") < _FRONTED or url.domain in pack.domain_brands or url.domain in pack.lists["hosts"]["trackers"]:
        return ()
    front = lookalike.domain_inside(url.host, pack)
    return pack.domain_brands.get(front, ()) if front and url.host.partition(front)[0].count(".") <= 1 else ()


def _spelled(index: _Index, found: _Found, facts: Facts, text: Folded, strength: int, where: Where, tenant: str = "") -> None:
    """Claims by the names in one piece of text. `tenant` is the domain of a sender who calls itself a shop."""
    book, malls = index.pack.lists["speaking"], index.pack.lists["kinds"]["malls"]
    wares = (*book["wares"], *book["told"])
    firms = _firms(text, index.pack)
    for key, words in index.spellings.places(text):
        brand_id, _, kind = key.partition(" ")
        if firms and _followed(text, words, firms):
            continue
        # 「くらし館 Yahoo!店」 is a shop in a mall, not the mall
        brand = index.pack.brands[brand_id]
        lets = tenant and brand.kind in malls and not brand.owns(tenant) and len(text.text) - len(words) > _SHOP
        ware = where in ("subject", "from") and _ware(text, words, wares)
        found.claim(brand_id, 1 if lets or (ware and where == "subject") else 2 if ware else strength, words, where)
        found.spelled.add(brand_id)
        if kind == "wrong":
            facts.add("brand.misspelled", words, where)


def _ware(text: Folded, words: Place, wares: tuple[str, ...]) -> bool:
    """Whether a name is that of a thing: 「Amazonギフトカード」."""
    quote = words.quote
    return any(ware in quote for ware in wares) or text.original.partition(quote)[2].lstrip().startswith(wares)


def _firms(text: Folded, pack: Pack) -> tuple[str, ...]:
    """The words of trades that stand in a text, with which a name goes on into that of another firm: 「ヤマダ電機工業」."""
    return tuple(word for word in pack.lists["companies"]["firms"] if word in text.text)


def _followed(text: Folded, words: Place, ends: tuple[str, ...]) -> bool:
    return text.original.partition(words.quote)[2].startswith(ends)


def _body(index: _Index, found: _Found, facts: Facts, context: Context) -> None:
    named: dict[str, Place] = {}
    firms = _firms(context.body, index.pack)
    for key, words in index.spellings.places(context.body):
        brand_id, _, kind = key.partition(" ")
        if firms and _followed(context.body, words, firms):
            continue
        if len(words) > len(named.get(brand_id, ())):
            named[brand_id] = words
        if kind == "wrong":
            facts.add("brand.misspelled", words, "body")
    found.spelled.update(named)
    if not named:
        return
    edges = context.body if len(context.body.text) <= 2 * _FULL else fold(context.mail.body[:_FULL] + "\n\n" + context.mail.body[-_FULL:])
    alone = frozenset() if context.mail.subject else _alone(context.mail.body)
    for brand_id, words in named.items():
        spoken = place(index.speaking(brand_id), edges.utf8) is not None or (
            not context.mail.subject and (not alone.isdisjoint(index.written(brand_id)) or place(index.heading(brand_id), edges.utf8) is not None)
        )
        found.claim(brand_id, 2 if spoken else 1, words, "body")


def _alone(body: str) -> frozenset[str]:
    """The first line of a text and its last ones, folded and without blanks or 株式会社, if they are short: a company that writes there and nowhere else."""
    lines = [line for line in body[:_FULL].splitlines() if line.strip()][:1] + [line for line in body[-_FULL:].splitlines() if line.strip()][-_SIGNED:]
    return frozenset(fold(line).text.replace(" ", "").replace(_FIRM, "") for line in lines if len(line) <= _NAME)


def _spoken(name: Folded) -> Folded:
    """A display name without the domains of addresses in it: `taro@nifty.com` is a person."""
    return fold(_ADDRESS_DOMAIN.sub(" ", name.original)) if "@" in name.original else name


def _tokens(address: str) -> Iterable[str]:
    """The words of an address that could be a company's name: whole runs of letters, and their parts between hyphens."""
    for run in _TOKEN.findall(address):
        yield run
        yield from run.split("-")


def in_address(text: str, brand: Brand) -> bool:
    """Whether a word of an address, or of a part of it, is the company's name.

    >>> from rules.packs import shipped
    >>> in_address("xserver-info", shipped().brands["xserver"]), in_address("taro", shipped().brands["xserver"])
    (True, False)
    """
    return not set(_latin(brand)).isdisjoint(_tokens(text))


class _Found:
    """Claims by company, the strongest of each kept; a longer spelling says more than a shorter one."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._claims: dict[str, Claim] = {}
        self.spelled: set[str] = set()
        """Companies whose name is written out: in the display name, the subject or the text."""

    def __bool__(self) -> bool:
        return bool(self._claims)

    def claim(self, brand_id: str, strength: int, words: str | Place, where: Where) -> None:
        old = self._claims.get(brand_id)
        if old is None or (strength, len(words)) > (old.strength, len(old.words) if old.where == where else 10**6):
            self._claims[brand_id] = Claim(self._pack.brands[brand_id], strength, words, where)

    def sorted(self, domain: str = "") -> tuple[Claim, ...]:
        """Strongest first; of several names in one place the owner of the sender's `domain`: 「ビックカメラ楽天市場店」 writes from the mall's."""
        return tuple(sorted(self._claims.values(), key=lambda claim: (-claim.strength, domain not in claim.brand.official_domains, -len(claim.words))))


@dataclass(frozen=True)
class _Index:
    """A pack's company names, compiled."""

    pack: Pack
    spellings: Patterns
    latin: dict[str, str]
    ambiguous: dict[str, str]

    _compiled: dict[tuple[str, str], Any] = field(default_factory=dict)

    def written(self, brand_id: str) -> frozenset[str]:
        """A company's spellings without blanks and 株式会社."""
        brand = self.pack.brands[brand_id]
        return frozenset(word.replace(" ", "").replace(_FIRM, "") for word in (*brand.spellings, *brand.misspellings))

    def speaking(self, brand_id: str) -> Any:
        """The pattern of a text that speaks as the company: 「…をご利用いただき」, a copyright line, a signature."""
        before, after = ("|".join(sorted(self.pack.lists["speaking"][side])) for side in ("before", "after"))
        return self._named("speaking", brand_id, rf"(?:{before})[^\n]{{0,24}}(?:{{name}})|(?:{{name}})[\]」』】)]?(?:{after})")

    def heading(self, brand_id: str) -> Any:
        """The pattern of a text that begins with the company's name, in brackets or before a colon, as subjects do: 【ヤマト運輸】お荷物の…"""
        return self._named("heading", brand_id, r"\A[^\n]{0,40}[【\[](?:{name})[】\]]|\A(?:{name}) ?:")

    def _named(self, what: str, brand_id: str, pattern: str) -> Any:
        if (what, brand_id) not in self._compiled:
            brand = self.pack.brands[brand_id]
            name = "|".join(_pattern(word) for word in (*brand.spellings, *brand.misspellings))
            self._compiled[what, brand_id] = compile_one(pattern.replace("{name}", name))
        return self._compiled[what, brand_id]


def _index(pack: Pack) -> _Index:
    patterns: list[tuple[str, Callable[[], str]]] = []
    words: list[str] = []
    latin: dict[str, str] = {}
    ambiguous: dict[str, str] = {}
    for brand in pack.brands.values():
        patterns += [(f"{brand.id} right", partial(_pattern, word)) for word in brand.spellings]
        patterns += [(f"{brand.id} wrong", partial(_pattern, word, exact=True)) for word in brand.misspellings]
        words += [word.replace(" ", "") for word in (*brand.spellings, *brand.misspellings)]
        latin |= dict.fromkeys(_latin(brand), brand.id)
        ambiguous |= dict.fromkeys(brand.ambiguous, brand.id)
    return _Index(pack, Patterns(patterns, [(frozenset((word,)),) for word in words], spaced=True), latin, ambiguous)


def _latin(brand: Brand) -> Iterable[str]:
    words = (word.replace(" ", "") for word in (*brand.spellings, *brand.misspellings))
    return (word for word in words if len(word) >= 4 and _TOKEN.fullmatch(word))


def _pattern(word: str, *, exact: bool = False) -> str:
    """A folded spelling as a pattern: whole words for Latin letters, blanks allowed where fakes put them (not in a misspelling, where they tell)."""
    if exact:
        return (r"\b" if _WORD.match(word) else "") + re.escape(word) + (r"\b" if _WORD.match(word[-1]) else "")
    spaced = " ?" if len(word) >= _SHORT or _CJK_LETTER.search(word) else ""
    letters = [re.escape(letter) if letter != " " else " ?" for letter in word]
    body = "".join(letter + (spaced if _WORD.match(letter) and position + 1 < len(letters) else "") for position, letter in enumerate(letters))
    body = body.replace(" ? ?", " ?")
    start = r"\b" if _WORD.match(word) else ""
    end = r"\b" if _WORD.match(word[-1]) else ""
    return f"{start}{body}{end}"


def spelled(context: Context, text: Folded) -> tuple[Claim, ...]:
    """The companies that one piece of text names, longest spelling first (strength 1)."""
    found = _Found(context.pack)
    for key, words in context.pack.made(_index).spellings.places(text):
        found.claim(key.partition(" ")[0], 1, words, "body")
    return found.sorted()
