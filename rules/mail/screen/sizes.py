"""How lines are printed: the size of their letters, how bold they are, and what that says about which belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.model import Line, Piece

_TALL, _DEEP = regex(r"[A-Z0-9bdfhklt(){}\[\]|/!?'\"]"), regex(r"[gjpqy,;(){}\[\]|@Q/]")

_FRAMES, _KANJI, _KANA = regex(r"[【】「」『』（）［］()\[\]]"), regex(r"[\u3400-\u9fff]"), regex(r"[ぁ-ヿ。、]{4,}")


def em(line: Line) -> float:
    """The size of a line's letters, from the height of what is drawn and what of a letter stands in it; from their width where nobody measured."""
    longest = max(line.pieces, key=lambda piece: piece.right - piece.left)
    if not longest.ink:
        return max(1.0, longest.unit)
    if any(letter > "\u2fff" for letter in longest.text):
        high = 0.97 if _FRAMES.search(longest.text) else 0.92 if _KANJI.search(longest.text) else 0.85
        if _KANA.fullmatch(longest.text):  # not all are as high as others, but all are as wide
            wide = (longest.right - longest.left - 0.25 * longest.height) / len(longest.text)
            return max(1.0, min(max(wide, longest.ink), longest.ink / 0.75))
        return max(1.0, longest.ink / high)
    tall, deep = _TALL.search(longest.text) is not None, _DEEP.search(longest.text) is not None
    return max(1.0, longest.ink / (0.53 + 0.2 * tall + 0.22 * deep))


def bold(line: Line) -> float:
    """How thick the letters are drawn for their size."""
    return max(line.pieces, key=lambda piece: piece.right - piece.left).stroke / em(line)


def size_of(lines: Sequence[Line], block: Sequence[int]) -> float:
    """How large and bold a block is printed."""
    pieces: list[Piece] = [piece for number in block for piece in lines[number].pieces]
    stroke = max((piece.stroke for piece in pieces), default=0.0)
    return min(em(lines[number]) for number in block) + 2 * stroke


def alike(above: Line, line: Line) -> bool:
    """Whether two lines are of one size and close together."""
    size = max(em(above), em(line))
    short = min(len(above.text), len(line.text)) < 4  # one letter is not as high as another
    return min(em(above), em(line)) > (0.7 if short else 0.85) * size and line.middle - above.middle < 1.75 * size and abs(line.left - above.left) < 1.5 * size


def stands_out(some: Sequence[Line], rest: Sequence[Line]) -> bool:
    """Whether lines are printed larger or bolder than most of those that follow."""
    if not rest:
        return True
    size = sorted(em(line) for line in rest)[len(rest) // 2]
    stroke = sorted(bold(line) for line in rest)[len(rest) // 2]
    return all(em(line) > 1.1 * size or bold(line) > 1.2 * stroke for line in some)
