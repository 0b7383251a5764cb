"""Text from a mail, made harmless for Discord: no mention, no link, no markdown, no direction tricks.

The rule set has masked and defanged it already; this is about Discord's own syntax.
"""

from __future__ import annotations

import re

_TICKS = str.maketrans({"`": "ˋ", "\n": " ", "\r": " "})
_MARKS = re.compile(r"([\\*_~|`>#\[\]<@])")
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def code(text: str, longest: int = 160) -> str:
    """A quote as a code span: nothing in it is interpreted, nothing can end it.

    >>> code("@everyone `x` [a](http://b)")
    '`@everyone ˋxˋ [a](http://b)`'
    """
    plain = _DIRECTION.sub("", text).translate(_TICKS).strip()
    if len(plain) > longest:
        plain = plain[: longest - 1] + "…"
    return f"`{plain or ' '}`"


def plain(text: str) -> str:
    """Words from a mail inside a sentence, every mark of Discord's escaped.

    >>> plain("**free** <@1>")
    '\\\\*\\\\*free\\\\*\\\\* \\\\<\\\\@1\\\\>'
    """
    return _MARKS.sub(r"\\\1", _DIRECTION.sub("", text).replace("\n", " "))
