"""Has this very fake been announced or reported? Skeletons of subject and sender name, and tell-tale phrases of the body.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(subject="メールアドレスの保留中のメール 7件", sender=Address("XSERVER SUPPORT")), shipped()), facts)
>>> "campaign.announced" in facts
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.patterns import Patterns

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.packs import Campaign, Pack

NAMES: dict[str, str] = {
    "campaign.announced": "subject and sender name are those of a fake that an official page warns of",
    "campaign.reported": "subject and sender name are those of a widely reported fake",
    "campaign.similar": "the text has tell-tale phrases of a reported fake",
}

_SUBJECT = 400
"""Letters of a subject compared at most."""


class _Book:
    """A pack's campaigns, compiled."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.by_id = {campaign.id: campaign for campaign in pack.campaigns}
        self.subjects = Patterns([(item.id, pattern) for item in pack.campaigns for pattern in item.subjects])
        self.names = Patterns([(item.id, pattern) for item in pack.campaigns for pattern in item.names])


_cache: dict[int, _Book] = {}


def _book(pack: Pack) -> _Book:
    book = _cache.get(id(pack))
    if book is None or book.pack is not pack:
        book = _cache[id(pack)] = _Book(pack)
    return book


def read(context: Context, facts: Facts) -> None:
    """Leave the campaigns that this mail belongs to."""
    book = _book(context.pack)
    named = {key for key, _ in book.names.find(context.name)} if context.name.text else None
    if len(context.subject.text) <= _SUBJECT:
        for key, quote in book.subjects.find(context.subject):
            campaign = book.by_id[key]
            if not campaign.names or (key in named if named is not None else _claims(campaign, facts)):
                _add(facts, campaign, quote)
    if "campaign.announced" not in facts and "campaign.reported" not in facts:
        for campaign in context.pack.campaigns:
            held = [phrase for phrase in campaign.phrases if phrase in context.body.text]
            if len(held) >= 2 or (held and len(campaign.phrases) == 1):
                start = context.body.text.index(held[0])
                quote = context.body.quote(start, start + len(held[0]))
                facts.add("campaign.similar", quote, "body", **_slots(campaign))


def _claims(campaign: Campaign, facts: Facts) -> bool:
    """Without a sender's name the mail must at least claim the campaign's company."""
    return any(claim.brand.id == campaign.brand for claim in facts.claims)


def _add(facts: Facts, campaign: Campaign, quote: str) -> None:
    facts.add("campaign.announced" if campaign.announced else "campaign.reported", quote, "subject", **_slots(campaign))


def _slots(campaign: Campaign) -> dict[str, str]:
    return {"campaign@ja": campaign.title["ja"], "campaign@en": campaign.title["en"], "date": campaign.date}
