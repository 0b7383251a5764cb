"""The mail's text: lines that a narrow screen broke are put together again, and gaps part paragraphs.

Whether a line was broken is read off its right edge: the next word must have found no room there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rules.mail.screen import runs
from rules.mail.screen.lines import pitch
from rules.mail.screen.model import BLANK, width
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.mail.screen.model import Line
    from rules.mail.screen.runs import Run

PARAGRAPH = 1.3
"""A gap to the next line of more than this many usual ones begins a paragraph."""
_ENDS = regex(r"[。！？!?:：」】）)…]$|様$")
_BULLET = regex(r"[・·•※■▼▶●○◆◇★☆＊*\-－]|\d{1,2}[.)．）](?!\d)|[①-⑳]|https?:|www\.")
_WORD = regex(r"[!-~]+")
_TOKEN = regex(r"(?:https?\s?[:：]\s?/\s?/|www\.|[\w.+-]+@|(?:[\w-]+\.)+[\w-]+[/?])[!-~]*$|[!-~]*[\w-]\.[a-z]{2,}[!-~]*$", re.ASCII | re.IGNORECASE)
_AMOUNT = regex(r"[（(]?[¥￥$]?\d{1,12}(?:[.,]\d{1,6}){0,4}[A-Za-z]{0,3}(?:[%％℃](?:[（(][¥￥$]?[\d.,]{1,12}[A-Za-z]{0,3})?)?")
"""A number with its unit, which stands on one line: no browser breaks it."""
_URLISH = regex(r"[./?&=%_@]|\d|-")
_BREAKS = ("-", "/", "?", "&", "=", ".", "_", "%", "@")


@dataclass(frozen=True)
class Text:
    """A line as it was written, with the lines of the screen it was put together from; `gap` says that a paragraph begins."""

    run: Run
    lines: tuple[Line, ...]
    gap: bool = False

    @property
    def text(self) -> str:
        """The words."""
        return runs.text(self.run)


def flow(lines: Sequence[Line]) -> list[Text]:
    """The lines of a body as they were written."""
    if not lines:
        return []
    usual = pitch(lines)
    edge, sure = _edge(lines)
    texts = [Text(runs.trimmed(lines[0].places), (lines[0],))]
    for above, line in pairwise(lines):
        near = line.middle - above.middle < PARAGRAPH * max(usual, min(above.height, line.height))
        last = texts[-1]
        if near and line.middle > above.middle and (between := glue(above, line, edge, sure=sure)) is not None:
            texts[-1] = Text(runs.joined([last.run, runs.trimmed(line.places)], between), (*last.lines, line), last.gap)
        else:
            texts.append(Text(runs.trimmed(line.places), (line,), gap=not near))
    return texts


def together(lines: Iterable[Run]) -> Run:
    """Lines that are known to be one, with a blank where the break stood between two Latin words.

    >>> from rules.mail.screen.model import certain
    >>> [runs.text(together([certain(a), certain(b)])) for a, b in (("access is", "limited"), ("失効前", "のご案内"), ("(e-", "Tax)"))]
    ['access is limited', '失効前のご案内', '(e-Tax)']
    """
    made: Run = ()
    for run in lines:
        made = runs.joined([made, run], _between(runs.text(made), runs.text(run))) if made else run
    return made


def _between(above: str, below: str) -> Run:
    latin = above[-1:].isascii() and below[:1].isascii() and not above.endswith(("-", "/"))
    return (BLANK,) if latin else ()


def _edge(lines: Sequence[Line]) -> tuple[float, bool]:
    """Where lines end that were broken, and whether at least two end there."""
    edge = max(line.right for line in lines)
    unit = sorted(line.pieces[-1].unit for line in lines)[len(lines) // 2]
    return edge, sum(line.right > edge - 1.6 * unit for line in lines) > 1


def glue(above: Line, line: Line, edge: float, *, sure: bool) -> Run | None:
    """What stands between two lines that are one; None when they are two. `edge` is where broken lines end, in pixels; `sure` that two of them end there."""
    before, after = above.text.rstrip(), line.text.lstrip()
    if not before or not after or not 0.75 < above.height / max(1.0, line.height) < 1.33:
        return None
    last, first = above.pieces[-1], line.pieces[0]
    unit = max(1.0, last.unit)
    if abs(line.left - above.left) > 2.5 * unit:
        return None
    room = edge - above.right
    url = _TOKEN.search(before)
    if url is not None and (token := _WORD.match(after)) is not None and not re.match(r"https?:|www\.", after):
        whole = token[0] == after
        broken = before.endswith(_BREAKS) or room < 1.2 * unit
        if broken and (before.endswith(_BREAKS) or whole or _URLISH.search(token[0].rstrip(".,"))) and room < max(1.2, _segment(after)) * unit + unit:
            return ()
        if whole and room < 1.2 * unit:
            return ()
    if (_ENDS.search(before) and not sure) or _BULLET.match(after):
        return None
    word = _WORD.match(after)
    needed = width(word[0]) if word is not None and _WORD.match(before[-1:]) else min(2.0, width(after[:2]))
    if (amount := _AMOUNT.match(after)) is not None:
        needed = max(needed, width(amount[0]))
    if room > (needed + 0.6) * max(unit, first.unit):
        return None
    if _ENDS.search(before) and room > 0.6 * unit:
        return None
    return _between(before, after)


def _segment(text: str) -> float:
    """The width of the first part of an address that a browser does not break, in Japanese letters."""
    found = re.match(r"[^-/?&\s]+[-/?&]?", text)
    return width(found[0]) if found else 1.0
