"""Has a stable point kept words of the template that `honmono rules new` fills in? They would reach people's cards.

The words are read from the template itself: whatever it says in a title, a reason, the honest sender or a phrase, and its examples as a whole.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.author.lint.places import Book, Problem

TEMPLATE = Path(__file__).parents[1] / "point.template.toml"
_SAID = ("title", "why", "false_positives")
_SLOT = re.compile(r"\{\w+\}")
_DATE = re.compile(r"@(?:TODAY|REVIEW)@")
_LEAST = 6
"""Folded letters at least that make a piece of a sentence the template's own."""


def check(book: Book) -> Iterator[Problem]:
    """Stable points that still say what the template says."""
    words, examples = _placeholders()
    for record in book.records("points"):
        if record.data.get("status") != "stable":
            continue
        for text in _texts({key: record.data.get(key) for key in (*_SAID, "match")}):
            low = fold(text).text
            if (left := next((word for word in words if fold(word).text in low), None)) is not None:
                yield record.wrong(f"still says the template's {left!r}: write your own words before the point becomes stable", record.at(text))
        for kind in ("hits", "misses"):
            for text in _texts(record.data.get(kind)):
                if text.strip() in examples or any(fold(word).text in fold(text).text for word in words):
                    yield record.wrong(f"{kind}: an example is still the template's: write your own", record.at(text))


@lru_cache(maxsize=1)
def _placeholders() -> tuple[tuple[str, ...], frozenset[str]]:
    """The template's own words, without what stands in slots, and its examples."""
    point = tomllib.loads(_DATE.sub("2026-01-01", TEMPLATE.read_text("utf-8")))["point"][0]
    said = (*_texts({key: point[key] for key in _SAID}), *_texts(point["match"].get("phrases")), *_texts(point["match"].get("patterns")))
    words = (piece.strip(" 「」“”:：、。") for text in said for piece in _SLOT.split(text))
    return tuple(dict.fromkeys(word for word in words if len(fold(word).text) >= _LEAST)), frozenset(
        text.strip() for kind in ("hits", "misses") for text in _texts(point[kind])
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
