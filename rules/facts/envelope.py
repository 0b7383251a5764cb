"""How the mail came: who vouches for the sender's name, where it would bounce, and header fields that no mail program writes.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Authentication, Mail
>>> from rules.packs import shipped
>>> mail = Mail(
...     form="eml",
...     sender=Address("News", "news@garden.example"),
...     return_path=Address("", "root@vps-7"),
...     headers=(("message-id", "<1@garden.example>"), ("list-unsubscribe", "<aX.0.aX@garden.example>")),
...     authentication=Authentication(spf="none", dkim="none"),
... )
>>> facts = Facts()
>>> read(Context(mail, shipped()), facts)
>>> sorted(facts)
['authentication.nothing', 'sender.forged-fields', 'sender.return-machine', 'sender.return-nowhere']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.facts.owners import related
from rules.hosts import exists, registrable
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.mail.model import Authentication, Mail

NAMES: dict[str, str] = {
    "authentication.nothing": "the receiving provider looked, and neither SPF nor DKIM nor DMARC passed",
    "authentication.unaligned": "something passed, for a domain that has nothing to do with the sender's and is no mail service's",
    "authentication.dkim-fail": "the mail carries a signature that is not right",
    "sender.no-message-id": "the mail came without a message id; none, or one that the receiving server made",
    "sender.forged-fields": "header fields that a mail program fills by a rule hold meaningless letters",
    "sender.return-machine": "the mail would bounce to a web server's own account on another host than the sender's",
    "sender.return-nowhere": "the mail would bounce to a host that cannot exist on the internet",
    "sender.return-throwaway": "the mail would bounce to a domain that anybody can have, the sender's address is another",
    "sender.malformed": "the From field holds more or less than one address",
}

_BLAMED = ("none", "neutral", "fail", "softfail", "permerror", "temperror")
_GUESSED = ("pass", "bestguesspass")
"""Microsoft's `bestguesspass`: the domain has no DMARC record, and would pass if it had one."""
_MADE_BY_RECEIVER = regex(r"(?i)@(?:[a-z0-9]+FT\d+\.eop-[a-z0-9]+\.|[a-z0-9]+PEPF[0-9a-f]+\.)[\w.-]*outlook\.com|^SMTPIN_ADDED_")
"""Message ids that Microsoft's and Google's receiving servers give to a mail that has none."""
_USABLE = regex(r"(?i)mailto:|https?:")
_EMPTY_ID = regex(r"<\s*@|@\s*>")
_LONGEST_ID = 200
"""Letters of one message id in a reply's fields that no mail program writes."""
_ONE_WORD = regex(r"[A-Za-z0-9]{5,}")


def read(context: Context, facts: Facts) -> None:
    """Leave what the header says of the mail's way here (raw mails only)."""
    mail = context.mail
    if not mail.headers or not mail.sender.address or mail.sender.domain == "localhost":
        return
    domain = registrable(mail.sender.domain) or mail.sender.domain
    if mail.authentication is not None:
        _vouched(context, facts, mail.authentication, domain)
        _message_id(facts, mail)
    _fields(facts, mail)
    _bounce(context, facts, domain)


def _vouched(context: Context, facts: Facts, seen: Authentication, domain: str) -> None:
    """Who vouches for the sender's domain: it itself, somebody else, nobody."""
    words = "; ".join(f"{method}={result}" for method, result in (("spf", seen.spf), ("dkim", seen.dkim), ("dmarc", seen.dmarc)) if result)
    passed = {registrable(name) or name for name in seen.dkim_domains}
    if seen.spf == "pass":
        passed.add(registrable(seen.spf_domain or context.mail.return_path.domain))
    passed.discard("")
    if seen.dkim in ("fail", "permerror") and not seen.dkim_domains:
        facts.add("authentication.dkim-fail", words, "header")
    if seen.dmarc in _GUESSED or not domain:
        return
    if not passed and seen.dkim != "pass" and seen.spf in _BLAMED:
        facts.add("authentication.nothing", words, "header", domain=context.mail.sender.domain)
    elif passed and not any(name == domain or related(name, domain, context.pack) for name in passed) and not passed & context.pack.lists["mail"]["services"]:
        other = min(passed)
        facts.add("authentication.unaligned", f"{words} ({other})", "header", domain=context.mail.sender.domain, other=other)


def _message_id(facts: Facts, mail: Mail) -> None:
    written = mail.header("message-id").strip("<> \t")
    if not written or _MADE_BY_RECEIVER.search(written):
        facts.add("sender.no-message-id", written[:80], "header")


def _fields(facts: Facts, mail: Mail) -> None:
    """Fields that are there to look like a mailing service's or a reply, and cannot be used as one."""
    unsubscribe = mail.header("list-unsubscribe")
    replied = mail.header("references") + mail.header("in-reply-to")
    program = mail.header("x-mailer").strip()
    if unsubscribe and not _USABLE.search(unsubscribe):
        facts.add("sender.forged-fields", f"List-Unsubscribe: {unsubscribe[:60]}", "header")
    if _EMPTY_ID.search(replied) or any(len(word) > _LONGEST_ID for word in replied.split()):
        facts.add("sender.forged-fields", f"In-Reply-To: {replied[:60]}", "header")
    if _ONE_WORD.fullmatch(program) and not program.islower() and not program.isupper() and not program.istitle() and _mixed(program):
        facts.add("sender.forged-fields", f"X-Mailer: {program[:60]}", "header")
    sender = next((value for name, value in mail.headers if name == "from"), "")
    if sender.count("<") > 1 or "<>" in sender:
        facts.add("sender.malformed", sender[:120], "header")


def _mixed(word: str) -> bool:
    """Whether a program's name is no name: digits inside, or capitals and small letters in a row that no name has (KM5Xd, HyPsC, but not SquirrelMail).

    >>> [_mixed(name) for name in ("KM5Xd", "HyPsC", "SquirrelMail", "PHPMailer", "Outlook2016")]
    [True, True, False, False, False]
    """
    inside = re.search(r"[A-Za-z]\d+[A-Za-z]", word) is not None
    pieces = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", word)
    return inside or sum(1 for piece in pieces if len(piece) <= 2) * 2 > len(pieces)


def _bounce(context: Context, facts: Facts, domain: str) -> None:
    bounce, pack = context.mail.return_path, context.pack
    host = registrable(bounce.domain) or bounce.domain
    if not host or host == domain or "sender.list" in facts:
        return
    if bounce.local.lower() in pack.lists["mail"]["server_users"] and not related(host, domain, pack):
        facts.add("sender.return-machine", bounce.address, "header", other=bounce.domain)
    if context.mail.authentication is not None and not exists(bounce.domain):
        facts.add("sender.return-nowhere", bounce.address, "header", other=bounce.domain)
    if {host, bounce.domain.partition(".")[2], ".".join(bounce.domain.split(".")[-2:])} & pack.lists["mail"]["throwaway"]:
        facts.add("sender.return-throwaway", bounce.address, "header", other=bounce.domain)
