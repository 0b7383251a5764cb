"""The JSON document is what its schema says, for every kind of answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rules import Mail, check, read_eml, read_text

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "mail",
    [
        read_text("件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <a@mail.example.cfd>\n\nログインはこちら https://login.example.cfd/"),
        read_text("本物？"),
        read_text("山田様\n\n来週の打ち合わせは火曜の10時でお願いいたします。資料は当日お持ちします。よろしくお願いいたします。"),
        read_eml(b"From: a@example.com\nSubject: Hi\n\nhello there, this is a letter to you about nothing in particular"),
        Mail(),
    ],
)
def test_it_fits_the_schema(mail: Mail, lang: str) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(check(mail).to_dict(lang))  # type: ignore[arg-type]


def test_quotes_come_from_the_original_words() -> None:
    report = check(read_text("件名: メールアドレスの保留中のメール ９ 件\n差出人: ＸＳＥＲＶＥＲ ＳＵＰＰＯＲＴ"))
    assert "９ 件" in report.points[0].quote


def test_what_helps_most_is_asked_for() -> None:
    report = check(read_text("件名: 確認\n差出人: サポート\n\n本文です。"))
    assert report.unseen[0] == "sender"
    assert "@" in (report.ask("ja") or "")


BOSS = "件名：至急\n差出人：代表取締役 田中 <tanaka.office@example.com>\n\nお疲れ様です。業務のため、新しいLINEグループを作成し、QRコードをこのメールに返信してください。他の人は招待しないでください。"


def test_what_to_do_first_fits_what_was_found() -> None:
    assert "本人に確かめて" in (check(read_text(BOSS)).step("ja") or "")
    assert "face to face" in (check(read_text(BOSS)).step("en") or "")
    assert check(read_text("件名: 予定\n差出人: 田中 <tanaka@example.com>\n\n明日の打ち合わせは10時からです。")).step("ja") is None
    claimed = read_text(BOSS.replace("代表取締役 田中", "エックスサーバー"))
    assert check(claimed).step("ja") is None, "the company's own page is the way"
    file = (
        b"From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename=a.pdf.exe\n\nx\n--b--\n"
    )
    assert "添付ファイルは開かず" in (check(read_eml(file)).step("ja") or "")
