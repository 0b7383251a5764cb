"""Several parts are one mail; an unknown input finds its reader."""

from __future__ import annotations

import pytest

from rules import Unusable, read
from rules.mail import join, read_eml, read_ocr, read_text
from rules.mail.sniff import LIMIT


def test_the_richest_part_leads() -> None:
    mail = join([read_text("これ本物？\n件名: 確認"), read_eml(b"From: a@example.cfd\nSubject: real\n\nbody")])
    assert (mail.form, mail.subject, mail.sender.address) == ("eml", "real", "a@example.cfd")


def test_two_pastes_that_overlap_are_not_doubled() -> None:
    first, second = "一行目の文です。\n二行目の文章です。\n三行目の文章です。", "二行目の文章です。\n三行目の文章です。\n四行目の文です。"
    assert join([read_text(first), read_text(second)]).body.count("三行目") == 1


def test_what_one_part_shows_is_seen() -> None:
    mail = join([read_text("差出人: サポート <a@example.cfd>"), read_text("件名: 確認\n\n本文 https://a.example.cfd/")])
    assert mail.unseen == {"headers"}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"From: a@example.cfd\nSubject: x\n\ny", "eml"),
        (b"From a@b Mon Jan 1 00:00:00 2026\nFrom: a@example.cfd\nSubject: x\n\ny", "eml"),
        ("件名: x\n差出人: a@example.cfd\n\ny".encode("cp932"), "text"),
        ("\ufeff件名: x".encode(), "text"),
        ("件名: 確認".encode("utf-16"), "text"),
        (b"<!doctype html><p>hello</p>", "text"),
    ],
)
def test_the_form_is_found_out(data: bytes, form: str) -> None:
    mail = read(data)
    assert mail.form == form
    assert mail.subject or mail.body


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "", "empty"),
        (b" \n\t", "", "empty"),
        (b"a" * (LIMIT + 1), "", "too-large"),
        (b"\x89PNG\r\n\x1a\n", "", "unsupported"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "unsupported"),
        (b"RIFF\0\0\0\0WEBP", "", "unsupported"),
        (b"\0\0\0\x18ftypheic", "", "unsupported"),
        (b"%PDF-1.7", "", "unsupported"),
        (b"PK\x03\x04", "a.docx", "unsupported"),
        (bytes(range(256)), "", "binary"),
        (b"broken", "a.msg", "unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(Unusable) as caught:
        read(data, name=name)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)


def test_a_picture_is_none_of_the_rules_business() -> None:
    with pytest.raises(Unusable, match="this is a picture"):
        read("x", form="image")


def test_ocr_repairs_what_is_plain_and_keeps_what_is_not() -> None:
    mail = read_ocr("21:05\n件名: 力一ド情報の更新\n差出人: サポート <info©mail.example.cfd>\n\n本 文 で す。I 0 O\nhttps: //Iogin.example,cfd/x")
    assert mail.subject == "カード情報の更新"
    assert mail.sender.address == "info@mail.example.cfd"
    assert "本文です" in mail.body
    assert mail.links[0].target.startswith("https://login.example.cfd")
