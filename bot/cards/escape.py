"""Text from a mail, made harmless for Discord: no mention, no link, no markdown, no direction tricks.

The rule set has masked and defanged it already; this is about Discord's own syntax.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.fold import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable

_TICKS = str.maketrans({"`": "ˋ", "\n": " ", "\r": " "})
_MARKS = re.compile(r"([\\*_~|`>#\[\]<@]|:(?=//))")
_ADDRESS = re.compile(r"([^\s@])[^\s@]*@([^\s@])[^\s@]*?(?=\.\w{1,5}\Z|\s|\Z)")
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def code(text: str, longest: int = 160) -> str:
    """A quote as a code span: nothing in it is interpreted, nothing can end it.

    >>> code("@everyone `x` [a](http://b)")
    '`@everyone ˋxˋ [a](http://b)`'
    """
    plain = _CONTROL.sub(" ", INVISIBLE.sub("", text)).translate(_TICKS).strip()
    if len(plain) > longest:
        plain = plain[: longest - 1] + "…"
    return f"`{plain or ' '}`"


def block(lines: Iterable[str]) -> str:
    """Lines as a code block: nothing in it is interpreted, nothing can end it.

    >>> block(["@everyone", "```x"])
    '```\\n@everyone\\nˋˋˋx\\n```'
    """
    return "```\n" + "\n".join(_CONTROL.sub(" ", INVISIBLE.sub("", line)).translate(_TICKS) for line in lines) + "\n```"


def plain(text: str) -> str:
    """Words from a mail inside a sentence, every mark of Discord's escaped.

    >>> plain("**free** <@1>")
    '\\\\*\\\\*free\\\\*\\\\* \\\\<\\\\@1\\\\>'
    """
    return _MARKS.sub(r"\\\1", _CONTROL.sub(" ", INVISIBLE.sub("", text)).replace("\n", " ").replace("\r", " "))


def file_name(name: str) -> str:
    """A file's name as a code span; mail programs put addresses into it, and a card may be shown to everybody.

    >>> file_name("taro@example.co.jp.eml")
    '`t***@e***.eml`'
    """
    return code(_ADDRESS.sub(r"\1***@\2***", name), 40)
