"""One mailbox from whatever people and programs write: `name <a@b>`, 名前（a@b）, full-width brackets, defanged, bare."""

from __future__ import annotations

import re
import unicodedata

from rules.mail.model import Address
from rules.regex import regex

_ADDRESS = regex(r"[^\s<>\"'()\[\]{}（）［］「」『』【】＜＞〈〉,;:、。：；|]{1,254}@[\w.-]{1,253}", re.ASCII | re.IGNORECASE)
_AT = regex(r"\s?(?:\[at\]|\(at\)|＠|\[@\]|\(@\)|●(?=[\w-]+\.))\s?", re.IGNORECASE)
_DOT = regex(r"\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)|．)\s?", re.IGNORECASE)
_MARKS = " \t\u3000\"'“”,;:：|*_`"
_OPENING, _CLOSING = "<＜〈(（[［", ">＞〉)）]］"
_MAILTO_BEFORE = regex(r"(?i)mailto:?\s*$")
_MAILTO_AFTER = regex(r"(?i)^[\s\]>）)＞]*<?mailto:[^>\s]*")
_LONGEST = 2000


def refang(text: str) -> str:
    """Undo what people write so that an address cannot be pressed.

    >>> refang("info[at]example[.]cfd")
    'info@example.cfd'
    """
    if text.isascii() and "[" not in text and "(" not in text:
        return text
    return _DOT.sub(".", _AT.sub("@", text))


def parse(text: str) -> Address:
    """The first mailbox in a piece of text; the display name is what stands beside the address.

    >>> parse('"XSERVER SUPPORT" <info@mail.example.cfd>')
    Address(display='XSERVER SUPPORT', address='info@mail.example.cfd')
    >>> parse("サポート（info＠example．cfd）")
    Address(display='サポート', address='info@example.cfd')
    >>> parse("XSERVER SUPPORT")
    Address(display='XSERVER SUPPORT', address='')
    """
    text = text[:_LONGEST].strip()
    plain = refang(text)
    opening = max(plain.rfind("<"), plain.rfind("＜"))
    found = _last(plain, opening) if opening >= 0 else None
    found = found or _ADDRESS.search(plain)
    if found is None:
        wide = unicodedata.normalize("NFKC", plain)
        found = _ADDRESS.search(wide) if "@" in wide else None
        if found is None:
            return Address(_bare(text), "")
        plain = wide
    before, after = plain[: found.start()], plain[found.end() :]
    before = _MAILTO_BEFORE.sub("", before)
    display = _bare(before) or _bare(_MAILTO_AFTER.sub("", after))
    return Address(display.replace('\\"', '"'), found[0].rstrip(".-").removeprefix("mailto:"))


def _bare(name: str) -> str:
    """A display name without quote marks around it and without what opened or closed the address beside it."""
    while True:
        old, name = name, name.strip(_MARKS)
        name = name.rstrip(_OPENING).lstrip(_CLOSING)
        if len(name) > 1 and (place := _OPENING.find(name[0])) >= 0 and name.endswith(_CLOSING[place]):
            name = name[1:-1]
        if name == old:
            return name


def _last(text: str, opening: int) -> re.Match[str] | None:
    return _ADDRESS.match(text, opening + 1) or _ADDRESS.search(text, opening + 1)


def parse_list(text: str, most: int = 50) -> tuple[Address, ...]:
    """Several mailboxes of a To line, at most `most`.

    >>> [address.address for address in parse_list("A <a@example.com>, b@example.com")]
    ['a@example.com', 'b@example.com']
    """
    pieces = re.split(r"(?<=[>\w])\s*[,;、]\s*", text[:20_000])
    return tuple(address for piece in pieces[:most] if (address := parse(piece)).address)
