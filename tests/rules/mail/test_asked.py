"""A few words about an address: the address is the sender's, the words are whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import check, read_text
from rules.mail import asked, read_ocr

FAKE = "support@xserver-jp.example"


@pytest.mark.parametrize(
    "text",
    [
        FAKE,
        f"{FAKE} これ本物？",
        f"{FAKE}からメールが来ました",
        f"{FAKE} ってアドレスから来たけど詐欺ですか",
        f"送信元が {FAKE} なんだけど",
        f"差出人は「{FAKE}」でした。怪しい？",
        f"エックスサーバーから来た。アドレスは {FAKE}、大丈夫？",
        f"Is {FAKE} legit?",
        "support[at]xserver-jp[.]example って本物ですか",
        "support＠xserver-jp．example って公式？",
        f"<{FAKE}> 本物？",
    ],
)
def test_the_address_asked_about_is_the_senders(text: str) -> None:
    mail = read_text(text)
    assert (mail.sender.address, mail.body) == (FAKE, "")
    assert {"subject", "body"} <= mail.unseen
    assert check(mail).level == "caution"
    assert read_ocr(text).sender.address == FAKE


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f"サンプル銀行 <{FAKE}> 口座を確認してください", "口座を確認してください"),
        (f"{FAKE}\n口座を確認してください", "口座を確認してください"),
        (f"件名「ご利用確認のお願い」差出人 {FAKE}", "件名「ご利用確認のお願い」差出人"),
    ],
)
def test_words_of_the_mail_stay(text: str, body: str) -> None:
    mail = read_text(text)
    assert (mail.sender.address, mail.body) == (FAKE, body)


@pytest.mark.parametrize(
    "text",
    [
        f"ご返信は {FAKE} まで",
        f"ご連絡は下記へ。\n{FAKE}",
        f"{FAKE} へ送ってください",
        f"{FAKE}様\n口座を確認してください",
        f"<{FAKE}> 様\n口座を確認してください",
        f"Dear {FAKE},\nplease check your account",
        f"{FAKE} か info@example.com のどちらが本物？",
        f"{FAKE} 本物？" + "あ" * asked.LONGEST,
        "本物？",
        "https://taro@example.com/ は本物？",
    ],
)
def test_anything_else_has_no_sender(text: str) -> None:
    assert read_text(text).sender.address == ""


@pytest.mark.parametrize("text", ["support@xserver.ne.jp からきたけど本物？", "no-reply@discord.com これ詐欺？", "送信元は taro@example.com です"])
def test_an_honest_address_alone_is_too_little(text: str) -> None:
    report = check(read_text(text))
    assert (report.level, report.points) == ("unclear", ())


@given(st.lists(st.sampled_from([FAKE, "info@example.com", "から", "本物？", "\n", " ", "<", ">", "差出人", "「", "」", "[at]", "[.]", "さくら"]), max_size=12))
def test_no_words_around_it_make_it_raise(pieces: list[str]) -> None:
    read_text("".join(pieces))
