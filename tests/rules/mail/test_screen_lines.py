"""Which lines of a screen are one, which part paragraphs, and which are the app's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.mail.screen import Page, read, to_mail
from tests.rules.mail.test_screen import FOOT, PACK, STATUS, body, piece, screen


def mail_of(page: Page):  # type: ignore[no-untyped-def]
    return to_mail(read([page], PACK), PACK)[0]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("お使いのメールボックスの使用量が", "98.7%（1,974MB）に達しました。", True),
        ("次の手続きを行ってください", "1. パスワードを変える", False),
        ("次の手続きを行ってください", "2) カードを止める", False),
    ],
)
def test_an_amount_is_not_broken_and_a_number_in_a_list_begins_a_line(above: str, below: str, whole: bool) -> None:
    text = mail_of(screen(*body(above, below, "このままでは新しいメールの送受信ができなくなり", "ます。"))).body
    assert (above + below in text) is whole


def test_lines_that_are_paragraphs_each_are_parted_even_where_most_are() -> None:
    texts = ("いつもありがとうございます。", "ポイントの期限です。", "有効期限：2026年11月17日", "お客様窓口は平日の九時から十七時までです。")
    page = screen(*((text, 40, 300 + 110 * number, 40) for number, text in enumerate(texts)))
    assert mail_of(page).body == "\n\n".join(texts)
    loose = screen(*((text, 40, 300 + 80 * number, 40) for number, text in enumerate(texts)))
    assert mail_of(loose).body == "\n".join(texts)


@pytest.mark.parametrize(
    "foot",
    [
        [("介", 100, 2180), ("口", 500, 2180), ("●oe", 800, 2180), *FOOT],
        [("214 / 3", 40, 2060, 32)],
    ],
    ids=["a row of icons", "a counter in small letters"],
)
def test_what_stands_at_the_foot_of_a_window_is_not_the_mails(foot: list[tuple]) -> None:
    texts = ("お客様", "お荷物をお届けしました。", "佐川急便株式会社", "受付番号 11 22 33")
    page = screen(*STATUS, *body(*texts, top=1820), *foot)
    assert mail_of(page).body == "\n".join(texts)


def test_a_row_of_a_table_at_the_end_of_a_mail_is_kept() -> None:
    table = [("数量", 40, 360), ("単価", 400, 360), ("金額", 800, 360), ("10個", 40, 420), ("120円", 400, 420), ("1,200円", 800, 420)]
    assert "1,200円" in mail_of(screen(("ご注文の内容", 40, 300), *table)).body


def test_a_sender_that_needs_three_lines() -> None:
    page = screen(
        *STATUS,
        ("From: IT Helpdesk - Mail Service", 40, 300, 40),
        ("<helpdesk@rnail-", 40, 360, 40),
        ("quarantine.pinebarrow.example.cn>", 40, 420, 40),
        ("Subject: (5) incoming messages are on", 40, 480, 40),
        ("hold", 40, 540, 40),
        ("To: alex.morgan@example.com", 40, 600, 40),
        *body("Dear Alex,", "Keep the same password now.", top=760),
    )
    mail = mail_of(page)
    assert (mail.sender.display, mail.sender.address) == ("IT Helpdesk - Mail Service", "helpdesk@rnail-quarantine.pinebarrow.example.cn")
    assert mail.subject == "(5) incoming messages are on hold"
    assert mail.body == "Dear Alex,\nKeep the same password now."


def test_a_second_line_of_kana_alone_is_as_large_as_a_first_one_with_brackets() -> None:
    page = screen(*STATUS, ("く受信トレイ", 40, 150), *body("お客様", "退会の処理をいたします。", top=700))
    drawn = (
        ("【えきねっと】アカウントの自動退会処理", 60, 300, 50, 49.2),
        ("について", 60, 374, 50, 40.5),
        ("えきねっと", 60, 468, 45, 39.4),
        ("差出人: info@example.cfd", 60, 530, 38, 35.0),
    )
    pieces = tuple(replace(piece(text, left, middle, size), ink=ink) for text, left, middle, size, ink in drawn)
    assert mail_of(replace(page, pieces=page.pieces + pieces)).subject == "【えきねっと】アカウントの自動退会処理について"
