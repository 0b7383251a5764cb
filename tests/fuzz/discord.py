"""What Discord would act on in a text: mentions, links, emoji, and markdown other than the little that our own words use.

Follows Discord's client: an escape is a backslash before a mark, nothing is read inside of a code span, and a URL is pressed even in mid-word.
"""

from __future__ import annotations

import re

_QUIET = re.compile(r"\\[^0-9A-Za-z\s]|(`+)(?:[\s\S]*?[^`])\1(?!`)")
_ACTIVE = {
    "mention": re.compile(r"<@[!&]?\d+>|<#\d+>|@everyone|@here|</[^<>\n]+:\d+>|<id:\w+>"),
    "emoji or time": re.compile(r"<a?:\w+:\d+>|<t:-?\d+(?::\w)?>"),
    "link": re.compile(r"(?i)(?:https?|ftp|steam|discord)://[^\s<]|<(?:mailto|tel|sms):|discord(?:app)?\.(?:gg|com)/"),
    "masked link": re.compile(r"\[[^\]]*\]\("),
    "code": re.compile(r"`"),
    "spoiler": re.compile(r"\|\|"),
    "italics, underline or strike": re.compile(r"(?<!\*)\*(?!\*)|\*{3,}|_|~~"),
    "quote": re.compile(r"(?m)^\s*>"),
    "heading": re.compile(r"(?m)^\s*#{1,3}\s"),
}
_OWN_HEADING = re.compile(r"\A## ")


def acts(text: str) -> list[str]:
    """The kinds of things in a text that Discord would act on; bold, one heading at the start and small print are our own.

    >>> acts("## 🔴 強い疑い\\n**件名**\\n-# `https://a.example/ @everyone`")
    []
    >>> acts("discord.gg/abcdef")
    ['link']
    >>> acts("はhttps://a.example/"), acts("\\\\@everyone \\\\<\\\\@1\\\\>"), acts("[x](y)")
    (['link'], [], ['masked link'])
    """
    rest = _QUIET.sub("\0", _OWN_HEADING.sub("", text))
    found = [kind for kind, pattern in _ACTIVE.items() if pattern.search(rest)]
    return found if rest.count("**") % 2 == 0 else [*found, "bold left open"]
