"""Days and weeks as the people who ask count them: in Japan."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9), "JST")


def day(moment: datetime) -> date:
    """The day in Japan.

    >>> from datetime import UTC
    >>> day(datetime(2026, 11, 22, 15, 0, tzinfo=UTC))
    datetime.date(2026, 11, 23)
    """
    return moment.astimezone(JAPAN).date()


def monday(moment: datetime) -> date:
    """The first day of the ISO week in Japan."""
    today = day(moment)
    return today - timedelta(days=today.weekday())
