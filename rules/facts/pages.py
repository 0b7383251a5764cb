"""What the address of a page says about the page: made by a machine, hidden in a stranger's folder, named like a company.

Sites that everybody links to, and endings for which somebody must prove who they are, are left alone: their paths name companies all day long.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Link, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> facts.add("link.alone", "", "link")
>>> read(Context(Mail(links=(Link("https://fox-f4y5-gx8g.flj3b7vv.workers.dev/", "", "bare"),)), shipped()), facts)
>>> sorted(facts)
['link.alone', 'link.machine-name', 'link.stranger']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rules.facts import lookalike
from rules.facts.sender import looks_random
from rules.facts.urls import MOST, decoded
from rules.hosts import exists, is_ip, owner, registrable
from rules.patterns import compile_one
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.facts.model import Context, Facts
    from rules.hosts import Url
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "link.machine-name": "a page on shared hosting, under a name that a machine made",
    "link.machine-label": "a host below an ordinary domain whose first labels a machine made",
    "link.random-name": "a stranger's domain that is a row of letters without a meaning; initials are common below .jp, and left alone",
    "link.com-inside": "an ending (com, net, jp) stands in the middle of a stranger's host",
    "link.page-among-assets": "a page hidden among a stranger's pictures, styles or scripts",
    "link.unfinished-site": "a free page under the name that the builder gives before anybody chose one",
    "link.stranger": "a link opens a domain that is neither widely known nor kept for registered organisations",
    "link.company-folder": "a stranger's site has a folder or a page named like a company",
    "link.company-domain-in-path": "a Japanese company's kind of domain stands in the path of a stranger's site",
    "link.kit-page": "the path is one that ready-made sets of fake pages have, on any site",
    "link.program-page": "the page is a program or a bare file (.php, .html) on a stranger's site",
    "link.webmail-page": "a stranger's site has a page for reading mail",
    "link.published": "a document published for everybody on an office service",
    "link.stored-page": "a page kept in a store for files, under no name of its own",
    "link.holds-address": "the address carries somebody's mail address, or an empty place for one",
    "link.blind": "a shortener that belongs to no company alone: nobody can say whose page it opens",
    "link.long-hyphens": "a host of many words joined by hyphens",
    "link.reseller-ending": "a domain below a name that is sold as if it were a country's ending",
}

_HEX = regex(r"(?=[a-z]*\d)(?=\d*[a-f])[0-9a-f]{4,}")
_MIXED = regex(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{4,}")
_TURNS = regex(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_NUMBERED = regex(r"[a-z]{3,}\d{5,}")
_UNIQUE = regex(r"[0-9a-f]{12,}")
_DIGITS = regex(r"\d{6,}")
_COM_INSIDE = regex(r"(?:^|[.-])(?:com|net|org|jp)\.")
_ASSETS = regex(r"/(?:images?|imgs?|js|css|cache|tmp|temp)/(?:[^/.]+/?$|.+/(?:[^/.]*|[^/]+\.(?:php\d?|html?))$|[^/]+\.php\d?$)")
_UNFINISHED = regex(r"/(?:my-?site|blank|home)(?:-\d{1,3})?/?")
_JP_IN_PATH = regex(r"[a-z][a-z0-9-]{2,}\.(?:co|ne|or|ac|ad|go|lg|ed)\.?(?:jp|ip)(?![a-z])")
_PROGRAM = regex(r"\.(?:php\d?|html?|asp|aspx|jsp|cgi)/?$")
_ADDRESS = regex(r"(?:^|[=#?&/])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_ADDRESS_LAST = regex(r"/[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/?$")
_CODED_ADDRESS = regex(rb"(?<![^\x21-\x7e])[a-z0-9._+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+\s*$")
"""An address at the end of what stood in base64, the letters before it readable."""
_EMPTY = regex(r"(?:^|[?&#])(?:e|em|email|e-?mail|mail|user(?:id|name)?|uid|login|userprincipalname)=(?:&|#|$)")
_COUNTED = regex(r"\d{3,}[a-z]{0,4}")
_SHORT_PAGE = regex(r"/\w{1,6}\.php")
"""A page of a few letters below a host that was counted: `207abc.example.com/22.php`."""
_WORDS = regex(r"[^a-z0-9]+")
_LEAST = 7
"""Letters of a name at least that letters and digits in turns make a machine's; among three words and more, four are enough."""
_SLUG = 4
"""Words joined by hyphens from which a piece of a path is a headline, not a folder."""
_HYPHENS = 4
"""Words joined by hyphens from which a host is made to be misread."""


def read(context: Context, facts: Facts) -> None:
    """Leave what the address of each page shows, when a link is all there is: in a mail there is more to go by."""
    if "link.alone" not in facts:
        return
    for _, url in context.urls[:MOST]:
        pack = context.pack
        book = pack.lists["pages"]
        short = url.host in book["blind_hosts"] or (url.domain in pack.lists["hosts"]["shorteners"] and url.domain not in book["own_shorteners"])
        if short and url.path.strip("/"):
            facts.add("link.blind", url.href, "link", target=url.host)
        if any(shape.search((url.host + url.path).lower().encode()) for shape in pack.made(_published)):
            facts.add("link.published", url.href, "link")
        if url.domain not in pack.domain_brands or owner(url.host) != url.domain:
            _page(facts, url, pack)


def _page(facts: Facts, url: Url, pack: Pack) -> None:
    hosts, book = pack.lists["hosts"], pack.lists["pages"]
    customer = url.host.removesuffix(_shared(url, hosts["free"] | hosts["dynamic"] | book["stores"]) or "\0")
    if customer != url.host:
        if (brand := lookalike.nearly(customer, pack)) is not None:
            facts.add("link.lookalike", url.href, "link", label=customer, **{"brand@ja": brand.name["ja"], "brand@en": brand.name["en"]})
        if not _always(url, book) and any(made_by_machine(piece) for piece in re.split(r"[.]", customer) if piece):
            facts.add("link.machine-name", url.href, "link", target=url.host)
        if _UNFINISHED.fullmatch(url.path.lower()):
            facts.add("link.unfinished-site", url.href, "link", target=url.host)
    if (url.host in book["stores"] or _shared(url, book["stores"])) and (_PROGRAM.search(url.path.lower()) or "#" in url.href):
        facts.add("link.stored-page", url.href, "link", target=url.host)
    if is_ip(url.host) or url.domain in book["known"] or url.domain in hosts["trackers"] or organisation(url.host, pack):
        return
    facts.add("link.stranger", url.href, "link", target=url.host)
    path = unquote(url.path[:1000]).lower()
    below = url.host.removesuffix(url.domain).strip(".").split(".")
    if customer == url.host and (any(made_by_machine(label) for label in below if label) or (_COUNTED.fullmatch(below[-1]) and _SHORT_PAGE.fullmatch(path))):
        facts.add("link.machine-label", url.href, "link", label=below[0])
    name = url.domain.partition(".")[0]
    if (looks_random(name) or made_by_machine(name) or _DIGITS.fullmatch(name)) and not url.domain.endswith(".jp") and "xn--" not in url.domain:
        facts.add("link.random-name", url.href, "link")
    if sum(len(label.split("-")) > _HYPHENS for label in url.host.split(".")):
        facts.add("link.long-hyphens", url.href, "link")
    if url.domain.partition(".")[2] in book["resellers"] or url.domain in book["resellers"]:
        facts.add("link.reseller-ending", url.href, "link", ending="." + url.host.partition(".")[2])
    if any(shape.search(path.encode()) for shape in pack.made(_kits)):
        facts.add("link.kit-page", url.href, "link")
    if _COM_INSIDE.search(url.host.removesuffix(url.domain)) and customer == url.host:
        facts.add("link.com-inside", url.href, "link")
    if _ASSETS.search(path):
        facts.add("link.page-among-assets", url.href, "link")
    if _PROGRAM.search(path):
        facts.add("link.program-page", url.href, "link")
    _path(facts, url, path, pack)
    _reader(facts, url, path, book)


def _path(facts: Facts, url: Url, path: str, pack: Pack) -> None:
    book = pack.lists["pages"]
    if (found := _JP_IN_PATH.search(path)) is not None:
        facts.add("link.company-domain-in-path", url.href, "link", label=found[0])
    pieces = [piece for piece in path.split("/")[:9] if piece and len(piece.split("-")) < _SLUG]
    read_about = any(set(_WORDS.split(piece)) & book["reading"] for piece in pieces)
    for piece in pieces:
        words = {word for word in _WORDS.split(piece) if word}
        if not read_about and (found_brand := lookalike.folder(_PROGRAM.sub("", piece).strip("~."), pack)) is not None:
            facts.add("link.company-folder", url.href, "link", label=piece, **{"brand@ja": found_brand.name["ja"], "brand@en": found_brand.name["en"]})
        if words & book["webmail"] or (len(words) == 1 and any(word in piece for word in ("webmail", "roundcube"))):
            facts.add("link.webmail-page", url.href, "link", label=piece)


def _reader(facts: Facts, url: Url, path: str, book: Mapping[str, frozenset[str]]) -> None:
    """Somebody's mail address in the address, unless the page is for leaving a list or the like."""
    if any(word in path for word in book["addressed"]):
        return
    rest = unquote(url.query + "#" + url.href.partition("#")[2])[:2000].lower()
    plain = _ADDRESS.search(rest) or _ADDRESS_LAST.search(path) or _EMPTY.search(rest.replace("#", "&").strip("&") + "&" if rest.strip("#") else "")
    if plain or any(_CODED_ADDRESS.search(text) is not None for text in decoded(url)):
        facts.add("link.holds-address", url.href, "link")


def _shared(url: Url, hosts: frozenset[str]) -> str:
    """The part of a host that belongs to the provider: `.workers.dev`; "" where the host is nobody's customer."""
    labels = url.host.split(".")
    for start in range(1, len(labels) - 1):
        if (rest := ".".join(labels[start:])) in hosts:
            return "." + rest
    return ""


def _always(url: Url, book: Mapping[str, frozenset[str]]) -> bool:
    """Whether the provider itself gives out such names, to everybody."""
    return any(url.host.endswith("." + host) for host in book["always_machine"])


def made_by_machine(label: str) -> bool:
    """Whether a label of a host was made by a machine: letters and digits in turns, a long hexadecimal number, letters of no language.

    >>> [made_by_machine(label) for label in ("fox-f4y5-gx8g", "calm-mode-78f3", "a7hcworcsp", "sample-docs", "web2go", "shop24")]
    [True, True, True, False, False, False]
    """
    if _UNIQUE.search(label) and any(letter.isdigit() for letter in label):
        return True
    pieces = label.split("-")
    for piece in pieces:
        turns = len(_TURNS.split(piece)) - 1
        if turns >= 2 and _MIXED.fullmatch(piece) and len(piece) >= (4 if len(pieces) > 2 else _LEAST):
            return True
        if len(pieces) > 1 and _HEX.fullmatch(piece) and turns:
            return True
        if _NUMBERED.fullmatch(piece) or looks_random(piece):
            return True
    return False


def organisation(host: str, pack: Pack) -> bool:
    """Whether a host stands below an ending for which somebody had to prove who they are (co.jp, ac.jp, gov).

    >>> from rules.packs import shipped
    >>> organisation("www.itc.example.ac.jp", shipped()), organisation("example.jp", shipped())
    (True, False)
    """
    return registrable(host).partition(".")[2] in pack.lists["tlds"]["organisations"] and exists(host)


def _kits(pack: Pack) -> list[Any]:
    return [compile_one(shape) for shape in sorted(pack.lists["pages"]["kit_pages"])]


def _published(pack: Pack) -> list[Any]:
    return [compile_one(shape) for shape in sorted(pack.lists["pages"]["published"])]
