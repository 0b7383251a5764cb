"""Header fields to text: RFC 2047 encoded words, RFC 2231 parameters, and the ways both are broken in the wild."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_to_bytes

from rules.mail.decode import decode
from rules.regex import regex

_WORD = regex(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = regex(rb"(?<=\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_FOLD = regex(rb"\r?\n[ \t]?")
_FOLDED = regex(r"\r?\n[ \t]?")
_ESCAPE = regex(rb"=([0-9A-Fa-f]{2})")
_PARAMETER = regex(rb';\s*([\w-]+)(\*\d+)?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')
_NOT_BASE64 = regex(rb"[^A-Za-z0-9+/]")


def raw(value: str) -> bytes:
    """A header's bytes again: the standard library keeps what is not ASCII as surrogates."""
    return value.encode("utf-8", "surrogateescape")


def field(value: str) -> str:
    """A header field as the standard library hands it over, to text."""
    if "=?" not in value and value.isascii():
        return _FOLDED.sub(" ", value).strip() if "\n" in value else value.strip()
    return text(raw(value))


def text(raw: bytes, charset: str = "") -> str:
    """A header field's value as text. Adjacent encoded words of one charset are joined before decoding, since some writers fold in mid-character.

    >>> text(b"=?iso-2022-jp?B?GyRCPUVNVxsoQg==?= =?utf-8?Q?=E3=81=8A?=\\r\\n =?utf-8?Q?=E7=9F=A5?=")
    '重要お知'
    >>> text(b"=?UTF-8?B?5L+d55U=?= =?UTF-8?B?mQ==?=")
    '保留'
    """
    raw = _FOLD.sub(b" ", raw).strip()
    if b"=?" not in raw:
        return decode(raw, charset)[0]
    raw = _BETWEEN.sub(b"", raw)
    pieces: list[str] = []
    pending, pending_charset, place = b"", "", 0
    for word in _WORD.finditer(raw):
        name = word[1].partition(b"*")[0].decode("ascii", "replace").lower()
        if word.start() > place or (pending and name != pending_charset):
            if pending:
                pieces.append(decode(pending, pending_charset)[0])
                pending = b""
            pieces.append(decode(raw[place : word.start()], charset)[0])
        pending, pending_charset, place = pending + _word(word[2], word[3]), name, word.end()
    if pending:
        pieces.append(decode(pending, pending_charset)[0])
    pieces.append(decode(raw[place:], charset)[0])
    return "".join(pieces)


def _word(encoding: bytes, content: bytes) -> bytes:
    return base64_bytes(content) if encoding in b"bB" else _ESCAPE.sub(lambda hit: bytes([int(hit[1], 16)]), content.replace(b"_", b" "))


def base64_bytes(content: bytes) -> bytes:
    """Decode base64 that may hold line noise and lack padding; what is left over at the end is dropped.

    >>> base64_bytes(b"5L+d 55WZ!")
    b'\\xe4\\xbf\\x9d\\xe7\\x95\\x99'
    """
    try:
        return binascii.a2b_base64(content, strict_mode=True)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", content)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:  # pragma: no cover -- only base64's own letters, padded
        return b""


def parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """A structured field's value (lower case) and its parameters, RFC 2231 continuations joined.

    >>> parameters(b'attachment; filename*0*=utf-8\\'\\'%E8%AB%8B; filename*1*=%E6%B1%82.zip')
    ('attachment', {'filename': '請求.zip'})
    >>> parameters(b'text/plain; charset="ISO-2022-JP"')
    ('text/plain', {'charset': 'ISO-2022-JP'})
    """
    raw = _FOLD.sub(b" ", raw)
    value = raw.partition(b";")[0].strip().lower().decode("ascii", "replace")
    whole: dict[str, str] = {}
    split: dict[str, list[tuple[int, bool, bytes]]] = {}
    for found in _PARAMETER.finditer(raw[:20_000]):
        name = found[1].lower().decode("ascii")
        content = found[4].replace(b'\\"', b'"') if found[4] is not None else found[5]
        if found[2] or found[3]:
            split.setdefault(name, []).append((int(found[2][1:]) if found[2] else 0, bool(found[3]), content))
        else:
            whole.setdefault(name, text(content))
    for name, parts in split.items():
        parts.sort(key=lambda part: part[0])
        charset = ""
        if parts[0][1] and parts[0][2].count(b"'") >= 2:
            head, _, content = parts[0][2].split(b"'", 2)
            charset = head.decode("ascii", "replace")
            parts[0] = (parts[0][0], True, content)
        whole[name] = decode(b"".join(unquote_to_bytes(content) if coded else content for _, coded, content in parts), charset)[0]
    return value, whole
