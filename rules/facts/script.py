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

from rules.facts import lookalike
from rules.fold import INVISIBLE, STRANGE_MARKS
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Evidence, Facts
    from rules.packs import Pack
    from rules.report import Where

NAMES: dict[str, str] = {
    "script.mixed-word": "one word mixes Latin letters with Greek or Cyrillic ones that look the same",
    "script.mixed-brand": "a company's name is written with letters of another script",
    "script.letter-swap": "a capital I poses as a small l in a common word or a company's name, or the other way round",
    "script.kana-twin": "a kanji poses as a kana in a common word",
    "script.chinese": "letters of Chinese that Japanese does not have, in a Japanese mail",
    "script.broken": "broken characters inside words",
    "script.strange-marks": "Latin letters wear the marks of scripts they have nothing to do with",
    "script.invisible": "invisible characters inside words",
    "script.stray-blanks": "several words with blanks inside",
    "script.filler": "meaningless letters between the paragraphs",
    "script.fancy-letters": "the display name or the subject is written with fancy letters",
    "script.spaced-name": "the letters of the display name are spaced apart",
    "script.translated": "machine-translated wording in several places",
}

_LONGEST = 20_000
"""Letters of a body looked at."""
_FOREIGN = regex("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f]")
_WORD = regex("[A-Za-z\u0370-\u03ff\u0400-\u052f\u0530-\u058f]{3,40}")
_CAPITAL_I = regex(r"\b[A-Za-z]{0,20}[a-z]I{1,2}[a-z]{1,20}\b")
_INSIDE = regex("[a-z]I{1,2}[a-z]")
_SMALL_L = regex(r"\bl(?:D|nc|nternational|nvoice|mportant|RS|\.R\.S)\b")
_SMALL_L_NEAR = regex(r"l(?:D|n[ctv]|mp|RS|\.R)")
_NEAR_TWIN = regex("[ァ-ヺー][一力口二工夕卜八]|[一力口二工夕卜八][ァ-ヺー]")
_TWINS = {"ー": "一", "カ": "力", "ロ": "口", "ニ": "二", "エ": "工", "タ": "夕", "ト": "卜", "ハ": "八"}
_TWIN = regex("[一力口二工夕卜八]")
_BROKEN = {
    "\ufffd": regex("[ぁ-んァ-ヶ一-龥]{0,6}\ufffd+[ぁ-んァ-ヶ一-龥]{0,6}"),
    "?": regex(r"(?<=[ァ-ヶ一-龥])\?+(?=[ぁ-んァ-ヶ])|(?<=[にをへがで])\?+(?=[一-龥])"),
    "$B": regex(r"\$B[!-~]{4,60}\(B"),
    "・": regex("・[ｦ-ﾟァィゥェォャュョッ]"),
}
"""Broken characters, by a mark that must be in the text for each."""
_APART = regex("[ \u3000][^ \u3000\n][ \u3000][^ \u3000\n][ \u3000]")
_RUN = regex("(?<![ぁ-んァ-ヺー一-龥])[ァ-ヺー一-龥ぁ-ん]([ \u3000])[ァ-ヺー一-龥ぁ-ん](?:\\1[ァ-ヺー一-龥ぁ-ん])+(?![ぁ-んァ-ヺー一-龥])")
_SPLIT = regex(
    "[ァ-ヺー一-龥ぁ-ん][ \u3000](?:[ッャュョァィゥェォンっゃゅょぁぃぅぇぉん]|(?:す|た|せ|い|る|て)(?=[。、」])|(?<=[ぁ-ん] )[けえげべめれ]る)|[ごお][ \u3000][一-龥](?=[^ \u3000])"
)
_INVISIBLES = regex(f"(?:{INVISIBLE.pattern})+")
_SELECTOR = regex("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BREAKS = "\u200b\u2060\ufeff"
"""Where a line may break, or must not: honest between two Japanese words, not inside of one."""
_WITHIN = regex("[A-Za-z]{2}|[ァ-ヺー]{2}")
_STACKED = "[\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u0730-\u074a\u20d0-\u20f0]"
_FANCY = regex("[\U0001d400-\U0001d7ff]{3,}|[Ⓐ-ⓩ🅐-🆉🄰-🅉]{3,}|[ᴀ-ᴢꜰꜱʀɪɴʙʜʟ]{3,}|[A-Za-z][Ａ-Ｚａ-ｚ]|[Ａ-Ｚａ-ｚ][A-Za-z]|(?:[A-Za-z]" + _STACKED + "){2,}")
_SPACED = regex("(?:^|[^\\w])(?:[A-Za-zＡ-Ｚａ-ｚァ-ヶー一-龥][ \u3000]){3,}[A-Za-zＡ-Ｚａ-ｚァ-ヶー一-龥](?![\\w])")
_LINE = regex(r"(?m)^[ \t\u3000]*([A-Za-z0-9][A-Za-z0-9 \t]{1,50})[ \t\u3000]*$")
_VOWELS = regex("[aeiouy]", re.IGNORECASE)
_CAPITALS = regex(r"[a-z][A-Z]\w*[a-z][A-Z]|[A-Z]{2}[a-z]")
_CLUSTER = regex(r"[bcdfghjklmnpqrstvwxz]{4,}", re.IGNORECASE)
_KANA_FILLER = regex("[ァ-ヺ][ょゃゅぃぁぅぇぉ]|[ぁ-ん][ョャュヮ]|[゘゠ヹヷヸゎヮ]|[ぁ-ん][ヶヵ][ァ-ヺ]")
_MANY_INVISIBLE = 3
"""Words with invisible characters in a body before they mean anything: long words of honest mail have one now and then."""

_MARKED = 2
"""Letters with such marks that are no slip."""
_PLACES = 2
"""Different wordings of a translator that make a translated mail: one may slip into anybody's."""


def read(context: Context, facts: Facts) -> None:
    """Leave what the letters show."""
    mail = context.mail
    body = mail.body[:_LONGEST]
    places: tuple[tuple[str, Where], ...] = ((mail.sender.display, "from"), (mail.subject, "subject"), (body, "body"))
    japanese = mail.lang == "ja"
    for text, where in places:
        if not text:
            continue
        _swapped(context.pack, facts, text, where)
        if text.isascii():
            continue
        if _FOREIGN.search(text):
            _mixed(context.pack, facts, text, where)
        if (hidden := _hidden(text, 1 if where != "body" else _MANY_INVISIBLE)) is not None:
            facts.add("script.invisible", hidden, where)
        if len(marked := STRANGE_MARKS.findall(text)) >= _MARKED:
            facts.add("script.strange-marks", text[max(0, text.find(marked[0]) - 4) :][:60], where)
        if where != "body" and _FANCY.search(text):
            facts.add("script.fancy-letters", text, where)
        if japanese:
            _japanese(context.pack, facts, text, where)
    if _SPACED.search(mail.sender.display):
        facts.add("script.spaced-name", mail.sender.display, "from")
    if japanese:
        _filler(facts, body)
    _translated(facts)


def _mixed(pack: Pack, facts: Facts, text: str, where: Where) -> None:
    """Words like XЅΕRVΕR. A single Greek letter at either end is a unit or a version (μm, α版), unless it completes a company's name."""
    for found in _WORD.finditer(text):
        word = found[0]
        foreign = _FOREIGN.findall(word)
        if not foreign or len(foreign) == len(word):
            continue
        plain = lookalike.skeleton(word, pack)
        if not plain.isascii():
            continue  # a letter that looks like no Latin one: no disguise
        brand = lookalike.is_name(plain, pack)
        inside = any(_FOREIGN.match(letter) for letter in word[1:-1])
        if brand or inside or len(foreign) > 1 or "\u0400" <= foreign[0] <= "\u052f":
            facts.add("script.mixed-word", word, where)
        if brand:
            facts.add("script.mixed-brand", word, where, plain=plain)


def _swapped(pack: Pack, facts: Facts, text: str, where: Where) -> None:
    """waIIet, AppIe, User lD."""
    if "I" in text and _INSIDE.search(text):
        words = pack.lists["glyphs"]["latin_words"]
        for found in _CAPITAL_I.finditer(text):
            plain = found[0].replace("I", "l").lower()
            if plain in words or lookalike.is_name(plain, pack):
                facts.add("script.letter-swap", found[0], where)
    if _SMALL_L_NEAR.search(text):
        for found in _SMALL_L.finditer(text):
            facts.add("script.letter-swap", found[0], where)


def _twin_words(pack: Pack) -> re.Pattern[str]:
    """The pack's katakana words, each letter also as the kanji that looks like it."""
    words = sorted(pack.lists["glyphs"]["katakana_words"], key=lambda word: (-len(word), word))
    shapes = ("".join(f"[{letter}{_TWINS[letter]}]" if letter in _TWINS else letter for letter in word) for word in words)
    return re.compile("|".join(shapes))


def _japanese(pack: Pack, facts: Facts, text: str, where: Where) -> None:
    if _NEAR_TWIN.search(text):
        for found in pack.made(_twin_words).finditer(text):
            if _TWIN.search(found[0]):
                facts.add("script.kana-twin", found[0], where)
    odd = set(text) & pack.lists["glyphs"]["chinese"]
    if odd:
        place = min(text.index(letter) for letter in odd)
        facts.add("script.chinese", text[max(0, place - 6) : place + 7].strip(), where)
    for mark, pattern in _BROKEN.items():
        if mark in text and (broken := pattern.search(text)) is not None:
            facts.add("script.broken", text[max(0, broken.start() - 6) : broken.end() + 6].strip(), where)
    if where == "body":  # subjects are split by mailers that fold them badly
        runs = list(_RUN.finditer(text)) if _APART.search(text) else []
        splits = list(_SPLIT.finditer(text))
        if len(runs) >= 2 or len(runs) * 2 + len(splits) >= 4:
            first = min((found for found in (*runs[:1], *splits[:1])), key=lambda found: found.start())
            facts.add("script.stray-blanks", text[max(0, first.start() - 8) : first.end() + 8].strip(), where)


def _hidden(text: str, least: int) -> str | None:
    """A word with invisible characters inside it, the characters shown as ␣, when there are at least that many such places."""
    first, count = "", 0
    for found in _INVISIBLES.finditer(text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        # soft hyphens, emoji joiners and the selectors of kanji variants are honest
        honest = found[0] in "\u00ad\u200d\ufe0e\ufe0f" or (_SELECTOR.match(found[0]) and "\u3400" <= before <= "\u9fff")
        if honest or not before.isalnum() or not after.isalnum() or (found[0] in _BREAKS and not _WITHIN.match(before + after)):
            continue
        count += 1
        first = first or INVISIBLE.sub("␣", text[max(0, found.start() - 8) : found.end() + 8]).strip()
        if count >= least:
            return first
    return None


def _filler(facts: Facts, body: str) -> None:
    """Lines of letters that are no words, put between the paragraphs so that every copy of the mail differs."""
    odd = list(dict.fromkeys(found[1].strip() for found in _LINE.finditer(body) if _nonsense(found[1].split())))
    if len(odd) >= 2 or any(len(line.split()) >= 3 for line in odd):
        facts.add("script.filler", " / ".join(odd[:3]), "body")
        return
    kana = [found.start() for found in _KANA_FILLER.finditer(body)]
    if len(kana) >= 3:
        facts.add("script.filler", body[max(0, kana[0] - 5) : kana[0] + 8].strip(), "body")


def _nonsense(words: list[str]) -> bool:
    """Whether most words of a line could not be said: odd capitals, no vowels, four consonants together, digits by themselves."""
    bad = sum(1 for word in words if _unsayable(word))
    return bad * 2 > len(words)


def _unsayable(word: str) -> bool:
    if word.isdigit():
        return len(word) >= 5
    if len(word) < 3 or word.isupper() or not word.isalpha():
        return False
    return bool(_CAPITALS.search(word) or _CLUSTER.search(word)) or len(_VOWELS.findall(word)) * 5 < len(word)


def _translated(facts: Facts) -> None:
    """Several of the pack's signals of machine translation, or several places of them, in one mail."""
    found: dict[str, Evidence] = {}
    for name in facts:
        if name.startswith("signal.mt-"):
            for evidence in facts.all(name):
                if not any(evidence.quote in other or other in evidence.quote for other in found):
                    found[evidence.quote] = evidence
    if len(found) >= _PLACES:
        quotes = list(found)
        facts.add("script.translated", " / ".join(quotes[:2]), found[quotes[0]].where, count=str(len(quotes)))
