"""The links: where would they really lead, and does that fit what is shown and who the mail claims to be?

Hosts are compared by registrable domain or by whole labels, never as substrings.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Link, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(links=(Link("https://login.example.cfd/x", "https://www.xserver.ne.jp/", "anchor"),)), shipped()), facts)
>>> facts.first("link.text-mismatch").slots["shown"], facts.first("link.text-mismatch").slots["target"]
('xserver.ne.jp', 'example.cfd')
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from rules.facts import lookalike
from rules.facts.brands import spelled
from rules.facts.owners import akin, carried, fits, misread, namesake
from rules.facts.sender import looks_random
from rules.facts.urls import MOST
from rules.fold import fold
from rules.hosts import exists, owner, parse_url, registrable
from rules.patterns import any_of, place
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.hosts import Url
    from rules.mail.model import Link
    from rules.packs import Brand, Pack

NAMES: dict[str, str] = {
    "link.any": "the mail has a link whose target was seen",
    "link.anything": "the mail has a link or the place of one",
    "link.brand-mismatch": "the mail claims a company, and none of its links lead there",
    "link.brand-mixed": "some links lead to the claimed company, others to unrelated hosts",
    "link.brand-namesake": "the links that lead elsewhere open the company's whole name below a plain ending, no domain that the pack lists",
    "link.brand-only": "every link leads to the claimed company or, where none is claimed, to the own pages of one that it names (which proves nothing)",
    "link.text-mismatch-own": "a link shows one domain and opens the sender's own, as click counters of honest senders do",
    "link.text-mismatch": "a link shows one domain and opens another",
    "link.text-mismatch-brand": "a link shows the claimed company's domain and opens another",
    "link.tracker": "a link goes through the click counter of a mail service",
    "link.lookalike": "a host imitates a company's name",
    "link.brand-in-subdomain": "a company's official domain stands as the first labels of a foreign host",
    "link.brand-in-path": "a company's name stands in the path of a foreign host",
    "link.homoglyph": "a host is written with letters that only look like Latin ones",
    "link.punycode": "a host hides letters of another script",
    "link.redirector": "a link goes through a well-known company's redirect to somewhere else",
    "link.shortener": "a link hides its target behind a shortener",
    "link.ipfs": "a link opens a page kept on IPFS",
    "link.free-hosting": "a link opens a page anybody can put up for free",
    "link.customer-host": "a link opens a customer's site of a provider, not the provider's own",
    "link.script": "a link runs a script or carries its page inside itself",
    "link.odd-ending": "a Japanese mail's link ends as no Japanese company's does",
    "link.abused-ending": "a link's host has an ending that throw-away sites like",
    "link.random-host": "a link's host looks made by a machine",
    "link.survey": "a link opens a questionnaire of a service for questionnaires",
    "link.device-sign-in": "a link opens a real company's page where a code signs in another machine",
    "link.download": "a link names a program or an archive to be loaded down",
    "link.consent": "a link lets a stranger's app into the reader's account at a well-known company",
    "link.form": "a form of the mail sends what is typed elsewhere",
    "link.qr": "a QR code of the mail opens an address",
    "link.qr-mismatch": "the mail claims a company, and its QR code leads elsewhere",
    "link.many-hosts": "the links lead to many unrelated domains",
    "link.sender-elsewhere": "the links lead to a domain that is not the sender's",
}

_ANYBODYS = {"link.free-hosting", "link.shortener", "link.redirector", "link.ipfs"}
"""Pages below a company's domain that are not the company's word."""
_FROM_THE_COMPANY = {"sender.brand-own", "sender.customer-domain", "sender.brand-namesake", "sender.brand-vouched-namesake"}
_SHOWN = regex(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,24})(?=[/:?#\s]|$)", re.IGNORECASE | re.ASCII)


def read(context: Context, facts: Facts) -> None:
    """Leave the facts of every link."""
    if context.mail.links:
        facts.add("link.anything", context.mail.links[0].target or context.mail.links[0].text, "link")
    for link in context.mail.links[:MOST]:
        head = link.target[:12].lower()
        if head.startswith(("javascript:", "data:text", "data:app")):
            facts.add("link.script", link.target[:120], "link")
        if link.kind == "form":
            facts.add("link.form", link.target, "link")
    urls = context.urls[:MOST]
    if context.mail.form == "ocr":
        urls = tuple((link, url) for link, url in urls if not misread(url.host, context.pack))
    if not urls:
        return
    facts.add("link.any", urls[0][1].href, "link")
    for link, url in urls:
        if link.kind == "qr":
            facts.add("link.qr", link.target, "link", target=url.host)
        inner = _inner(url, context.pack)
        if inner is not None:
            facts.add("link.redirector", link.target, "link", target=inner.host)
            _host(context, facts, inner, inner.href)
        _host(context, facts, url, link.target)
        _shown(context, facts, link, inner or url)
    _company(context, facts, [(link, _inner(url, context.pack) or url) for link, url in urls])


def _host(context: Context, facts: Facts, url: Url, written: str) -> None:
    """What the host gives away."""
    pack, domain = context.pack, url.domain
    book = pack.lists["hosts"]
    shared = owner(url.host)
    parent = url.host.partition(".")[2]
    address = (url.host + url.path).lower().encode()
    known = place(pack.made(_told), address) is not None
    document = known and place(pack.made(_documents), address) is not None
    if domain in book["shorteners"] and not document:
        facts.add("link.shortener", written, "link", target=url.host)
    if domain in book["ipfs"] or "/ipfs/" in url.path or url.host.startswith("ipfs."):
        facts.add("link.ipfs", written, "link")
    if {domain, parent, shared.partition(".")[2], url.host} & book["free"] and not document:
        facts.add("link.free-hosting", written, "link", target=url.host)
    if known and place(pack.made(_surveys), address) is not None:
        facts.add("link.survey", written, "link", target=url.host)
    if known and place(pack.made(_consent_pages), address) is not None and (app := _app(url)) and app not in pack.domain_brands:
        facts.add("link.consent", written, "link", target=app)
    if known and place(pack.made(_device_pages), address) is not None:
        facts.add("link.device-sign-in", written, "link", target=url.host)
    if url.path.lower().rpartition(".")[2] in pack.lists["files"]["loaded"]:
        facts.add("link.download", written, "link", target=url.path.rpartition("/")[2])
    if domain in pack.customer_domains and domain not in pack.domain_brands:
        facts.add("link.customer-host", written, "link")
    if "xn--" in url.host:
        facts.add("link.punycode", written, "link", shown=url.unicode_host)
    everyday = domain in pack.lists["pages"]["known"] and shared == domain
    if domain in pack.domain_brands or domain in book["trackers"] or everyday or domain == registrable(context.mail.sender.domain):
        return
    found = lookalike.likeness(url.host, pack, url.unicode_host) or lookalike.named(url.host, (claim.brand for claim in facts.claims))
    if found is not None and not _namesake(found.brand, domain, context, facts):
        name = {"homoglyph": "link.homoglyph", "domain": "link.brand-in-subdomain"}.get(found.how, "link.lookalike")
        facts.add(name, written, "link", label=found.label, **{"brand@ja": found.brand.name["ja"], "brand@en": found.brand.name["en"]})
    if (piece := _in_path(url, pack)) is not None:
        facts.add("link.brand-in-path", written, "link", label=piece)
    ending = url.host.rpartition(".")[2]
    if context.mail.lang == "ja" and ending in pack.lists["tlds"]["odd"]:
        facts.add("link.odd-ending", written, "link", ending="." + ending)
    if ending in pack.lists["tlds"]["abused"]:
        facts.add("link.abused-ending", written, "link", ending="." + ending)
    if looks_random(domain.partition(".")[0]) and "xn--" not in domain:
        facts.add("link.random-host", written, "link")


def _told(pack: Pack) -> Any:
    """Any of the four below: most addresses are none."""
    book = pack.lists["hosts"]
    return any_of(book["shared_documents"] | book["surveys"] | book["consent"] | book["device_sign_in"])


def _documents(pack: Pack) -> Any:
    return any_of(pack.lists["hosts"]["shared_documents"])


def _surveys(pack: Pack) -> Any:
    return any_of(pack.lists["hosts"]["surveys"])


def _consent_pages(pack: Pack) -> Any:
    return any_of(pack.lists["hosts"]["consent"])


def _app(url: Url) -> str:
    """The registrable domain that an account's owner would be sent back to, and whose app is let in."""
    for name, value in parse_qsl(url.query[1:4000], max_num_fields=None)[:30]:
        if name == "redirect_uri" and (target := parse_url(value)) is not None:
            return target.domain
    return ""


def _device_pages(pack: Pack) -> Any:
    return any_of(pack.lists["hosts"]["device_sign_in"])


def _in_path(url: Url, pack: Pack) -> str | None:
    """A company's domain or name as a whole piece of the path."""
    for piece in url.path.lower().split("/")[1:8]:
        if len(piece) > 4 and (piece in pack.domain_brands or (registrable(piece) in pack.domain_brands and exists(piece))):
            return piece
        word = piece.partition(".")[0]
        if len(word) > 4 and word not in pack.lists["hosts"]["common_words"] and lookalike.is_name(word, pack):
            return word
    return None


def _inner(url: Url, pack: Pack) -> Url | None:
    """Where a redirect of a well-known host leads, if its query or host says."""
    if url.host.endswith(".translate.goog"):
        host = url.host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
        return parse_url(f"https://{host}{url.path}")
    if url.host not in pack.lists["hosts"]["redirectors"]:
        return None
    for _, value in parse_qsl(url.query[1:4000], keep_blank_values=False, max_num_fields=None)[:30]:
        if value[:8].lower().startswith(("http://", "https://", "//")):
            target = parse_url("https:" + value if value.startswith("//") else value)
            if target is not None and target.domain != url.domain:
                return target
    if (
        url.path.startswith("/amp/")
        and (target := parse_url("https://" + url.path.removeprefix("/amp/").removeprefix("s/"))) is not None
        and "." in target.host
    ):
        return target
    return None


def _shown(context: Context, facts: Facts, link: Link, url: Url) -> None:
    """A link that shows one domain and opens another."""
    if link.kind != "anchor":
        return
    text = link.text.strip()
    found = _SHOWN.match(text) if len(text) < 500 else None
    if found is None or not exists(found[1]):
        return
    shown, target = registrable(found[1]), url.domain
    if shown == target or shown.partition(".")[0] == target.partition(".")[0]:
        return
    pack = context.pack
    own = target == registrable(context.mail.sender.domain) and shown not in pack.domain_brands
    if own:
        facts.add("link.text-mismatch-own", f"{text} → {link.target}", "link", shown=shown, target=target)
    if own or target in pack.lists["hosts"]["trackers"]:
        facts.add("link.tracker", link.target, "link", shown=shown, target=target)
        return
    groups = {brand.group for brand in pack.domain_brands.get(shown, ())}
    if groups & {brand.group for brand in pack.domain_brands.get(target, ())}:
        return
    facts.add("link.text-mismatch", f"{text} → {link.target}", "link", shown=shown, target=target)
    if facts.brand is not None and fits(facts.brand, shown, pack):
        facts.add("link.text-mismatch-brand", f"{text} → {link.target}", "link", shown=shown, target=target)


def _spoken(link: Link) -> bool:
    """Whether a host is only spoken of: 「ドメイン名: example.jp」, or a shop's name as cards write it (APPLE.COM/BILL), is no way out of the mail."""
    if link.kind == "bare" and link.text.isupper() and "://" not in link.text:
        return True
    return link.kind == "bare" and not any(mark in link.text for mark in ("/", ":", "[", "(")) and not link.text.lower().startswith("www")


def _partner(url: Url, pack: Pack) -> bool:
    """Whether a host is a parcel service's own, or an office's: shops and banks link there, and nobody else can put a page there."""
    return any(brand.kind in pack.lists["kinds"]["partners"] and url.domain not in brand.customer_domains for brand in pack.domain_brands.get(url.domain, ()))


def _namesake(brand: Brand, domain: str, context: Context, facts: Facts) -> bool:
    """Whether a host is the company's whole name, in a mail that comes from an address of the company's, or of which no sender was seen and all links are so, and encrypted."""
    pack = context.pack
    if not namesake(brand, domain, pack):
        return False
    if "sender.seen" in facts:
        return bool(_FROM_THE_COMPANY & facts.keys())
    return all(url.scheme == "https" and (fits(brand, url.domain, pack) or namesake(brand, url.domain, pack)) for _, url in context.urls[:MOST])


def _owner(url: Url, pack: Pack) -> Brand | None:
    """The company whose own page it is, not a customer's."""
    return next((brand for brand in pack.domain_brands.get(url.domain, ()) if url.domain in brand.official_domains), None)


def _named(brand: Brand, context: Context) -> bool:
    """Whether the text names a company in words, not only by an address."""
    words = context.mail.body
    for link in context.mail.links[:MOST]:
        words = words.replace(link.text, " ") if link.kind == "bare" else words
    return any(claim.brand == brand for claim in spelled(context, fold(words)))


def _company(context: Context, facts: Facts, urls: list[tuple[Link, Url]]) -> None:
    """Do the links lead to the company the mail claims to be?"""
    pack, brand = context.pack, facts.brand
    trackers = pack.lists["hosts"]["trackers"]
    hosts = [(link, url) for link, url in urls if url.domain not in trackers and not _spoken(link)]
    domains = {url.domain for _, url in hosts}
    sender = registrable(context.mail.sender.domain)
    if len(domains) >= 5:
        facts.add("link.many-hosts", ", ".join(sorted(domains)[:6]), "link", count=str(len(domains)))
    same = brand is not None and sender and fits(brand, sender, pack) and any(fits(brand, domain, pack) for domain in domains)
    same = same or any(akin(sender, domain, pack) or carried(context, domain) for domain in domains)
    if sender and domains and not same and sender not in domains and not any(url.domain.partition(".")[0] == sender.partition(".")[0] for _, url in hosts):
        facts.add("link.sender-elsewhere", hosts[0][1].href, "link", target=hosts[0][1].domain)
    if not hosts:
        return
    signed = "button.blind" in facts and all(url.path.strip("/") == "" for _, url in hosts)  # front pages under a signature, and a button that leads elsewhere
    if brand is None:
        brand = None if _ANYBODYS & facts.keys() else _owner(hosts[0][1], pack)
        if brand is not None and not signed and all(fits(brand, url.domain, pack) for _, url in hosts) and _named(brand, context):
            facts.add("link.brand-only", hosts[0][1].href, "link", **{"brand@ja": brand.name["ja"], "brand@en": brand.name["en"]})
        return
    slots = {"brand@ja": brand.name["ja"], "brand@en": brand.name["en"]}
    foreign = [(link, url) for link, url in hosts if not fits(brand, url.domain, pack) and not _partner(url, pack)]
    if not foreign and not any(fits(brand, url.domain, pack) for _, url in hosts):
        return
    if not foreign:
        if not signed:
            facts.add("link.brand-only", hosts[0][1].href, "link", **slots)
        return
    if "sender.brand-mismatch-vouched" in facts or "sender.brand-mismatch-home" in facts:
        return  # they lead to the sender's own domain, of which enough is said
    for link, url in foreign:
        if link.kind == "qr":
            facts.add("link.qr-mismatch", link.target, "link", target=url.domain, **slots)
    strange = [(link, url) for link, url in foreign if not _namesake(brand, url.domain, context, facts)]
    link, url = next(((link, url) for link, url in strange or foreign if link.kind != "bare"), (strange or foreign)[0])
    name = "link.brand-namesake" if not strange else "link.brand-mismatch" if len(foreign) == len(hosts) else "link.brand-mixed"
    facts.add(name, link.target, "link", target=url.domain, **slots)
