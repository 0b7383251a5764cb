"""Companies that have no business in the mail: listed lures, another company's copyright line.

>>> from rules.facts import brands
>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> mail = Mail(sender=Address("XSERVER SUPPORT"), subject="保留中", body="ご確認ください。\\n\\n(C) NTT DOCOMO, INC. All Rights Reserved.")
>>> context, facts = Context(mail, shipped()), Facts()
>>> brands.read(context, facts)
>>> read(context, facts)
>>> facts.first("company.foreign-copyright").quote
'(C) NTT DOCOMO, INC. All Rights Reserved.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.facts.brands import spelled
from rules.fold import fold
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Claim, Context, Facts

NAMES: dict[str, str] = {
    "company.strangers": "companies of other groups are listed that have no business in a mail like this",
    "company.foreign-copyright": "the copyright line is another company's",
    "company.mixed-claims": "the display name and the subject speak as different companies",
}

_COPYRIGHT = regex(r"(?im)^.{0,80}(?:©|\(c\)|（c）|copyright|ⓒ|全著作権).{0,160}$")
_TAIL = 3000
"""Letters of the end of the body where a copyright line stands."""
_ROW = 120
"""Letters of a line that is a row of a list rather than running text."""
_ROWS = 300
_LEAST, _MORE = 2, 3
"""Companies that make a list of lures: where held mails are spoken of, and where they are not."""


def read(context: Context, facts: Facts) -> None:
    """Leave what other companies do in the mail."""
    if len(facts.claims) < _LEAST:
        return
    _strangers(context, facts)
    brand = facts.brand
    if brand is None:
        return
    others = [claim for claim in facts.claims if claim.brand.group != brand.group]
    if not others:
        return
    _copyright(context, facts, others)
    subject = [claim for claim in others if claim.where == "subject"]
    if subject and facts.claims[0].where == "from" and facts.claims[0].strength == 3:  # noqa: SIM102 -- looked up only where it may matter
        if not any(claim.brand.group == brand.group for claim in spelled(context, context.subject)):
            other = subject[0].brand.name
            facts.add("company.mixed-claims", subject[0].quote, "subject", **{"other@ja": other["ja"], "other@en": other["en"]})


def _strangers(context: Context, facts: Facts) -> None:
    """Other companies in the rows of a list: the subjects of mails that are said to wait."""
    held = "signal.held-mail" in facts
    first = facts.claims[0]
    # a company that only a row names is one of the lures, not the sender
    own = facts.brand if facts.brand is not None and first.where != "body" else None
    keepers = context.pack.lists["kinds"]["keepers"]
    if not held and (own is None or own.kind not in keepers):
        return
    words = context.pack.lists["companies"]
    rows: dict[str, Claim] = {}
    for line in context.mail.body.splitlines()[:_ROWS]:
        if not line.strip() or len(line) > _ROW:
            continue
        folded = fold(line)
        if any(word in folded.text for word in words["honest"]) or not (held or any(word in folded.text for word in words["subjects"])):
            continue
        if _COPYRIGHT.match(line):
            continue
        for claim in spelled(context, folded):
            if claim.brand.kind not in keepers and (own is None or claim.brand.group != own.group):
                rows.setdefault(claim.brand.group, claim)
    if len(rows) < (_LEAST if held else _MORE):
        return
    facts.strangers = tuple(rows.values())
    names = {lang: [claim.brand.name[lang] for claim in facts.strangers[:5]] for lang in ("ja", "en")}
    quote = "、".join(claim.quote for claim in facts.strangers[:5])
    facts.add("company.strangers", quote, "body", **{"names@ja": "・".join(names["ja"]), "names@en": ", ".join(names["en"])})


def _copyright(context: Context, facts: Facts, others: list[Claim]) -> None:
    """A copyright line near the end that names another company and not the claimed one."""
    for line in _COPYRIGHT.finditer(context.mail.body[-_TAIL:]):
        named = spelled(context, fold(line[0]))
        groups = {claim.brand.group for claim in named}
        if named and facts.brand is not None and facts.brand.group not in groups and groups & {claim.brand.group for claim in others}:
            other = named[0].brand
            facts.add("company.foreign-copyright", line[0].strip(), "body", **{"other@ja": other.name["ja"], "other@en": other.name["en"]})
            return
