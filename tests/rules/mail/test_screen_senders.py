"""The sender on a screen, however an app and its window break and surround it."""

from __future__ import annotations

import pytest

from rules.mail.screen import read, to_mail
from rules.mail.screen.hosts import decide
from rules.mail.screen.model import certain
from tests.rules.mail.test_screen import PACK, STATUS, body, screen

TEXT = body("お客様", "お荷物をお届けしました。", top=1000)
WHO = ("佐川急便", "haitatsu@sagawa-nimotsu.example.cfd")


def mail_of(*entries: tuple, size: tuple[float, float] = (1080.0, 2340.0)):  # type: ignore[no-untyped-def]
    return to_mail(read([screen(*STATUS, *entries, *TEXT, size=size)], PACK), PACK)[0]


def test_an_address_below_the_name_that_needs_two_lines() -> None:
    mail = mail_of(
        ("差出人", 40, 300, 28),
        ("佐川急便", 200, 300, 40),
        ("haitatsu@sagawa-", 200, 360, 40),
        ("nimotsu.example.cfd", 200, 420, 40),
        ("件名", 40, 480, 28),
        ("お荷物のお届け", 200, 480, 40),
    )
    assert (mail.sender.display, mail.sender.address) == WHO
    assert mail.subject == "お荷物のお届け"


@pytest.mark.parametrize("beside", [("返信 転送迷惑メール",), ("分召…",), ("返信", "転送")])
def test_buttons_beside_an_address_are_not_part_of_it(beside: tuple[str, ...]) -> None:
    buttons = [(text, 900 + 140 * number, 300, 30) for number, text in enumerate(beside)]
    mail = mail_of(("差出人", 40, 300, 30), (f"{WHO[0]} <{WHO[1]}>", 160, 300, 30), *buttons, ("件名", 40, 360, 30), ("お荷物のお届け", 160, 360, 30, "bold"))
    assert (mail.sender.display, mail.sender.address) == WHO
    assert mail.subject == "お荷物のお届け"


def test_english_labels_without_colons_that_were_read_with_their_values() -> None:
    mail = mail_of(
        ("From Parcel Service <info@parcel.example.cfd>", 40, 300, 30),
        ("To alex.morgan@example.com", 40, 350, 30),
        ("Wed 11/18/2026 15:37", 760, 350, 30),
        ("Subject (5) incoming messages are on hold", 40, 400, 30),
    )
    assert (mail.sender.display, mail.sender.address) == ("Parcel Service", "info@parcel.example.cfd")
    assert mail.subject == "(5) incoming messages are on hold"
    assert [address.address for address in mail.to] == ["alex.morgan@example.com"]


def test_readings_that_belong_to_the_same_owner_are_told_and_do_not_matter() -> None:
    host = decide((*certain("direct.bank-c"), (("l", 0.95), ("1", 0.05)), *certain("ub.village-9q6.example.cc")), PACK)
    assert host.reading == "direct.bank-club.village-9q6.example.cc"
    assert host.spellings == ("direct.bank-c1ub.village-9q6.example.cc",)
    assert (host.others, host.matters) == ((), False)
