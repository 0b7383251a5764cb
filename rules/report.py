"""The report: what was found, in a shape that any front end can show.

A `Report` is neutral in language; `to_dict(lang)` renders the documented JSON (docs/report.schema.json), and
`Point.title(lang)` and `Point.why(lang)` the sentences. Quotes are masked and defanged already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.packs import Brand, Official, Pack, Rule

Lang = Literal["ja", "en"]
LANGS: tuple[Lang, ...] = ("ja", "en")
Level = Literal["strong", "caution", "none", "unclear"]
Weight = Literal["decisive", "strong", "hint"]
Where = Literal["from", "subject", "body", "link", "attachment", "header", "image"]

SCHEMA = "honmono.report/1"


@dataclass(frozen=True, slots=True)
class Point:
    """One suspicious point: the rule that fired, the words that made it fire, and where they stood."""

    rule: Rule
    weight: Weight
    quote: str
    where: Where
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    def title(self, lang: Lang) -> str:
        """A few words naming the point."""
        return self.rule.title[lang].format_map(self._words(lang))

    def why(self, lang: Lang) -> str:
        """One plain sentence on why it matters."""
        return self.rule.why[lang].format_map(self._words(lang))

    def _words(self, lang: Lang) -> dict[str, str]:
        words = {key.removesuffix(f"@{lang}"): value for key, value in self.slots.items() if "@" not in key or key.endswith(f"@{lang}")}
        return _Blank({"quote": self.quote, **words})

    def to_dict(self, lang: Lang) -> dict[str, str]:
        """The point as the JSON document has it."""
        return {
            "id": self.id,
            "group": self.rule.group,
            "weight": self.weight,
            "title": self.title(lang),
            "why": self.why(lang),
            "quote": self.quote,
            "where": self.where,
        }


class _Blank(dict[str, str]):
    """A slot that nothing filled reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The little of the mail that a report repeats: masked and defanged."""

    form: str
    subject: str
    sender: str
    lang: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one mail. `points` come strongest first; `unseen` in the order people should mind it.

    `strangers` are the ids of brands that have no business in the mail (the card asks whether they are used at all).
    """

    level: Level
    points: tuple[Point, ...]
    brand: Brand | None
    unseen: tuple[str, ...]
    official: Official
    mail: Seen
    id: str
    pack: Pack
    strangers: tuple[str, ...] = ()

    def ask(self, lang: Lang) -> str | None:
        """The one next thing that would help most, or nothing when everything was there."""
        return next((self.pack.asks[name][lang] for name in self.unseen if name in self.pack.asks), None)

    def step(self, lang: Lang) -> str | None:
        """The first thing to do about what the strongest telling point found; nothing when a company is claimed, whose own page is the way, or no point has one."""
        if self.brand is not None:
            return None
        step = self.pack.step(point.id for point in self.points if point.weight != "hint")
        return step[lang] if step else None

    def to_dict(self, lang: Lang = "ja") -> dict[str, Any]:
        """The stable JSON document `honmono.report/1`."""
        return {
            "schema": SCHEMA,
            "level": self.level,
            "brand": {"id": self.brand.id, "name": self.brand.name[lang]} if self.brand else None,
            "points": [point.to_dict(lang) for point in self.points],
            "unseen": list(self.unseen),
            "ask": self.ask(lang),
            "official": {"name": self.official.name[lang], "url": self.official.url, "checked": self.official.checked.isoformat()},
            "mail": {"form": self.mail.form, "subject": self.mail.subject, "from": self.mail.sender, "lang": self.mail.lang},
            "pack": self.pack.version,
            "id": self.id,
        }
