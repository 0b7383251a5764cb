"""Links that a mail filter wrapped: the address that the sender wrote, back out of the filter's own.

Companies' filters rewrite every link of the mail they let in, so that a click is checked once more. What is judged is where the sender sent the
reader, not the filter. A wrapper that keeps the address to itself (Mimecast's) stays as it is.

>>> unwrapped(parse_url("https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2Flogin.example.cfd%2Fx&data=05")).href
'https://login.example.cfd/x'
>>> unwrapped(parse_url("https://urldefense.com/v3/__https://login.example.cfd/x__;!!abc!def$")).href
'https://login.example.cfd/x'
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from rules.hosts import parse_url
from rules.regex import regex

if TYPE_CHECKING:
    from rules.hosts import Url

_IN_QUERY = {
    "safelinks.protection.outlook.com": ("url",),
    "linkprotect.cudasvc.com": ("a",),
    "protection.sophos.com": ("d",),
    "clicktime.symantec.com": ("u",),
    "imsva91-ctp.trendmicro.com": ("url",),
}
"""Hosts of filters (and the hosts below them), and the field of the query that holds the address."""
_DEFENSE_3 = regex(r"/v3/__(.+?)__;")
_CHECKPOINT = regex(r"/v2/(?:r\d+/)?___(.+?)___\.")
_DEEPEST = 3
"""Filters that may have wrapped a link one after another."""


def unwrapped(url: Url) -> Url:
    """The address inside of a filter's, or the address itself."""
    for _ in range(_DEEPEST):
        inner = _inner(url)
        if inner is None:
            break
        url = inner
    return url


def _inner(url: Url) -> Url | None:
    text = ""
    if url.host in ("urldefense.com", "urldefense.us", "urldefense.proofpoint.com"):
        if (found := _DEFENSE_3.search(url.href)) is not None:
            text = found[1]
        elif url.path.startswith("/v2/") and (coded := parse_qs(url.query[1:4000]).get("u")):
            text = unquote(coded[0].replace("-", "%").replace("_", "/"))
        elif url.path.startswith("/v1/") and (coded := parse_qs(url.query[1:4000]).get("u")):
            text = coded[0]
    elif url.host == "protect.checkpoint.com" and (found := _CHECKPOINT.search(url.href)) is not None:
        text = found[1]
    else:
        host = next((host for host in _IN_QUERY if url.host == host or url.host.endswith("." + host)), None)
        if host is None or not url.query:
            return None
        fields = parse_qs(url.query[1:8000])
        text = next((fields[name][0] for name in _IN_QUERY[host] if name in fields), "")
        if text and "://" not in text:
            text = "https://" + text
    return parse_url(text) if text else None
