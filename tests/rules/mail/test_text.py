"""What people paste: each way a mail app or a person writes a mail into text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.mail.text import read_ocr, read_text

BODY = "お客様各位\n\nメールが保留されています。\nこちらから確認してください。"
SUBJECT, NAME, ADDRESS = "保留中のメール9件", "XSERVER SUPPORT", "info@mail.example.cfd"

FORMATS = {
    "gmail ja": f"---------- Forwarded message ---------\n差出人: {NAME} <{ADDRESS}>\nDate: 2025年1月8日(水) 10:00\nSubject: {SUBJECT}\nTo: <taro@example.co.jp>\n\n\n{BODY}",
    "gmail en": f"FYI\n\n---------- Forwarded message ---------\nFrom: {NAME} <{ADDRESS}>\nDate: Wed, Jan 8, 2025 at 10:00 AM\nSubject: {SUBJECT}\nTo: <taro@example.co.jp>\n\n{BODY}",
    "ios ja": f"iPhoneから送信\n\n転送されたメッセージ:\n\n差出人: {NAME} <{ADDRESS}>\n日時: 2025年1月8日 10:00:00 JST\n宛先: taro@example.co.jp\n件名: {SUBJECT}\n\n{BODY}",
    "ios en": f"Sent from my iPhone\n\nBegin forwarded message:\n\nFrom: {NAME} <{ADDRESS}>\nDate: January 8, 2025\nTo: taro@example.co.jp\nSubject: {SUBJECT}\n\n{BODY}",
    "outlook classic ja": f"-----元のメッセージ-----\n差出人: {NAME} <{ADDRESS}>\n送信日時: 2025年1月8日 10:00\n宛先: taro@example.co.jp\n件名: {SUBJECT}\n\n{BODY}",
    "outlook classic en": f"-----Original Message-----\nFrom: {NAME} <{ADDRESS}>\nSent: Wednesday, January 8, 2025\nTo: taro@example.co.jp\nSubject: {SUBJECT}\n\n{BODY}",
    "outlook new": f"________________________________\nFrom: {NAME} <{ADDRESS}>\nSent: Wednesday, January 8, 2025 10:00\nTo: taro@example.co.jp <taro@example.co.jp>\nSubject: {SUBJECT}\n\n{BODY}",
    "outlook web ja": f"________________________________\n差出人: {NAME} <{ADDRESS}>\n送信日時: 2025年1月8日 10:00\n宛先: taro@example.co.jp\n件名: {SUBJECT}\n\n{BODY}",
    "yahoo": f"----- Original Message -----\n> From: {NAME} <{ADDRESS}>\n> To: taro@example.co.jp\n> Date: 2025/01/08 10:00\n> Subject: {SUBJECT}\n>\n> "
    + BODY.replace("\n", "\n> "),
    "thunderbird": f"-------- Forwarded Message --------\nSubject: \t{SUBJECT}\nDate: \tWed, 8 Jan 2025 10:00:00 +0900\nFrom: \t{NAME} <{ADDRESS}>\nTo: \ttaro@example.co.jp\n\n\n\n{BODY}",
    "thunderbird ja": f"-------- 転送メッセージ --------\n件名: \t{SUBJECT}\n日付: \t2025年1月8日\n差出人: \t{NAME} <{ADDRESS}>\n宛先: \ttaro@example.co.jp\n\n{BODY}",
    "docomo": f"From:{NAME}<{ADDRESS}>\nSub:{SUBJECT}\nDate:2025/01/08 10:00\n\n{BODY}",
    "au": f"送信者：{NAME}<{ADDRESS}>\n件名：{SUBJECT}\n日付：2025/01/08\n\n{BODY}",
    "softbank": f"差出人\n{NAME} <{ADDRESS}>\n件名\n{SUBJECT}\n日時\n2025/01/08 10:00\n\n{BODY}",
    "own words": f"これ本物ですか？\n\n件名：{SUBJECT}\n差出人：{NAME}（{ADDRESS}）\n本文：\n{BODY}",
    "own words, one line": f"件名：{SUBJECT}　差出人：{NAME} <{ADDRESS}>\n\n{BODY}",
    "brackets": f"【件名】{SUBJECT}\n【差出人】{NAME}＜{ADDRESS}＞\n【本文】\n{BODY}",
    "bullets": f"・件名： {SUBJECT}\n・送信元： {NAME} [{ADDRESS}]\n\n{BODY}",
    "markdown": f"**件名:** {SUBJECT}\n**差出人:** {NAME} <{ADDRESS}>\n\n{BODY}",
    "discord quote": f"<@123456789012345678> これ本物？\n> 件名: {SUBJECT}\n> 差出人: {NAME} <{ADDRESS}>\n> \n> " + BODY.replace("\n", "\n> "),
    "code fence": f"これ大丈夫？\n```\nFrom: {NAME} <{ADDRESS}>\nSubject: {SUBJECT}\n\n{BODY}\n```",
    "defanged": f"件名: {SUBJECT}\n差出人: {NAME} info[at]mail[.]example[.]cfd\n\n{BODY}",
    "full width": f"件名：{SUBJECT}\n差出人：{NAME}　ｉｎｆｏ＠ｍａｉｌ．ｅｘａｍｐｌｅ．ｃｆｄ\n\n{BODY}",
    "indented": f"    件名: {SUBJECT}\n    差出人: {NAME} <{ADDRESS}>\n\n    {BODY}",
    "tabs": f"件名\t{SUBJECT}\n差出人\t{NAME} <{ADDRESS}>\n\n{BODY}",
    "title": f"タイトル：{SUBJECT}\n送信元アドレス：{NAME} <{ADDRESS}>\n\n{BODY}",
    "mailto": f"From: {NAME} [mailto:{ADDRESS}]\nSubject: {SUBJECT}\n\n{BODY}",
    "raw": f"Received: from a.example.net by mx.example.net\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nFrom: {NAME} <{ADDRESS}>\nSubject: {SUBJECT}\n\n{BODY}",
    "raw, encoded": f"見てください\n\nReturn-Path: <x@example.cfd>\nReceived: from a\nContent-Type: text/plain\nFrom: {NAME} <{ADDRESS}>\nSubject: =?UTF-8?B?5L+d55WZ5Lit44Gu44Oh44O844Or?=\n =?UTF-8?B?OeS7tg==?=\n\n{BODY}",
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_ways_apps_and_people_quote_a_mail(name: str) -> None:
    mail = read_text(FORMATS[name])
    assert mail.subject == SUBJECT
    assert mail.sender.display == NAME
    assert mail.sender.address == ADDRESS
    assert "保留されています" in mail.body
    assert "件名" not in mail.body
    assert "sender" not in mail.unseen


def test_a_name_alone_leaves_the_sender_unseen() -> None:
    mail = read_text(f"件名: {SUBJECT}\n差出人: {NAME}\n\n{BODY}")
    assert mail.sender.display == NAME
    assert "sender" in mail.unseen


def test_a_body_alone_is_a_body() -> None:
    mail = read_text(BODY)
    assert mail.body == BODY
    assert mail.unseen == {"headers", "sender", "subject", "link-targets"}


def test_a_list_of_held_messages_does_not_hijack_the_header() -> None:
    held = "\n".join(f"差出人: {who}\n件名: {what}\n" for who, what in [("AMAZON", "ご注文"), ("Google", "警告")])
    mail = read_text(f"件名: {SUBJECT}\n差出人: {NAME} <{ADDRESS}>\n\n次のメールが保留されています。\n{held}")
    assert (mail.subject, mail.sender.address) == (SUBJECT, ADDRESS)
    assert "AMAZON" in mail.body


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_list_of_held_subjects_is_body_and_hides_nothing_above_it(between: str) -> None:
    lead = "5 件のメールがサーバーに保留されています。"
    mail = read_text(between.join((lead, "件名：お見積りの件 / 受信：9:12", "件名：請求書の件 / 受信：10:40", "受信する")))
    assert (mail.subject, lead in mail.body) == ("", True)


def test_a_subject_below_a_question_is_still_the_header() -> None:
    assert read_text(f"これ本物？\n件名: {SUBJECT}\n\n{BODY}").subject == SUBJECT


def test_a_list_of_held_messages_deep_in_a_body_without_header_is_body() -> None:
    lead = "\n".join(f"{number} 行目の文章です。" for number in range(20))
    mail = read_text(f"{lead}\n差出人: AMAZON\n件名: ご注文の確認\n")
    assert (mail.subject, mail.sender.display) == ("", "")


def test_the_innermost_forwarded_mail_is_the_one_to_check() -> None:
    mail = read_text(
        f"件名: Fwd: 見てほしい\n差出人: 花子 <hanako@example.com>\n\nこれ本物？\n\n---------- Forwarded message ---------\nFrom: {NAME} <{ADDRESS}>\nSubject: {SUBJECT}\n\n{BODY}"
    )
    assert (mail.subject, mail.sender.address) == (SUBJECT, ADDRESS)
    assert "forwarded" in mail.traits


RAW = f"Delivered-To: taro@example.co.jp\nReceived: from a.example.cfd\nFrom: {NAME}\n <{ADDRESS}>\nSubject: x\nMIME-Version: 1.0\n\n本文"


@pytest.mark.parametrize(
    "before",
    ["", "これは本物ですか？\n\n", f"メッセージ ID\t<a@example.cfd>\nFrom:\t{NAME} <{ADDRESS}>\n件名:\tx\nSPF:\tPASS（IP: 192.0.2.1）\n元のメッセージ\n\n"],
    ids=["alone", "asked about", "under the table of a mail service"],
)
def test_a_pasted_source_is_read_as_one(before: str) -> None:
    mail = read_text(before + RAW)
    assert (mail.form, mail.sender.address, mail.body) == ("eml", ADDRESS, "本文")


@pytest.mark.parametrize(
    "before",
    [
        f"件名: {SUBJECT}\n差出人: {NAME} <other@mail.example.cfd>\n\n至急お電話ください\n\n",
        f"件名: {SUBJECT}\n\n至急お電話ください\n\n",
        "こちらから https://login.example.cfd/\n\n",
        "こちらから login[.]example[.]cfd\n\n",
        "お支払いの確認をお願いします。" * 50 + "\n\n",
    ],
    ids=["another's header", "a header without sender", "a link", "a defanged link", "long"],
)
def test_fields_in_the_middle_of_a_mail_do_not_hide_what_stands_above_them(before: str) -> None:
    mail = read_text(before + RAW)
    assert mail.form == "text"
    assert before.strip().split("\n")[-1] in mail.body


def test_words_that_only_look_like_labels_stay_in_the_body() -> None:
    mail = read_text("件名が変なメールが来ました。差出人は不明です。\n本文はこうです。")
    assert (mail.subject, mail.sender.display) == ("", "")


def test_placeholders_tell_that_the_targets_are_unseen() -> None:
    mail = read_text(f"件名: {SUBJECT}\n差出人: a@example.cfd\n\nhttps://example.cfd/a\n（リンク）")
    assert "link-targets" in mail.unseen
    assert [link.kind for link in mail.links] == ["bare", "placeholder"]


def test_ocr_reads_a_phone_screen() -> None:
    mail = read_ocr(
        "9:41 ııl 5G ■\n< 受信\nメ ー ル ボ ッ ク ス の 容 量\nXSERVER SUPPORT\ninfo@mail.example.cfd\nTo: 自分\n\n力一ド情報を更新してください\nhttps://Iogin.example.cfd/x\n返信"
    )
    assert mail.form == "ocr"
    assert mail.subject.startswith("メールボックスの容量")
    assert mail.sender.address == ADDRESS
    assert mail.sender.display == NAME
    assert "9:41" not in mail.body
    assert "カード情報" in mail.body
    assert "link-targets" in mail.unseen


@given(st.text(max_size=400))
def test_no_text_makes_it_raise(text: str) -> None:
    read_text(text)
    read_ocr(text)


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(["件名:", "差出人：", "From:", "> ", "\n", "-----Original Message-----", "＜", "a@b.example", "http://", "（リンク）", " ", "```"]),
        max_size=60,
    )
)
def test_no_arrangement_of_marks_makes_it_raise(pieces: list[str]) -> None:
    read_text("".join(pieces))
    read_ocr("".join(pieces))


@pytest.mark.parametrize(
    "text", [">" * 200_000, "件名:\n" * 50_000, "(" * 200_000, "a." * 100_000, "http://" * 30_000, "差出人:" * 30_000, " " * 200_000, "[a](" * 50_000]
)
def test_long_rubbish_is_read_to_the_end(text: str) -> None:
    assert read_text(text).form in ("text", "eml")
    assert read_ocr(text).form == "ocr"
