"""Find the links of a text: bare, defanged, wrapped over two lines, as Markdown, as `text <url>`, or only hinted at by 「(リンク)」."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.hosts import exists, is_ip
from rules.mail.model import Link
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 500
"""Links of one mail at most."""

_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\)|．|。(?=[A-Za-z0-9]))"
_LABEL = r"[\w-]{1,63}"
_ASCII_LABEL = r"[A-Za-z0-9_\u00c0-\u052f-]{1,63}"
_PATH = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|{}\\^`]"
_SCHEME = r"[hH](?i:(?:tt|xx|\*\*)ps?\s?(?::|\[:\]|：)\s?(?://|／／|\\\\)\s?)"
_SLASHES = regex(r"[/／\\]{2}")
_FULL = regex(
    rf"(?P<scheme>{_SCHEME})(?P<user>[A-Za-z0-9._~!$&'()*+,;=:%-]{{1,200}}@)?"
    rf"(?P<host>(?:{_LABEL}{_DOT}){{0,3}}(?:{_ASCII_LABEL}{_DOT}){{0,20}}{_ASCII_LABEL}|\[[0-9a-fA-F:.]{{2,60}}\])(?P<rest>(?::\d{{1,5}})?(?:[/?#]{_PATH}*)?)"
)
_JAPANESE = regex(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]")
_BESIDE = r"(?:[^\W\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]|@)"
"""A letter that goes on with a host: any but those of Japanese."""
_BARE = regex(
    rf"(?<!{_BESIDE})(?<![./:=&%-])(?P<host>(?:{_ASCII_LABEL}{_DOT}){{1,20}}[A-Za-z]{{2,24}})(?!{_BESIDE}|{_DOT}[A-Za-z0-9])(?P<rest>(?::\d{{1,5}})?(?:[/?]{_PATH}*)?)"
)
_ENDING = regex(r"[.．。\])][A-Za-z]{2}")
"""What every host holds: a dot, and how the last of its labels begins."""
_MARKDOWN = regex(r"\[([^\[\]\n]{1,200})\]\(\s?<?([^()\s<>]{4,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500})?)>?\s?\)")
_BEFORE_ANGLE = regex(r"([^\s<>|、。][^\n<>|]{0,80}?)\s?[<＜]\s?\Z")
_PLACEHOLDER = regex(
    r"[(（\[［【<＜〈](?:ここに)?(?:リンク先?|ＵＲＬ|URL|url|Link|link|LINK|ボタン|button)(?:は?(?:省略|伏せ|削除|略|あり|removed|omitted))?[)）\]］】>＞〉]"
)
_CODE = regex(r"(?:QR|二次元)\s?(?:コード|code)?(?:の(?:中身|内容|リンク先?|行き先|アドレス|URL))?\s?[\]】）):：=→⇒]{0,3}\s?\Z", re.IGNORECASE)
"""What stands before the address that somebody read out of a QR code."""
FILES = frozenset("zip mov py sh md java doc png jpg".split())
"""Endings that are top-level domains, or look like one, but far more often end a file's name."""
_EITHER = frozenset("cc app pl rs ps so".split())
"""Endings that are as often a site's: a host when a page follows, or when it has three parts."""
_PROGRAMS = frozenset(("ai", "io"))
"""Endings of programs' names that people write in a sentence."""
_CONTINUES = regex(rf"[ \t]*\n[ \t>]*({_PATH}+)[ \t]*(?=\n|\Z)")
_HALF = ("/", "?", "&", "=", "-", "_", ".", "%", "+")
_WRAP = 68
_PAIRS = {")": "(", "]": "[", "}": "{"}


def find(text: str) -> tuple[Link, ...]:
    """The links of a text in order. Targets are re-fanged; `text` is as written.

    >>> find("詳細は hxxps://login[.]example[.]cfd/x をご覧ください")
    (Link(target='https://login.example.cfd/x', text='hxxps://login[.]example[.]cfd/x', kind='bare'),)
    >>> [link.target for link in find("解除はexample.cfdから。Booking.comの予約")]
    ['http://example.cfd']
    >>> [link.target for link in find("確認は co.jp.user.example.cc と example.app/ja へ。main.cc、mail.app、a.b.zip")]
    ['http://co.jp.user.example.cc', 'http://example.app/ja']
    >>> [link.kind for link in find("[公式](https://example.cfd/a) と（リンク） QRコード: https://example.cfd/b")]
    ['anchor', 'placeholder', 'qr']
    """
    found: list[tuple[int, int, Link]] = []
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return not any(start < stop and begin < end for begin, stop in taken[-50:])

    if "](" in text:
        for mark in _MARKDOWN.finditer(text):
            if target := _target(mark[2]):
                found.append((*mark.span(), Link(target, mark[1].strip(), "anchor")))
                taken.append(mark.span())
                if len(found) >= MOST:
                    break
    for mark in _FULL.finditer(text) if _SLASHES.search(text) else ():
        if len(found) >= MOST:
            break
        if free(*mark.span()):
            start, end, link = _full(text, mark)
            if link is not None:
                found.append((start, end, link))
                taken.append((start, end))
    taken.sort()
    for mark in _bare(text):
        if len(found) >= MOST:
            break
        start, end = mark.start(), mark.start() + len(_trim(mark[0]))
        if _is_host(mark["host"], mark["rest"]) and not _covered(taken, start, end) and not _is_a_name(text, mark):
            found.append((start, end, Link("http://" + _refang(text[start:end]), text[start:end], "bare")))
    for mark in _PLACEHOLDER.finditer(text):
        if len(found) >= MOST:
            break
        found.append((*mark.span(), Link("", mark[0], "placeholder")))
    found.sort(key=lambda item: item[0])
    return tuple(link for _, _, link in found)


def _bare(text: str) -> Iterator[re.Match[str]]:
    """What may be a host without a scheme: looked for only in lines that hold the ending of one."""
    place = 0
    while (ending := _ENDING.search(text, place)) is not None:
        place = text.find("\n", ending.end())
        place = len(text) if place < 0 else place
        yield from _BARE.finditer(text, text.rfind("\n", 0, ending.start()) + 1, place)


def _full(text: str, mark: re.Match[str]) -> tuple[int, int, Link | None]:
    start, end = mark.span()
    written = _trim(mark[0])
    if len(written) == len(mark[0]) and (more := _CONTINUES.match(text, end)) and _belongs(text, start, written, more[1]):
        written, end = written + _trim(more[1]), more.end(1)
    elif len(written) < len(mark[0]):
        end = start + len(written)
    host = mark["host"]
    if not (is_ip(host) or "." in _refang(host)):
        return start, end, None
    secure = mark["scheme"].lstrip().lower()[4:5] == "s"
    rest = written[len(mark["scheme"]) :]
    target = ("https://" if secure else "http://") + _refang(rest)
    angle = text[max(0, start - 2) : start].rstrip()[-1:] in ("<", "＜")
    before = _BEFORE_ANGLE.search(text, max(0, start - 90), start) if angle else None
    if before and text[end : end + 2].lstrip()[:1] in (">", "＞") and not _FULL.search(before[1]):
        return start, end, Link(target, before[1].strip(), "anchor")
    if _CODE.search(text, max(0, start - 24), start):
        return start, end, Link(target, text[start:end], "qr")
    return start, end, Link(target, text[start:end], "bare")


def _belongs(text: str, start: int, written: str, more: str) -> bool:
    """Whether the next line goes on with a URL that ended its line."""
    if _FULL.match(more) or more[0] in "#@-*(" or len(more) < 2:
        return False
    width = start + len(written) - (text.rfind("\n", 0, start) + 1)
    return written.endswith(_HALF) or (width >= _WRAP and (len(more) > 3)) or (any(mark in more for mark in "/=&%?") and not more.endswith((":", ".")))


def _target(written: str) -> str:
    full = _FULL.match(written)
    if full:
        return ("https://" if full["scheme"].lower()[4:5] == "s" else "http://") + _refang(written[full.end("scheme") :])
    bare = _BARE.match(written)
    return "http://" + _refang(written) if bare and _is_host(bare["host"], bare["rest"]) else ""


def _is_host(host: str, rest: str) -> bool:
    host = _refang(host).lower()
    ending = host.rpartition(".")[2]
    return ending not in FILES and (ending not in _EITHER or "/" in rest or host.count(".") > 1) and exists(host)


def _is_a_name(text: str, mark: re.Match[str]) -> bool:
    """Whether a host that touches a Japanese letter is how a company or a program is called rather than where to go: Booking.comの, draw.ioで."""
    touches = _JAPANESE.match(text, mark.start() - 1) if mark.start() else None
    if touches is None and not mark["rest"]:
        touches = _JAPANESE.match(text, mark.end())
    return touches is not None and (not mark["host"].islower() or mark["host"].rpartition(".")[2] in _PROGRAMS)


_FANGS = regex(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)|．|。", re.IGNORECASE)


def _refang(text: str) -> str:
    head, slash, tail = text.partition("/")
    return _FANGS.sub(".", head) + slash + tail.replace("[.]", ".")


def _trim(written: str) -> str:
    """Without what closes a sentence or a bracket rather than a URL."""
    while written:
        last = written[-1]
        if last in ".,;:!?'`*|\\" or (last in _PAIRS and written.count(_PAIRS[last]) < written.count(last)):
            written = written[:-1]
        else:
            break
    return written


def _covered(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] < end
