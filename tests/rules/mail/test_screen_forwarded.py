"""A mail that somebody forwarded in the text of their own, on a screen: the one inside is read, and no header is believed that nothing says was forwarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail.screen import Page, read, to_mail
from tests.rules.mail.test_screen import FOOT, PACK, STATUS, screen

if TYPE_CHECKING:
    from rules.mail.model import Mail

OUTER = [
    *STATUS,
    ("Fwd: 佐川急便です", 40, 200, 60, "bold"),
    ("山田 花子", 190, 320, 42, "bold"),
    ("hanako.yamada@example.net", 190, 380, 32),
    ("宛先: taro.yamada@example.jp", 190, 440, 32),
]
BODY = ("本日お荷物をお届けにあがりましたが、宛先不", "明のため持ち帰りました。", "https://sagawa-nimotsu.example.cfd/r/7l0x1")


def lines(*texts: str, top: float = 620) -> list[tuple]:
    """Lines of one size from a row on; "" is an empty one."""
    return [(text, 40, top + 60 * number, 40) for number, text in enumerate(texts) if text]


def mail_of(page: Page) -> Mail:
    return to_mail(read([page], PACK), PACK)[0]


HEADER = (
    "差出人: 佐川急便 <haitatsu@sagawa-",
    "nimotsu.example.cfd>",
    "日時: 2026年11月21日(土) 8:15",
    "件名: お荷物のお届けについての大切なお知ら",
    "せ",
    "宛先: jiro.sato@example.jp",
)


@pytest.mark.parametrize(
    ("above", "said"),
    [
        pytest.param(("これ本物かな？", "", "---------- Forwarded message ---------"), True, id="dashes"),
        pytest.param(("転送されたメッセージ：",), False, id="words"),
        pytest.param(("これ本物かな？", "", "________________________________"), False, id="a rule of letters"),
        pytest.param(("これ本物かな？", ""), True, id="a rule that was drawn"),
        pytest.param(
            ("---------- Forwarded message ---------", "差出人: 田中 <tanaka@example.org>", "件名: Fwd: 佐川", "", "----- 元のメッセージ -----"),
            True,
            id="twice",
        ),
    ],
)
def test_the_mail_inside_is_the_one_to_check(above: tuple[str, ...], said: bool) -> None:
    outer = OUTER if said else [(entry[0].removeprefix("Fwd: "), *entry[1:]) for entry in OUTER]
    mail = mail_of(screen(*outer, *lines(*above, *HEADER, "", *BODY), *FOOT))
    assert (mail.sender.display, mail.sender.address) == ("佐川急便", "haitatsu@sagawa-nimotsu.example.cfd")
    assert mail.subject == "お荷物のお届けについての大切なお知らせ"
    assert [address.address for address in mail.to] == ["jiro.sato@example.jp"]
    assert mail.body == "本日お荷物をお届けにあがりましたが、宛先不明のため持ち帰りました。\nhttps://sagawa-nimotsu.example.cfd/r/7l0x1"
    assert "forwarded" in mail.traits


def test_a_header_in_the_text_that_nothing_says_was_forwarded_is_text() -> None:
    outer = [(entry[0].removeprefix("Fwd: "), *entry[1:]) for entry in OUTER]
    mail = mail_of(screen(*outer, *lines("次のメールが保留されています。", "", *HEADER), *FOOT))
    assert mail.sender.address == "hanako.yamada@example.net"
    assert "佐川急便" in mail.body
    assert "forwarded" not in mail.traits


def test_what_stands_above_a_forwarded_mail_is_kept_when_it_is_more_than_a_word() -> None:
    mail = mail_of(screen(*OUTER, *lines("https://login.example.cfd/a", "", "---------- Forwarded message ---------", *HEADER, "", *BODY), *FOOT))
    assert [link.target for link in mail.links] == ["https://login.example.cfd/a", "https://sagawa-nimotsu.example.cfd/r/7l0x1"]
    assert mail.sender.address == "haitatsu@sagawa-nimotsu.example.cfd"
