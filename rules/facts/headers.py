"""What a raw mail's other header fields say beside its From: where answers go, where it would bounce, what wrote it, what it pretends to be.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> mail = Mail(form="eml", sender=Address("News", "a@example.cfd"), headers=(("list-id", "<Zk3WtPTAdc.xt.local>"),))
>>> facts = Facts()
>>> read(Context(mail, shipped()), facts)
>>> sorted(facts)
['sender.fake-list']
"""

from __future__ import annotations

import re
from email.utils import parsedate_tz
from typing import TYPE_CHECKING

from rules.facts.owners import of_the_reader, related, settled, strays
from rules.hosts import exists, registrable
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "sender.reply-elsewhere": "answers go to another domain than the sender's",
    "sender.reply-free-mail": "a sender with a domain of its own wants its answers at a free mail address",
    "sender.return-elsewhere": "the mail would bounce to a domain that is neither the sender's nor a mail service's",
    "sender.message-id-elsewhere": "the message id was made on an unrelated host",
    "sender.mailer-odd": "the mail was written with a program that no company's notices come from",
    "sender.zone-odd": "the mail's clock is China's, the company is Japanese",
    "sender.daemon": "a mail server tells that a message could not be delivered",
    "sender.exchange": "an Exchange server tells of a failure; it calls itself Microsoft Outlook, whoever's server it is",
    "sender.list": "the mail came through a mailing list",
    "sender.fake-list": "the mail carries the mark of a mailing service, with an invented name in it",
}

_LIST = regex(r"<\s*([^<>\s]+)\s*>\s*\Z")
_EXCHANGE = regex(r"microsoftexchange[0-9a-f]{32}")
_ROLE = regex(r"-(?:request|owner|admin|confirm|bounces)$")
"""What a list's program adds to the list's name when it writes itself: digests, notices."""
_SERVICE_LIST = ".xt.local"
"""Salesforce's mailing service marks its mail `<number.xt.local>`; copies of the mark have letters where the number stands."""
_DAEMONS = ("mailer-daemon", "postmaster")
_LIST_PROGRAMS = ("x-beenthere", "x-mailman-version", "x-ml-name", "x-mailing-list", "mailing-list", "x-majordomo-version", "x-listserver", "x-ezmlm-version")
"""Fields of programs that run discussion lists."""
_HOURS_CHINA = 8 * 3600


def read(context: Context, facts: Facts) -> None:
    """Leave the facts of the header (a mail server's own notice is also known by its address alone)."""
    mail, sender = context.mail, context.mail.sender
    if _daemon(context, facts):
        facts.add("sender.daemon", sender.address, "from")
    if _EXCHANGE.fullmatch(sender.local.lower()):
        facts.add("sender.exchange", sender.address, "from")
    if mail.headers:
        _list(context, facts)
    elif "signal.list-digest" in facts:
        facts.add("sender.list", facts["signal.list-digest"][0].quote, "body")
    if mail.headers and sender.address:
        _elsewhere(context, facts, registrable(sender.domain) or sender.domain)
        _program(context, facts)


def _daemon(context: Context, facts: Facts) -> bool:
    """A server's own notice has no return path, or a server's, and is a report by its type.

    Mailing services give the name postmaster to any customer, whose mail bounces to the service, and a throw-away domain's owner takes it too:
    by its name alone a notice that wants something pressed is a server's only at the reader's own domain, where it leads nowhere else, or at one that
    nobody takes for an hour.
    """
    mail, pack = context.mail, context.pack
    bounce = mail.return_path.local.lower()
    own = not mail.return_path.address or bounce in _DAEMONS
    report = mail.header("content-type").lower()
    if (own and report.startswith("multipart/report")) or "feedback-report" in report:
        return True
    if not own or mail.sender.local.lower() not in _DAEMONS:
        return False
    domain = registrable(mail.sender.domain) or mail.sender.domain
    calm = facts.keys().isdisjoint(("signal.asks-press", "signal.asks-login"))
    if calm and not context.urls:
        return True
    free = pack.lists["mail"]["free"]
    if domain in of_the_reader(context) - free:
        return calm or not any(strays(context, domain))
    return domain in free or settled(domain, pack)


def _list(context: Context, facts: Facts) -> None:
    """A mailing list says where to post, is run by a list's program, or is itself addressed; every newsletter has a List-Id, which alone counts for nothing."""
    mail = context.mail
    written = mail.header("list-id")
    found = _LIST.search(written)
    name = (found[1] if found else written).strip().lower()
    addressed = "." in name and exists(name) and registrable(name) in {registrable(address.domain) for address in mail.to}
    posted = _ROLE.sub("", mail.sender.local.lower()) + "." + mail.sender.domain.lower()
    bounced = "-bounces" in mail.return_path.local.lower() and name.endswith("." + mail.return_path.domain.lower())
    if mail.header("list-post") or addressed or bounced or (name and name == posted) or any(mail.header(field) for field in _LIST_PROGRAMS):
        facts.add("sender.list", written, "header")
    elif name.endswith(_SERVICE_LIST) and not name.removesuffix(_SERVICE_LIST).isdigit():
        facts.add("sender.fake-list", written, "header")


def _elsewhere(context: Context, facts: Facts, domain: str) -> None:
    mail, pack = context.mail, context.pack
    services = pack.lists["mail"]["services"]
    free = pack.lists["mail"]["free"]
    reply = registrable(mail.reply_to.domain)
    if reply and reply != domain and not related(reply, domain, pack):
        facts.add("sender.reply-elsewhere", mail.reply_to.address, "header", other=reply)
        if reply in free and domain not in free and mail.reply_to.address.lower() not in context.own_addresses:
            facts.add("sender.reply-free-mail", mail.reply_to.address, "header", other=reply)
    bounce = registrable(mail.return_path.domain)
    if bounce and bounce != domain and bounce not in services and "sender.list" not in facts and not related(bounce, domain, pack):
        facts.add("sender.return-elsewhere", mail.return_path.address, "header", other=bounce)
    made = registrable(mail.header("message-id").strip("<> \t").rpartition("@")[2].lower())
    if made and made != domain and made not in services and made not in pack.customer_domains and not related(made, domain, pack):
        facts.add("sender.message-id-elsewhere", mail.header("message-id")[:120], "header")


def _mailers(pack: Pack) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(pack.lists['mail']['mailers'])) or '(?!)'})")


def _program(context: Context, facts: Facts) -> None:
    mail = context.mail
    program = (mail.header("x-mailer") or mail.header("user-agent")).lower()
    if program and context.pack.made(_mailers).search(program):
        facts.add("sender.mailer-odd", mail.header("x-mailer") or mail.header("user-agent"), "header")
    if mail.date and mail.lang == "ja":
        clock = parsedate_tz(mail.date[:200])
        if clock and clock[9] == _HOURS_CHINA:
            facts.add("sender.zone-odd", mail.date, "header")
