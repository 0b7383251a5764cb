"""The topmost Authentication-Results (RFC 8601): what the receiving provider says of the sender.

Fields of other servers further down were in the mail when it arrived and are the sender's own words; they are not read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.mail.model import Authentication
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMENT = regex(r"\([^()]{0,2000}\)")
_RESULT = regex(r"(?:^|;|\s)(spf|dkim|dmarc)\s*=\s*(\w+)", re.IGNORECASE)
_PROPERTY = regex(r"(smtp\.mailfrom|smtp\.helo|header\.d|header\.i|header\.from)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_BEST = ("pass", "fail", "softfail", "neutral", "temperror", "permerror", "policy", "none")


def parse(value: str) -> Authentication:
    """Read one field's value. `server` is "" where the provider does not name itself (Microsoft).

    >>> parse("mx.example.net; dkim=pass header.d=example.cfd; spf=softfail smtp.mailfrom=x@example.cfd; dmarc=fail header.from=xserver.ne.jp")
    ... # doctest: +ELLIPSIS
    Authentication(server='mx.example.net', spf='softfail', spf_domain='example.cfd', dkim='pass', dkim_domains=('example.cfd',), dmarc='fail', ...)
    """
    value = _COMMENT.sub(" ", value[:20_000])
    server, _, rest = value.partition(";")
    if "=" in server:  # Microsoft names no server: the first result stands where the name should
        server, rest = "", value
    results: dict[str, str] = {}
    domains: dict[str, str] = {}
    signed: list[str] = []
    marks = [*_RESULT.finditer(rest)]
    for number, mark in enumerate(marks):
        method, result = mark[1].lower(), mark[2].lower()
        end = marks[number + 1].start() if number + 1 < len(marks) else len(rest)
        properties = {name.lower(): _domain(content) for name, content in _PROPERTY.findall(rest[mark.end() : end])}
        if method == "dkim":
            domain = properties.get("header.d") or properties.get("header.i", "")
            if result == "pass" and domain:
                signed.append(domain)
            if method in results and _rank(results[method]) <= _rank(result):
                continue
        elif method in results:
            continue
        results[method] = result
        domains[method] = properties.get("smtp.mailfrom") or properties.get("smtp.helo") or properties.get("header.from", "")
    return Authentication(
        server=server.strip().split(" ")[0].lower(),
        spf=results.get("spf", ""),
        spf_domain=domains.get("spf", ""),
        dkim=results.get("dkim", ""),
        dkim_domains=tuple(dict.fromkeys(signed)),
        dmarc=results.get("dmarc", ""),
        dmarc_domain=domains.get("dmarc", ""),
    )


def read(values: Iterable[str]) -> Authentication | None:
    """The provider's results from all Authentication-Results fields, top to bottom, None without one.

    Some providers write one field a method. What the topmost says stands; a field below counts only under the same name
    (which a receiving server takes out of what it receives, RFC 8601 section 5), for methods not named yet.

    >>> read(["mx.example.net; dmarc=none", "mx.example.net; spf=fail smtp.mailfrom=a@example.cfd", "mx.example.org; dkim=pass header.d=example.cfd"])
    ... # doctest: +ELLIPSIS
    Authentication(server='mx.example.net', spf='fail', spf_domain='example.cfd', dkim='', dkim_domains=(), dmarc='none', dmarc_domain='')
    """
    found: Authentication | None = None
    for value in values:
        more = parse(value)
        if found is None:
            found = more
        elif found.server and more.server == found.server:
            if not found.spf:
                found = replace(found, spf=more.spf, spf_domain=more.spf_domain)
            if not found.dkim:
                found = replace(found, dkim=more.dkim, dkim_domains=more.dkim_domains)
            if not found.dmarc:
                found = replace(found, dmarc=more.dmarc, dmarc_domain=more.dmarc_domain)
    return found


def _rank(result: str) -> int:
    return _BEST.index(result) if result in _BEST else len(_BEST)


def _domain(content: str) -> str:
    return content.rpartition("@")[2].strip("<>.,").lower()
