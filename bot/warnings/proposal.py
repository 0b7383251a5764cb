"""What a warning says when nobody has changed a word: facts by the names of the rules, never words of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.escape import code, plain
from bot.warnings.wording import ADVICE, FACTS, TITLE
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.packs import Brand, Pack, Rule
    from rules.report import Lang

POINTS, DOMAINS = 5, 3
"""Points and domains named at most."""
SHARED = (("mail", "free"), ("hosts", "free"), ("hosts", "shorteners"), ("hosts", "redirectors"), ("hosts", "trackers"), ("hosts", "dynamic"))
"""Lists of domains that many people use."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a kind of mail without its text: who it claims to be from, which rules fired (strongest first), which domains it uses."""

    brand: Brand | None = None
    rules: tuple[Rule, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """The words of a warning."""

    title: str
    facts: str
    advice: str
    official_url: str


def found(pack: Pack, rules: Iterable[str], brand: str | None, sender: str = "", links: Iterable[str] = ()) -> Found:
    """What is known, by ids and registrable domains; rules and brands that the pack no longer has are left out."""
    known = {rule.id: rule for rule in pack.rules}
    return Found(pack.brands.get(brand or ""), tuple(known[name] for name in rules if name in known), _telling(pack, (*links, sender)))


def propose(seen: Found, pack: Pack, lang: Lang) -> Proposal:
    """A warning in a language, ready to be changed."""
    say, brand = words(lang), seen.brand
    title = say("warning.title", brand=brand.name[lang]) if brand else say("warning.title_any")
    lines = [f"- {plain(_title(rule, brand, lang))}" for rule in seen.rules[:POINTS]]
    if seen.domains:
        lines.append("- " + say("warning.domains", domains=" ".join(code(domain.replace(".", "[.]"), 80) for domain in seen.domains)))
    advice = _advice(seen, pack, lang)
    official = brand.warning if brand and brand.warning else pack.official
    return Proposal(title[:TITLE], "\n".join(lines)[:FACTS], advice[:ADVICE], official.url)


def _advice(seen: Found, pack: Pack, lang: Lang) -> str:
    say = words(lang)
    if seen.brand is not None:
        return say("warning.advice", route=seen.brand.route[lang].rstrip("。."))
    step = pack.step(rule.id for rule in seen.rules)
    return say("warning.advice_step", step=step[lang]) if step else say("warning.advice_any")


def _title(rule: Rule, brand: Brand | None, lang: Lang) -> str:
    return rule.title[lang].format_map(_Slots(brand=brand.name[lang] if brand else ""))


def _telling(pack: Pack, domains: Iterable[str]) -> tuple[str, ...]:
    """Domains that belong to nobody whom naming them would accuse: not a company's own, and not one that many share."""
    innocent = {name for one, other in SHARED for name in pack.lists[one][other]}
    for brand in pack.brands.values():
        innocent |= brand.domains | brand.customer_domains | brand.senders
    return tuple(domain for domain in dict.fromkeys(domains) if domain and domain not in innocent)[:DOMAINS]


class _Slots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
