"""Raw mail as it comes: charsets that lie, headers cut in mid-character, mails within mails."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from rules import Unusable
from rules.mail.decode import decode
from rules.mail.eml import RECIPIENTS, read_eml

SUBJECT = "【重要】保留中のメール９件のお知らせ"
BODY = "お客様のメールが保留されています。\n下記をご確認ください。\n"


def raw(head: bytes, body: bytes) -> bytes:
    return b"From: Support <a@mail.example.cfd>\r\nTo: taro@example.co.jp\r\n" + head + b"\r\n\r\n" + body


@pytest.mark.parametrize("codec", ["iso2022_jp", "cp932", "utf-8", "euc_jp"])
@pytest.mark.parametrize("label", ["iso-2022-jp", "shift_jis", "utf-8", "us-ascii", "unknown-8bit", ""])
def test_japanese_is_read_whatever_the_label_says(codec: str, label: str) -> None:
    charset = f"; charset={label}" if label else ""
    mail = read_eml(raw(f"Subject: x\r\nContent-Type: text/plain{charset}\r\nContent-Transfer-Encoding: 8bit".encode(), BODY.encode(codec)))
    assert "保留されています" in mail.body
    right = {"iso2022_jp": "iso-2022-jp", "cp932": "shift_jis", "utf-8": "utf-8", "euc_jp": "euc-jp"}[codec]
    if label in ("iso-2022-jp", "shift_jis", "utf-8") and label != right and codec != "iso2022_jp":
        assert "charset-mislabelled" in mail.traits
    if label == right:
        assert "charset-mislabelled" not in mail.traits


def test_vendors_characters_of_iso_2022_jp() -> None:
    assert decode(b"\x1b$B-!-j\x1b(B 1\x1b(I1\x1b(B", "ISO-2022-JP")[0] == "①㈱ 1ｱ"


def test_gbk_under_another_name() -> None:
    text, mislabelled = decode("您好，您的账户已被锁定，请立即登录".encode("gbk"), "iso-2022-jp")
    assert text.startswith("您好")
    assert mislabelled


@pytest.mark.parametrize("codec", ["utf-8", "iso-2022-jp", "cp932"])
@pytest.mark.parametrize("cut", [5, 7, 10])
def test_a_subject_cut_in_the_middle_of_a_character(codec: str, cut: int) -> None:
    data = SUBJECT.encode(codec)
    words = [base64.b64encode(data[start : start + cut]).decode() for start in range(0, len(data), cut)]
    head = "Subject: " + "\r\n ".join(f"=?{codec}?B?{word}?=" for word in words)
    assert read_eml(raw(head.encode(), b"x")).subject == SUBJECT


@pytest.mark.parametrize(
    "head",
    [
        f"Subject: {SUBJECT}".encode(),
        f"Subject: {SUBJECT}".encode("cp932"),
        b"Subject: =?utf-8?q?" + SUBJECT.encode("utf-8").hex("=", 1).replace("=", "=").encode().replace(b"", b"") + b"?=",
    ],
)
def test_subjects_in_bare_bytes(head: bytes) -> None:
    if b"=?" in head:
        head = b"Subject: =?utf-8?q?" + b"".join(b"=%02X" % byte for byte in SUBJECT.encode()) + b"?="
    assert read_eml(raw(head, b"x")).subject == SUBJECT


def test_html_alone_and_its_links() -> None:
    mail = read_eml(raw(b"Content-Type: text/html; charset=utf-8", '<p>確認は<a href="https://login.example.cfd/x">公式サイト</a></p>'.encode()))
    assert mail.body == "確認は公式サイト"
    assert (mail.links[0].target, mail.links[0].text, mail.links[0].kind) == ("https://login.example.cfd/x", "公式サイト", "anchor")
    assert "link-targets" not in mail.unseen


def test_both_bodies_give_their_links_once() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.cfd", "x"
    message.set_content("見て https://a.example.cfd/1 https://b.example.cfd/2")
    message.add_alternative('<p>見て <a href="https://a.example.cfd/1">ここ</a></p>', subtype="html")
    mail = read_eml(message.as_bytes())
    assert [link.target for link in mail.links] == ["https://a.example.cfd/1", "https://b.example.cfd/2"]


def wrapped(kind: str = "mixed") -> EmailMessage:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "XSERVER SUPPORT <a@mail.example.cfd>", SUBJECT
    inner.set_content(BODY)
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "花子 <hanako@example.com>", "Fwd: これ本物？"
    outer.set_content("添付のメールを見てください")
    outer.add_attachment(inner)
    if kind == "report":
        outer.set_type("multipart/report")
    return outer


def test_a_mail_forwarded_as_attachment_is_the_one_to_check() -> None:
    mail = read_eml(wrapped().as_bytes())
    assert (mail.sender.address, mail.subject) == ("a@mail.example.cfd", SUBJECT)
    assert "forwarded" in mail.traits


def test_a_bounce_is_itself_the_mail() -> None:
    assert read_eml(wrapped("report").as_bytes()).sender.address == "hanako@example.com"


def test_attachments_by_name_type_and_size() -> None:
    message = EmailMessage()
    message["From"] = "a@example.cfd"
    message.set_content("x")
    message.add_attachment(b"MZ123", maintype="application", subtype="octet-stream", filename="請求書.pdf.exe")
    item = read_eml(message.as_bytes()).attachments[0]
    assert (item.name, item.media_type, item.size) == ("請求書.pdf.exe", "application/octet-stream", 5)


def test_a_mailing_list_does_not_hide_the_author() -> None:
    mail = read_eml(b"From: Amazon via Some-List <some-list@lists.example.org>\nReply-To: Amazon <a@mail.example.cfd>\nSubject: x\n\ny")
    assert (mail.sender.display, mail.sender.address) == ("Amazon", "a@mail.example.cfd")


def test_only_the_topmost_authentication_results_count() -> None:
    top = "Authentication-Results: mx.example.net; spf=fail (reason; spf=pass) smtp.mailfrom=x@example.cfd; dkim=none; dmarc=fail header.from=xserver.ne.jp"
    below = "Authentication-Results: mx.example.cfd; dmarc=pass header.from=xserver.ne.jp"
    seen = read_eml(f"{top}\n{below}\nFrom: a@xserver.ne.jp\nSubject: x\n\ny".encode()).authentication
    assert seen is not None
    assert (seen.server, seen.spf, seen.dkim, seen.dmarc) == ("mx.example.net", "fail", "none", "fail")


def test_results_of_one_server_in_several_fields_are_one() -> None:
    fields = (
        "Authentication-Results: mx.example.net; dmarc=none",
        "Authentication-Results: mx.example.net; spf=fail smtp.mailfrom=example.cfd; dmarc=pass",
        "Authentication-Results: mx.example.cfd; dkim=pass header.d=xserver.ne.jp",
    )
    seen = read_eml(("\n".join(fields) + "\nFrom: a@xserver.ne.jp\n\ny").encode()).authentication
    assert seen is not None
    assert (seen.dmarc, seen.spf, seen.dkim) == ("none", "fail", "")


def test_headers_the_reader_uses() -> None:
    mail = read_eml(
        b"Return-Path: <b@bounce.example>\nReply-To: c@other.example\nDate: Mon, 02 Nov 2026 10:00:00 +0800\nFrom: a@example.cfd\nTo: taro@example.co.jp, x@example.com\nSubject: x\n\ny"
    )
    assert mail.return_path.address == "b@bounce.example"
    assert mail.reply_to.address == "c@other.example"
    assert mail.date.endswith("+0800")
    assert [address.address for address in mail.to] == ["taro@example.co.jp", "x@example.com"]


def test_nothing_at_all() -> None:
    with pytest.raises(Unusable):
        read_eml(b" \n")


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(1000)) + b"\nx",
        b"Subject: " + b"=?utf-8?B?" + b"5L+d" * 300_000 + b"?=\n\nx",
        b"X: y\n" * 100_000 + b"\nx",
        b"From: " + b"<" * 100_000 + b"\n\nx",
        b"Content-Type: text/html\n\n" + b"<div>" * 100_000 + b"deep",
        b"Content-Type: text/html\n\n" + b"<a href='http://a.example/'>x</a>" * 50_000,
    ],
)
def test_bombs_are_read_to_their_limit(data: bytes) -> None:
    assert read_eml(data).form == "eml"


def test_a_crowd_of_recipients_is_kept_to_a_few_and_the_mailbox_it_lies_in_is_one() -> None:
    crowd = b"".join(b"To: " + b", ".join(b"a%d@b%d.example.com" % (number, line) for number in range(60)) + b"\n" for line in range(300))
    mail = read_eml(b"From: a@mail.example.cfd\n" + crowd + b"Delivered-To: taro@example.co.jp\n\nhttps://mail.example.cfd/?u=taro@example.co.jp")
    assert len(mail.to) == RECIPIENTS
    assert mail.to[0].address == "taro@example.co.jp"


def test_a_mail_forwarded_in_the_text_is_the_one_to_check() -> None:
    mail = read_eml(
        b"Authentication-Results: mx.example.net; dmarc=pass\nFrom: Hanako <hanako@example.com>\nTo: taro@example.com\nSubject: Fwd: Held mail\n"
        b"Content-Type: text/plain; charset=utf-8\n\nIs this real?\n\n---------- Forwarded message ---------\nFrom: XSERVER SUPPORT <info@mail.example.cfd>\n"
        b"Date: Mon, 2 Nov 2026\nSubject: Held mail\nTo: <hanako@example.com>\n\n9 messages are held: https://login.example.cfd/x\n"
    )
    assert (mail.subject, mail.sender.address, mail.authentication, mail.links[0].target) == (
        "Held mail",
        "info@mail.example.cfd",
        None,
        "https://login.example.cfd/x",
    )
    assert "headers" in mail.unseen
    assert "forwarded" in mail.traits


def test_an_answer_below_a_quoted_header_stays_its_writers() -> None:
    mail = read_eml(
        b"From: Hanako <hanako@example.com>\nSubject: Re: Lunch\n\nYes!\n\n-----Original Message-----\nFrom: Taro <taro@example.com>\nSubject: Lunch\n\nSunday?\n"
    )
    assert mail.sender.address == "hanako@example.com"


def test_microsofts_results_name_no_server() -> None:
    mail = read_eml(
        b"Authentication-Results: spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.cfd; dkim=none; dmarc=fail header.from=example.cfd\nFrom: a@example.cfd\n\nx"
    )
    assert mail.authentication is not None
    assert (mail.authentication.server, mail.authentication.spf, mail.authentication.dmarc) == ("", "fail", "fail")


def test_a_programs_long_note_is_left_coded() -> None:
    note = b" ".join([b"=?utf-8?B?5L+d55U=?="] * 100)
    mail = read_eml(raw(b"X-Note: " + note + b"\r\nX-Short: =?utf-8?B?5L+d?=\r\nX-Short: second\r\nSubject: =?utf-8?B?5L+d?=", b"text"))
    assert mail.header("X-Note") == note.decode()
    assert (mail.header("x-short"), mail.header("Subject"), mail.header("x-none")) == ("保", "保", "")
    assert mail.header_all("x-short") == ("保", "second")
