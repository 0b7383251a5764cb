"""What a link's address gives away by itself, whoever the mail claims to be.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Link, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(subject="確認", links=(Link("https://example.co.jp.8f3a.example.info/wp-includes/css/x.php", "", "anchor"),)), shipped()), facts)
>>> sorted(facts)
['link.fake-ending', 'link.hacked-site']
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rules.hosts import is_ip, owner
from rules.patterns import any_of, place
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.hosts import Url
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "link.alone": "what was handed over is a link and next to nothing else",
    "link.ip-host": "a link opens a bare IP address",
    "link.ip-name": "a link opens a host that has no name of its own, only the one its provider made of its number",
    "link.kit-path": "a link's path has the shape that a known tool for bulk mail gives it",
    "link.userinfo": "a link has a name before the @, which is not where it leads",
    "link.odd-port": "a link opens an unusual port",
    "link.plain-http": "a link opens without encryption",
    "link.own-address": "a link carries the reader's own address",
    "link.fake-ending": "a host carries the ending of Japanese companies where it means nothing, before its real ending",
    "link.hacked-site": "a page in a folder where a site keeps its program, never its pages",
    "link.dynamic-dns": "a host of a service that gives names to machines at home",
    "link.sign-in-words": "the host or path speaks of signing in, of verifying or of mail, on a domain that says nothing",
}

_ENCODED_ADDRESS = regex(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_PORTS = frozenset(("", "80", "443", "8080", "8443"))
MOST = 60
"""Links looked at: what a mail hides behind its sixtieth is not what it shows."""
_FAKE_ENDING = regex(r"(?:^|[.-])(?:co|ne|or|go|ac|ad|ed|gr|lg)[.-](?:jp|ip|jq|jb)[.-]")
_ADMIN = regex(r"/wp-admin/(?:[a-z-]+\.php)?$")
"""WordPress' own pages for its owners: it mails links to them."""
_ASSET = regex(r"\.(?:png|jpe?g|gif|webp|svg|ico|css|js|pdf|zip|mp[34]|woff2?|xml|txt|docx?|xlsx?|pptx?)$|/uploads/[^?]*\.\w+$", re.IGNORECASE)
_SIGN_IN = regex(
    r"(?<![a-z])(?:sign-?in|log-?in|log-?on|webmail|verif(?:y|ication)|auth(?:enticate|entication)?|account|myaccount|update|confirm|password|sso)(?![a-z])"
)
_WORDS_LEAST = 12
"""Letters beside a link that could be part of a mail: fewer are a question."""


def read(context: Context, facts: Facts) -> None:
    """Leave what each address shows."""
    mail = context.mail
    urls = context.urls[:MOST]
    if mail.form != "eml" and urls and not (mail.sender.address or mail.sender.display or mail.subject):
        rest = mail.body
        for link, _ in urls:
            rest = rest.replace(link.text, "")
        if sum(letter.isalnum() for letter in rest) < _WORDS_LEAST:
            facts.add("link.alone", urls[0][1].href, "link")
    for _, url in urls:
        _address(context, facts, url)
        if url.domain not in context.pack.domain_brands:
            _shape(context, facts, url)


def _shape(context: Context, facts: Facts, url: Url) -> None:
    """Hosts and paths as fakes have them."""
    below = url.host.removesuffix(url.domain) + url.domain.partition(".")[0] + "."
    if _FAKE_ENDING.search(below):
        facts.add("link.fake-ending", url.href, "link")
    everyday = url.domain in context.pack.lists["pages"]["known"] and owner(url.host) == url.domain
    if not everyday and context.pack.made(_program_folder).search(url.path) and not _ASSET.search(url.path) and not _ADMIN.search(url.path):
        facts.add("link.hacked-site", url.href, "link")
    dynamic = context.pack.lists["hosts"]["dynamic"]
    if url.host.removeprefix("www.") not in dynamic and {url.domain, owner(url.host).partition(".")[2], url.host.partition(".")[2]} & dynamic:
        facts.add("link.dynamic-dns", url.href, "link")
    if _SIGN_IN.search(below.lower() + unquote(url.path[:500]).lower()):
        facts.add("link.sign-in-words", url.href, "link")


def _address(context: Context, facts: Facts, url: Url) -> None:
    """What the address itself gives away."""
    pack = context.pack
    if is_ip(url.host):
        facts.add("link.ip-host", url.href, "link")
    numbers = [piece for piece in url.host.replace("-", ".").split(".") if piece.isdigit()]
    if len(numbers) >= 4 and not is_ip(url.host) and url.domain not in pack.lists["hosts"]["trackers"]:
        facts.add("link.ip-name", url.href, "link")
    if place(pack.made(_kits), url.path.encode()) is not None:
        facts.add("link.kit-path", url.href, "link")
    if url.username:
        facts.add("link.userinfo", url.href, "link", target=url.host)
    if url.port not in _PORTS:
        facts.add("link.odd-port", url.href, "link")
    if url.scheme == "http":
        facts.add("link.plain-http", url.href, "link")
    if not context.own_addresses:
        return
    written = url.href[:4000]
    rest, plain = unquote(written).lower(), written.lower()
    coded = decoded(url)
    for own in context.own_addresses:
        bare = own.encode("utf-8", "replace")
        if own in rest or bare.hex() in plain or any(bare in text for text in coded):
            facts.add("link.own-address", url.href, "link")


def _program_folder(pack: Pack) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(pack.lists["hosts"]["program_folders"]))
    return re.compile(rf"/(?:{names}|\.[\w-]+)/", re.IGNORECASE)


def _kits(pack: Pack) -> Any:
    return any_of(pack.lists["hosts"]["kit_paths"])


def decoded(url: Url) -> list[bytes]:
    """What stands in a URL in base64, in lower case."""
    texts: list[bytes] = []
    for run in _ENCODED_ADDRESS.findall(url.href[:4000].partition(url.host)[2])[:20]:
        for piece in dict.fromkeys((run, run.rpartition("/")[2])):  # a path's last piece, and a run in which a slash is a letter of base64
            bare = piece.rstrip("=").replace("-", "+").replace("_", "/")
            try:
                texts.append(binascii.a2b_base64(bare + "=" * (-len(bare) % 4)).lower())
            except (binascii.Error, ValueError):
                continue
    return texts
