"""Fold text for comparison, and find the way back to the words as they were written.

Japanese mail hides words in width, in stray spaces and in invisible characters: 「ロ グ イ ン」, ｱﾏｿﾞﾝ, 力一ド. Folding removes
all of that, so that one plain phrase in the pack matches them; `Folded.quote` gives back the original words.

>>> folded = fold("至急　ロ グ\\nイ ン！ XＳＥＲＶＥＲ SUPPORT 9 件")
>>> folded.text
'至急ログイン! xserver support 9件'
>>> folded.quote(2, 6)
'ロ グ\\nイ ン'

A blank is kept only between two letters that are not Japanese; an empty line becomes one line end.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
INVISIBLE = re.compile(f"[{_INVISIBLE}\U000e0000-\U000e01ef]")
"""Characters that show nothing: zero-width, soft hyphen, direction marks, fillers, variation selectors, tags."""

CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff、。・「」『』【】〈〉《》"
"""Inside of a character class: Japanese letters and marks, beside which a blank means nothing."""

_BLANKS = re.compile(r"\s+")
_KANA_TWIN = re.compile(r"(?<=[ァ-ヺー])[一力口二工夕卜八](?=[ァ-ヺー一力口二工夕卜八])|(?<![一-鿿])力(?=[ァ-ヺー])")
_TWINS = {"一": "ー", "力": "カ", "口": "ロ", "二": "ニ", "工": "エ", "夕": "タ", "卜": "ト", "八": "ハ"}
_MARKS = f"\u0300-\u036f\u3099\u309a\uff9e\uff9f{_INVISIBLE}"
_RUN = re.compile(f"(?P<same>[ぁ-ゖァ-ヺー一-鿿、。「」・\n -~]+)(?![{_MARKS}])|[^{_MARKS}][{_MARKS}]*|.", re.DOTALL)
_LATIN_ONLY = re.compile(r"[ -~\n]*\Z")


class Folded:
    """A text (`text`) folded for comparison, with the original it came from (`original`)."""

    __slots__ = ("__dict__", "original", "text")

    def __init__(self, original: str, text: str) -> None:
        self.original = original
        self.text = text

    @cached_property
    def utf8(self) -> bytes:
        """The folded text in UTF-8, as the pattern engine takes it."""
        return self.text.encode("utf-8", "surrogatepass")

    def quote(self, start: int, end: int) -> str:
        """The original words behind `text[start:end]`, without the blanks around them."""
        if start >= end:
            return ""
        places = self._places
        return self.original[places[start][0] : places[min(end, len(places)) - 1][1]].strip()

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """For each folded character the original span behind it. Worked out only when something is quoted."""
        pieces: list[str] = []
        spans: list[tuple[int, int]] = []
        for run in _RUN.finditer(self.original):
            start, end = run.span()
            if run.lastgroup == "same":  # letters that folding leaves one by one
                pieces.append(run[0].lower())
                spans.extend(zip(range(start, end), range(start + 1, end + 1), strict=True))
                continue
            folded = _letters(run[0])
            pieces.append(folded)
            spans.extend([(start, end)] * len(folded))
        plain = "".join(pieces)
        kept: list[tuple[int, int]] = []
        place = 0
        for gap in _BLANKS.finditer(plain):
            kept.extend(spans[place : gap.start()])
            kept.extend(spans[gap.start() : gap.start() + len(_fill(gap))])
            place = gap.end()
        kept.extend(spans[place:])
        if len(kept) < len(self.text):  # composition across clusters: rare; the tail points at the end
            last = (max(len(self.original) - 1, 0), len(self.original))
            kept.extend([last] * (len(self.text) - len(kept)))
        return kept


def fold(original: str) -> Folded:
    """Fold: NFKC, lower case, nothing invisible, no blank beside Japanese letters, one blank elsewhere, kana look-alikes undone."""
    plain = original.lower() if _LATIN_ONLY.match(original) else _letters(original)
    text = _squeeze(plain)
    return Folded(original, _KANA_TWIN.sub(lambda found: _TWINS[found[0]], text))


def _letters(text: str) -> str:
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower())


_CJK_LETTER = re.compile(f"[{CJK}]")


def _fill(gap: re.Match[str]) -> str:
    """What a run of blanks becomes: nothing at the ends and beside Japanese, a line end between paragraphs, else one blank."""
    text, start, end = gap.string, gap.start(), gap.end()
    if start == 0 or end == len(text):
        return ""
    if gap[0].count("\n") > 1:
        return "\n"
    if _CJK_LETTER.match(text, start - 1) or _CJK_LETTER.match(text, end):
        return ""
    return " "


_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_PARAGRAPHS = re.compile(r"\n\n+")
_BESIDE = re.compile(f"(?<=[{CJK}])[ \n]|[ \n](?=[{CJK}])")


def _squeeze(plain: str) -> str:
    """All blanks as `_fill` says, a step at a time, each linear. (\x1e is a blank itself, so none is left when it stands for a paragraph.)"""
    text = _PARAGRAPHS.sub("\x1e", _LINE_ENDS.sub("\n", _SPACES.sub(" ", plain)))
    return _BESIDE.sub("", text.strip(" \n\x1e")).replace("\n", " ").replace("\x1e", "\n")
