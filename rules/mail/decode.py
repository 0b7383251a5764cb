"""Bytes to text when the label may lie: Japanese mail is often not in the charset it names.

The declared charset is tried strictly first, then the escape sequences of ISO-2022-JP, UTF-8, and the multi-byte charsets of East Asia, of
which the one that gives the most plausible letters wins.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

from rules.regex import regex

_JIS = "iso2022_jp"
_ALIASES = {
    **dict.fromkeys(("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-ms", "cp50220", "cp50221", "csiso2022jp"), _JIS),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    **dict.fromkeys(("us-ascii", "ansi_x3.4-1968"), "ascii"),
    **dict.fromkeys(("", "x-unknown", "default", "default_charset", "8bit", "unknown-8bit"), ""),
    "big5": "big5hkscs",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
}
_GUESSES = ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949")
_RUN = regex(rb"\x1b(\$[@AB]|\$\(D|\([BJI])")
_KANA = regex(r"[ぁ-んァ-ヶー]")
_KANJI = regex(r"[一-龥]")
_COMMON = regex("[的是不了在有我他这这个個们們为為来來请請您你账帳户戶录錄确確认認登密码碼安全通知行日月年中人国國会會本件客様下上内方時間金利用]")
_ODD = regex(r"[\ue000-\uf8ff｡-ﾟ\x80-\x9f�À-ÿԀ-ॿ㈀-㏿]")
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))
"""What Python calls text encodings and no mail is written in: some raise whatever one asks them, one takes quadratic time."""
_ASCII_SHAPED = ("utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz")
_SAMPLE = 20_000
"""Bytes that are looked at to guess a charset."""


def decode(data: bytes, declared: str = "") -> tuple[str, bool]:
    """The text of some bytes, and whether they are in another charset than the one declared.

    >>> decode("ご確認ください".encode("cp932"), "iso-2022-jp")
    ('ご確認ください', True)
    >>> decode("①保留".encode("cp932"), "Shift_JIS")
    ('①保留', False)
    """
    codec = _codec(declared)
    if data.isascii() and codec not in _ASCII_SHAPED:
        if _RUN.search(data):
            return _iso2022(data), bool(codec) and codec != _JIS
        return data.decode("ascii"), False
    if codec == _JIS:
        codec = ""  # eight-bit bytes: the label lies
    if codec and codec != "ascii":
        try:
            text = data.decode(codec)
        except (UnicodeError, LookupError):
            pass
        else:
            if not _doubtful(codec, text, data):
                return text, False
    return _guess(data, codec), bool(declared)


@lru_cache(maxsize=256)
def _codec(name: str) -> str:
    name = name.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if name in ("", _JIS):
        return name
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if info._is_text_encoding and info.name.replace("-", "_") not in _NO_CHARSETS else ""


def _iso2022(data: bytes) -> str:
    """ISO-2022-JP as mail programs write it: with vendors' characters (①, ㈱) and half-width kana (CP50221)."""
    try:
        return data.decode("iso2022_jp_ext")
    except UnicodeError:
        pass
    pieces: list[str] = []
    mode, place = b"(B", 0
    for escape in _RUN.finditer(data):
        pieces.append(_run(mode, data[place : escape.start()]))
        mode, place = escape[1], escape.end()
    pieces.append(_run(mode, data[place:]))
    return "".join(pieces)


def _run(mode: bytes, data: bytes) -> str:
    if mode in (b"$@", b"$B"):
        return "".join(_line(line) for line in data.splitlines(keepends=True))
    if mode == b"(I":
        return bytes(byte | 0x80 for byte in data).decode("cp932", "replace")
    if mode == b"$A":
        return bytes(byte | 0x80 for byte in data).decode("gb2312", "replace")
    return data.decode("latin-1")


def _line(line: bytes) -> str:
    """One line of JIS X 0208 pairs, by way of cp932, which has what vendors added."""
    content = line.rstrip(b"\r\n")
    pairs = bytearray()
    for high, low in zip(content[::2], content[1::2], strict=False):
        lead = (high - 0x21) // 2 + 0x81
        pairs.append((lead + 0x40 if lead > 0x9F else lead) & 0xFF)
        pairs.append(((low + 0x1F + (low >= 0x60)) if high % 2 else low + 0x7E) & 0xFF)
    return pairs.decode("cp932", "replace") + line[len(content) :].decode("ascii")


def _doubtful(codec: str, text: str, data: bytes) -> bool:
    """Whether a strict decoding is nevertheless not what was meant: Western or Chinese letters over bytes that read as UTF-8 or Japanese."""
    if codec == "utf-8":
        return False
    if codec.startswith(("iso8859", "cp125")):
        try:
            data.decode("utf-8")
        except UnicodeError:
            return max(_plausible(_try(data, "cp932")), _plausible(_try(data, "euc_jp"))) > 0.35
        return True
    if codec in ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"):
        try:
            data.decode("utf-8")
        except UnicodeError:
            return _plausible(text) + 0.25 < max(_plausible(_try(data, other)) for other in ("cp932", "euc_jp") if other != codec)
        return len(data) > 8
    return False


def _try(data: bytes, codec: str) -> str:
    try:
        return data[:_SAMPLE].decode(codec)
    except UnicodeError as error:
        cut = getattr(error, "start", 0)
        return data[:cut].decode(codec, "replace") if cut >= min(len(data), _SAMPLE) - 4 else ""


def _plausible(text: str) -> float:
    """How much of the non-ASCII of a text looks like Japanese or Chinese writing, kana counting most. 0 to 1."""
    letters = len(text) - len(text.encode("ascii", "ignore"))
    if not letters:
        return 0.0
    good = len(_KANA.findall(text)) + 0.6 * len(_KANJI.findall(text)) + 0.4 * len(_COMMON.findall(text))
    return (good - 1.5 * len(_ODD.findall(text))) / letters


def _guess(data: bytes, tried: str) -> str:
    for codec in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(codec)
        except UnicodeError:
            continue
    best, score = "", 0.15
    for codec in _GUESSES:
        text = _try(data, codec)
        if text and (value := _plausible(text)) > score:
            best, score = codec, value
    if best:
        return data.decode(best, "replace")
    if tried and tried != "ascii":
        return data.decode(tried, "replace")
    text = data.decode("utf-8", "replace")
    return text if text.count("�") * 4 < len(text) else data.decode("cp1252", "replace")
