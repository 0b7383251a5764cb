"""What leaves the rule set: nothing that can be pressed, nothing that tells who the reader is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Address, Mail, check, read_text
from rules.redact import LONGEST, Redactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example.cfd/x?mail=abc", "hxxps://a[.]example[.]cfd/x?…"),
        ("http://192.0.2.1/login", "hxxp://192[.]0[.]2[.]1/login"),
        ("info@mail.example.cfd", "info@mail[.]example[.]cfd"),
        ("discord.gg/abc", "discord[.]gg/abc"),
        ("会員番号 123456789", "会員番号 12*******"),
        ("2026/11/24 10:00", "2026/11/24 10:00"),
        ("電話 03-1234-5678", "電話 03**********"),
        ("a\u202eb\u200bc\x00d", "abc d"),
        ("詳細はhttps://a.example.cfd/xへ", "詳細はhxxps://a[.]example[.]cfd/xへ"),
        ("ahttps://a.example.cfd/", "ahxxps://a[.]example[.]cfd/"),
        ("[https://a.example.cfd/](https://b.example.cfd/)", "[hxxps://a[.]example[.]cfd/](hxxps://b[.]example[.]cfd/)"),
        ("half a letter: \ud83d", "half a letter:"),
        ("e\u0301\u0302\u0303\u0304\u0305 กิิิิิ", "e\u0301\u0302 กิิ"),
        ("a\ufff9b\U0001d173c", "a b c"),
        ("9件のメール", "9件のメール"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert Redactor(Mail()).show(text) == shown


def test_the_readers_address_is_masked_however_it_is_built_in() -> None:
    redactor = Redactor(Mail(my_address="taro@example.co.jp"))
    for text in ("TARO@example.co.jp 様", "taro-example.co.jp@x.cfd", "taro_example@x.cfd", "taro=example.co.jp", "https://x.cfd/taro%40example.co.jp"):
        assert "taro" not in redactor.show(text).lower()
    assert redactor.show("ＴＡＲＯ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ 様") == "t***@e*** 様"


def test_the_readers_name_is_masked() -> None:
    redactor = Redactor(Mail(body="山田 太郎 様\n\nお客様各位", to=(Address("Yamada Taro", "taro@example.com"),)))
    assert redactor.show("山田 太郎 様") == "＊＊＊ 様"
    assert "Yamada" not in redactor.show("Dear Yamada Taro")
    assert redactor.show("お客様各位") == "お客様各位"


@pytest.mark.parametrize("words", ["下記よりご本人様確認をお願いいたします", "ご家族様にもお知らせください", "以内にお申込者様へ"])
def test_words_of_a_sentence_are_no_name(words: str) -> None:
    assert Redactor(Mail(body=f"24時間\n{words}")).show(words) == words


def test_an_address_built_into_another_stays_one_address() -> None:
    redactor = Redactor(Mail(my_address="taro@example.co.jp"))
    assert redactor.show("taro-example.co.jp@mail.example.cfd") == "t***-e***@mail[.]example[.]cfd"


@given(st.text(max_size=500))
def test_any_text_is_short_and_cannot_be_pressed(text: str) -> None:
    shown = Redactor(Mail()).show(text)
    assert len(shown) <= LONGEST
    assert not re.search(r"https?://\w", shown)
    assert "\n" not in shown


def test_a_report_shows_no_live_link() -> None:
    report = check(
        read_text(
            "件名: https://a.example.cfd/ 保留中のメール9件\n差出人: XSERVER http://b.example.cfd <x@c.example.cfd>\n\nログインはこちら https://d.example.cfd/x?u=taro"
        )
    )
    document = report.to_dict("ja")
    del document["official"]
    assert not re.search(r"https?://", str(document))
    assert report.points
