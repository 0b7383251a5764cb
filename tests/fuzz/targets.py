"""One small function a reader: bytes in, nothing out; what does not hold raises. Every way input is refused is a way of ours."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rules import Unusable, check, read, read_eml, read_text, shipped
from rules.fold import fold
from rules.hosts import owner, parse_url, registrable
from rules.mail import addresses, authentication, join, mimehead, read_html, read_msg, read_ocr, urls
from rules.mail.decode import decode
from rules.mail.model import Address, Mail
from rules.packs import PackError, load
from rules.redact import Redactor
from tests.fuzz import holds, seeds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rules.report import Lang

OWN = "taro.yamada@example.co.jp"
"""The reader's own address, which must never be shown."""
NAMES = ("", "mail.eml", "mail.html", "mail.msg", "mail.txt", "mail")
FORMS = ("auto", "text", "eml", "ocr")
CHARSETS = (
    "",
    "utf-8",
    "iso-2022-jp",
    "shift_jis",
    "utf-7",
    "utf-16",
    "gb2312",
    "hz",
    "big5",
    "euc-kr",
    "iso-8859-1",
    "us-ascii",
    "idna",
    "punycode",
    "rot13",
    "x",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader under test: what to run, and where to start."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _first(data: bytes) -> tuple[int, bytes]:
    """The first byte chooses, the rest is the input."""
    return (data[0], data[1:]) if data else (0, b"")


def eml(data: bytes) -> None:
    """A raw mail."""
    with contextlib.suppress(Unusable):
        holds.mail(read_eml(data, my_address=OWN))


def text(data: bytes) -> None:
    """A pasted text."""
    holds.mail(read_text(_text(data)))


def ocr(data: bytes) -> None:
    """A text read off a picture."""
    holds.mail(read_ocr(_text(data)))


def html(data: bytes) -> None:
    """A saved page."""
    holds.mail(read_html(_text(data)))


def outlook(data: bytes) -> None:
    """An Outlook file."""
    with contextlib.suppress(Unusable):
        holds.mail(read_msg(data))


def anything(data: bytes) -> None:
    """An input whose form is found out, alone and joined with a pasted text."""
    choice, data = _first(data)
    with contextlib.suppress(Unusable):
        mail = read(data, form=FORMS[choice // 8 % len(FORMS)], name=NAMES[choice % 8 % len(NAMES)], my_address=OWN)
        holds.mail(mail)
        holds.mail(join([read_text(_text(data[:200])), mail]))


def header(data: bytes) -> None:
    """A header field, in every way fields are read."""
    value = data.decode("ascii", "surrogateescape")
    mimehead.field(value)
    mimehead.text(data, "iso-2022-jp")
    mimehead.parameters(data)
    decoded = mimehead.field(value)
    address = addresses.parse(decoded)
    assert len(address.address) <= 600
    assert len(addresses.parse_list(decoded)) <= 50
    authentication.parse(decoded)


def charset(data: bytes) -> None:
    """Bytes in a charset that may be a lie."""
    choice, data = _first(data)
    found, _ = decode(data, CHARSETS[choice % len(CHARSETS)])
    assert isinstance(found, str)


def links(data: bytes) -> None:
    """The links of a text, and whose they are."""
    words = _text(data)
    found = urls.find(words)
    assert len(found) <= urls.MOST
    for link in found:
        assert link.kind == "placeholder" or link.target.startswith(("http://", "https://"))
        if (url := parse_url(link.target)) is not None:
            assert url.scheme in ("http", "https")
            registrable(url.host)
            owner(url.host)
            assert isinstance(url.unicode_host, str)
    parse_url(words)


def folding(data: bytes) -> None:
    """Folded text, and the way back to the original words."""
    words = _text(data)
    folded = fold(words)
    assert fold(folded.text).text == folded.text or len(words) > 0
    for place in range(0, len(folded.text), max(1, len(folded.text) // 8)):
        assert folded.quote(place, place + 3) in words


def redaction(data: bytes) -> None:
    """What leaves the rule set."""
    words = _text(data)
    mail = Mail(body=words, my_address=OWN, to=(Address("山田 太郎", OWN),))
    holds.shown(Redactor(mail).show(words), (OWN,))


def judged(data: bytes) -> None:
    """A mail, read and judged, and its report."""
    choice, data = _first(data)
    with contextlib.suppress(Unusable):
        mail = read(data, form=FORMS[choice // 8 % len(FORMS)], name=NAMES[choice % 8 % len(NAMES)], my_address=OWN)
        holds.report(check(mail), (OWN,))


def card(data: bytes) -> None:
    """A mail, judged, and every card that is made of it."""
    from bot.cards import Card, all_points, remembered_points
    from bot.cards.ids import pack_id, unpack_id
    from bot.intake import Answer

    choice, data = _first(data)
    lang: Lang = "en" if choice & 1 else "ja"
    words = _text(data)
    with contextlib.suppress(Unusable):
        report = check(read(data, form="eml" if choice & 2 else "text", my_address=OWN))
        answer = Answer(report, notes=("animated-first-frame",) if choice & 4 else (), skipped=[words[:300], words[-30:]] if choice & 8 else [])
        seen = unpack_id(pack_id("a", report), report.pack)
        assert seen is not None
        for view in (Card(answer, report, lang, public=bool(choice & 16), who=words[:80]), all_points(report, lang), remembered_points(seen, lang)):
            holds.card(view, report.pack, (OWN,))


@lru_cache(maxsize=1)
def _folder() -> Path:
    """A pack of a few records, in which one file is replaced."""
    folder = Path(tempfile.mkdtemp(prefix="honmono-fuzz-"))
    for name in ("brands", "points", "signals", "campaigns", "lists"):
        (folder / name).mkdir()
    return folder


FOLDERS = ("points", "signals", "campaigns", "brands", "lists", "")


def pack(data: bytes) -> None:
    """A pack with one file that anybody may have written."""
    choice, data = _first(data)
    folder = _folder()
    head = folder / "pack.toml"
    head.write_bytes(shipped().folder.joinpath("pack.toml").read_bytes())
    name = FOLDERS[choice % len(FOLDERS)]
    path = folder / name / ("xserver.toml" if name else "pack.toml")
    path.write_bytes(data)
    try:
        with contextlib.suppress(PackError):
            load(folder)
    finally:
        path.unlink()


TARGETS: dict[str, Target] = {
    "eml": Target(eml, seeds.mails),
    "text": Target(text, lambda: (words.encode() for words in seeds.pasted())),
    "ocr": Target(ocr, lambda: (words.encode() for words in seeds.pasted())),
    "html": Target(html, lambda: (page.encode() for page in seeds.pages())),
    "outlook": Target(outlook, lambda: [seeds.OUTLOOK]),
    "anything": Target(anything, lambda: (bytes([number % 32]) + data for number, data in enumerate(seeds.mails()))),
    "header": Target(header, lambda: (line.encode() for line in seeds.HEADERS)),
    "charset": Target(charset, lambda: (bytes([number % 16]) + words[:400].encode("cp932", "replace") for number, words in enumerate(seeds.pasted()))),
    "links": Target(links, lambda: (words.encode() for words in (*seeds.LINKS, *seeds.pasted()))),
    "folding": Target(folding, lambda: (words[:400].encode() for words in seeds.pasted())),
    "redaction": Target(redaction, lambda: (words[:400].encode() for words in (*seeds.LINKS, *seeds.HEADERS, *seeds.pasted()))),
    "judged": Target(judged, lambda: [*(b"\x08" + words.encode() for words in seeds.pasted()), *(b"\x10" + data for data in seeds.mails())]),
    "card": Target(card, lambda: (bytes([number % 32 & ~2]) + words.encode() for number, words in enumerate(seeds.pasted()))),
    "pack": Target(pack, lambda: (bytes([FOLDERS.index(name)]) + words.encode() for name, words in seeds.records())),
}
