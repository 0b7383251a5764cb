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

import re
from typing import TYPE_CHECKING

from rules.facts.brands import spelled
from rules.fold import fold

if TYPE_CHECKING:
    from rules.facts.model import Claim, Context, Facts

NAMES: dict[str, str] = {
    "company.strangers": "companies of other groups are named that have no business in a mail like this",
    "company.foreign-copyright": "the copyright line is another company's",
    "company.mixed-claims": "the display name and the subject speak as different companies",
}

_COPYRIGHT = re.compile(r"(?im)^.{0,80}(?:©|\(c\)|（c）|copyright|ⓒ|全著作権).{0,160}$")
_TAIL = 3000
"""Letters of the end of the body where a copyright line stands."""
_ROW = re.compile(r"(?m)^[ \t\u3000>・■●\-*\d.|()（）]{0,12}(.{1,120})$")
_LEAST = 2
_QUIET = frozenset(("card", "wallet", "delivery", "platform"))
"""Kinds of companies that honest mail of others names: means of payment, carriers of parcels, social networks."""


def read(context: Context, facts: Facts) -> None:
    """Leave what other companies do in the mail."""
    brand = facts.brand
    if brand is None:
        return
    others = [claim for claim in facts.claims if claim.brand.group != brand.group]
    if not others:
        return
    _copyright(context, facts, others)
    subject = [claim for claim in others if claim.where == "subject"]
    if (
        subject
        and facts.claims[0].where == "from"
        and facts.claims[0].strength == 3
        and not any(claim.brand.group == brand.group for claim in spelled(context, context.subject))
    ):
        facts.add("company.mixed-claims", subject[0].quote, "subject", **{"other@ja": subject[0].brand.name["ja"], "other@en": subject[0].brand.name["en"]})
    rows = [claim for claim in others if claim.where == "body" and _in_row(context, claim)]
    groups = {claim.brand.group for claim in rows}
    loud = [claim for claim in rows if claim.brand.kind not in _QUIET]
    if len(groups) >= _LEAST and (brand.kind in ("host", "registrar", "mail", "isp") or (len(groups) >= _LEAST + 1 and loud)) and "signal.held-mail" in facts:
        facts.strangers = tuple(rows)
        names = ", ".join(claim.quote for claim in rows[:5])
        facts.add(
            "company.strangers",
            names,
            "body",
            **{"names@ja": "・".join(claim.brand.name["ja"] for claim in rows[:5]), "names@en": ", ".join(claim.brand.name["en"] for claim in rows[:5])},
        )


def _copyright(context: Context, facts: Facts, others: list[Claim]) -> None:
    """A copyright line near the end that names another company and not the claimed one."""
    for line in _COPYRIGHT.finditer(context.mail.body[-_TAIL:]):
        named = spelled(context, fold(line[0]))
        groups = {claim.brand.group for claim in named}
        if named and facts.brand is not None and facts.brand.group not in groups and groups & {claim.brand.group for claim in others}:
            other = named[0].brand
            facts.add("company.foreign-copyright", line[0].strip(), "body", **{"other@ja": other.name["ja"], "other@en": other.name["en"]})
            return


def _in_row(context: Context, claim: Claim) -> bool:
    """Whether a company stands in a short line of its own, as in a list, rather than in running text."""
    place = context.mail.body.find(claim.quote)
    if place < 0:
        return False
    start = context.mail.body.rfind("\n", 0, place) + 1
    end = context.mail.body.find("\n", place)
    line = context.mail.body[start : end if end >= 0 else len(context.mail.body)]
    return len(line) <= 120 and _ROW.match(line) is not None
