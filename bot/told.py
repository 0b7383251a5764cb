"""What the asker says they have done already, so that the help for it comes before everything else.

>>> done("リンク踏んでパスワード入れちゃった、どうしよう"), done("これ本物？"), done("入力してしまった場合は、すぐにご連絡ください")
('typed', '', '')
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, cast

Done = Literal["paid", "typed", "pressed", ""]
"""The branch of first aid, "" when nothing was said."""
_LONGEST = 4000
"""Letters looked at."""


def done(text: str) -> Done:
    """The most urgent thing that somebody says they have done."""
    return next((branch for branch, pattern in _patterns() if pattern.search(text[:_LONGEST])), "")


@cache
def _patterns() -> tuple[tuple[Done, re.Pattern[str]], ...]:
    """A pattern for each branch, the most urgent first."""
    book = tomllib.loads((Path(__file__).parent / "told.toml").read_text("utf-8"))
    parts = book.pop("parts")
    made = []
    for branch, said in book.items():
        ways = [*(way.replace("{did}", parts["did_ja"]) for way in said["ja"]), *(way.replace("{i}", parts["i_en"]) for way in said["en"])]
        made.append((cast("Done", branch), re.compile("|".join(f"(?:{way})" for way in ways), re.IGNORECASE)))
    return tuple(made)
