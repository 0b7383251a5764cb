"""What the fact readers work on and what they leave behind.

A fact is a named observation with the words that show it. Names are `group.kebab-words`; `rules.facts.CATALOGUE`
holds every name with one sentence. A fact never judges: whether it matters is the pack's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.fold import fold
from rules.hosts import parse_url
from rules.wrapped import unwrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.fold import Folded
    from rules.hosts import Url
    from rules.mail.model import Link, Mail
    from rules.packs import Brand, Field, Pack
    from rules.patterns import Place
    from rules.report import Where


class Evidence:
    """The exact words behind a fact (`quote`), where they stood, and words for the slots of the sentence ("official", "brand@ja", …)."""

    __slots__ = ("_quote", "slots", "where")

    def __init__(self, quote: str | Place, where: Where, slots: Mapping[str, str] | None = None) -> None:
        self._quote, self.where, self.slots = quote, where, slots or {}

    @property
    def quote(self) -> str:
        """The words; those of a pattern are looked up in the original only now."""
        return self._quote if isinstance(self._quote, str) else self._quote.quote


@dataclass(frozen=True, slots=True)
class Claim:
    """A company the mail speaks as, or names. `where` is the strongest place it was read in; `words` stood there.

    `strength`: 3 the display name, or the sender's address imitates it; 2 the subject, a signature, a copyright line or the front of a link's host; 1 the running text or a URL.
    """

    brand: Brand
    strength: int
    words: str | Place
    where: Where

    @property
    def quote(self) -> str:
        """The words; those of a pattern are looked up in the original only now."""
        return self.words if isinstance(self.words, str) else self.words.quote


class Facts(dict[str, list[Evidence]]):
    """Facts by name, each with its evidence in the order found (at most `LIMIT` pieces a name).

    >>> facts = Facts()
    >>> facts.add("link.ip-host", "http://192.0.2.1/login", "link")
    >>> "link.ip-host" in facts, facts.first("link.ip-host").quote
    (True, 'http://192.0.2.1/login')
    """

    LIMIT = 8
    __slots__ = ("brand", "claims", "strangers")

    def __init__(self) -> None:
        super().__init__()
        self.brand: Brand | None = None
        """The company the mail claims to come from, when one is recognised."""
        self.claims: tuple[Claim, ...] = ()
        """Every company recognised in the mail, strongest claim first."""
        self.strangers: tuple[Claim, ...] = ()
        """Companies that have no business in this mail."""

    def add(self, name: str, quote: str | Place, where: Where, **slots: str) -> None:
        """Record one piece of evidence for a fact."""
        found = self.get(name)
        if found is None:
            self[name] = [Evidence(quote, where, slots)]
        elif len(found) < self.LIMIT:
            found.append(Evidence(quote, where, slots))

    def first(self, name: str) -> Evidence:
        """The first evidence of a fact; KeyError when the fact does not hold."""
        return self[name][0]

    def all(self, name: str) -> tuple[Evidence, ...]:
        """All evidence of a fact, () when it does not hold."""
        return tuple(self.get(name, ()))


class Context:
    """One mail being read against one pack, with what several readers share worked out once.

    `subject`, `name` (the sender's), `address` (the sender's) and `body` are folded. `urls` are the links with a readable http(s) target, with its parsed
    URL (unwrapped from mail filters), in the order of the mail. `own_addresses` are the reader's own in lower case: what they told us, and the To of the
    mail (mailing lists included).
    """

    __slots__ = ("address", "body", "mail", "name", "own_addresses", "pack", "subject", "urls")

    def __init__(self, mail: Mail, pack: Pack) -> None:
        self.mail = mail
        self.pack = pack
        self.subject = fold(mail.subject)
        self.name = fold(mail.sender.display)
        self.address = fold(mail.sender.address)
        self.body = fold(mail.body)
        parsed = [(link, parse_url(link.target)) for link in mail.links if link.target]
        self.urls: tuple[tuple[Link, Url], ...] = tuple([(link, unwrapped(url)) for link, url in parsed if url is not None])
        told = (mail.my_address, *[address.address for address in mail.to])
        self.own_addresses = frozenset([address.lower() for address in told if "@" in address])

    @property
    def fields(self) -> tuple[tuple[Field, Folded], ...]:
        """The texts that wordings are looked for in, each with the name the pack has for it."""
        return (("name", self.name), ("address", self.address), ("subject", self.subject), ("body", self.body))
