"""The words that mail apps print around a mail, from the pack's list `screen`, and how to meet them in what was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rules.fold import fold
from rules.regex import regex

if TYPE_CHECKING:
    from rules.mail.screen.model import Line
    from rules.packs import Pack

Kind = Literal["from", "to", "subject", "date"]
Label = tuple[Kind, int, bool]
"""A label's kind, the number of letters before its value, and whether a colon stands there."""
ROW, ICON = 3, 2
"""So many things side by side, each of so few letters, are a row of icons."""
KINDS: tuple[Kind, ...] = ("from", "to", "subject", "date")

_EDGES = regex(r"^[^\w]+|[^\w)]+$")
_COUNT = regex(r"[ (]*(?:\d{1,4}|[x×v])\)?$")
_LETTER = regex(r"[^\W_]")
_DAY = r"(?:\(.\)|[（(]?[月火水木金土日][）)]?(?:曜日?)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FULL = rf"(?:{_DAY},? ?)?(?:\d{{4}} ?[年/.\-] ?\d{{1,2}} ?[月/.\-] ?\d{{1,2}}日?|\d{{1,2}}/\d{{1,2}}/\d{{4}}|{_MONTH} \d{{1,2}},? ?\d{{4}}|\d{{1,2}} {_MONTH} \d{{4}})"
_TIME = r"(?:(?:午前|午後|at)? ?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?: ?[ap]\.?m\.?)?)"
_SHORT = rf"(?:\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}/\d{{1,2}}|{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|昨日|今日|一昨日|yesterday|today|\d{{1,2}} ?(?:分|時間|日)前|\d{{1,2}} ?(?:min|hour|day)s? ago)"
_WHEN = rf"(?:{_FULL}|{_SHORT})(?:[ ,]*{_DAY})?[ ,]*{_TIME}?"
DATE = regex(rf"\W{{0,2}}{_WHEN}\W{{0,3}}", re.IGNORECASE)
"""A date as apps write it; the whole of a line, when it is the mail's."""
AT_END = regex(rf"(?:^|(?<=[^\d/]))[ \u3000]*(?:{_WHEN}|{_TIME})[^\w()）」』】]*(?:\s*[^\s]{{1,2}})?$", re.IGNORECASE)
"""A date at the end of a line, with what an icon beside it was taken for."""


@dataclass(frozen=True)
class Words:
    """The list, ready for use."""

    labels: re.Pattern[str]
    kinds: dict[str, Kind]
    mine: frozenset[str]
    furniture: frozenset[str]
    row: re.Pattern[str]
    marks: re.Pattern[str]
    status: re.Pattern[str]
    twins: tuple[tuple[str, ...], ...]

    def label(self, text: str) -> Label | None:
        """The label a line begins with: its kind, the number of letters before the value, and whether a colon stands there.

        >>> from rules.packs import shipped
        >>> shipped().made(words).label("差出人：XSERVER SUPPORT"), shipped().made(words).label("お客様へ")
        (('from', 4, True), None)
        """
        found = self.labels.match(text)
        return (self.kinds[fold(found["label"]).text], found.end(), bool(found["colon"])) if found else None

    def is_mine(self, text: str) -> bool:
        """Whether a value stands for the reader: 「自分 ﹀」, "me"."""
        plain = _EDGES.sub("", _COUNT.sub("", fold(AT_END.sub("", text)).text))
        return plain in self.mine or (plain[:-1] in self.mine and not plain.isascii())

    def is_furniture(self, text: str) -> bool:
        """Whether a text is a button, a folder or the like, give or take a mark beside it that was taken for a letter.

        >>> from rules.packs import shipped
        >>> [shipped().made(words).is_furniture(text) for text in ("く受信トレイ", "Inbox 12", "↩ 返信", "返信 転送迷惑メール", "返信はこちら")]
        [True, True, True, True, False]
        """
        plain = _EDGES.sub("", fold(text).text)
        bare = _EDGES.sub("", _COUNT.sub("", plain))
        return any(word in self.furniture for word in (plain, bare, bare[1:], bare[2:] if bare[1:2] == " " else bare)) or self.row.fullmatch(plain) is not None

    def is_bar(self, line: Line) -> bool:
        """Whether a line is a bar of the app: nothing but buttons, folders and icons."""
        if len(line.cells) >= ROW and all(len(_LETTER.findall(cell.text)) <= ICON for cell in line.cells):
            return True
        parts = [[cell.text for cell in line.cells], [piece.text for piece in line.pieces], line.text.split()]
        return any(all(self.is_furniture(part) or is_icon(part) for part in several) for several in parts)

    def is_status(self, line: Line) -> bool:
        """Whether a line is the phone's own: the clock, the strength of its signal, the battery."""
        rest = self.status.sub("", fold(line.text).text)
        return self.status.search(fold(line.text).text) is not None and len(_LETTER.findall(rest)) <= 2


def is_icon(text: str) -> bool:
    """Whether a text is so short that it may be an icon that was taken for letters."""
    letters = "".join(_LETTER.findall(text))
    return len(letters) <= 1 or set(letters) <= set("0oO") or (len(letters) == 2 and len(text.split()) > 1)


def words(pack: Pack) -> Words:
    """The list of a pack; ask by `pack.made(words)`."""
    book = pack.lists["screen"]
    kinds: dict[str, Kind] = {fold(word).text: kind for kind in KINDS for word in book[kind]}
    known = "|".join(re.escape(word) for word in sorted(kinds, key=len, reverse=True))
    buttons = "|".join(re.escape(fold(word).text) for word in sorted(book["buttons"], key=len, reverse=True) if len(word) > 1)
    folders = "|".join(re.escape(word) for word in sorted(book["folders"], key=len, reverse=True))
    capitals = "|".join(sorted(word.capitalize() for word in book["folders"] if word.isascii()))
    return Words(
        labels=re.compile(rf"[^\w\s]{{0,2}}\s?(?P<label>{known})(?:\s{{0,3}}(?P<colon>[:：;])|(?![^\W\d_])|(?<=[^a-z])|(?=[\u3040-\u9fff]))\s*", re.IGNORECASE),
        kinds=kinds,
        mine=frozenset(fold(word).text for word in book["mine"]),
        furniture=frozenset(fold(word).text for table in ("buttons", "folders", "windows", "details") for word in book[table]),
        row=re.compile(rf"(?:{buttons})(?:\W{{0,3}}(?:{buttons})){{1,6}}"),
        marks=re.compile(rf"(?:(?:^|(?<=\s)|(?<=[^\x00-\x7f]))(?:{folders})|(?<=[a-z])(?-i:{capitals}))\s*[x×✕メ]?\s*$", re.IGNORECASE),
        status=re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(book['status'], key=len, reverse=True))})(?![^\W_])", re.IGNORECASE),
        twins=tuple(tuple(group.split(" ")) for group in sorted(book["twins"])),
    )
