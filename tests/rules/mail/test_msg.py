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


def patched(data: bytes, place: int, value: int) -> bytes:
    return data[:place] + value.to_bytes(4, "little") + data[place + 4 :]


def entry(data: bytes, name: str) -> int:
    """Where a directory entry of that name begins."""
    return data.index(name.encode("utf-16-le"))


@pytest.mark.parametrize("size", [1 << 21, 0xFFFFFF00])
def test_a_stream_that_claims_to_be_endless_is_refused_before_it_is_read(size: int) -> None:
    data = msg({**TEXTS, 0x1000: "保留中 " * 4000})
    start = entry(data, "__substg1.0_1000001F")
    sector = int.from_bytes(data[start + 116 : start + 120], "little")
    fat = 512 * (int.from_bytes(data[76:80], "little") + 1)
    endless = patched(patched(data, start + 120, size), fat + 4 * sector, sector)  # so large, in one sector that follows itself
    with pytest.raises(Unusable):
        read(endless, name="mail.msg")


def test_streams_that_share_their_sectors_are_refused() -> None:
    data = msg({**TEXTS, 0x1000: "保留中 " * 4000, 0x0C1A: "a" * 4000, 0x0E04: "b" * 4000})
    whole = data
    start = entry(data, "__substg1.0_1000001F")
    for name in ("__substg1.0_0C1A001F", "__substg1.0_0E04001F"):
        other = entry(data, name)
        whole = whole[: other + 116] + data[start + 116 : start + 128] + whole[other + 128 :]
    with pytest.raises(Unusable):
        read(whole, name="mail.msg")


@pytest.mark.parametrize("place", [44, 64, 72])
def test_a_header_that_claims_more_tables_than_the_file_can_hold_is_refused(place: int) -> None:
    with pytest.raises(Unusable):
        read(patched(msg(TEXTS), place, 0x00FFFFFF), name="mail.msg")


def test_more_streams_than_a_mail_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.mail.msg._PAIRS", 6**2)
    assert read(msg(dict(list(TEXTS.items())[:5])), name="mail.msg").form == "eml"
    with pytest.raises(Unusable):
        read(msg({**TEXTS, 0x0E04: "b", 0x5D02: "c"}), name="mail.msg")
