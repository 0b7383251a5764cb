"""How the mail addresses its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail.model import Address, Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts

REST = "\n\nいつもご利用いただき、誠にありがとうございます。ご登録の内容をご確認ください。"


@pytest.mark.parametrize(
    "line",
    [
        "taro@example.co.jp 様",
        "taro@example.co.jp様",
        "taro＠example.co.jp さま",
        "＜taro@example.co.jp＞様",
        "Dear taro@example.com,",
        "Hi taro@example.com!",
        "Prezado(a) taro@example.com,",
        "taro@example.co.jp、こんにちは",
    ],
)
def test_an_address_for_a_name(gathered: Callable[[str], Facts], line: str) -> None:
    facts = gathered(line + REST)
    assert facts.first("greeting.address").quote == line
    assert "greeting.named" not in facts


@pytest.mark.parametrize(
    "line",
    [
        "お問い合わせ: support@example.co.jp",
        "ユーザーID：taro@example.co.jp",
        "To: taro@example.co.jp の件",
        "かぶら (@kabura@social.example.jp) さんにフォローされています",
        "taro@example.co.jp さんの返答",
    ],
)
def test_an_address_that_greets_nobody(gathered: Callable[[str], Facts], line: str) -> None:
    assert "greeting.address" not in gathered("確認です\n" + line + REST)


@pytest.mark.parametrize("line", ["山田 太郎 様", "山田太郎様", "山田　太郎　さん", "株式会社サンプル 御中", "Dear Taro Yamada,", "Hello Taro,"])
def test_a_name(gathered: Callable[[str], Facts], line: str) -> None:
    facts = gathered(line + REST)
    assert "greeting.named" in facts
    assert "greeting.nameless" not in facts


@pytest.mark.parametrize(
    "line",
    [
        "お客様各位",
        "会員の皆様",
        "カード会員 様",
        "ご本人様のお取引",
        "親愛なるお客様",
        "Dear customer,",
        "Dear user,",
        "Dear Cardmember,",
        "ドメイン所有者様",
        "仕様書を見る",
        "同様のご案内",
        "人事部 様から文書が届いています。",
        "【お客様番号】様",
        "様",
    ],
)
def test_nobody_in_particular(gathered: Callable[[str], Facts], line: str) -> None:
    facts = gathered(line + REST)
    assert "greeting.named" not in facts
    assert "greeting.nameless" in facts


def test_a_contract_number_is_as_good_as_a_name(gathered: Callable[[str], Facts]) -> None:
    assert "greeting.nameless" not in gathered("会員ID：abc12345" + REST)


@pytest.mark.parametrize("line", ["【お客様番号】様", "{name} 様", "[お名前] 様", "様", "____ 様", "Dear {name},"])
def test_an_empty_place_for_the_name(gathered: Callable[[str], Facts], line: str) -> None:
    assert gathered("お知らせです。次の内容をよくお読みになってください。\n" + line + REST).first("greeting.unfilled").quote == line


def test_a_name_whose_honorific_stands_on_the_next_line(gathered: Callable[[str], Facts]) -> None:
    facts = gathered("山田 太郎\n 様" + REST)
    assert "greeting.named" in facts
    assert "greeting.unfilled" not in facts


def test_the_part_before_the_at(gathered: Callable[[Mail], Facts]) -> None:
    mail = Mail(body="taro.yamada 様" + REST, to=(Address("", "taro.yamada@example.co.jp"),), lang="ja")
    facts = gathered(mail)
    assert facts.first("greeting.local-part").slots["local"] == "taro.yamada"
    assert "greeting.named" not in facts


def test_generic_words_are_quoted_as_written(gathered: Callable[[str], Facts]) -> None:
    assert gathered("お 客 様 各 位" + REST).first("greeting.generic").quote == "お 客 様 各 位"


def test_somebody_else_named_by_an_address_is_not_greeted(gathered: Callable[[Mail | str], Facts]) -> None:
    assert "greeting.address" not in gathered("村井（murai@example.co.jp）さんがあなたを「営業部」に招待しました。" + REST)
    assert "greeting.address" in gathered("murai@example.co.jp さん" + REST)
