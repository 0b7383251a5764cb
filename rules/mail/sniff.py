"""Find out what an input is, and read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NoReturn

from rules.mail.decode import decode
from rules.mail.eml import read_eml
from rules.mail.errors import Unusable
from rules.mail.html import read_html
from rules.mail.msg import MAGIC, read_msg
from rules.mail.text import read_ocr, read_text
from rules.regex import regex

if TYPE_CHECKING:
    from rules.mail.model import Mail

_EVERYDAY = bytes(set(range(0x80)) - {*range(8), *range(14, 27), *range(28, 32)})
"""What text in ASCII is made of."""
_ODD = regex("[\\0-\\x07\\x0e-\\x1a\\x1c-\\x1f\ufffd]")
LIMIT = 2 << 20
"""Bytes of one input at most."""

InputForm = Literal["auto", "text", "eml", "ocr", "image"]

_PICTURES = ((b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"))
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_HEADER = regex(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_KNOWN = regex(rb"(?im)^(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|Content-Type|Message-ID|Delivered-To|X-[\w-]+):")
_HTML = regex(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|table|div|meta|p|center)\b", re.IGNORECASE | re.DOTALL)


def read(data: bytes | str, *, form: str = "auto", name: str = "", my_address: str = "") -> Mail:
    """Read an input whose form is not known.

    `name` is a file name, if there was one; `form` is one of `InputForm`. Raises Unusable, with one clear sentence, when the input is empty, larger
    than `LIMIT`, binary, a picture, or of a kind that cannot be read.
    """
    if len(data) > LIMIT:
        raise Unusable("too-large", f"the input is larger than {LIMIT >> 20} MiB")
    if not data.strip():
        raise Unusable("empty", "the input is empty")
    if form == "image":
        _picture("a picture")
    if isinstance(data, str):
        return read_ocr(data, my_address=my_address) if form == "ocr" else read_text(data, my_address=my_address)
    if form == "auto":
        form = _form(data, name)
    if form == "msg":
        return read_msg(data, my_address=my_address)
    if form == "eml":
        return read_eml(data, my_address=my_address)
    text = _text(data)
    if form == "html":
        return read_html(text, my_address=my_address)
    return read_ocr(text, my_address=my_address) if form == "ocr" else read_text(text, my_address=my_address)


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a picture does.

    >>> is_picture(b"\\x89PNG\\r\\n"), is_picture(b"From: a@example.jp")
    (True, False)
    """
    return _kind_of_picture(data) != ""


def _kind_of_picture(data: bytes) -> str:
    for magic, kind in _PICTURES:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "BMP"
    return "HEIC" if data[4:8] == b"ftyp" else ""


def _form(data: bytes, name: str) -> str:
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if data.startswith(MAGIC):
        return "msg"
    if kind := _kind_of_picture(data):
        _picture(f"a picture ({kind})")
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            raise Unusable("unsupported", f"this is {kind}, not a mail; send the mail as .eml, .msg, .html or text")
    if ending == "msg":
        raise Unusable("unreadable", "the .msg file is damaged and cannot be read")
    head = data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:65536]
    if ending == "eml" or _is_source(head):
        if (start := data[:65536]).translate(None, _EVERYDAY):
            _text(start)
        return "eml"
    if ending in ("html", "htm") or _HTML.match(decode(data[:4096])[0]):
        return "html"
    return "text"


def _is_source(head: bytes) -> bool:
    """Whether bytes begin as a raw mail does: header fields of which at least two are a mail's, then an empty line."""
    block = _HEADER.match(head.partition(b"\n")[2] if head.startswith(b"From ") else head)
    names: set[bytes] = set()
    for known in _KNOWN.finditer(block[0]) if block is not None else ():
        names.add(known[0])
        if len(names) == 2:
            return True
    return False


def _text(data: bytes) -> str:
    """The bytes as text. Raises Unusable for binary rubbish."""
    if b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Unusable("binary", "this is not text and not a mail")
    text = decode(data)[0]
    if len(_ODD.findall(text, 0, 20_000)) * 10 > min(len(text), 20_000):
        raise Unusable("binary", "this is not text and not a mail")
    return text


def _picture(kind: str) -> NoReturn:
    raise Unusable("unsupported", f"this is {kind}: the rules read text; `honmono check` and the bot read pictures")
