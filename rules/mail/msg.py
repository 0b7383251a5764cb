"""An Outlook .msg file to a Mail."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Any

from rules.mail import addresses, urls
from rules.mail.eml import ATTACHMENTS, read_eml
from rules.mail.errors import Unusable
from rules.mail.html import BODY, visible
from rules.mail.lang import guess
from rules.mail.model import Address, Attachment, Mail, Unseen

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE compound file begins."""
_HEADER = struct.Struct("<30x H H 10x L 16x L 4x L")
"""Of a compound file's header, [MS-CFB] 2.2: sector shift, mini sector shift, numbers of FAT, mini FAT and DIFAT sectors."""
_PAIRS = 1_000_000
"""Comparisons of names that finding every stream may cost: a thousand streams in one storage."""

# MAPI property tags, [MS-OXPROPS]
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP, _SENT_SMTP = 0x0C1A, 0x0C1F, 0x5D01, 0x5D02
_SUBJECT, _BODY, _HTML, _HEADERS, _TO = 0x0037, 0x1000, 0x1013, 0x007D, 0x0E04


def read_msg(data: bytes, *, my_address: str = "") -> Mail:
    """Read a .msg file. Raises Unusable when it is not one, or is damaged."""
    from oxmsg import Message  # costs time that no other form should pay

    try:
        _bounded(data)
        message: Any = Message.load(io.BytesIO(data))
        texts = {tag: _text(message, tag) for tag in (_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP, _SENT_SMTP, _SUBJECT, _BODY, _HEADERS, _TO)}
        html = _html(message)
        files = [
            Attachment(item.file_name or "", item.mime_type or "application/octet-stream", item.size or 0) for item in list(message.attachments)[:ATTACHMENTS]
        ]
    except Exception as error:  # the library raises whatever a damaged file makes it raise
        raise Unusable("unreadable", "the .msg file is damaged and cannot be read") from error
    page = visible(html) if html else None
    body = (page.text if page and page.text else texts[_BODY])[:BODY]
    links = page.links if page else urls.find(body)
    headers = read_eml(texts[_HEADERS].encode("utf-8", "surrogatepass"), my_address=my_address) if texts[_HEADERS].strip() else None
    address = next((value for value in (texts[_SENDER_SMTP], texts[_SENT_SMTP], texts[_SENDER_ADDRESS]) if "@" in value), "")
    sender = headers.sender if headers and headers.sender.address else Address(texts[_SENDER_NAME], address)
    unseen: set[Unseen] = set()
    if not sender.address:
        unseen.add("sender")
    if headers is None:
        unseen.add("headers")
    if not body.strip():
        unseen.add("body")
    return replace(
        headers or Mail(to=addresses.parse_list(texts[_TO]), my_address=my_address),
        form="eml",
        subject=texts[_SUBJECT],
        sender=sender,
        body=body,
        hidden=page.hidden if page else "",
        links=links,
        attachments=tuple(files),
        lang=guess(f"{texts[_SUBJECT]}\n{body}"),
        traits=frozenset(page.traits) if page else frozenset(),
        unseen=frozenset(unseen),
    )


def _bounded(data: bytes) -> None:
    """Raise ValueError when a compound file says that it holds more than it can: read as it says, a few kilobytes would fill the memory."""
    from olefile import OleFileIO

    shift, mini_shift, *tables = _HEADER.unpack_from(data)
    if shift not in (9, 12) or mini_shift != 6 or sum(tables) << shift > len(data):
        raise ValueError("no compound file of this size has such a header")
    with OleFileIO(io.BytesIO(data)) as ole:
        entries = [entry for entry in ole.direntries if entry is not None]
        streams = sum(entry.size for entry in entries if entry.sid and not entry.kids)
        if max(streams, ole.root.size) > len(data) or sum(len(entry.kids) ** 2 for entry in entries) > _PAIRS:
            raise ValueError("its streams share what they hold, or are too many")


def _text(message: Any, tag: int) -> str:
    value = message.properties.str_prop_value(tag)
    return value if isinstance(value, str) else ""


def _html(message: Any) -> str:
    value = message.html_body
    return value if isinstance(value, str) else ""
