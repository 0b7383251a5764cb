"""The sender: whose address stands behind the name, and does it fit who the mail claims to be?

An address of the company's own proves nothing (From can be forged), so no fact here reassures.

>>> from rules.facts import brands
>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Mail
>>> from rules.packs import shipped
>>> context, facts = Context(Mail(sender=Address("XSERVER SUPPORT", "info@mail.example.cfd")), shipped()), Facts()
>>> brands.read(context, facts)
>>> read(context, facts)
>>> facts.first("sender.brand-mismatch").quote
'XSERVER SUPPORT <info@mail.example.cfd>'
"""

from __future__ import annotations

import re
from email.utils import parsedate_tz
from typing import TYPE_CHECKING

from rules.facts import lookalike
from rules.hosts import exists, registrable

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.packs import Brand, Pack

NAMES: dict[str, str] = {
    "sender.seen": "a sender address was seen",
    "sender.brand-mismatch": "the display name is a company's, the address is not",
    "sender.brand-mismatch-weak": "subject or text speak as a company, the address is not the company's",
    "sender.brand-own": "the address is the company's own (which proves nothing)",
    "sender.customer-domain": "the address stands under a domain that the company gives to its customers",
    "sender.foreign-ending": "the mail claims a Japanese company, and its sender's domain ends as no Japanese company's does",
    "sender.odd-ending": "a Japanese mail whose sender's domain ends as no Japanese company's does",
    "sender.abused-ending": "the sender's domain has an ending that throw-away senders like",
    "sender.lookalike": "the sender's domain imitates a company's",
    "sender.brand-in-local-part": "a company's name stands before the @ of an unrelated domain",
    "sender.free-mail": "a company writes from a free mail address",
    "sender.throwaway": "the sender's address stands below a domain where anybody can have one",
    "sender.name-holds-address": "the display name holds another address or domain than the real one",
    "sender.name-is-domain": "the display name is a domain that the address does not have",
    "sender.own-address": "the reader's own address or its parts stand in the sender",
    "sender.own-domain": "the sender's domain is the reader's own",
    "sender.holds-an-address": "the sender's local part holds another address",
    "sender.reply-elsewhere": "answers go to another domain than the sender's",
    "sender.return-elsewhere": "the mail would bounce to a domain that is neither the sender's nor a mail service's",
    "sender.random-domain": "the sender's domain looks made by a machine",
    "sender.random-local": "the part before the @ looks made by a machine",
    "sender.punycode": "the sender's domain hides letters of another script",
    "sender.message-id-elsewhere": "the message id was made on an unrelated host",
    "sender.mailer-odd": "the mail was written with a program that no company's notices come from",
    "sender.zone-odd": "the mail's clock is China's, the company is Japanese",
    "sender.daemon": "a mail server tells that a message could not be delivered",
    "sender.list": "the mail came through a mailing list",
}

_DOMAIN_IN_NAME = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,12}(?![\w.-]*@)", re.IGNORECASE | re.ASCII)
_ADDRESS_IN_NAME = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", re.ASCII)
_HELD = re.compile(r"[a-z0-9.]{2,}[_=.\-+](?:[a-z0-9-]+)[._-](?:co\.jp|ne\.jp|or\.jp|com|net|jp|org)(?:[-_.]|$)", re.IGNORECASE)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_UNSPEAKABLE = re.compile(
    r"(?=q[^u]|[bdfghjklmpqrtvwxz]q|[jv][bcdfghjklmnpqrstvwxz]|x[bdfgjkmnqrsvwz]|z[bcdfgjkmnpqrstvx]|w[bcdfgjmpqvwxz]|[bcfgpqvwz]x|[bcdfgjkmpqvwxz]j|[fgjkqvwx]z|[bcfghjkmpqtwxz]v)"
)
_DIGIT_INSIDE = re.compile(r"[a-z]\d+[a-z]")
_HOURS_CHINA = 8 * 3600


def read(context: Context, facts: Facts) -> None:
    """Leave the sender's facts."""
    sender, pack = context.mail.sender, context.pack
    if context.mail.header("list-id") or context.mail.header("list-post"):
        facts.add("sender.list", context.mail.header("list-id"), "header")
    if not sender.address:
        return
    written = f"{sender.display} <{sender.address}>" if sender.display else sender.address
    facts.add("sender.seen", written, "from")
    if sender.local.lower() in ("mailer-daemon", "postmaster") or context.mail.header("content-type").lower().startswith("multipart/report"):
        facts.add("sender.daemon", written, "from")
    domain = registrable(sender.domain) or sender.domain
    _brand(context, facts, domain, written)
    _name(context, facts, domain, written)
    _own(context, facts, written)
    _shape(context, facts, domain)
    found = lookalike.likeness(sender.domain, pack)
    if found is not None:
        facts.add("sender.lookalike", sender.address, "from", **_slots(found.brand))
    if context.mail.headers:
        _headers(context, facts, domain)


def _brand(context: Context, facts: Facts, domain: str, written: str) -> None:
    brand, mail, pack = facts.brand, context.mail, context.pack
    own = any(domain in claim.brand.domains for claim in facts.claims)
    if brand is None:
        return
    if fits(brand, domain, pack):
        if domain in brand.customer_domains:
            facts.add("sender.customer-domain", written, "from", **_slots(brand))
        else:
            facts.add("sender.brand-own", written, "from", **_slots(brand))
        return
    if domain in brand.customer_domains:
        facts.add("sender.customer-domain", written, "from", **_slots(brand))
        return
    strong = facts.claims[0].strength == 3
    facts.add("sender.brand-mismatch" if strong else "sender.brand-mismatch-weak", written, "from", **_slots(brand))
    if domain in pack.lists["mail"]["free"]:
        facts.add("sender.free-mail", written, "from", **_slots(brand))
    ending = domain.rpartition(".")[2]
    if not own and ending in pack.lists["tlds"]["odd"] and ending not in {name.rpartition(".")[2] for name in brand.domains}:
        facts.add("sender.foreign-ending", mail.sender.address, "from", ending="." + ending, **_slots(brand))
    local = mail.sender.local.lower()
    for claim in facts.claims:
        if claim.where == "from" and claim.quote == mail.sender.address and not claim.brand.owns(domain):
            facts.add("sender.brand-in-local-part", mail.sender.address, "from", local=local, **_slots(claim.brand))


def _name(context: Context, facts: Facts, domain: str, written: str) -> None:
    name = context.name.text
    for held in _ADDRESS_IN_NAME.finditer(name):
        if (other := registrable(held[1])) and other != domain:
            facts.add("sender.name-holds-address", written, "from", other=other)
    for held in _DOMAIN_IN_NAME.finditer(name):
        other = registrable(held[0]) if exists(held[0]) else ""
        if other and other != domain and not _related(other, domain, context.pack):
            facts.add("sender.name-is-domain", written, "from", other=other)


def _own(context: Context, facts: Facts, written: str) -> None:
    mail = context.mail
    name, address = context.name.text, mail.sender.address.lower()
    listed = {value.domain for value in mail.to if value.local.lower() == value.domain.partition(".")[0]}
    for own in context.own_addresses:
        local, _, own_domain = own.rpartition("@")
        if (
            address == own
            or own in name
            or (
                own_domain
                and own_domain not in listed
                and len(local) >= 3
                and own_domain.partition(".")[0] in mail.sender.local.lower()
                and local in mail.sender.local.lower()
            )
        ):
            facts.add("sender.own-address", written, "from", own=own)
        elif own_domain and registrable(own_domain) == registrable(mail.sender.domain) and registrable(own_domain) not in context.pack.lists["mail"]["free"]:
            facts.add("sender.own-domain", written, "from")
        elif (domain := registrable(own_domain)) and len(domain) > 5 and re.search(rf"(?<![\w.-]){re.escape(domain)}(?![\w.-])", name):
            facts.add("sender.own-address", written, "from", own=domain)
    if _HELD.search(mail.sender.local):
        facts.add("sender.holds-an-address", mail.sender.address, "from")


def _shape(context: Context, facts: Facts, domain: str) -> None:
    sender, pack = context.mail.sender, context.pack
    label = domain.partition(".")[0]
    if domain not in pack.domain_brands and domain not in pack.lists["mail"]["free"]:
        if looks_random(label):
            facts.add("sender.random-domain", sender.address, "from")
        ending = domain.rpartition(".")[2]
        if ending in pack.lists["tlds"]["abused"]:
            facts.add("sender.abused-ending", sender.address, "from", ending="." + ending)
        if context.mail.lang == "ja" and ending in pack.lists["tlds"]["odd"]:
            facts.add("sender.odd-ending", sender.address, "from", ending="." + ending)
    if {domain, sender.domain.partition(".")[2], ".".join(domain.split(".")[-2:])} & pack.lists["mail"]["throwaway"]:
        facts.add("sender.throwaway", sender.address, "from")
    if looks_random(sender.local.lower()):
        facts.add("sender.random-local", sender.address, "from")
    if "xn--" in sender.domain or not sender.domain.isascii():
        facts.add("sender.punycode", sender.address, "from")


def _headers(context: Context, facts: Facts, domain: str) -> None:
    mail, pack = context.mail, context.pack
    services = pack.lists["mail"]["services"]
    reply = registrable(mail.reply_to.domain)
    if reply and reply != domain and not _related(reply, domain, pack):
        facts.add("sender.reply-elsewhere", mail.reply_to.address, "header", other=reply)
    bounce = registrable(mail.return_path.domain)
    if bounce and bounce != domain and bounce not in services and "sender.list" not in facts and not _related(bounce, domain, pack):
        facts.add("sender.return-elsewhere", mail.return_path.address, "header", other=bounce)
    made = registrable(mail.header("message-id").strip("<> \t").rpartition("@")[2].lower())
    if made and made != domain and made not in services and not _related(made, domain, pack):
        facts.add("sender.message-id-elsewhere", mail.header("message-id")[:120], "header")
    program = (mail.header("x-mailer") or mail.header("user-agent")).lower()
    if program and any(re.search(rf"(?<![a-z]){odd}", program) for odd in pack.lists["mail"]["mailers"]):
        facts.add("sender.mailer-odd", mail.header("x-mailer") or mail.header("user-agent"), "header")
    if mail.date and (facts.brand is not None or mail.lang == "ja"):
        clock = parsedate_tz(mail.date[:200])
        if clock and clock[9] == _HOURS_CHINA and mail.lang == "ja":
            facts.add("sender.zone-odd", mail.date, "header")


def fits(brand: Brand, domain: str, pack: Pack) -> bool:
    """Whether a registrable domain is the brand's own, writes on its behalf, or belongs to a company of its group."""
    return brand.owns(domain) or any(other.group == brand.group for other in pack.domain_brands.get(domain, ()))


def _related(one: str, other: str, pack: Pack) -> bool:
    """Whether two registrable domains belong to one group of companies, or differ in their ending alone."""
    groups = {brand.group for brand in pack.domain_brands.get(one, ())}
    same = one.partition(".")[0] == other.partition(".")[0] and len(one.partition(".")[0]) > 3
    return same or any(brand.group in groups for brand in pack.domain_brands.get(other, ()))


def looks_random(label: str) -> bool:
    """Whether a name looks made by a machine: letters no language puts together, next to no vowels, digits inside. Two such signs are needed.

    >>> looks_random("zv0tma"), looks_random("brhqugl"), looks_random("xserver"), looks_random("sakura-net")
    (True, True, False, False)
    """
    letters = re.sub(r"[^a-z0-9]", "", label)
    words = re.sub(r"[^a-z]", "", letters)
    if len(letters) < 5 or len(words) < 4:
        return False
    vowels = sum(1 for letter in words if letter in "aeiouy")
    signs = len(_UNSPEAKABLE.findall(words)) + (vowels * 5 < len(words)) + bool(_CONSONANTS.search(words)) + bool(_DIGIT_INSIDE.search(letters))
    return signs >= 2


def _slots(brand: Brand) -> dict[str, str]:
    return {"brand@ja": brand.name["ja"], "brand@en": brand.name["en"]}
