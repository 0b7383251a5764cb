"""A mail within a mail: what somebody forwarded in the text of their own is the one to check, as in `rules.mail.text`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.mail import quoted
from rules.mail.screen import runs
from rules.mail.screen.header import Header, header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.screen.model import Line
    from rules.mail.screen.wording import Words


def innermost(outer: Header, lines: Sequence[Line], words: Words) -> tuple[Header, list[Line]]:
    """The header and the lines of the innermost mail that was forwarded; what was given, when none was.

    A forward mark stands above the header of the mail inside, or the subject says that it was forwarded: the rule that some apps draw is no writing.
    Lines above it belong to the mail when they are more than a word to the reader.
    """
    found, rest = outer, list(lines)
    said = quoted.FORWARD.match(runs.text(outer.subject)) is not None
    number = 0
    while number < len(rest):
        marked = quoted.is_mark(rest[number].text)
        label = words.label(rest[number].text) if said and not marked else None
        if marked or (label is not None and label[0] == "from" and label[2]):
            start = number + marked
            inner = header(rest[start:], words, whole=False)
            if inner.end and (inner.address or (inner.display and inner.subject)):
                above = [] if quoted.is_aside([line.text for line in rest[:number]]) else rest[:number]
                found, rest = replace(inner, forwarded=True), above + rest[start + inner.end :]
                said, number = False, len(above)
                continue
        number += 1
    return found, rest
