"""Lines that were a button before the mail was pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.facts import gather
from rules.facts.model import Context, Facts
from rules.mail.model import Mail
from rules.packs import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

BEFORE = "いつもご利用いただき、誠にありがとうございます。下のとおりお知らせいたします。\n\n"
AFTER = "\n\nお客様サポート"


@pytest.mark.parametrize(
    ("line", "errand"),
    [
        ("ポイントを交換する", "take"),
        ("▶ 出金をキャンセルする", "undo"),
        ("【お支払いはこちら】", "pay"),
        ("注文をキャンセル", "undo"),
        ("払い戻しを申請", "take"),
        ("お支払い手続きへ進む", "pay"),
    ],
)
def test_a_button_and_its_errand(gathered: Callable[[str], Facts], line: str, errand: str) -> None:
    facts = gathered(BEFORE + line + AFTER)
    assert facts.first(f"button.{errand}").quote == line
    assert {"button.any", "button.here"} <= facts.keys()


@pytest.mark.parametrize(
    "line",
    [
        "アカウントを確認する",
        "再登録のお手続きはこちら",
        "パスワード再設定",
        "本人確認ページへ",
        "Update payment details",
        "証拠を出す",
        "カードを直す",
        "更新手続き https://example.com/x",
    ],
)
def test_a_button_without_a_special_errand(gathered: Callable[[str], Facts], line: str) -> None:
    facts = gathered(BEFORE + line + AFTER)
    assert "button.any" in facts
    assert not {"button.undo", "button.take", "button.pay"} & facts.keys()


@pytest.mark.parametrize(
    ("line", "errand"),
    [("Pay import duty", "button.pay"), ("Claim your refund", "button.take"), ("Cancel this order", "button.undo"), ("Dispute", "button.undo")],
)
def test_an_english_button_with_an_errand(gathered: Callable[[str], Facts], line: str, errand: str) -> None:
    facts = gathered(BEFORE + line + AFTER)
    assert {"button.undo", "button.take", "button.pay"} & facts.keys() == {errand}
    assert "button.any" in facts


@pytest.mark.parametrize(
    "line",
    [
        "■お支払い方法の変更",
        "お支払い方法：変更",
        "内容を確認しました",
        "1. カードの確認",
        "ご注文の品を確認のうえ、発送する",
        "会員の皆さま",
        "Update your knowledge of many things about the old garden",
    ],
)
def test_a_line_that_is_none(gathered: Callable[[str], Facts], line: str) -> None:
    assert "button.any" not in gathered(BEFORE + line + AFTER)


def test_a_word_of_alarm_and_a_button() -> None:
    def read(body: str) -> Facts:
        facts = Facts()
        gather(Context(Mail(body=body), shipped()), facts)
        return facts

    assert read("口座の利用を停止しました。\n\n再開の手続きへ").first("button.only").quote == "再開の手続きへ"
    assert "button.only" not in read(BEFORE + "再開の手続きへ" + AFTER)


def test_two_troubles_and_a_button_worry(gathered: Callable[[str], Facts]) -> None:
    assert gathered("送り状が破れ、お届け先が読み取れませんでした。\n\nお届け先の入力" + AFTER).first("button.worried").quote == "お届け先の入力"
    assert "button.worried" not in gathered("送り状が破れました。\n\nお届け先の入力" + AFTER)
    assert "button.worried" not in gathered("送り状が破れ、お届け先が読み取れませんでした。" + AFTER)


def test_the_end_of_a_wrapped_sentence_is_none(gathered: Callable[[str], Facts]) -> None:
    assert "button.any" not in gathered("下のとおりお知らせいたしますので、お手数をおかけしますが内容をご\n確認\nのうえ、ご返信をお願いいたします。")


def test_off_a_picture_only_a_line_after_a_full_stop_counts() -> None:
    def read(body: str) -> Facts:
        facts = Facts()
        gather(Context(Mail(body=body, form="ocr"), shipped()), facts)
        return facts

    assert "button.any" in read("不審な出金を検知しました。\n出金を取り消す\nサポート")
    assert "button.any" not in read("お客様の口座への\n出金を取り消す\nことができます")


@pytest.mark.parametrize(
    ("last", "blind", "only"),
    [
        ("お支払い方法を更新する\n\n株式会社サンプル\nhttps://www.xserver.ne.jp/", True, False),
        ("お支払い方法を更新する\n\nhttps://secure.xserver.ne.jp/xapanel/login/", False, True),
        ("会員ページから、別の方法をお選びください。\nhttps://www.xserver.ne.jp/", False, True),
    ],
)
def test_a_front_page_does_not_say_where_a_lost_button_led(gathered: Callable[[Mail | str], Facts], last: str, blind: bool, only: bool) -> None:
    facts = gathered(f"エックスサーバーをご利用いただきありがとうございます。\n決済ができませんでした。\n\n{last}")
    assert ("button.blind" in facts) is blind
    assert ("link.brand-only" in facts) is only


def test_leaving_a_list_is_no_errand(gathered: Callable[[Mail | str], Facts]) -> None:
    assert "button.undo" not in gathered(BEFORE + "配信停止はこちら" + AFTER)
    assert "button.undo" in gathered(BEFORE + "利用停止はこちら" + AFTER)
