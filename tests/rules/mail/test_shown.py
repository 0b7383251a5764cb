"""Headers as mail apps show them, copied off a screen: no labels, the sender told by what stands around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import read_text
from rules.mail import shown

BODY = "\n9件のメールが保留されています。下記よりご確認ください。\nhttps://login.example.cfd/x\n\nお問い合わせ 0120-000-000 10:00-18:00"
SENDER = "info@mail.example.cfd"


@pytest.mark.parametrize(
    ("head", "subject"),
    [
        (f"XSERVER SUPPORT\n{SENDER}\nTo 自分", ""),
        (f"XSERVER SUPPORT\n{SENDER}\n宛先: me@example.jp\n2026/11/28 10:22", ""),
        (f"XSERVER SUPPORT\n<{SENDER}>\nTo: 自分", ""),
        (f"XSERVER SUPPORT {SENDER}\n11月28日(土) 10:22", ""),
        (f"XSERVER SUPPORT • {SENDER}", ""),
        (f"From\nXSERVER SUPPORT • {SENDER}\nTo\nme@example.jp\nDate\nNov 28, 2026, 10:22", ""),
        (f"From\tXSERVER SUPPORT · {SENDER}\nTo\t自分\n日付\t2026年11月28日 10:22", ""),
        (f"差出人 XSERVER SUPPORT\n<{SENDER}>\n宛先 自分", ""),
        (f"保留中のメール9件\n受信トレイ\nXSERVER SUPPORT <{SENDER}>\n10:22\nTo 自分", "保留中のメール9件"),
        (f"保留中のメール9件\nXSERVER SUPPORT\n{SENDER}\n2026年11月28日 10:22", "保留中のメール9件"),
        (f"これ本物？\n\nXSERVER SUPPORT\n{SENDER}\nYesterday", ""),
    ],
)
def test_the_sender_is_found_and_the_header_is_no_text(head: str, subject: str) -> None:
    mail = read_text(head + "\n" + BODY)
    assert (mail.sender.display, mail.sender.address, mail.subject) == ("XSERVER SUPPORT", SENDER, subject)
    assert mail.body == BODY.strip()


@pytest.mark.parametrize(
    "text",
    [
        f"お問い合わせ先\n{SENDER}\nまでお願いします",
        f"ご登録のアドレスは\n{SENDER}\nです。2026年11月28日に変わります。",
        f"山田様\n\nいつもありがとうございます。返信は {SENDER}\n2026年11月28日までに",
        f"件のご連絡。\n\n担当: 佐藤、アドレス {SENDER}\nTo 各位",
        f"一\n二\n三\n四\n五\n六\n七\n八\nサポート\n{SENDER}\n10:22",
    ],
)
def test_an_address_in_a_text_is_no_sender(text: str) -> None:
    assert read_text(text + "\n" + "あ" * 300).sender.address == ""


def test_labels_come_first() -> None:
    mail = read_text(f"件名: お知らせ\n差出人: 佐藤 <a@example.com>\n\n鈴木\n{SENDER}\n11月28日 10:22")
    assert mail.sender.address == "a@example.com"


@given(
    st.lists(st.sampled_from([SENDER, "XSERVER", "From", "To", "自分", "10:22", "", "•", "差出人", "受信トレイ", "お知らせ", "<", ">", "2026年"]), max_size=14),
    st.sampled_from("\n \t"),
)
def test_no_arrangement_makes_it_raise(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    found = shown.find(text.split("\n"))
    assert found is None or 0 <= found.start < found.body <= len(text.split("\n"))
