"""Outlook's .msg files: real ones, made byte by byte."""

from __future__ import annotations

import pytest

from rules import Unusable, check, read
from rules.mail.msg import read_msg
from tests.rules.mail.cfb import msg

TEXTS = {
    0x001A: "IPM.Note",
    0x0037: "保留中のメール9件",
    0x0C1A: "XSERVER SUPPORT",
    0x5D01: "info@mail.example.cfd",
    0x1000: "ログインはこちら https://login.example.cfd/x",
}
HEADERS = "Authentication-Results: mx.example.net; dmarc=fail header.from=xserver.ne.jp\r\nFrom: Xserver <support@xserver.ne.jp>\r\nTo: taro@example.co.jp\r\nSubject: x\r\n"


def test_subject_sender_and_text() -> None:
    mail = read(msg(TEXTS), name="mail.msg")
    assert (mail.subject, mail.sender.display, mail.sender.address) == ("保留中のメール9件", "XSERVER SUPPORT", "info@mail.example.cfd")
    assert mail.links[0].target == "https://login.example.cfd/x"
    assert "headers" in mail.unseen
    assert check(mail).level == "strong"


def test_html_and_transport_headers() -> None:
    html = '<p>ログイン <a href="https://login.example.cfd/x">https://www.xserver.ne.jp/</a></p>'.encode()
    mail = read_msg(msg({**TEXTS, 0x007D: HEADERS}, {0x1013: html}))
    assert mail.links[0].text == "https://www.xserver.ne.jp/"
    assert mail.authentication is not None
    assert mail.authentication.dmarc == "fail"
    assert mail.sender.address == "support@xserver.ne.jp"
    assert "headers" not in mail.unseen


@pytest.mark.parametrize("cut", [8, 100, 600, 1500])
def test_a_damaged_file_says_so(cut: int) -> None:
    with pytest.raises(Unusable) as caught:
        read_msg(msg(TEXTS)[:cut])
    assert caught.value.reason == "unreadable"
