"""Letters that do not belong: scripts mixed inside a word, kanji posing as kana, Chinese glyphs, broken characters, filler.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(subject="XЅΕRVΕR からのお知らせ", body="力一ド情報", lang="ja"), shipped()), facts)
>>> facts.first("script.mixed-word").quote, facts.first("script.kana-twin").quote
('XЅΕRVΕR', '力一ド')
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.fold import INVISIBLE

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.report import Where

NAMES: dict[str, str] = {
    "script.mixed-word": "one word mixes Latin letters with Greek or Cyrillic ones",
    "script.kana-twin": "a kanji or sign poses as a kana",
    "script.chinese": "letters of simplified Chinese in a Japanese text",
    "script.broken": "broken characters inside words",
    "script.invisible": "invisible characters inside words",
    "script.stray-blanks": "several words with blanks inside",
    "script.filler": "lines of meaningless letters between the paragraphs",
    "script.fancy-name": "the display name is written with fancy or full-width letters",
    "script.spaced-name": "the letters of the display name are spaced apart",
}

_MIXED = re.compile(r"(?<![\w])(?=[\w'’]{3,40}(?!\w))(?=[\w'’]*[A-Za-z])(?=[\w'’]*[\u0370-\u03ff\u0400-\u052f])[A-Za-z\u0370-\u03ff\u0400-\u052f\d'’]{3,40}")
_MICRO = re.compile(r"^(?:[µμΩΔπλαβγσ]\w{0,3}|\w{0,3}[µμΩΔπλαβγσ]\w{0,2})$")
_TWIN = re.compile(r"[ァ-ヺー]*(?:[ァ-ヺ][一力口二工夕卜][ァ-ヺー一]|(?<![一-龥々])[力口][ァ-ヺー一][ァ-ヺー])[ァ-ヺー]*")
_HONEST_TWIN = re.compile(r"ヶ|ケ一|[ァ-ヺ]二[ァ-ヺ]?$|ニ口")
_BROKEN = re.compile(r"[ぁ-んァ-ヶ一-龥]{1,6}(?:�{1,6}|\?{2,6})[ぁ-んァ-ヶ一-龥]{0,6}|[ぁ-んァ-ヶ一-龥]{2,6}\?(?=[ぁ-んァ-ヶ])[ぁ-んァ-ヶ一-龥]{1,4}")
_BLANKS = re.compile(r"[一-龥ァ-ヶ][ \u3000](?=[一-龥ァ-ヶぁ-ん][^\s]{0,2}[ \u3000]|[ぁ-ん])|[ぁ-ん] [ぁ-ん一-龥](?=[^\s])")
_FILLER = re.compile(r"(?m)^[ \t\u3000]*(?:[a-zA-Z]{3,12}[ \t]+[a-zA-Z]{3,12}|\d{3,6}[ \t]+\d{4,7})[ \t\u3000]*$")
_FANCY = re.compile(r"[Ａ-Ｚａ-ｚ]{3,}|[\U0001d400-\U0001d7ff]{2,}|[Ⓐ-ⓩ🅐-🆉]{2,}")
_SPACED = re.compile(r"(?:^|[^\w])(?:[A-Za-zＡ-Ｚａ-ｚァ-ヶ一-龥][ \u3000]){3,}[A-Za-zＡ-Ｚａ-ｚァ-ヶ一-龥](?![\w])")
_LONGEST = 20_000
"""Letters of a body looked at."""


def read(context: Context, facts: Facts) -> None:
    """Leave what the letters show."""
    mail = context.mail
    body = mail.body[:_LONGEST]
    places: tuple[tuple[str, Where], ...] = ((mail.sender.display, "from"), (mail.subject, "subject"), (body, "body"))
    japanese = mail.lang == "ja"
    for text, where in places:
        if not text or text.isascii():
            continue
        for found in _MIXED.finditer(text):
            if not _MICRO.match(found[0]):
                facts.add("script.mixed-word", found[0], where)
        if japanese:
            _japanese(facts, text, where, context)
        if (hidden := _hidden(text)) is not None:
            facts.add("script.invisible", hidden, where)
    if _FANCY.search(mail.sender.display):
        facts.add("script.fancy-name", mail.sender.display, "from")
    if _SPACED.search(mail.sender.display):
        facts.add("script.spaced-name", mail.sender.display, "from")
    if japanese:
        fillers = [found[0].strip() for found in _FILLER.finditer(body)]
        odd = [filler for filler in fillers if filler[0].isdigit() or not _speakable(filler)]
        if len(odd) >= 2:
            facts.add("script.filler", " / ".join(odd[:3]), "body")


def _japanese(facts: Facts, text: str, where: Where, context: Context) -> None:
    for found in _TWIN.finditer(text):
        if not _HONEST_TWIN.search(found[0]):
            facts.add("script.kana-twin", found[0], where)
    chinese = context.pack.lists["glyphs"]["chinese"]
    odd = set(text) & chinese
    if odd:
        place = min(text.index(letter) for letter in odd)
        facts.add("script.chinese", text[max(0, place - 6) : place + 7].strip(), where)
    for found in _BROKEN.finditer(text):
        facts.add("script.broken", found[0], where)
    blanks = list(_BLANKS.finditer(text))
    if len(blanks) >= (3 if where == "body" else 1) and where != "from" and _splits(text, blanks):
        first = blanks[0].start()
        facts.add("script.stray-blanks", text[max(0, first - 8) : first + 10].strip(), where)


def _splits(text: str, blanks: list[re.Match[str]]) -> bool:
    """Whether the blanks cut words: the text around them has none elsewhere, or they are many for its length."""
    return len(blanks) * 60 > len(text) or len(blanks) >= 8


def _hidden(text: str) -> str | None:
    """A word with invisible characters inside it, the characters shown as ␣."""
    found = INVISIBLE.search(text)
    while found is not None:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if before.isalnum() and (after.isalnum() or INVISIBLE.match(after)) and found[0] not in "\ufe0f\ufe0e\u200d":
            return INVISIBLE.sub("␣", text[max(0, found.start() - 8) : found.end() + 8]).strip()
        found = INVISIBLE.search(text, found.end())
    return None


_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)


def _speakable(words: str) -> bool:
    """Whether every word could be said: a vowel to every four letters or so, and not all in odd capitals."""
    return (
        all(len(_VOWELS.findall(word)) * 4 >= len(word) and (word.islower() or word.istitle() or word.isupper()) for word in words.split())
        and not words.isupper()
    )
