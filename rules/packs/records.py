"""The records of a pack, frozen. What they mean is told in docs/rules.md and pack/brands/README.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from rules.report import Weight

FOLDER = Path(__file__).parent.parent / "pack"

T = TypeVar("T")
Status = Literal["experimental", "stable", "deprecated"]
Field = Literal["name", "address", "subject", "body"]
FIELDS: tuple[Field, ...] = get_args(Field)
Text = dict[str, str]
"""A sentence by language: {"ja": …, "en": …}."""


class PackError(ValueError):
    """Something in the pack's files is wrong; the message is `file:line: what` (the line left out when unknown)."""

    def __init__(self, path: Path, line: int | None, what: str) -> None:
        self.path, self.line, self.what = path, line, what
        super().__init__(f"{path}:{line}: {what}" if line else f"{path}: {what}")


@dataclass(frozen=True, slots=True)
class Official:
    """A page to send people to, with where the address was read and when."""

    name: Text
    url: str
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Domain:
    """A registrable domain and the page that says whose it is. `evidence`: "official" or "second-hand"."""

    name: str
    source: str
    evidence: str
    checked: date


@dataclass(frozen=True, slots=True)
class Brand:
    """A company or service that mails pretend to come from. Fields as in pack/brands/README.md; spellings are folded."""

    id: str
    kind: str
    name: Text
    spellings: tuple[str, ...]
    misspellings: tuple[str, ...]
    ambiguous: tuple[str, ...]
    group: str
    domains: frozenset[str]
    customer_domains: frozenset[str]
    senders: frozenset[str]
    warning: Official | None
    route: Text
    route_url: str
    genuine: Text | None
    sources: tuple[Domain, ...] = ()
    customer_hosts: frozenset[str] = frozenset()

    @property
    def official_domains(self) -> tuple[str, ...]:
        """Its own domains in the file's order, the best known first."""
        return tuple(domain.name for domain in self.sources if domain.name in self.domains)

    def gives(self, host: str, domain: str) -> bool:
        """Whether customers have their addresses at this host of a registrable domain: at any, or at those alone that the file names."""
        return domain in self.customer_domains and (not self.customer_hosts or host in self.customer_hosts)

    def owns(self, domain: str) -> bool:
        """Whether a registrable domain is the company's own or writes on its behalf."""
        return domain in self.domains or domain in self.senders


@dataclass(frozen=True, slots=True)
class Match:
    """Patterns (RE2 syntax, over folded text) that may stand in any of the fields; one is enough."""

    fields: tuple[Field, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A mail or fragment that a record must match, or must not. `genuine` marks an honest notice."""

    text: str
    form: str = "text"
    genuine: bool = False
    my_address: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A wording that has a name, so that points and facts can speak of it. Never shown by itself."""

    id: str
    match: Match
    path: Path
    line: int
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One record of pack/points: everything about one suspicious point.

    It fires on its own `match`, or on a `fact` (a structural fact or a signal), when every name in `all`, at least one in `any`
    (if given) and none in `none` hold. `brands` limits it to mails that claim one of them.
    """

    id: str
    title: Text
    why: Text
    group: str
    weight: Weight
    status: Status
    since: date
    review_by: date
    false_positives: str
    path: Path
    line: int
    weight_by_form: Mapping[str, str] = field(default_factory=dict)
    score: float | None = None
    match: Match | None = None
    fact: str = ""
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """A fake that an official page announced, or that was widely reported.

    `subjects` and `names` are skeletons: `{n}` stands for a number, `{address}`, `{domain}` and `{any}` for what changes from mail to mail. `phrases` are
    tell-tales of the body, folded. Skeletons are kept as RE2 patterns over folded text. `announced` says that the organisation itself
    warns of it (or of this very type) at `source`; `clone` that it copies a genuine notice word for word, so that an honest mail may match too.
    """

    id: str
    brand: str
    subjects: tuple[str, ...]
    names: tuple[str, ...]
    phrases: tuple[str, ...]
    announced: bool
    source: str
    date: str
    path: Path
    line: int
    title: Text
    clone: bool = False


@dataclass(frozen=True)
class Pack:
    """Everything the engine knows, frozen."""

    version: str
    weights: Mapping[str, float]
    levels: Mapping[str, float]
    groups: Mapping[str, Mapping[str, Any]]
    unclear_letters: int
    asks: Mapping[str, Text]
    official: Official
    brands: Mapping[str, Brand]
    rules: tuple[Rule, ...]
    signals: tuple[Signal, ...]
    campaigns: tuple[Campaign, ...]
    lists: Mapping[str, Mapping[str, frozenset[str]]]
    steps: Mapping[str, Text] = field(default_factory=dict)
    """The first thing to do, by the point it answers."""
    folder: Path = FOLDER
    needed: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    """What `rules.needed` says of the patterns it was read with."""

    @cached_property
    def domain_brands(self) -> dict[str, tuple[Brand, ...]]:
        """Which brands a registrable domain belongs to (its own domains only, not senders or customer domains)."""
        found: dict[str, tuple[Brand, ...]] = {}
        for brand in self.brands.values():
            for domain in brand.domains:
                found[domain] = (*found.get(domain, ()), brand)
        return found

    @cached_property
    def customer_domains(self) -> frozenset[str]:
        """Registrable domains whose hosts or addresses belong to some company's customers."""
        return frozenset(domain for brand in self.brands.values() for domain in brand.customer_domains)

    @cached_property
    def _made(self) -> dict[object, object]:
        return {}

    def made(self, build: Callable[[Pack], T]) -> T:
        """What `build` makes of this pack (an index, compiled patterns): made at the first call, kept as long as the pack."""
        if build not in self._made:
            self._made[build] = build(self)
        return cast("T", self._made[build])

    def step(self, points: Iterable[str]) -> Text | None:
        """The first thing to do, by the first of these points that has one."""
        return next((self.steps[name] for name in points if name in self.steps), None)

    def listed(self, name: str, domain: str) -> bool:
        """Whether a domain stands in one of pack/lists, e.g. `listed("hosts.shorteners", "bit.ly")`."""
        book, _, key = name.partition(".")
        return domain in self.lists[book][key]
