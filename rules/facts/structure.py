"""How the mail is made: hidden text, forms, pictures instead of words, slots that nobody filled.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(body="{{ name }} 様のアカウント %EMAIL% を確認"), shipped()), facts)
>>> facts.first("structure.unfilled-slot").quote
'{{ name }}'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "structure.hidden-text": "text that the style hides from the reader",
    "structure.form": "the mail itself asks for input",
    "structure.image-only": "pictures and next to no words",
    "structure.charset-mislabelled": "the text is in another charset than the mail names",
    "structure.unfilled-slot": "a slot of a template that nobody filled",
    "structure.unbalanced-subject": "the subject's brackets do not match",
    "structure.random-subject": "a random token in the subject",
    "structure.only-link": "next to nothing but a link",
    "structure.no-recipient": "the mail is addressed to nobody, or to the sender",
    "structure.address-in-subject": "the reader's own address stands in the subject",
    "structure.short": "a very short text",
}

_SLOT = re.compile(
    r"\{\{\s?[\w. ]{1,30}\s?\}\}|\{(?:name|email|domain|date|user|mail|first_?name|メールアドレス|お名前|氏名)\}|%(?:EMAIL|NAME|DOMAIN|USER|DATE|RECIPIENT)\w{0,10}%"
    r"|\[\[-?\w{2,20}-?\]\]|##\w{2,20}##|\$\{\w{2,20}\}|\[-?(?:EMAIL|NAME|USER|DOMAIN|RANDOM\w*)-?\]|<%=?\s?\w{2,20}\s?%>",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?:[\[(#（]|no[:.]?\s?|ref[:.]?\s?|sz=|id[:=]\s?|番号[:：「]?\s?)[A-Za-z0-9]*\d[A-Za-z0-9_-]{6,}|(?<![\w])[a-z]{1,3}\d{4,}[a-z]+\d*(?![\w])|#\d{3}-\d{5,}",
    re.IGNORECASE,
)
_PAIRS = (("【", "】"), ("「", "」"), ("[", "]"), ("(", ")"), ("（", "）"), ("『", "』"), ("《", "》"))
_SHORT = 60


def read(context: Context, facts: Facts) -> None:
    """Leave how the mail is made."""
    mail = context.mail
    traits = mail.traits
    if "hidden-text" in traits:
        facts.add("structure.hidden-text", mail.hidden[:120], "body")
    if "html-form" in traits:
        facts.add("structure.form", next((link.target for link in mail.links if link.kind == "form"), mail.body[:60]), "body")
    if "image-only" in traits:
        facts.add("structure.image-only", mail.body[:60], "body")
    if "charset-mislabelled" in traits:
        facts.add("structure.charset-mislabelled", mail.header("content-type")[:100], "header")
    if (slot := _SLOT.search(f"{mail.subject}\n{mail.body[:20_000]}")) is not None:
        facts.add("structure.unfilled-slot", slot[0], "body")
    subject = mail.subject
    if (
        any(subject.count(opening) != subject.count(closing) for opening, closing in _PAIRS)
        and "..." not in subject
        and "…" not in subject
        and "�" not in subject
    ):
        facts.add("structure.unbalanced-subject", subject, "subject")
    if (token := _TOKEN.search(subject)) is not None:
        facts.add("structure.random-subject", token[0], "subject")
    if mail.links and len(mail.body) < _SHORT + len(mail.links[0].text):
        facts.add("structure.only-link", mail.body.strip() or mail.links[0].target, "body")
    if mail.body and len(context.body.text) < 2 * _SHORT:
        facts.add("structure.short", mail.body.strip(), "body")
    if mail.form == "eml" and mail.headers and (not mail.to or any(address.address.lower() == mail.sender.address.lower() for address in mail.to)):
        facts.add("structure.no-recipient", mail.header("to") or mail.sender.address, "header")
    folded = context.subject.text
    for own in context.own_addresses:
        if own in folded:
            facts.add("structure.address-in-subject", subject, "subject")
