"""What tells a kind of mail again without keeping it: a SimHash of its text, a hash of its subject, the domains it names.

Numbers, addresses, links and the reader's name change from copy to copy; the rest of a campaign's text hardly does. SimHash (Charikar 2002) gives
texts that share most of their short pieces fingerprints that differ in few of 64 bits. The text cannot be read back from them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rules.fold import CJK, fold
from rules.hosts import owner, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.mail.model import Mail

MASK = (1 << 64) - 1
NEAR = 9
"""Bits in which two copies of one text differ at most. Of 810,000 pairs of unlike mails one came so near, and none of a fake and a genuine mail."""
KIN = 12
"""Bits in which they may differ when sender and a link lead to the same domains."""
RELATED = 16
"""Bits in which they may differ when the subject is the same but for numbers and names."""

_READ = 8000
_LETTERS = 3000
"""Letters of a text that are looked at, before and after masking: the work is bounded."""
_LEAST_PIECES = 40
"""With fewer pieces chance would make texts alike: a short text is only ever like itself."""
_LEAST_LETTERS = 20
"""With fewer letters a text says nothing."""
_LEAST_SUBJECT = 6
DOMAINS = 10
"""Domains of links kept at most."""

_URL = re.compile(r"(?i)\bh(?:tt|xx)ps?\s?:\s?//[!-~]+|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,24}(?:[:/?][!-~]*)?", re.ASCII)
_ADDRESS = re.compile(r"(?<![\w.+=-])[\w.+=-]{1,64}@[\w.-]{1,253}", re.ASCII)
_EDGE = r"\s【】\[\]「」『』()<>《》〈〉、。,.:;!?|*"
_NAMED = re.compile(
    rf"(?<![^{_EDGE}])[^{_EDGE}]{{1,12}}(?:[^\S\n][^{_EDGE}]{{1,12}}){{0,3}}[^\S\n]?(?:様|さま|殿|さん)[、,:]?"
    r"|(?im:^[^\w\n]{0,9}(?:dear|hello|hi|hey|hallo|bonjour|hola|olá)\b[^\n,!:]{1,40}[,!:])"
)
"""Up to four words before 様, from a blank, a mark or a bracket on; or what follows Dear."""
_NUMBER = re.compile(r"\d+(?:[-,.:/年月日時分秒 ]{1,3}\d+)*")
_PREFIX = re.compile(r"(?:(?:re|fw|fwd|wg|tr):|[\[*(]*(?:spam|meiwaku|迷惑メール)[\])*:]*)+")
_JAPANESE = re.compile(f"[{CJK}]+")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKALIKE = str.maketrans("l", "i")
"""A picture reader, and who hides words from filters, confuse I and l: folded text has a small i for the one already."""

By = Literal["text", "subject", "domains", "envelope"]


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is kept of a mail.

    `fingerprint` is a signed 64-bit number (0: too little text), `subject` a hash ("": too little), `sender` and `links` registrable domains, `brand`
    the id of the company the mail claims to be from ("": none recognised).
    """

    fingerprint: int = 0
    subject: str = ""
    sender: str = ""
    links: tuple[str, ...] = ()
    brand: str = ""

    @property
    def tells(self) -> bool:
        """Whether the mail can be told again at all."""
        return bool(self.fingerprint or (self.subject and self.sender))


@dataclass(frozen=True, slots=True)
class Match:
    """A known campaign that a mail belongs to.

    `by` is what showed it: the `text` alone; a text that is alike and the same `subject`, or the same `domains` of sender and link; or, where one side
    has no text, the `envelope`: subject and sender.
    """

    id: int
    distance: int
    by: By


def trace(mail: Mail, brand: str = "") -> Trace:
    """The trace of a mail."""
    domains = [owner(url.host) or url.host for link in mail.links if (url := parse_url(link.target)) is not None]
    return Trace(simhash(mail.body), skeleton_hash(subject_skeleton(mail.subject)), owner(mail.sender.domain), tuple(dict.fromkeys(domains))[:DOMAINS], brand)


def subject_skeleton(subject: str) -> str:
    """A subject without what changes from copy to copy: numbers are 0; addresses, links, names before 様 and Re: are gone. Brackets stay.

    >>> subject_skeleton("Re: 【重要】山田 太郎 様、taro@example.jp 保留中のメール 12 件")
    '【重要】保留中のメール0件'
    """
    return _NUMBER.sub("0", _PREFIX.sub("", fold(_masked(subject[:400])).text.replace(" ", "").replace("\n", ""), count=1))


def skeleton_hash(skeleton: str) -> str:
    """A short hash of a subject's skeleton; "" when too little of it is letters."""
    if sum(len(word) for word in _WORD.findall(skeleton)) < _LEAST_SUBJECT:
        return ""
    return hashlib.blake2b(skeleton.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def simhash(text: str) -> int:
    """The fingerprint of a text as a signed 64-bit number; 0 when there is too little text.

    >>> simhash("山田 太郎 様\\nお荷物 12 個を持ち帰りました。再配達はこちら https://a.example/1") == simhash("佐藤様\\nお荷物 3 個を持ち帰りました。再配達はこちら\\nhttps://b.example/22")
    True
    """
    japanese, other = template(text)
    pieces = {japanese[at : at + 4] for at in range(len(japanese) - 3)} | {other[at : at + 5] for at in range(len(other) - 4)}
    if len(japanese) + len(other) < _LEAST_LETTERS:
        return 0
    if len(pieces) < _LEAST_PIECES:
        return _signed(int.from_bytes(_hash(f"{japanese} {other}")))
    hashes = b"".join(map(_hash, pieces))
    ones, half, found = int.from_bytes(b"\x01" * len(pieces)), len(pieces) // 2, 0
    for place in range(8):  # bit by bit over all hashes at once: the n-th bytes of all of them are one long number
        column = int.from_bytes(hashes[place::8])
        for bit in range(8):
            if (column >> bit & ones).bit_count() > half:
                found |= 1 << (8 * place + bit)
    return _signed(found)


def template(text: str) -> tuple[str, str]:
    """The letters of a text that every copy shares, Japanese ones and others apart: no names, addresses, links, numbers, marks, blanks."""
    folded = fold(_masked(text[:_READ])).text
    japanese = "".join(_WORD.findall("".join(_JAPANESE.findall(folded))))
    other = "".join(_WORD.findall(_JAPANESE.sub(" ", folded)))
    return japanese[:_LETTERS], other[:_LETTERS].translate(_LOOKALIKE)


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ."""
    return ((one ^ other) & MASK).bit_count()


def nearest(wanted: Trace, known: Iterable[tuple[int, Trace]]) -> Match | None:
    """The campaign that a mail belongs to, None if to none. `known` are campaigns by id.

    Two mails in the name of two companies are never one campaign, however alike: a kit is used for many.
    """
    best: Match | None = None
    for number, other in known:
        if wanted.fingerprint and other.fingerprint:
            far = ((wanted.fingerprint ^ other.fingerprint) & MASK).bit_count()
            if far > RELATED or (best is not None and far >= best.distance):
                continue
        else:
            far = RELATED
        by = _evidence(wanted, other, far)
        if by is not None and (best is None or far < best.distance):
            best = Match(number, far, by)
    return best


def _evidence(wanted: Trace, other: Trace, far: int) -> By | None:
    """What makes two mails one campaign when their texts differ in `far` bits."""
    if wanted.brand and other.brand and wanted.brand != other.brand:
        return None
    same_subject = bool(wanted.subject) and wanted.subject == other.subject
    same_sender = bool(wanted.sender) and wanted.sender == other.sender
    if not (wanted.fingerprint and other.fingerprint):
        return "envelope" if same_subject and same_sender else None
    if far <= NEAR:
        return "text"
    if same_subject:
        return "subject"
    return "domains" if far <= KIN and same_sender and not set(wanted.links).isdisjoint(other.links) else None


def _masked(text: str) -> str:
    """A text without addresses, links and the name it greets; line ends still stand, for they show where a name begins."""
    plain = unicodedata.normalize("NFKC", text)[:_READ].replace("[.]", ".")  # one letter may become eighteen
    return _NAMED.sub(" ", _URL.sub(" ", _ADDRESS.sub(" ", plain)))


def _hash(piece: str) -> bytes:
    return hashlib.blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _signed(number: int) -> int:
    """As databases hold 64 bits; never 0, which means nothing."""
    return number - (1 << 64) if number >> 63 else number or 1
