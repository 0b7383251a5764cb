"""Does a host's name imitate a company's? Letters that look alike, one letter off, the name with something hung on it.

Whole labels of a host are compared, never parts of words: "amazonia.example" imitates nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from rules.hosts import registrable

if TYPE_CHECKING:
    from rules.packs import Brand, Pack

_SHORTEST = 5
"""Names shorter than this are only compared whole: one letter off "jcb" is anything."""
_SPLIT = re.compile(r"[-_.]+")
_DIGITS = str.maketrans("013457", "oleast")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A host that imitates `brand`: how ("homoglyph", "near", "inside" or "domain"), and the label that does it."""

    brand: Brand
    how: str
    label: str


@dataclass(frozen=True)
class _Names:
    """A pack's company names as they stand in host labels."""

    pack: Pack
    names: dict[str, str]
    domains: dict[str, str]
    letters: dict[int, str]
    by_letter: dict[str, list[str]]


def _names(pack: Pack) -> _Names:
    names: dict[str, str] = {}
    domains: dict[str, str] = {}
    for brand in pack.brands.values():  # a spelling belongs to one company, a domain may stand for several
        for word in brand.spellings:
            label = word.replace(" ", "").replace(".", "")
            if label.isascii() and label.replace("-", "").isalpha() and len(label) >= 4:
                names.setdefault(label, brand.id)
    for brand in pack.brands.values():
        for domain in (*brand.domains, *brand.customer_domains):
            domains[domain] = brand.id
            label = domain.partition(".")[0]
            if len(label) >= 4 and domain in brand.domains:
                names.setdefault(label, brand.id)
    letters = {ord(pair[0]): pair[2] for pair in pack.lists["confusables"]["letters"]}
    by_letter: dict[str, list[str]] = {}
    for name in names:
        if len(name) > _SHORTEST:
            by_letter.setdefault(name[0], []).append(name)
    return _Names(pack, names, domains, letters, by_letter)


def skeleton(text: str, pack: Pack) -> str:
    """Text with letters that look like Latin ones made Latin.

    >>> from rules.packs import shipped
    >>> skeleton("хѕеrvеr", shipped())
    'xserver'
    """
    return text.lower().translate(pack.made(_names).letters)


def likeness(host: str, pack: Pack, unicode_host: str = "") -> Likeness | None:
    """How a host imitates a company whose own it is not, or None.

    >>> from rules.packs import shipped
    >>> likeness("www.xserver.ne.jp.example.cn", shipped()).how
    'domain'
    >>> likeness("xserver-support.example", shipped()).how, likeness("xsarver.example", shipped()).how
    ('inside', 'near')
    >>> likeness("www.xserver.ne.jp", shipped()) is None
    True
    """
    index = pack.made(_names)
    domain = registrable(host)
    if not domain or domain in index.domains:
        return None
    shown = unicode_host or host
    if not shown.isascii():
        plain = skeleton(shown, pack)
        for label in _SPLIT.split(plain):
            if label in index.names:
                return Likeness(pack.brands[index.names[label]], "homoglyph", shown)
    labels = host.lower().split(".")
    for start in range(len(labels) - 1):  # an official domain as labels of a foreign host
        for end in range(start + 2, min(start + 4, len(labels)) + 1):
            abroad = ".".join(labels[start:]) == domain  # yahoo.com.au: the company's own name below another country's ending
            if end < len(labels) and not abroad and (brand_id := index.domains.get(".".join(labels[start:end]))) is not None:
                return Likeness(pack.brands[brand_id], "domain", ".".join(labels[start:end]))
    suffix = len(domain.split(".")) - 1
    for label in labels[: len(labels) - suffix]:
        if (found := _label(label, index)) is not None:
            return found
    return None


def _label(label: str, index: _Names) -> Likeness | None:
    hosts = index.pack.lists["hosts"]
    if (brand_id := index.names.get(label)) is not None and label not in hosts["common_words"]:
        return Likeness(index.pack.brands[brand_id], "inside", label)
    pieces = _SPLIT.split(label)
    if not any(piece in hosts["glue"] or piece.isdigit() for piece in pieces):
        pieces = [piece for piece in pieces if piece not in hosts["common_words"]]
    for piece in (*pieces, *("".join(pieces[at : at + 2]) for at in range(len(pieces) - 1)), *("-".join(pieces[at : at + 2]) for at in range(len(pieces) - 1))):
        if (brand_id := index.names.get(piece)) is not None and (len(piece) >= _SHORTEST or len(pieces) > 1):
            return Likeness(index.pack.brands[brand_id], "inside", label)
    for piece in pieces:
        if (name := _glued(piece, index)) is not None:
            return Likeness(index.pack.brands[index.names[name]], "inside", label)
    digits = label.translate(_DIGITS)
    if digits != label and len(digits) >= _SHORTEST and (brand_id := index.names.get(digits)) is not None:
        return Likeness(index.pack.brands[brand_id], "homoglyph", label)
    if len(label) >= _SHORTEST + 1 and label not in hosts["common_words"] and (name := _near(label, index)) is not None:
        return Likeness(index.pack.brands[index.names[name]], "near", label)
    return None


def _glued(piece: str, index: _Names) -> str | None:
    """A company's name with numbers or one of the pack's common words stuck to it: updatebiglobe, xserver2026."""
    glue = index.pack.lists["hosts"]["glue"]
    for at in range(_SHORTEST, len(piece)):
        for name, rest in ((piece[:at], piece[at:]), (piece[-at:], piece[:-at])):
            if name in index.names and (rest.isdigit() or rest in glue):
                return name
    return None


def _near(label: str, index: _Names) -> str | None:
    """A company's name that is one letter off (two for long names), if there is one."""
    for name in index.by_letter.get(label[0], ()):
        far = 2 if len(name) >= 10 else 1
        if abs(len(name) - len(label)) <= far and DamerauLevenshtein.distance(name, label, score_cutoff=far) <= far:
            return name
    return None


def is_name(word: str, pack: Pack) -> bool:
    """Whether a word is a company's name as hosts write it."""
    return word in pack.made(_names).names
