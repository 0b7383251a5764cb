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
['greeting.nameless', 'link.all-foreign', 'link.one-foreign', 'link.picture', 'link.sender-elsewhere', 'structure.emoji', 'structure.money-subject']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.facts.owners import akin, carried, fits
from rules.facts.urls import MOST
from rules.hosts import registrable
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "link.one-foreign": "a short HTML mail to nobody by name, all of whose links lead to one domain that is not the sender's",
    "link.all-foreign": "an HTML mail to nobody by name, whose few links all lead to domains that are not the sender's",
    "link.long-token": "a link's path is one long row of letters and digits, on a domain that is not the sender's",
    "link.long-label": "a link's host has a label as long as a sentence",
    "link.picture": "a picture is a link, and next to no words stand beside it",
    "sender.scattered": "sender, return path, message id and links name four unrelated owners",
    "structure.marked-urgent": "the sender marked the mail as urgent",
    "structure.emoji": "the subject or the display name has little pictures",
    "structure.emoji-name": "the display name has little pictures",
    "structure.money-subject": "the subject or the display name names an amount of money",
}

_SHORT = 1500
"""Letters of a body that says one thing."""
_LEADS = 3
"""Domains of a mail that wants to be pressed, at most; with more it is a newsletter."""
_TOKEN = regex(r"/[A-Za-z0-9_\-=.%]{40,}")
_LABEL = 20
"""Letters of a host's label that nobody would read."""
_FEW = 300
"""Letters beside pictures that say next to nothing."""
_EMOJI = regex("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
_MONEY = regex(r"(?i)(?:[$€£₿]|us\$|r\$|chf|eur|usd|btc) ?\d|\d ?(?:[$€£₿]|eur\b|usd\b|euros?\b|dollars?\b|btc\b|usdt\b|eth\b)")


def read(context: Context, facts: Facts) -> None:
    """Leave how the mail is laid out."""
    mail = context.mail
    elsewhere = "link.sender-elsewhere" in facts
    if elsewhere:
        _leads(context, facts)
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


def _leads(context: Context, facts: Facts) -> None:
    """The links of a mail none of which is the sender's own."""
    book = context.pack.lists["hosts"]
    pack, brand = context.pack, facts.brand
    urls = [url for _, url in context.urls[:MOST] if url.domain not in book["trackers"] and url.domain not in pack.domain_brands]
    urls = [url for url in urls if not akin(registrable(context.mail.sender.domain), url.domain, context.pack)]
    urls = [url for url in urls if (brand is None or not fits(brand, url.domain, pack)) and not carried(context, url.domain)]
    if not urls:
        return
    if "greeting.nameless" in facts and "html" in context.mail.traits:
        domains = {url.domain for url in urls}
        short = len(context.mail.body) < _SHORT
        if len(domains) == 1 and short:
            facts.add("link.one-foreign", urls[0].href, "link", target=urls[0].domain)
        if len(domains) == 1 or (short and len(domains) <= _LEADS):
            facts.add("link.all-foreign", urls[0].href, "link", target=urls[0].domain)
    for url in urls:
        if _TOKEN.search(url.path):
            facts.add("link.long-token", url.href, "link")
        if any(len(label) >= _LABEL for label in url.host.removesuffix(url.domain).split(".")) and not {url.domain, url.host.partition(".")[2]} & book["free"]:
            facts.add("link.long-label", url.host, "link")
