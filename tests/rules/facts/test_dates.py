"""Dates against the calendar, and against the day of the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail.model import Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts

SENT = "Tue, 10 Nov 2026 10:00:00 +0900"


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("期限は2026年11月10日(月)です", "2026年11月10日(月)"),
        ("2026/11/10（水）まで", "2026/11/10（水）"),
        ("2026 年 11 月 10 日 (日曜日)", "2026 年 11 月 10 日 (日曜日)"),
    ],
)
def test_a_weekday_that_is_wrong(gathered: Callable[[Mail], Facts], body: str, quote: str) -> None:
    assert gathered(Mail(body=body, lang="ja")).first("date.wrong-weekday").quote == quote


def test_a_weekday_that_is_right(gathered: Callable[[Mail], Facts]) -> None:
    assert "date.wrong-weekday" not in gathered(Mail(body="2026年11月10日(火)にお届けします", lang="ja"))


@pytest.mark.parametrize("day", ["2026年9月31日", "2026/02/30", "2026-11-00"])
def test_a_day_that_no_calendar_has(gathered: Callable[[Mail], Facts], day: str) -> None:
    assert gathered(Mail(body=f"最終期限: {day}", lang="ja")).first("date.impossible").quote == day


@pytest.mark.parametrize("number", ["2026.13.40", "2020/99/99", "電話 2026-1234-5678"])
def test_numbers_that_are_no_dates(gathered: Callable[[Mail], Facts], number: str) -> None:
    assert not [name for name in gathered(Mail(body=number, lang="ja", date=SENT)) if name.startswith("date.")]


def test_a_deadline_before_the_mail(gathered: Callable[[Mail], Facts]) -> None:
    facts = gathered(Mail(body="お手続き期限：2026年11月8日", date=SENT, lang="ja"))
    assert facts.first("date.past-deadline").quote == "お手続き期限：2026年11月8日"


@pytest.mark.parametrize("body", ["お手続き期限：2026年11月18日", "発行日：2026年11月8日", "2026年11月8日のご注文", "保証期限：2019年11月8日"])
def test_days_that_are_no_passed_deadline(gathered: Callable[[Mail], Facts], body: str) -> None:
    assert "date.past-deadline" not in gathered(Mail(body=body, date=SENT, lang="ja"))


def test_a_login_that_is_still_to_come(gathered: Callable[[Mail], Facts]) -> None:
    assert "date.future-event" in gathered(Mail(body="ログイン日時: 2026/11/28 10:15", date="2026/11/10", lang="ja"))
    assert "date.future-event" not in gathered(Mail(body="次回更新日: 2026/11/28", date="2026/11/10", lang="ja"))
    assert "date.future-event" not in gathered(Mail(body="ご予約の日時: 2026/12/03 17:30", date="2026/11/27", lang="ja"))


def test_held_mails_of_two_far_days(gathered: Callable[[Mail], Facts]) -> None:
    body = "9件のメッセージが受信トレイに配信されていません。\n請求書 2026/11/08\nご注文 2026/11/28"
    assert gathered(Mail(body=body, lang="ja")).first("date.contradiction").quote == "2026/11/08 / 2026/11/28"
    assert "date.contradiction" not in gathered(Mail(body="請求書 2026/11/08\nご注文 2026/11/28", lang="ja"))


@pytest.mark.parametrize("when", ["6/15/2026, 12:35:26 PM", "11/28/2026", "10:09:27 AM", "21:49 PM"])
def test_american_order_in_a_japanese_mail(gathered: Callable[[Mail], Facts], when: str) -> None:
    assert gathered(Mail(body=f"受付日時は {when} です", lang="ja")).first("date.american").quote == when
    assert "date.american" not in gathered(Mail(body=f"Received {when}", lang="en"))


def test_office_hours_are_not_american_dates(gathered: Callable[[Mail], Facts]) -> None:
    assert "date.american" not in gathered(Mail(body="受付時間 9:00AM～5:00PM", lang="ja"))
