"""Dates that contradict each other, or the calendar.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(body="期限は 2025年1月8日(日) です", date="2025/01/02", lang="ja"), shipped()), facts)
>>> facts.first("date.wrong-weekday").quote
'2025年1月8日(日)'
"""

from __future__ import annotations

from datetime import date
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from rules.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "date.wrong-weekday": "the weekday does not fit the date",
    "date.impossible": "a date that no calendar has",
    "date.past-deadline": "the deadline had passed when the mail was sent",
    "date.future-event": "something is said to have happened after the mail was sent",
    "date.contradiction": "mails said to be held since one day are dated far from it",
    "date.american": "dates in the American order in a Japanese mail",
}

_FULL = regex(
    r"((?:19|20)(?<!\d\d\d)\d\d)[ \u3000]{0,2}[年/.\-][ \u3000]{0,2}(\d{1,2})[ \u3000]{0,2}[月/.\-][ \u3000]{0,2}(\d{1,2})(?:[ \u3000]{0,2}日)?(?![\d./-]\d)(?!\d)"
    r"(?:[ \u3000]{0,2}[(（]([月火水木金土日])(?:曜日?)?[)）])?"
)
_AMERICAN = regex(
    r"(?<![\d/.])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)\d\d(?![\d/])(?:[ ,]{1,2}\d{1,2}:\d{2}(?::\d{2})?\s?[AP]\.?M\.?)?|\d{1,2}:\d{2}:\d{2}\s?[AP]\.?M\b|(?:1[3-9]|2[0-3]):\d{2}\s?PM\b"
)
_SHORT = regex(r"(?<![\d/年.])(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?![\d/])")
_BLANKS = " \t\u3000"
_LONGEST = 10_000
_MOST = 40
_BEFORE, _AFTER = 14, 8
"""Letters looked at around a date."""
_FAR = 10
"""Days between two dates of the same held mails that no daily report has."""
_OLD = 400
"""Days after which a passed deadline is part of a quotation rather than of the notice."""


def read(context: Context, facts: Facts) -> None:
    """Leave what the dates show."""
    body = context.mail.body[:_LONGEST]
    words = context.pack.lists["dates"]
    sent = _sent(context.mail.date)
    days: list[date] = []
    for _, found in zip(range(_MOST), _FULL.finditer(body), strict=False):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            if 1 <= int(found[2]) <= 12 and int(found[3]) <= 31:  # else it is a version or an address
                facts.add("date.impossible", found[0].strip(_BLANKS), "body")
            continue
        days.append(day)
        if found[4] and "月火水木金土日"[day.weekday()] != found[4]:
            facts.add("date.wrong-weekday", found[0], "body")
        if sent is not None:
            _against(facts, words, body, found, (sent - day).days)
    if context.mail.lang == "ja":
        for text in (context.mail.subject, body):
            if ("/19" in text or "/20" in text or "M" in text) and (american := _AMERICAN.search(text)) is not None:
                facts.add("date.american", american[0], "body" if text is body else "subject")
    if "signal.held-mail" in facts:
        _held(facts, body, days)


def _against(facts: Facts, words: Mapping[str, frozenset[str]], body: str, found: re.Match[str], late: int) -> None:
    """A date against the day the mail was sent; `late` is how many days before that it lies."""
    line = body.rfind("\n", 0, found.start()) + 1
    before = body[max(line, found.start() - _BEFORE) : found.start()]
    after = body[found.end() : found.end() + _AFTER].partition("\n")[0]
    quote = f"{before}{found[0]}{after}".strip(_BLANKS)
    if 1 <= late <= _OLD and (any(word in before for word in words["deadline"]) or after.lstrip(_BLANKS).startswith(tuple(words["until"]))):
        facts.add("date.past-deadline", quote, "body")
    elif -_OLD <= late <= -2 and any(word in before for word in words["happened"]):
        facts.add("date.future-event", quote, "body")


def _held(facts: Facts, body: str, days: list[date]) -> None:
    """Mails said to be held: two dates only, far apart."""
    short = {(int(found[1]), int(found[2])) for found in _SHORT.finditer(body)}
    if len(short) == 2 and len({month for month, _ in short}) == 1 and abs(max(short)[1] - min(short)[1]) >= _FAR:
        facts.add("date.contradiction", " / ".join(f"{month:02}/{day:02}" for month, day in sorted(short)), "body")
    elif len(set(days)) == 2 and (max(days) - min(days)).days >= _FAR:
        facts.add("date.contradiction", f"{min(days):%Y/%m/%d} / {max(days):%Y/%m/%d}", "body")


def _sent(written: str) -> date | None:
    """The day a date line names: RFC 5322, or a date as people write it."""
    if not written:
        return None
    try:
        return parsedate_to_datetime(written[:200]).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    found = _FULL.search(written[:200])
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
