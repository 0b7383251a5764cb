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
from bisect import bisect_right
from functools import cached_property

_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
INVISIBLE = re.compile(f"[{_INVISIBLE}\U000e0000-\U000e01ef]")
"""Characters that show nothing: zero-width, soft hyphen, direction marks, fillers, variation selectors, tags."""

CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff、。・「」『』【】〈〉《》"
"""Inside of a character class: Japanese letters and marks, beside which a blank means nothing."""

_KANA_TWIN = re.compile(r"(?<=[ァ-ヺー])[一力口二工夕卜八](?=[ァ-ヺー一力口二工夕卜八])|(?<![一-鿿])力(?=[ァ-ヺー])")
_TWINS = {"一": "ー", "力": "カ", "口": "ロ", "二": "ニ", "工": "エ", "夕": "タ", "卜": "ト", "八": "ハ"}
_STRANGE_MARKS = "\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Marks of other scripts, or for scholars, that fakes hang on Latin letters."""
_LEFT_OVER = re.compile(f"[\u0300-\u036f{_STRANGE_MARKS}{_INVISIBLE}\U000e0000-\U000e01ef]")
"""What composition left over: marks that make no letter of any language with the one before them."""
STRANGE_MARKS = re.compile(f"[A-Za-z][{_STRANGE_MARKS}]")
_MARKS = f"{_STRANGE_MARKS}\u0300-\u036f\u3099\u309a\uff9e\uff9f{_INVISIBLE}"
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
        return self.original[self._way.back(start)[0] : self._way.back(end - 1)[1]].strip()

    @cached_property
    def _way(self) -> _Way:
        return _Way(self.original)


class _Way:
    """The way back from a folded text to its original. Worked out only when something is quoted.

    Two steps, each a list of stretches in which places run alike: folded to unsqueezed (blanks put back), unsqueezed to original.
    """

    __slots__ = ("_end", "_folded", "_runs", "_starts", "_unsqueezed")

    def __init__(self, original: str) -> None:
        self._end = len(original)
        self._starts: list[int] = []
        self._runs: list[tuple[int, int, bool]] = []
        pieces: list[str] = []
        length = 0
        for run in _RUN.finditer(original):
            same = run.lastgroup == "same"  # letters that folding leaves one by one
            piece = run[0].lower() if same else _letters(run[0])
            self._starts.append(length)
            self._runs.append((*run.span(), same))
            pieces.append(piece)
            length += len(piece)
        self._folded, self._unsqueezed = [0], [0]
        folded = place = 0
        for gap in _SQUEEZED.finditer("".join(pieces)):
            folded += gap.start() + len(_fill(gap)) - place
            place = gap.end()
            self._folded.append(folded)
            self._unsqueezed.append(place)

    def back(self, place: int) -> tuple[int, int]:
        """Where the letter at `place` of the folded text stood in the original."""
        stretch = bisect_right(self._folded, place) - 1
        unsqueezed = self._unsqueezed[stretch] + place - self._folded[stretch]
        run = bisect_right(self._starts, unsqueezed) - 1
        start, end, same = self._runs[run]
        if not same:
            return start, end
        start = min(start + unsqueezed - self._starts[run], self._end - 1)  # letters composed across clusters leave the tail pointing at the end
        return start, start + 1


def fold(original: str) -> Folded:
    """Fold: NFKC, lower case, nothing invisible, no blank beside Japanese letters, one blank elsewhere, kana look-alikes undone."""
    plain = original.lower() if _LATIN_ONLY.match(original) else _letters(original)
    text = _squeeze(plain)
    return Folded(original, _KANA_TWIN.sub(lambda found: _TWINS[found[0]], text))


def _letters(text: str) -> str:
    return _LEFT_OVER.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower())


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


_SQUEEZED = re.compile(f"\\s\\s+|[^\\S ]|(?<=[{CJK}]) | (?=[{CJK}])|\\A | \\Z")
"""Blanks that folding changes; the others are single blanks between letters that are not Japanese."""
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_PARAGRAPHS = re.compile(r"\n\n+")
_BESIDE = re.compile(f"(?<=[{CJK}])[ \n]|[ \n](?=[{CJK}])")


def _squeeze(plain: str) -> str:
    """All blanks as `_fill` says, a step at a time, each linear. (\x1e is a blank itself, so none is left when it stands for a paragraph.)"""
    text = _PARAGRAPHS.sub("\x1e", _LINE_ENDS.sub("\n", _SPACES.sub(" ", plain)))
    return _BESIDE.sub("", text.strip(" \n\x1e")).replace("\n", " ").replace("\x1e", "\n")
