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

import re
from typing import TYPE_CHECKING

from rules.patterns import Patterns, any_of, place
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.packs import Campaign, Pack

NAMES: dict[str, str] = {
    "campaign.announced": "subject and sender name are those of a fake that an official page warns of",
    "campaign.clone": "the subject is that of an announced fake that copies a genuine notice word for word",
    "campaign.reported": "subject and sender name are those of a widely reported fake",
    "campaign.similar": "the text has tell-tale phrases of a reported fake",
}

_SUBJECT = 400
"""Letters of a subject compared at most."""
_TELLING = 14
"""Letters of a skeleton (slots left out) from which a subject speaks for itself; a shorter one must be nearly the whole subject."""
_SHARE = 0.6
_LEAST = 2
"""Tell-tale phrases of one campaign that must stand in the body."""
_SLOT = regex(r"\[0-9０-９,\]\+|\\S\+@\\S\+|\[\\w\.-\]\+|\.\{0,60\}\?|\\s\*|\\")


class _Book:
    """A pack's campaigns, compiled."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        skeletons = [
            (str(number), item, pattern) for number, (item, pattern) in enumerate((item, pattern) for item in pack.campaigns for pattern in item.subjects)
        ]
        self.subjects = Patterns([(key, pattern) for key, _, pattern in skeletons])
        self.by_key = {key: (item, len(_SLOT.sub("", pattern)) >= _TELLING) for key, item, pattern in skeletons}
        self.phrases = any_of(re.escape(phrase) for item in pack.campaigns for phrase in item.phrases)
        self.names = Patterns([(item.id, pattern) for item in pack.campaigns for pattern in item.names])


def read(context: Context, facts: Facts) -> None:
    """Leave the campaigns that this mail belongs to."""
    book = context.pack.made(_Book)
    named = {key for key, _ in book.names.find(context.name)} if context.name.text else None
    if 0 < len(context.subject.text) <= _SUBJECT:
        for key, quote in book.subjects.find(context.subject):
            campaign, telling = book.by_key[key]
            if not telling and len(quote) < _SHARE * len(context.subject.original.strip()):
                continue
            if not campaign.names or (campaign.id in named if named is not None else _unsigned(context, facts, campaign, telling)):
                facts.add(_kind(campaign), quote, "subject", **_slots(campaign))
    if any(name in facts for name in ("campaign.announced", "campaign.clone", "campaign.reported")):
        return
    if place(book.phrases, context.body.utf8) is None:
        return
    for campaign in context.pack.campaigns:
        held = [phrase for phrase in campaign.phrases if phrase in context.body.text]
        if len(held) >= _LEAST:
            start = context.body.text.index(held[0])
            facts.add("campaign.similar", context.body.quote(start, start + len(held[0])), "body", **_slots(campaign))


def _unsigned(context: Context, facts: Facts, campaign: Campaign, telling: bool) -> bool:
    """Without a sender's name the mail must name the campaign's company, or its subject say enough by itself and no sender be there at all."""
    return any(claim.brand.id == campaign.brand for claim in facts.claims) or (telling and not context.mail.sender.address)


def _kind(campaign: Campaign) -> str:
    if campaign.clone:
        return "campaign.clone"
    return "campaign.announced" if campaign.announced else "campaign.reported"


def _slots(campaign: Campaign) -> dict[str, str]:
    return {"campaign@ja": campaign.title["ja"], "campaign@en": campaign.title["en"], "date": campaign.date, "source": campaign.source}
