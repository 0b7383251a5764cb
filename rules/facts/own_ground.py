"""Is the mail vouched for, and does all of it stay with the one who sent it? Then nobody else gains by what is done with it.

A story of failed payments or of accounts about to be closed is told by fakes because their link leads to them. Where the receiving
provider vouches for the sender, and no link, attachment, telephone number or answer leads away from that sender, the story alone says nothing.

>>> from rules.facts import gather
>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Authentication, Link, Mail
>>> from rules.packs import shipped
>>> seen = Authentication(server="mx.example.net", dkim="pass", dkim_domains=("xserver.ne.jp",), dmarc="pass")
>>> sender = Address("Xserver", "support@xserver.ne.jp")
>>> def found(url: str) -> bool:
...     facts = Facts()
...     gather(Context(Mail(form="eml", sender=sender, authentication=seen, links=(Link(url, "", "anchor"),)), shipped()), facts)
...     return "authentication.own-ground" in facts
>>> found("https://secure.xserver.ne.jp/"), found("https://xserver.example/")
(True, False)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.facts.owners import settled, strays, vouched
from rules.hosts import owner, registrable
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "authentication.own-ground": "the receiving provider vouches for the sender, and nothing in the mail leads off that sender's own ground",
    "sender.home": "no company is claimed, the sender's domain is one that nobody takes for an hour, and all there is to press, to open or to answer stays with it",
    "link.intranet": "every link of the mail opens a host inside the reader's own network, where no stranger puts up a page",
}

_WAYS_OUT = frozenset(
    (
        "attachment.any",
        "ask.other-address",
        "link.brand-mismatch",
        "link.brand-mixed",
        "link.brand-namesake",
        "link.customer-host",
        "link.form",
        "link.free-hosting",
        "link.ipfs",
        "link.qr",
        "link.redirector",
        "link.script",
        "link.shortener",
        "sender.customer-domain",
        "sender.fake-list",
        "sender.free-mail",
        "sender.reply-elsewhere",
        "sender.throwaway",
        "signal.asks-call",
        "signal.asks-reply-password",
    )
)
"""Facts of a mail that leads, or could lead, to somebody else than its sender."""


_INSIDE = regex(
    r"(?:.+\.)?(?:local|lan|internal|intranet|corp|home\.arpa|localhost|localdomain)|[^.:]+|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|127(?:\.\d+){3}"
)
"""Hosts that exist inside a network only (RFC 6762, 8375, 1918, 6761; `.internal` is reserved by ICANN): of one label, private names, private addresses."""


def read(context: Context, facts: Facts) -> None:
    """Leave both facts, after all others."""
    if context.urls and all(_INSIDE.fullmatch(url.host) for _, url in context.urls):
        facts.add("link.intranet", context.urls[0][1].href, "link")
    if not _WAYS_OUT.isdisjoint(facts):
        return
    if "sender.settled" in facts and "link.any" in facts and _by_itself(context):
        facts.add("sender.home", context.mail.sender.address, "from")
    if not vouched(context.mail):
        return
    if "authentication.own" in facts if facts.brand is not None else _by_itself(context):
        facts.add("authentication.own-ground", context.mail.sender.address, "header")


def _by_itself(context: Context) -> bool:
    """Whether a sender that the pack knows nothing of has a domain that nobody takes for an hour (Japan's, or one that everybody knows), and links to it alone."""
    domain, pack = registrable(context.mail.sender.domain), context.pack
    if not settled(domain, pack):
        return False
    known = pack.lists["pages"]["known"] if domain in pack.lists["pages"]["known"] else frozenset[str]()
    return all(url.domain in pack.lists["hosts"]["trackers"] or (url.domain in known and owner(url.host) == url.domain) for url in strays(context, domain))
