"""How the mail is laid out: one way out, pictures to press, decoration that bulk senders use.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Link, Mail
>>> from rules.packs import shipped
>>> mail = Mail(
...     subject="🎁 $500 for you",
...     sender=Address("Desk", "a@desk.example"),
...     links=(Link("https://gift.example/x", "", "image"), Link("https://gift.example/y", "Collect", "anchor")),
...     traits=frozenset(("html",)),
... )
>>> facts = Facts()
>>> facts.add("link.sender-elsewhere", "https://gift.example/x", "link")
>>> facts.add("greeting.nameless", "", "body")
>>> read(Context(mail, shipped()), facts)
>>> sorted(facts)
['greeting.nameless', 'link.one-foreign', 'link.picture', 'link.sender-elsewhere', 'structure.emoji', 'structure.money-subject']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.facts.urls import MOST

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "link.one-foreign": "a short HTML mail to nobody by name, all of whose links lead to one domain that is not the sender's",
    "link.picture": "a picture is a link, and next to no words stand beside it",
    "sender.scattered": "sender, return path, message id and links name four unrelated owners",
    "structure.marked-urgent": "the sender marked the mail as urgent",
    "structure.emoji": "the subject or the display name has little pictures",
    "structure.emoji-name": "the display name has little pictures",
    "structure.money-subject": "the subject or the display name names an amount of money",
}

_SHORT = 800
"""Letters of a body that says one thing."""
_FEW = 300
"""Letters beside pictures that say next to nothing."""
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
_MONEY = re.compile(r"(?i)(?:[$€£₿]|us\$|r\$|chf|eur|usd|btc) ?\d|\d ?(?:[$€£₿]|eur\b|usd\b|euros?\b|dollars?\b|btc\b|usdt\b|eth\b)")


def read(context: Context, facts: Facts) -> None:
    """Leave how the mail is laid out."""
    mail = context.mail
    elsewhere = "link.sender-elsewhere" in facts
    if elsewhere and "greeting.nameless" in facts and "html" in mail.traits and len(mail.body) < _SHORT:
        domains = {url.domain for _, url in context.urls[:MOST]}
        if len(domains) == 1:
            facts.add("link.one-foreign", context.urls[0][1].href, "link", target=next(iter(domains)))
    if len(mail.body) < _FEW and any(link.kind == "image" for link, _ in context.urls[:MOST]):
        facts.add("link.picture", next(url.href for link, url in context.urls if link.kind == "image"), "link")
    if elsewhere and "sender.return-elsewhere" in facts and "sender.message-id-elsewhere" in facts:
        facts.add("sender.scattered", f"{mail.sender.address} / {mail.return_path.address} / {context.urls[0][1].host}", "header")
    if mail.header("importance").strip().lower() == "high" or mail.header("x-priority").strip().startswith("1"):
        facts.add("structure.marked-urgent", mail.subject, "header")
    if _EMOJI.search(mail.sender.display):
        facts.add("structure.emoji-name", mail.sender.display, "from")
    for text, where in ((mail.subject, "subject"), (mail.sender.display, "from")):
        if _EMOJI.search(text):
            facts.add("structure.emoji", text, "subject" if where == "subject" else "from")
        if _MONEY.search(text):
            facts.add("structure.money-subject", text, "subject" if where == "subject" else "from")
