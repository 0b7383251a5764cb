"""Does a host's name imitate a company's? Letters that look alike, one letter off, the name with something hung on it.

Whole labels of a host are compared, never parts of words: "amazonia.example" imitates nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from rules.hosts import owner, registrable
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.packs import Brand, Pack

_SHORTEST = 5
"""Names shorter than this are only compared whole: one letter off "jcb" is anything."""
_NAMED = 3
"""Letters of a name at least that is looked for in a host because the mail names the company."""
_LONGEST = 40
"""Letters of a label at most that is taken apart."""
_SPLIT = regex(r"[-_.]+")
_DIGITS = str.maketrans("013457", "oleast")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A host that imitates `brand`: how ("homoglyph", "near", "inside" or "domain"), and the label that does it."""

    brand: Brand
    how: str
    label: str


@dataclass(frozen=True, eq=False)
class _Names:
    """A pack's company names as they stand in host labels."""

    pack: Pack
    names: dict[str, str]
    domains: dict[str, str]
    letters: dict[int, str]
    by_letter: dict[str, list[str]]
    short: dict[str, str]
    rare: tuple[str, ...]


def _names(pack: Pack) -> _Names:
    names: dict[str, str] = {}
    domains: dict[str, str] = {}
    for brand in pack.brands.values():  # a spelling belongs to one company, a domain may stand for several
        for word in (*brand.spellings, *(word for word in brand.ambiguous if " " in word)):  # two words together are rarely anything else in a host
            label = word.replace(" ", "").replace(".", "")
            if label.isascii() and label.replace("-", "").isalpha() and len(label) >= 4:
                names.setdefault(label, brand.id)
    for brand in pack.brands.values():
        for domain in (*brand.domains, *brand.customer_domains):
            domains[domain] = brand.id
            label = domain.partition(".")[0]
            own = domain in brand.domains
            if len(label) >= 4 and (own or (len(label) > _SHORTEST + 1 and label not in pack.lists["hosts"]["common_words"])):
                names.setdefault(label, brand.id)
    letters = {ord(pair[0]): pair[2] for pair in pack.lists["confusables"]["letters"]}
    by_letter: dict[str, list[str]] = {}
    for name in names:
        if len(name) > _SHORTEST:
            by_letter.setdefault(name[0], []).append(name)
    short = {
        word: brand.id
        for brand in pack.brands.values()
        for word in (*brand.spellings, *brand.ambiguous)
        if word.isascii() and word.isalpha() and len(word) < _SHORTEST
    }
    rare = tuple(sorted(word for word in pack.lists["hosts"]["rare_names"] if word in names))
    return _Names(pack, names, domains, letters, by_letter, short, rare)


def skeleton(text: str, pack: Pack) -> str:
    """Text with letters that look like Latin ones made Latin.

    >>> from rules.packs import shipped
    >>> skeleton("хѕеrvеr", shipped())
    'xserver'
    """
    return text.lower().translate(pack.made(_names).letters)


def domain_inside(host: str, pack: Pack) -> str:
    """A company's domain that stands as labels of a foreign host, before its end; "" when none does.

    >>> from rules.packs import shipped
    >>> domain_inside("www.xserver.ne.jp.example.cn", shipped()), domain_inside("digital.yahoo.com.au", shipped())
    ('xserver.ne.jp', '')
    """
    domains, labels, own = pack.made(_names).domains, host.lower().split("."), registrable(host)
    for start in range(len(labels) - 1):
        if ".".join(labels[start:]) == own:  # yahoo.com.au: the company's own name below another country's ending
            continue
        for end in range(start + 2, min(start + 4, len(labels) - 1) + 1):
            if (front := ".".join(labels[start:end])) in domains:
                return front
    return ""


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
    if inside := domain_inside(host, pack):
        return Likeness(pack.brands[index.domains[inside]], "domain", inside)
    labels = host.lower().split(".")
    suffix = len(domain.split(".")) - 1
    proven = domain.partition(".")[2] in pack.lists["tlds"]["organisations"]  # its owner showed who they are: a group's company, a dealer
    for label in labels[: len(labels) - suffix - proven]:
        if (found := _label(label, index)) is not None:
            return found
    return None


def named(host: str, brands: Iterable[Brand]) -> Likeness | None:
    """A stranger's domain that carries the name of a company which the mail names too, even a name that is a common word or too short elsewhere.

    >>> from rules.packs import shipped
    >>> book = shipped().brands
    >>> named("saison-mailer.example", [book["saison"]]).label, named("nhk.example.org", [book["nhk"]]), named("season.example", [book["saison"]])
    ('saison-mailer', None, None)
    >>> named("nhk-pay.web.app", [book["nhk"]]).label
    'nhk-pay'
    """
    label = owner(host).partition(".")[0]
    pieces = set(_SPLIT.split(label))
    for brand in brands:
        for word in (*brand.spellings, *brand.ambiguous):
            name = word.replace(" ", "")
            if name.isascii() and name.isalnum() and len(name) >= _NAMED and label != name and name in pieces:
                return Likeness(brand, "inside", label)
    return None


@lru_cache(maxsize=4096)
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
        if (name := _glued(piece, index) or _rare(piece, index)) is not None:
            return Likeness(index.pack.brands[index.names[name]], "inside", label)
    if (brand_id := _short(label, index)) is not None:
        return Likeness(index.pack.brands[brand_id], "inside", label)
    digits = label.translate(_DIGITS)
    if digits != label and len(digits) >= _SHORTEST and (brand_id := index.names.get(digits)) is not None:
        return Likeness(index.pack.brands[brand_id], "homoglyph", label)
    for piece in dict.fromkeys((label, *pieces)):
        if len(piece) == _SHORTEST + 1 and (name := next((rare for rare in index.rare if len(rare) == _SHORTEST and _one_more(rare, piece)), None)) is not None:
            return Likeness(index.pack.brands[index.names[name]], "near", label)
        if len(piece) >= _SHORTEST + 1 and piece not in hosts["common_words"] and (name := _near(piece, index)) is not None:
            return Likeness(index.pack.brands[index.names[name]], "near", label)
    return None


def _rare(piece: str, index: _Names) -> str | None:
    """A company's name that stands inside of no word of any language, inside of a longer piece: smbcoe, myplalasite."""
    return next((name for name in index.rare if name in piece), None)


def _short(label: str, index: _Names) -> str | None:
    """A name of two or three letters, which says nothing alone, beside a word of signing in: au-login, eki-account."""
    pieces = {piece.strip("0123456789") for piece in _SPLIT.split(label)}
    if not pieces & index.pack.lists["hosts"]["sign_in"]:
        return None
    return next((index.short[piece] for piece in sorted(pieces) if piece in index.short), None)


def _glued(piece: str, index: _Names) -> str | None:
    """A company's name with numbers or the pack's common words stuck to it: updatebiglobe, mailwebplala, xserver2026."""
    if not _SHORTEST - 1 < len(piece) <= _LONGEST:
        return None
    for start in range(len(piece) - 3):
        for end in range(len(piece), start + 3, -1):
            name, before, after = piece[start:end], piece[:start], piece[end:]
            if name in index.names and (before or after) and _only_glue(before, index) and _only_glue(after, index):
                hosts = index.pack.lists["hosts"]
                if name not in hosts["common_words"] or {before.strip("0123456789"), after.strip("0123456789")} & hosts["sign_in"]:
                    return name
    return None


def _only_glue(text: str, index: _Names) -> bool:
    """Whether a text is nothing but numbers and common words put together."""
    if not text or text.isdigit():
        return True
    glue = index.pack.lists["hosts"]["glue"]
    return any(text[:at] in glue and _only_glue(text[at:].strip("0123456789"), index) for at in range(2, min(len(text), 10) + 1))


def _one_more(name: str, piece: str) -> bool:
    """Whether a piece is a name with one letter too many."""
    return any(piece[:at] + piece[at + 1 :] == name for at in range(len(piece)))


def _near(label: str, index: _Names) -> str | None:
    """A company's name that is one letter off (two for long names), if there is one."""
    for name in index.by_letter.get(label[0], ()):
        far = 2 if len(name) >= 10 else 1
        if abs(len(name) - len(label)) <= far and DamerauLevenshtein.distance(name, label, score_cutoff=far) <= far:
            return name
    return None


def nearly(label: str, pack: Pack) -> Brand | None:
    """The company whose unmistakable name a name on shared hosting misspells, by two letters at most, with numbers or common words stuck to it.

    >>> from rules.packs import shipped
    >>> [nearly(label, shipped()).id for label in ("bigglob", "biiglobee2", "webbigloeb")], nearly("bigbite", shipped())
    (['biglobe', 'biglobe', 'biglobe'], None)
    """
    index = pack.made(_names)
    glue = pack.lists["hosts"]["glue"]
    for piece in _SPLIT.split(label.lower()):
        bare = piece.strip("0123456789")
        for word in (
            bare,
            *(bare.removeprefix(word) for word in glue if bare.startswith(word)),
            *(bare.removesuffix(word) for word in glue if bare.endswith(word)),
        ):
            for name in index.rare:
                if len(name) > _SHORTEST + 1 and word[:1] == name[0] and DamerauLevenshtein.distance(name, word, score_cutoff=2) <= 2:
                    return pack.brands[index.names[name]]
    return None


def is_name(word: str, pack: Pack) -> bool:
    """Whether a word is a company's name as hosts write it."""
    return word in pack.made(_names).names


def folder(word: str, pack: Pack) -> Brand | None:
    """The company that a folder or a page is named after: its name whole, with common words stuck to it, or a letter off.

    >>> from rules.packs import shipped
    >>> [folder(word, shipped()).id for word in ("biglobe", "plalawebmail", "auth.sso.biglobe.ne.jp3", "bglobe")], folder("apple-pie", shipped())
    (['biglobe', 'plala', 'biglobe', 'biglobe'], None)
    """
    index = pack.made(_names)
    for piece in word.split("."):
        if len(piece) >= 4 and piece not in pack.lists["hosts"]["common_words"] and (found := _label(piece, index)) is not None:
            return found.brand
    return None
