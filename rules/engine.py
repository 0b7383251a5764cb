"""Facts meet the rules: which points a mail has, and what they add up to.

`Engine(pack)` compiles a pack once; `engine.check(mail)` is pure and can be called from any thread.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.facts import gather
from rules.facts.model import Context, Evidence, Facts
from rules.needed import needed
from rules.packs import FIELDS, shipped
from rules.patterns import Patterns
from rules.redact import Redactor
from rules.report import Point, Report, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.mail.model import Mail
    from rules.packs import Field, Official, Pack, Rule, Signal
    from rules.report import Level, Weight, Where

_WHERE: dict[Field, Where] = {"name": "from", "address": "from", "subject": "subject", "body": "body"}
_RANK = {"decisive": 0, "strong": 1, "hint": 2}
_TELLING = frozenset(("sender", "link-targets", "subject"))
"""Without any of these a text says too little to find nothing in it."""
_UNSEEN_ORDER = ("sender", "body", "link-targets", "subject", "headers")


@lru_cache(maxsize=1)
def default() -> Engine:
    """The engine of the shipped pack, compiled at the first call."""
    return Engine(shipped())


class Engine:
    """A compiled pack. `experimental` also runs rules of that status (they are measured, never shown)."""

    def __init__(self, pack: Pack, *, experimental: bool = False) -> None:
        self.pack = pack
        shown = {"stable", "experimental"} if experimental else {"stable"}
        self.rules = tuple(rule for rule in pack.rules if rule.status in shown)
        self._by_id = {rule.id: (order, rule) for order, rule in enumerate(self.rules) if rule.match}
        self._by_fact: dict[str, list[tuple[int, Rule]]] = {}
        for order, rule in enumerate(self.rules):
            if not rule.match:
                self._by_fact.setdefault(rule.fact, []).append((order, rule))
        records: tuple[Rule | Signal, ...] = (*pack.signals, *self.rules)
        matches = [(record.id, record.match) for record in records if record.match]
        patterns = [(name, pattern) for name, match in matches for pattern in match.patterns]
        self._patterns = Patterns(patterns, [pack.needed[pattern] if pattern in pack.needed else needed(pattern) for _, pattern in patterns])
        self._of_field = {field: frozenset(name for name, match in matches if field in match.fields) for field in FIELDS}

    def check(self, mail: Mail) -> Report:
        """The report on one mail. Never raises on any mail."""
        context = Context(mail, self.pack)
        facts, matched = self.read(context)
        redactor = Redactor(mail)
        points = sorted(self._points(mail, facts, matched, redactor), key=_strength)
        level = self._level(points, context)
        brand = facts.brand
        return Report(
            level=level,
            points=tuple(points),
            brand=brand,
            unseen=tuple(name for name in _UNSEEN_ORDER if name in mail.unseen),
            official=_warning(facts) or self.pack.official,
            mail=Seen(mail.form, redactor.show(mail.subject), redactor.sender(mail.sender), mail.lang),
            id=_identity(mail, self.pack),
            pack=self.pack,
            strangers=tuple(dict.fromkeys(claim.brand.id for claim in facts.strangers)),
        )

    def read(self, context: Context) -> tuple[Facts, dict[str, Evidence]]:
        """Everything observed in a mail: the facts (signals among them), and the evidence of each rule with a match of its own."""
        facts = Facts()
        matched: dict[str, Evidence] = {}
        for field, text in context.fields:
            for key, quote in self._patterns.places(text, self._of_field[field]):
                if key in self._by_id:
                    matched.setdefault(key, Evidence(quote, _WHERE[field]))
                else:
                    facts.add(key, quote, _WHERE[field])
        gather(context, facts)
        return facts, matched

    def _points(self, mail: Mail, facts: Facts, matched: dict[str, Evidence], redactor: Redactor) -> Iterable[Point]:
        """The points in the pack's order. Only rules whose own match or fact is there are looked at."""
        met = [(*self._by_id[name], evidence) for name, evidence in matched.items()]
        met += [(order, rule, facts[name][0]) for name in facts.keys() & self._by_fact.keys() for order, rule in self._by_fact[name]]
        met.sort(key=_order)
        slots = _brand_slots(facts)
        for _, rule, evidence in met:
            if not _holds(rule, facts):
                continue
            weight = rule.weight_by_form.get(mail.form, rule.weight)
            if weight != "off":
                filled = {**slots, **{key: redactor.show(value) for key, value in evidence.slots.items()}} if evidence.slots else slots
                yield Point(rule, _weight(weight), redactor.show(evidence.quote), evidence.where, filled)

    def _level(self, points: list[Point], context: Context) -> Level:
        sums: dict[str, float] = {}
        for point in points:
            worth = self.pack.weights[point.weight] if point.rule.score is None or point.weight != point.rule.weight else point.rule.score
            sums[point.rule.group] = sums.get(point.rule.group, 0.0) + worth
        total = sum(min(value, self.pack.groups[group]["cap"]) for group, value in sums.items())
        best = min((_RANK[point.weight] for point in points), default=3)
        if best == 0 or (best == 1 and total >= self.pack.levels["strong"]):
            return "strong"
        if total >= self.pack.levels["caution"]:
            return "caution"
        letters = len(context.subject.text) + len(context.name.text) + len(context.body.text)
        return "unclear" if letters < self.pack.unclear_letters or context.mail.unseen >= _TELLING else "none"


def _warning(facts: Facts) -> Official | None:
    """The warning page of the company the mail claims to come from, or of the only one it names."""
    if facts.brand is not None:
        return facts.brand.warning
    named = [claim.brand for claim in facts.claims if claim.where == "body"]
    return named[0].warning if len(named) == 1 else None


def _order(met: tuple[int, Rule, Evidence]) -> int:
    return met[0]


def _strength(point: Point) -> tuple[int, float]:
    return _RANK[point.weight], -(point.rule.score or 0.0)


def _weight(word: str) -> Weight:
    return "decisive" if word == "decisive" else "strong" if word == "strong" else "hint"


def _holds(rule: Rule, facts: Facts) -> bool:
    if rule.brands and (facts.brand is None or facts.brand.id not in rule.brands):
        return False
    for name in rule.all:  # loops, since every rule that fired comes by here
        if name not in facts:
            return False
    for name in rule.none:
        if name in facts:
            return False
    return not rule.any or not facts.keys().isdisjoint(rule.any)


def _brand_slots(facts: Facts) -> dict[str, str]:
    if facts.brand is None:
        return {"brand@ja": "名乗っている会社", "brand@en": "the company it claims to be"}
    return {"brand@ja": facts.brand.name["ja"], "brand@en": facts.brand.name["en"], "official": ", ".join(facts.brand.official_domains[:2])}


def _identity(mail: Mail, pack: Pack) -> str:
    """A short id of this answer: the same mail against the same pack gives the same id; the mail cannot be read from it."""
    seen = "\0".join((pack.version, mail.form, mail.subject, mail.sender.display, mail.sender.address, mail.body))
    return hashlib.blake2s(seen.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
