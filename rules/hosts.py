"""Hosts and URLs: what a browser would open, and whose domain it is.

Registrable domains come from tldextract's offline snapshot of the Public Suffix List; nothing is fetched. URLs are parsed by
the WHATWG rules, so that `http://0x7f.1/` reads as a browser would read it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

import can_ada

from rules.suffixes import split

LONGEST = 253
"""Letters of a host at most, RFC 1035: no browser finds a longer one."""


@lru_cache(maxsize=16384)
def registrable(host: str) -> str:
    """The registrable domain of a host (public suffixes only), "" for an IP address, a bare suffix, or a word without a dot.

    An ending the list does not know counts as a suffix of one label, as the list's own algorithm says.

    >>> registrable("www.xserver.ne.jp")
    'xserver.ne.jp'
    >>> registrable("login.xserver.ne.jp.example.cn")
    'example.cn'
    >>> registrable("192.0.2.1")
    ''
    """
    host = host.lower().strip(".")
    parts = split(host)
    if parts.suffix or "." not in host or is_ip(host):
        return parts.top_domain_under_public_suffix
    return ".".join(host.split(".")[-2:])


@lru_cache(maxsize=16384)
def exists(host: str) -> bool:
    """Whether a host could exist on the public internet: its ending is a public suffix and something stands before it.

    >>> exists("example.cfd"), exists("readme.txt")
    (True, False)
    """
    return bool(split(host.lower().strip(".")).top_domain_under_public_suffix)


@lru_cache(maxsize=16384)
def owner(host: str) -> str:
    """Like `registrable`, but where hosts are shared (github.io, web.app) the customer's own part, by the list's private section.

    >>> owner("secure-login.web.app")
    'secure-login.web.app'
    """
    return split(host.lower().strip("."), private=True).top_domain_under_public_suffix or registrable(host)


def is_ip(host: str) -> bool:
    """Whether the host is an IPv4 or IPv6 literal.

    >>> is_ip("[2001:db8::1]"), is_ip("[192.0.2.1]"), is_ip("example.com")
    (True, True, False)
    """
    bare = host.strip("[]")
    if not (bare[-1:].isdigit() or ":" in bare):  # what every literal has
        return False
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Url:
    """A parsed http(s) URL. `host` is lower-case ASCII (punycode where needed); `port` is "" when it is the scheme's own."""

    href: str
    scheme: str
    host: str
    port: str
    path: str
    query: str
    username: str

    @property
    def domain(self) -> str:
        """The registrable domain, or the IP address itself."""
        return registrable(self.host) or self.host

    @property
    def unicode_host(self) -> str:
        """The host as it may be displayed: punycode labels decoded where they can be."""
        if "xn--" not in self.host:
            return self.host
        return ".".join(_label(label) for label in self.host.split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def parse_url(text: str) -> Url | None:
    """Parse an http(s) URL the way a browser does, or None when a browser would not open it as one.

    >>> parse_url("HTTP://0x7f.1:8080/a?b").host
    '127.0.0.1'
    >>> parse_url("mailto:a@example.com") is None, parse_url(f"https://{'a.' * 200}example.com/") is None
    (True, True)
    """
    if len(text) > 16384:
        text = text[:16384]
    try:
        url = can_ada.parse(text.strip())
    except (ValueError, UnicodeError):
        return None
    if url.protocol not in ("http:", "https:") or not 0 < len(url.hostname) <= LONGEST:
        return None
    return Url(
        href=url.href,
        scheme=url.protocol[:-1],
        host=url.hostname.strip("."),
        port=url.port,
        path=url.pathname,
        query=url.search,
        username=url.username,
    )
