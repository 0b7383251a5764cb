"""Dates that contradict each other, or the calendar.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(body="受信日: 2025/01/08\\n受信日: 2025/01/28\\n期限は 2025年1月8日(日) です", lang="ja"), shipped()), facts)
>>> facts.first("date.wrong-weekday").quote
'2025年1月8日(日)'
"""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "date.wrong-weekday": "the weekday does not fit the date",
    "date.impossible": "a date that no calendar has",
    "date.past-deadline": "the deadline had passed when the mail was sent",
    "date.contradiction": "the subject or one line names another day than the rest for the same thing",
    "date.american": "dates in the American order in a Japanese mail",
}

_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年/.\-]\s?(\d{1,2})\s?[月/.\-]\s?(\d{1,2})(?:\s?日)?(?!\d)(?:\s?[(（]([月火水木金土日])(?:曜日?)?[)）])?")
_AMERICAN = re.compile(
    r"(?<![\d/.])(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/((?:19|20)\d\d)(?![\d/])(?:[ ,]{1,2}\d{1,2}:\d{2}(?::\d{2})?\s?[AP]\.?M\.?)?|\d{1,2}:\d{2}(?::\d{2})?\s?[AP]\.?M\b"
)
_SHORT = re.compile(r"(?<![\d/年.])(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?![\d/])")
_DEADLINE = re.compile(r"(?:まで|期限|までに|失効|以内)")
_WEEKDAYS = "月火水木金土日"
_LONGEST = 10_000
_MOST = 40


def read(context: Context, facts: Facts) -> None:
    """Leave what the dates show."""
    body = context.mail.body[:_LONGEST]
    sent = _sent(context.mail.date)
    days: list[date] = []
    for number, found in enumerate(_FULL.finditer(body)):
        if number >= _MOST:
            break
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            if int(found[2]) > 12 or int(found[3]) > 31 or int(found[2]) in (2, 4, 6, 9, 11):
                facts.add("date.impossible", found[0], "body")
            continue
        days.append(day)
        if found[4] and _WEEKDAYS[day.weekday()] != found[4]:
            facts.add("date.wrong-weekday", found[0], "body")
        after = body[found.end() : found.end() + 8]
        before = body[max(0, found.start() - 10) : found.start()]
        if sent and _DEADLINE.search(after + before) and 1 <= (sent - day).days <= 400:
            facts.add(
                "date.past-deadline",
                f"{before.strip().splitlines()[-1] if before.strip() else ''}{found[0]}{after.splitlines()[0] if after else ''}".strip(),
                "body",
            )
    if context.mail.lang == "ja" and (american := _AMERICAN.search(body)) is not None:
        facts.add("date.american", american[0], "body")
    short = {(int(found[1]), int(found[2])) for found in _SHORT.finditer(body)}
    months = {month for month, _ in short}
    if "signal.held-mail" in facts and len(short) == 2 and len(months) == 1 and abs(max(short)[1] - min(short)[1]) >= 10:
        facts.add("date.contradiction", " / ".join(f"{month:02}/{day:02}" for month, day in sorted(short)), "body")
    elif "signal.held-mail" in facts and len(set(days)) == 2 and abs((max(days) - min(days)).days) >= 10:
        facts.add("date.contradiction", f"{min(days):%Y/%m/%d} / {max(days):%Y/%m/%d}", "body")


def _sent(written: str) -> date | None:
    try:
        return parsedate_to_datetime(written[:200]).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    found = _FULL.search(written[:200])
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
