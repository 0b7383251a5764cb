"""Where an answer would go: to a free mail address that is neither the sender's nor the reader's.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(sender=Address("Mr. Smith", "m@school.example"), body="Write to smith.claims@gmail.com"), shipped()), facts)
>>> facts.first("ask.other-address").quote
'smith.claims@gmail.com'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.hosts import registrable
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "ask.other-address": "the text names a free mail address that is neither the sender's nor the reader's",
    "sender.personal": "the sender's address is a free mail service's",
}

_LOCAL = regex(r"[\w.+-]{2,64}\Z", re.ASCII)
_HOST = regex(r"@[\w-]{1,40}(?:\.[\w-]{1,40}){1,3}", re.ASCII)
_ATTRIBUTED = regex(r">?\s{0,3}(?:wrote|schrieb|a écrit|escribió|さん[がは]書|のメール|[:：]\s*\n\s*>)", re.ASCII | re.IGNORECASE)
"""Behind an address: the line above a quoted mail says whose words follow."""
_LONGEST = 6_000
"""Letters of a body looked at: a letter that wants an answer is short."""
_MOST = 10


def read(context: Context, facts: Facts) -> None:
    """Leave where the mail wants its answer."""
    mail = context.mail
    free = context.pack.lists["mail"]["free"]
    if registrable(mail.sender.domain) in free:
        facts.add("sender.personal", mail.sender.address, "from")
    body = mail.body[:_LONGEST]
    if "@" not in body:
        return
    known = {mail.sender.address.lower(), mail.reply_to.address.lower(), mail.return_path.address.lower()} | context.own_addresses
    for _, (address, end) in zip(range(_MOST), _addresses(body), strict=False):
        written = address.lower().strip(".")
        if written.rpartition("@")[2] in free and written not in known and not _ATTRIBUTED.match(body, end):
            facts.add("ask.other-address", address.strip("."), "body")
            return


def _addresses(text: str) -> Iterator[tuple[str, int]]:
    """The mail addresses of a text and where each ends, looked for from the @ on: few letters of a text belong to one."""
    end = 0
    for host in _HOST.finditer(text):
        local = _LOCAL.search(text, max(end, host.start() - 64), host.start())
        if local is not None:
            end = host.end()
            yield local[0] + host[0], end
