"""What pictures said, after the asker has had their say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.pictures.contract import Reading, Uncertain
from bot.pictures.shot import Shot, chosen, corrected, doubts, draft, questions, shown, whole
from rules.mail import read_text
from rules.mail.model import Link
from tests.bot.pictures.people import reading_of

LINK = Uncertain("login.examp1e.jp", ("login.example.jp", "login.examp1e.jp"), ("例の会社", "examp1e.jp"))
HARMLESS = Uncertain("a.examp1e.cfd", ("a.example.cfd", "a.examp1e.cfd"), ("example.cfd", "examp1e.cfd"), "link", matters=False)


def shot(body: str = "こちら https://login.example.jp/a?b", *uncertain: Uncertain) -> Shot:
    mail = replace(read_text(f"件名: 確認\n差出人: 会社 <a@example.com>\n\n{body}"), form="ocr", links=())
    return Shot(Reading(mail, body, uncertain or (LINK,)))


@pytest.mark.parametrize(("option", "target"), [(0, "https://login.example.jp/a?b"), (1, "https://login.examp1e.jp/a?b")])
def test_a_chosen_link_is_the_whole_link(option: int, target: str) -> None:
    settled = chosen(shot(), 0, option)
    assert [link.target for link in whole(settled).links] == [target]
    assert target in whole(settled).body
    assert not questions(settled)


def test_a_chosen_link_that_is_not_in_the_text_is_there_by_its_host() -> None:
    assert [link.target for link in whole(chosen(shot("こちら"), 0, 1)).links] == ["https://login.examp1e.jp"]


def test_what_does_not_matter_is_not_asked_and_does_not_shift_the_questions() -> None:
    both = shot("x", HARMLESS, LINK)
    assert doubts(both) == (LINK,)
    assert questions(both)[0].readings[0] == "login[.]example[.]jp"
    settled = chosen(both, 0, 0)
    assert settled.reading.uncertain == (HARMLESS,)
    assert chosen(both, 5, 0) == both
    assert chosen(both, 0, 9) == both


def test_what_is_typed_beside_is_kept_and_a_question_is_not() -> None:
    seen = Shot(reading_of("件名: 確認\n\nログインしてください。24時間以内です。ご確認をお願いします"))
    assert whole(replace(seen, others=(read_text("本物ですか"),))).body == whole(seen).body
    typed = replace(seen, others=(read_text("差出人: 会社 <a@example.cfd>"),), my_address="taro@example.jp")
    assert whole(typed).sender.address == "a@example.cfd"
    assert whole(typed).form == "ocr"
    assert whole(typed).my_address == "taro@example.jp"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_draft_reads_back_as_the_same_mail(lang: str) -> None:
    mail = replace(
        read_text(
            "差出人: 会社 <a@example.cfd>\n宛先: taro@example.jp\n件名: 【重要】確認\n日時: 2026年11月25日 12:00\n\n山田 様\n\nログイン\nhttps://login.example.cfd/x"
        ),
        form="ocr",
    )
    code = Link("https://qr.example.cfd/", "", "qr")
    first = Shot(Reading(replace(mail, links=(*mail.links, code)), mail.body))
    again = whole(corrected(first, draft(first, lang)))  # type: ignore[arg-type]
    for name in ("subject", "sender", "body", "form", "date"):
        assert getattr(again, name) == getattr(mail, name), name
    assert set(again.links) == {*mail.links, code}
    assert again.to[0].address == "taro@example.jp"


def test_what_is_shown_is_masked_in_every_spelling() -> None:
    lines = shown(Shot(reading_of("山田 太郎 様\n山田太郎様の会員番号 1234567890\nhttps://login.example.cfd/?mail=dGFybw")))
    assert lines == ["＊＊＊ 様", "＊＊＊様の会員番号 12********", "hxxps://login[.]example[.]cfd/?…"]
