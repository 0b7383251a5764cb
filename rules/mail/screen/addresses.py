"""The addresses and links of a screen: found however badly they were read, settled by `hosts`, and put back into the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rules.mail.screen import runs
from rules.mail.screen.hosts import Doubt, decide, plain, possible, whose
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.mail.screen.hosts import Host
    from rules.mail.screen.runs import Run
    from rules.packs import Pack

Where = Literal["from", "link"]

_URL = regex(
    r"(?P<scheme>h\s?t\s?t\s?p\s?[s5]?\s?(?:[:：;]\s?[/／]\s?[/／]?|[/／]\s?[/／])\s?)(?:[\w.%+-]{1,64}(?::[^@\s/]{0,64})?@)?"
    r"(?P<host>[a-z0-9|ａ-ｚＡ-Ｚ０-９](?:[a-z0-9_|ａ-ｚＡ-Ｚ０-９-]|[.,·．・，](?=[a-z0-9_|ａ-ｚＡ-Ｚ０-９])|(?<=www)\s?\.\s?(?=[a-z0-9])|\s?\.\s?(?=(?:co|ne|or|go|ac)\s?\.\s?jp|(?:com|net|jp|cn|top|xyz|shop|org|info)(?![a-z0-9]))){2,})",
    re.IGNORECASE | re.ASCII,
)
_SECURE = regex(r"h\s?t\s?t\s?p\s?[s5]", re.IGNORECASE)
_BARE = regex(r"(?<![\w@.:/=&%-])(?P<host>(?:[a-z0-9][a-z0-9-]{0,62}[.,·]){1,8}[a-z][a-z0-9]{1,23})(?![\w@-])(?!\.\w)", re.IGNORECASE | re.ASCII)
_MAIL = regex(r"(?P<local>[\w.+%-]{1,64})\s?[@＠©®◎]\s?(?P<host>(?:[a-z0-9][a-z0-9-]{0,62}\s?[.,·]\s?){1,8}[a-z][a-z0-9-]{1,23})", re.IGNORECASE | re.ASCII)
_KINDS: tuple[tuple[re.Pattern[str], Literal["url", "mail", "bare"]], ...] = ((_URL, "url"), (_MAIL, "mail"), (_BARE, "bare"))
_LONGEST = 5000
"""Letters of one line in which addresses are looked for."""


@dataclass(frozen=True)
class Found:
    """A host where it stands in a run: its first letter and the one after its last; `scheme` is where its URL begins, or its own start."""

    scheme: int
    start: int
    end: int
    kind: Literal["url", "bare", "mail"]


def find(text: str) -> list[Found]:
    """The hosts of a line of text, in order.

    >>> [(item.kind, "https; //www.examp1e,co.jp/a info@example.cfd"[item.start : item.end]) for item in find("https; //www.examp1e,co.jp/a info@example.cfd")]
    [('url', 'www.examp1e,co.jp'), ('mail', 'example.cfd')]
    """
    text = text[:_LONGEST]
    taken: list[Found] = []
    for pattern, kind in _KINDS:
        for mark in pattern.finditer(text):
            start, end = mark.span("host")
            over = any(item.scheme < end and start < item.end for item in taken)
            inside = any(item.kind == "url" and item.end <= start and " " not in text[item.end : start] for item in taken)  # a URL's path may hold an address
            if not over and not inside:
                taken.append(Found(mark.start() if kind == "url" else start, start, end, kind))
    return sorted(taken, key=lambda item: item.start)


class Settler:
    """Settles the hosts of one mail. First all are looked at; what one place says helps with what another leaves open."""

    def __init__(self, pack: Pack, all_runs: Iterable[Run]) -> None:
        self._pack = pack
        self.doubts: list[Doubt] = []
        self._seen: list[tuple[Run, Mapping[str, float]]] = []
        for run in all_runs:
            for item in find(runs.text(run)):
                places = runs.cut(run, item.start, item.end)
                self._seen.append((places, decide(places, pack).owners))

    def _elsewhere(self, places: Run) -> Mapping[str, float]:
        """The owners that the mail's other hosts may belong to, with their shares: of those that share one with this host, what the surest says."""
        others = [owners for run, owners in self._seen if run != places]
        own = decide(places, self._pack).owners
        return max((owners for owners in others if owners.keys() & own.keys()), key=lambda owners: max(owners.values()), default={})

    def text(self, run: Run) -> str:
        """A line with its hosts as they were settled; everything else as it was read."""
        text = runs.text(run)
        pieces: list[str] = []
        end = 0
        for item in find(text):
            settled = self._settled(run, item, text)
            if settled is None:
                continue
            pieces += [text[end : item.scheme], settled]
            end = item.end
        return "".join([*pieces, text[end:]])

    def _settled(self, run: Run, item: Found, text: str) -> str | None:
        places = runs.cut(run, item.start, item.end)
        read = text[item.start : item.end]
        host = decide(places, self._pack, self._elsewhere(places))
        if item.kind == "bare" and not possible(plain(read)):
            return None
        if item.kind != "mail":
            self._doubt(read, host, "link")
        shown = read if plain(read) == host.reading and not re.search(r"[^!-~]|,", read) else host.reading
        if item.kind != "url":
            return shown
        secure = re.search(r"[sS5]", text[item.scheme : item.start].split(":", maxsplit=1)[0].split("：", maxsplit=1)[0][-2:]) is not None
        user = text[item.scheme : item.start].rpartition("/")[2]
        return ("https://" if secure else "http://") + user + shown

    def address(self, run: Run) -> str:
        """The sender's address, "" when it is in doubt whose it is."""
        text = runs.text(run)
        mark = _MAIL.search(text)
        if mark is None:
            return ""
        local = "".join(text[mark.start("local") : mark.end("local")].split())
        places = runs.cut(run, mark.start("host"), mark.end("host"))
        host = decide(places, self._pack, self._elsewhere(places))
        self._doubt(f"{local}@{plain(mark['host'])}", host, "from", local + "@")
        return "" if host.matters or not host.share else f"{local}@{host.reading}"

    def _doubt(self, read: str, host: Host, where: Where, before: str = "") -> None:
        readings = (host.reading, *host.others, *host.spellings)
        if len(readings) > 1 or not host.share:
            owners = tuple(whose(reading, self._pack) if host.share else "" for reading in readings)
            doubt = Doubt(read, tuple(before + reading for reading in readings), owners, where, host.matters or not host.share)
            if doubt not in self.doubts:
                self.doubts.append(doubt)


def in_doubt(doubts: Sequence[Doubt]) -> frozenset[str]:
    """The hosts on which nothing may be judged."""
    return frozenset(reading.rpartition("@")[2] for doubt in doubts if doubt.matters for reading in doubt.readings)
