"""Whose domain is it: the claimed company's own, its namesake, or a stranger's? And does the receiving provider vouch for the sender's?

>>> from rules.packs import shipped
>>> book = shipped()
>>> fits(book.brands["xserver"], "xserver.ne.jp", book), fits(book.brands["dhl"], "express.dhl", book)
(True, True)
>>> namesake(book.brands["kagoya"], "kagoya.com", book), namesake(book.brands["kagoya"], "kagoya-login.jp", book)
(True, False)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.hosts import registrable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.facts.model import Context
    from rules.hosts import Url
    from rules.mail.model import Mail
    from rules.packs import Brand, Pack

_SHORTEST = 4
"""Letters of a name at least that as a domain's whole label is believed to be its owner's: three-letter domains belong to anybody."""


def fits(brand: Brand, domain: str, pack: Pack) -> bool:
    """Whether a registrable domain is the brand's own, writes on its behalf, or belongs to a company of its group."""
    return brand.owns(domain) or any(other.group == brand.group for other in pack.domain_brands.get(domain, ())) or _registered(brand, domain, pack)


def _registered(brand: Brand, domain: str, pack: Pack) -> bool:
    """Whether a domain that only a registered organisation gets carries the company's name or its own domain's, or ends in it: one of its group that the pack does not list."""
    label, _, ending = domain.partition(".")
    if domain in pack.domain_brands or domain in pack.customer_domains:
        return False
    if ending in pack.lists["tlds"]["companies"]:
        return ending in brand.spellings
    if ending not in pack.lists["tlds"]["organisations"]:
        return False
    if brand.kind in pack.lists["kinds"]["offices"] and ending in pack.lists["tlds"]["offices"]:
        return True
    if len(label) >= _SHORTEST and label in {name.partition(".")[0] for name in brand.domains}:
        return True
    pieces = (label, *label.split("-"))
    return any(word.replace(" ", "") in pieces for word in (*brand.spellings, *brand.ambiguous))


def namesake(brand: Brand, domain: str, pack: Pack) -> bool:
    """Whether a domain that the pack does not list is the company's whole name below a plain ending, which the owner of the name takes before others do."""
    label, _, ending = domain.partition(".")
    if ending not in pack.lists["tlds"]["plain"] or len(label) < _SHORTEST or domain in pack.domain_brands or domain in pack.customer_domains:
        return False
    return any(word.replace(" ", "") == label for word in (*brand.spellings, *brand.ambiguous))


def of_japan(domain: str, pack: Pack) -> bool:
    """Whether a domain is given to Japan's residents or to registered organisations only, and is no free mail service's."""
    ending = domain.partition(".")[2]
    return (ending == "jp" or ending in pack.lists["tlds"]["organisations"]) and domain not in pack.lists["mail"]["free"]


def settled(domain: str, pack: Pack) -> bool:
    """Whether nobody takes a domain for an hour: it is Japan's, or one that everybody knows and at which not everybody gets an address."""
    mail = pack.lists["mail"]
    return of_japan(domain, pack) or (
        domain in pack.lists["pages"]["known"] and domain not in mail["free"] | mail["throwaway"] | mail["services"] | pack.lists["hosts"]["free"]
    )


def akin(one: str, other: str, pack: Pack) -> bool:
    """Whether one domain's label is the other's with a word for mail or accounts hung on it: redditmail.com writes for reddit.com.

    What is linked is the bare name then, so nobody gains by it but the name's owner.

    >>> from rules.packs import shipped
    >>> pairs = ("redditmail.com", "reddit.com"), ("getsentry.com", "sentry.io"), ("sentry.io", "getsentry.com"), ("redditmail.com", "edit.com")
    >>> [akin(one, other, shipped()) for one, other in pairs]
    [True, True, False, False]
    """
    if _one_owner(one, other, pack):
        return True
    name, label = other.partition(".")[0], one.partition(".")[0]
    if len(name) < _SHORTEST or label == name:
        return False
    words = pack.lists["mail"]["beside_names"]
    return (label.startswith(name) and label.removeprefix(name).strip("-") in words) or (label.endswith(name) and label.removesuffix(name).strip("-") in words)


def _owners(pack: Pack) -> dict[str, str]:
    """The rows of domains that have one owner: each domain with its row."""
    return {domain: row for row in pack.lists["pages"]["one_owner"] for domain in row.split()}


def _one_owner(one: str, other: str, pack: Pack) -> bool:
    rows = pack.made(_owners)
    return one in rows and rows[one] == rows.get(other)


def misread(host: str, pack: Pack) -> bool:
    """Whether a host read off a picture is a company's own but for dots that were not seen.

    >>> from rules.packs import shipped
    >>> [misread(host, shipped()) for host in ("www.xserverne.jp", "www.xserver.ne.jp", "xserver-login.jp")]
    [True, False, False]
    """
    if registrable(host) in pack.domain_brands:
        return False
    plain, labels = pack.made(_dotless), host.split(".")
    return any("".join(labels[start:]) in plain for start in range(len(labels)))


def _dotless(pack: Pack) -> frozenset[str]:
    """The companies' domains as they are read where every dot is lost."""
    return frozenset(name.replace(".", "") for name in pack.domain_brands)


def vouched(mail: Mail) -> bool:
    """Whether the receiving provider saw the sender's own domain sign the mail, or let it pass by that domain's own rules (DKIM aligned, DMARC)."""
    seen = mail.authentication
    if seen is None:
        return False
    return seen.dmarc == "pass" or registrable(mail.sender.domain) in {registrable(name) for name in seen.dkim_domains}


def carried(context: Context, domain: str) -> bool:
    """Whether a domain is that of the mailing service which brought a vouched-for mail of a Japanese or well-known domain, and signed it too: its click counter leads back to the sender."""
    mail, seen = context.mail, context.mail.authentication
    if seen is None or domain != registrable(mail.return_path.domain) or domain not in {registrable(name) for name in seen.dkim_domains}:
        return False
    sender = registrable(mail.sender.domain)
    return seen.dmarc == "pass" and sender in {registrable(name) for name in seen.dkim_domains} and settled(sender, context.pack)


def of_the_reader(context: Context) -> frozenset[str]:
    """The registrable domains of the reader's own addresses."""
    return frozenset(registrable(address.rpartition("@")[2]) for address in context.own_addresses)


def strays(context: Context, domain: str) -> Iterator[Url]:
    """The links of a mail that lead off a registrable domain and those of its group."""
    return (url for _, url in context.urls if url.domain != domain and not related(url.domain, domain, context.pack))


def related(one: str, other: str, pack: Pack) -> bool:
    """Whether two registrable domains belong to one group of companies, or differ in their ending alone."""
    groups = {brand.group for brand in pack.domain_brands.get(one, ())}
    same = one.partition(".")[0] == other.partition(".")[0] and len(one.partition(".")[0]) > 3
    return same or _one_owner(one, other, pack) or any(brand.group in groups for brand in pack.domain_brands.get(other, ()))
