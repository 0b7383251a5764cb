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

from rules.regex import regex

_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
INVISIBLE = regex(f"[{_INVISIBLE}\U000e0000-\U000e01ef]")
"""Characters that show nothing: zero-width, soft hyphen, direction marks, fillers, variation selectors, tags."""

CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff、。・「」『』【】〈〉《》"
"""Inside of a character class: Japanese letters and marks, beside which a blank means nothing."""

_KANA_TWIN = regex(r"[一力口二工夕卜八](?:(?<=[ァ-ヺー].)(?=[ァ-ヺー一力口二工夕卜八])|(?<=力)(?<![一-鿿].)(?=[ァ-ヺー]))")
_TWINS = {"一": "ー", "力": "カ", "口": "ロ", "二": "ニ", "工": "エ", "夕": "タ", "卜": "ト", "八": "ハ"}
_STRANGE_MARKS = "\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Marks of other scripts, or for scholars, that fakes hang on Latin letters."""
_LEFT_OVER = regex(f"[\u0300-\u036f{_STRANGE_MARKS}{_INVISIBLE}\U000e0000-\U000e01ef]")
"""What composition left over: marks that make no letter of any language with the one before them."""
STRANGE_MARKS = regex(f"[A-Za-z][{_STRANGE_MARKS}]")
_MARKS = f"{_STRANGE_MARKS}\u0300-\u036f\u3099\u309a\uff9e\uff9f{_INVISIBLE}"
_PLAIN = (
    "\t\n\r -~\u00a0-\u00a7\u00a9-\u00ac\u00ae\u00b0-\u00b3\u00b5-\u00b7\u00b9-\u00bb\u00bf-\u012f\u0400-\u045f\u2010-\u2016\u2018-\u2023\u203b\u20ac\u2190-\u222b\u2231-\u23ff"
    "\u2460-\u2468\u24b6-\u27bf\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309d\u309e\u30a0-\u30fe\u4e00-\u9fff\uff01-\uff5e\uff61-\uff9d\ufffd\U0001f300-\U0001f64f\U0001f680-\U0001f6ff"
)
"""Inside of a character class: characters that NFKC and lower case change one by one, whatever of them stands beside them."""
_ALL_PLAIN = regex(f"[{_PLAIN}]*")
_RUN = regex(f"(?P<same>[{_PLAIN}]+)(?![{_MARKS}])|[^{_MARKS}][{_MARKS}]*|.", re.DOTALL)


class Folded:
    """A text (`text`) folded for comparison, with the original it came from (`original`)."""

    __slots__ = ("_backwards", "_letters", "_utf8", "original", "text")

    def __init__(self, original: str, text: str, letters: str) -> None:
        self.original = original
        self.text = text
        self._letters = letters  # what the original became before its blanks were folded
        self._utf8: bytes | None = None
        self._backwards: _Way | None = None

    @property
    def utf8(self) -> bytes:
        """The folded text in UTF-8, as the pattern engine takes it."""
        if self._utf8 is None:
            self._utf8 = self.text.encode("utf-8", "surrogatepass")
        return self._utf8

    def quote(self, start: int, end: int) -> str:
        """The original words behind `text[start:end]`, without the blanks around them."""
        if start >= end:
            return ""
        return self.original[self._way.back(start)[0] : self._way.back(end - 1)[1]].strip()

    @property
    def _way(self) -> _Way:
        if self._backwards is None:
            self._backwards = _Way(self.original, self._letters)
        return self._backwards


class _Way:
    """The way back from a folded text to its original. Worked out only when something is quoted, and as far as it is needed.

    Two steps, each a list of stretches in which places run alike: folded to unsqueezed (blanks put back), unsqueezed to original.
    """

    __slots__ = ("_end", "_folded", "_gaps", "_runs", "_starts", "_unsqueezed")

    def __init__(self, original: str, letters: str) -> None:
        self._end = len(original)
        self._starts, self._runs = [0], [(0, self._end, True)]  # True: letters that folding changes one by one
        self._folded, self._unsqueezed = [0], [0]
        if not _ALL_PLAIN.fullmatch(original):
            self._starts, self._runs, letters = _runs(original)
        self._gaps = _SQUEEZED.finditer(letters)

    def back(self, place: int) -> tuple[int, int]:
        """Where the letter at `place` of the folded text stood in the original."""
        while self._folded[-1] <= place and (gap := next(self._gaps, None)) is not None:
            self._folded.append(self._folded[-1] + gap.start() + len(_fill(gap)) - self._unsqueezed[-1])
            self._unsqueezed.append(gap.end())
        stretch = bisect_right(self._folded, place) - 1
        unsqueezed = self._unsqueezed[stretch] + place - self._folded[stretch]
        run = bisect_right(self._starts, unsqueezed) - 1
        start, end, same = self._runs[run]
        if not same:
            return start, end
        start = min(start + unsqueezed - self._starts[run], self._end - 1)  # letters composed across clusters leave the tail pointing at the end
        return start, start + 1


def _runs(original: str) -> tuple[list[int], list[tuple[int, int, bool]], str]:
    """Where each stretch of an original begins once folded, where it stood, whether it is letter for letter; and all of them folded but for the blanks."""
    starts: list[int] = []
    runs: list[tuple[int, int, bool]] = []
    pieces: list[str] = []
    length = 0
    for run in _RUN.finditer(original):
        starts.append(length)
        runs.append((*run.span(), run.lastgroup == "same"))
        pieces.append(_letters(run[0]))
        length += len(pieces[-1])
    return starts, runs, "".join(pieces)


def fold(original: str) -> Folded:
    """Fold: NFKC, lower case, nothing invisible, no blank beside Japanese letters, one blank elsewhere, kana look-alikes undone."""
    letters = _letters(original)
    paragraphs = _PARAGRAPHS.split(letters) if "\n" in letters else [letters]
    text = "\n".join(filter(None, [" ".join(paragraph.split()) for paragraph in paragraphs]))
    if not text.isascii():
        text = _KANA_TWIN.sub(lambda found: _TWINS[found[0]], _BESIDE.sub("", text) if " " in text else text)
    return Folded(original, text, letters)


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    if _ALL_PLAIN.fullmatch(text):
        return unicodedata.normalize("NFKC", text).lower()
    return _LEFT_OVER.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower())


_CJK_LETTER = regex(f"[{CJK}]")


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


_SQUEEZED = regex(f"\\s(?:\\s+|(?<! )|(?<=[{CJK}] )|(?=[{CJK}])|(?<=\\A )|\\Z)")
"""Blanks that folding changes; the others are single blanks between letters that are not Japanese."""
_PARAGRAPHS = regex(r"\n\s*\n")
_BESIDE = regex(f" (?:(?<=[{CJK}] )|(?=[{CJK}]))")
