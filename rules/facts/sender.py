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
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.facts import brands, lookalike
from rules.facts.owners import fits, misread, namesake, of_japan, related, settled, strays, vouched
from rules.hosts import exists, registrable
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.lookalike import Likeness
    from rules.facts.model import Context, Facts
    from rules.packs import Brand

NAMES: dict[str, str] = {
    "sender.seen": "a sender address was seen",
    "sender.alone": "somebody asks about a sender's address and shows nothing else of the mail",
    "sender.brand-mismatch": "the display name is a company's, the address is not",
    "sender.brand-mismatch-weak": "subject or text speak as a company, the address is not the company's",
    "sender.settled": "no company of the pack is claimed, and the sender's domain (handed over, not read off a picture) is Japan's, an organisation's or one that everybody knows",
    "sender.brand-namesake": "the address is the company's whole name below a plain ending, no domain that the pack lists",
    "sender.brand-vouched-namesake": "such an address, and the receiving provider vouches for it",
    "sender.brand-mismatch-vouched": "such an address, but vouched for and like no company's; and it is Japan's and the mail leads nowhere else, or the mail leads to the company alone",
    "sender.brand-mismatch-home": "the display name is a company's, the address is not, but is of Japan and like no company's, and nothing in the mail leads anywhere else",
    "sender.brand-own": "the address is the company's own (which proves nothing)",
    "sender.brand-own-typed": "such an address, in letters that were handed over, not read off a picture (it can be forged all the same)",
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
    "sender.random-domain": "the sender's domain looks made by a machine",
    "sender.random-local": "the part before the @ looks made by a machine",
    "sender.random-case": "the part before the @ mixes capitals and small letters as no name does",
    "sender.generated-name": "the part before the @ is two words and a number, joined as tools for bulk mail join them",
    "sender.many-labels": "the sender's host hides behind a row of meaningless labels",
    "sender.impossible": "the sender's address has a domain that cannot exist",
    "sender.punycode": "the sender's domain hides letters of another script",
}

_DOMAIN_IN_NAME = regex(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,12}(?![\w.-]*@)", re.IGNORECASE | re.ASCII)
_ADDRESS_IN_NAME = regex(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", re.ASCII)
_HELD = regex(r"[a-z0-9.]{2,}[_=.\-+](?:[a-z0-9-]+)[._-](?:co\.jp|ne\.jp|or\.jp|com|net|jp|org)(?:[-_.]|$)", re.IGNORECASE)
_CONSONANTS = regex(r"[bcdfghjklmnpqrstvwxz]{5,}")
_UNSPEAKABLE = regex(
    r"(?=q[^u]|[bdfghjklmpqrtvwxz]q|[jv][bcdfghjklmnpqrstvwxz]|x[bdfgjkmnqrsvwz]|z[bcdfgjkmnpqrstvx]|w[bcdfgjmpqvwxz]|[bcfgpqvwz]x|[bcdfgjkmpqvwxz]j|[fgjkqvwx]z|[bcfghjkmpqtwxz]v)"
)
_NEITHER = regex(r"[^a-z0-9]")
_NO_DIGITS = str.maketrans("", "", "0123456789")
_DIGIT_INSIDE = regex(r"[a-z]\d+[a-z]")
_GENERATED = regex(r"[A-Za-z]+_[A-Za-z]+_(?:\d_)?\d{4,6}")
_PIECES = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LETTERS = regex(r"[A-Za-z]{6,}")
_VOWEL = regex(r"[aeiouyAEIOUY]")
_CASES = 2
"""Pieces of a name that are no word, from which capitals and small letters were mixed by a machine."""
_NAME = 4
"""Letters of a company's name from which a domain that holds it is no stranger's by chance."""
_LABELS = 4
"""Labels below a registrable domain, most of them one or two letters long, from which a host is hiding."""


def read(context: Context, facts: Facts) -> None:
    """Leave the sender's facts."""
    sender, pack = context.mail.sender, context.pack
    if not sender.address:
        return
    written = f"{sender.display} <{sender.address}>" if sender.display else sender.address
    facts.add("sender.seen", written, "from")
    if context.mail.form == "ocr" and facts.brand is not None and misread(context.mail.sender.domain, context.pack):
        return
    if not (context.mail.subject or context.mail.body or context.mail.links or context.mail.attachments):
        facts.add("sender.alone", written, "from")
    domain = registrable(sender.domain) or sender.domain
    _brand(context, facts, domain, written)
    _name(context, facts, domain, written)
    _own(context, facts, written)
    found = lookalike.likeness(sender.domain, pack)
    _shape(context, facts, domain, found)
    if found is not None and not namesake(found.brand, domain, pack):
        facts.add("sender.lookalike", sender.address, "from", **_slots(found.brand))


def _brand(context: Context, facts: Facts, domain: str, written: str) -> None:
    brand, mail, pack = facts.brand, context.mail, context.pack
    own = any(domain in claim.brand.domains for claim in facts.claims)
    if brand is None:
        if mail.form != "ocr" and settled(domain, pack):
            facts.add("sender.settled", written, "from")
        return
    if fits(brand, domain, pack):
        if brand.gives(mail.sender.domain, domain):
            facts.add("sender.customer-domain", written, "from", **_slots(brand))
        else:
            facts.add("sender.brand-own", written, "from", **_slots(brand))
            if mail.form != "ocr":
                facts.add("sender.brand-own-typed", written, "from", **_slots(brand))
        return
    if domain in brand.customer_domains:
        facts.add("sender.customer-domain", written, "from", **_slots(brand))
        return
    if namesake(brand, domain, pack):
        facts.add("sender.brand-vouched-namesake" if vouched(mail) else "sender.brand-namesake", written, "from", domain=domain, **_slots(brand))
        return
    if _resident(context, facts, brand, domain):
        facts.add("sender.brand-mismatch-vouched", written, "from", **_slots(brand))
        return
    if facts.claims[0].strength == 3 and mail.form != "ocr" and _at_home(context, brand, domain):
        facts.add("sender.brand-mismatch-home", written, "from", **_slots(brand))
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
        if claim.where == "from" and claim.quote == mail.sender.address and not claim.brand.owns(domain) and brands.in_address(local, claim.brand):
            facts.add("sender.brand-in-local-part", mail.sender.address, "from", local=local, **_slots(claim.brand))


def _resident(context: Context, facts: Facts, brand: Brand, domain: str) -> bool:
    """Whether the provider vouches for a domain of Japan's that imitates nobody and that all links of the mail stay with: more often a company's that the pack lacks."""
    pack = context.pack
    if not vouched(context.mail) or lookalike.likeness(context.mail.sender.domain, pack) is not None:
        return False
    return (settled(domain, pack) and not any(strays(context, domain))) or _leads_home(context, facts, brand, domain) or _own_program(context, brand)


def _own_program(context: Context, brand: Brand) -> bool:
    """Whether the program that the mail names runs on the very server that sent it, and the mail opens it there: cPanel's notices come from the reader's host."""
    kinds = context.pack.lists["kinds"]
    if brand.kind not in kinds["programs"] or not context.urls or context.mail.attachments:
        return False
    return all(url.host == context.mail.sender.domain and str(url.port) in kinds["program_ports"] for _, url in context.urls)


def _at_home(context: Context, brand: Brand, domain: str) -> bool:
    """Whether a domain of Japan's that imitates nobody is all that a mail leads to, where no provider says whether it may be believed: a firm that the pack lacks, or a rare kind of fake."""
    if (
        context.mail.authentication is not None
        or not of_japan(domain, context.pack)
        or lookalike.likeness(context.mail.sender.domain, context.pack) is not None
    ):
        return False
    label = domain.partition(".")[0].replace("-", "")
    if any(len(word) >= _NAME and word.replace(" ", "") in label for word in (*brand.spellings, *brand.misspellings)):
        return False
    return registrable(context.mail.reply_to.domain) in ("", domain) and not any(strays(context, domain))


def _leads_home(context: Context, facts: Facts, brand: Brand, domain: str) -> bool:
    """Whether every link of a mail opens the claimed company's own pages, and nothing else in it leads anywhere: nobody gains by a fake of that kind."""
    mail, pack = context.mail, context.pack
    if not context.urls or mail.attachments or "signal.asks-call" in facts or "signal.asks-reply-password" in facts:
        return False
    if domain in pack.lists["mail"]["free"] | pack.lists["mail"]["throwaway"] or registrable(mail.reply_to.domain) not in ("", domain):
        return False
    return all(link.kind not in ("form", "qr") and fits(brand, url.domain, pack) and not brand.gives(url.host, url.domain) for link, url in context.urls)


def _name(context: Context, facts: Facts, domain: str, written: str) -> None:
    name = context.name.text
    for held in _ADDRESS_IN_NAME.finditer(name):
        if (other := registrable(held[1])) and other != domain:
            facts.add("sender.name-holds-address", written, "from", other=other)
    for held in _DOMAIN_IN_NAME.finditer(name):
        other = registrable(held[0]) if exists(held[0]) else ""
        if other and other != domain and not related(other, domain, context.pack):
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
        elif (domain := registrable(own_domain)) and len(domain) > 5 and domain in name and re.search(rf"(?<![\w.-]){re.escape(domain)}(?![\w.-])", name):
            facts.add("sender.own-address", written, "from", own=domain)
    if _HELD.search(mail.sender.local):
        facts.add("sender.holds-an-address", mail.sender.address, "from")


def _shape(context: Context, facts: Facts, domain: str, likeness: Likeness | None) -> None:
    sender, pack = context.mail.sender, context.pack
    label = domain.partition(".")[0]
    if domain not in pack.domain_brands and domain not in pack.lists["mail"]["free"]:
        if likeness is None and looks_random(label):  # a name made to look like another is no rubbish
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
    if _random_case(sender.local):
        facts.add("sender.random-case", sender.address, "from")
    if _GENERATED.fullmatch(sender.local):
        facts.add("sender.generated-name", sender.address, "from")
    labels = sender.domain.removesuffix(domain).strip(".").split(".")
    if len(labels) >= _LABELS and sum(len(piece) <= 2 for piece in labels) * 2 > len(labels):
        facts.add("sender.many-labels", sender.address, "from")
    own = {address.rpartition("@")[2] for address in context.own_addresses}
    if context.mail.authentication is not None and "." not in sender.domain and sender.domain not in own and sender.domain != "localhost":
        facts.add("sender.impossible", sender.address, "from")
    if "xn--" in sender.domain or not sender.domain.isascii():
        facts.add("sender.punycode", sender.address, "from")


@lru_cache(maxsize=4096)
def looks_random(label: str) -> bool:
    """Whether a name looks made by a machine: letters no language puts together, next to no vowels, digits inside. Two such signs are needed.

    >>> looks_random("zv0tma"), looks_random("brhqugl"), looks_random("xserver"), looks_random("sakura-net"), looks_random("blog-jp")
    (True, True, False, False, False)
    """
    return any(_rubbish(piece) for piece in label.split("-"))


def _rubbish(label: str) -> bool:
    letters = _NEITHER.sub("", label)
    words = letters.translate(_NO_DIGITS)
    if len(letters) < 5 or len(words) < 4:
        return False
    vowels = sum(1 for letter in words if letter in "aeiouy")
    signs = len(_UNSPEAKABLE.findall(words)) + (vowels * 5 < len(words)) + bool(_CONSONANTS.search(words)) + bool(_DIGIT_INSIDE.search(letters))
    return signs >= 2


def _random_case(local: str) -> bool:
    """Whether capitals and small letters are mixed at random: RIPMhNXK, but not McDonald, NoReply, JCBcard.

    >>> [_random_case(name) for name in ("RIPMhNXK", "zLLdvcctvsJdCDo", "DoNotReply", "McDonaldJapan", "taroYAMADA")]
    [True, True, False, False, False]
    """
    if not _LETTERS.fullmatch(local) or local.islower() or local.isupper() or local.istitle():
        return False
    pieces = _PIECES.findall(local)
    odd = [piece for piece in pieces if not piece.isupper() and not _VOWEL.search(piece) and piece not in ("Mc", "St", "Dr", "Mr")]
    lone = sum(1 for piece in pieces if len(piece) == 1)
    return len(odd) + lone >= _CASES or (len(odd) == 1 and len(pieces) >= 3)


def _slots(brand: Brand) -> dict[str, str]:
    return {"brand@ja": brand.name["ja"], "brand@en": brand.name["en"]}
