"""Whose domain it is, who is claimed where several are named, and mails that stay on their sender's own ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail import read_eml

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts
    from rules.mail.model import Mail


@pytest.mark.parametrize(
    ("line", "brand"),
    [
        ("ビックカメラ楽天市場店 <order@shop.rakuten.co.jp>", "rakuten"),
        ("ビックカメラ楽天市場店 <order@biccamera.com>", "biccamera"),
        ("ビックカメラ楽天市場店 <order@example.cfd>", "biccamera"),
    ],
)
def test_of_several_names_the_owner_of_the_address_is_claimed(gathered: Callable[[Mail | str], Facts], line: str, brand: str) -> None:
    facts = gathered(f"件名: ご注文の確認\n差出人: {line}\n\nご注文を承りました。")
    assert facts.brand is not None
    assert facts.brand.id == brand
    assert ("sender.brand-mismatch" in facts) is (line.endswith("cfd>"))


@pytest.mark.parametrize(
    ("domain", "fact"),
    [
        ("linemo.jp", "sender.brand-namesake"),
        ("mail.linemo.net", "sender.brand-namesake"),
        ("linemo.shop", "sender.brand-mismatch"),
        ("linemo-id.jp", "sender.brand-mismatch"),
        ("1inemo.jp", "sender.brand-mismatch"),
    ],
)
def test_a_company_s_whole_name_below_a_plain_ending(gathered: Callable[[Mail | str], Facts], domain: str, fact: str) -> None:
    facts = gathered(f"件名: お知らせ\n差出人: LINEMO <info@{domain}>\n\n開通が済みました。")
    assert {name for name in facts if name.startswith("sender.brand-")} == {fact}


def test_a_customer_s_site_is_no_namesake(gathered: Callable[[Mail | str], Facts]) -> None:
    facts = gathered("件名: お知らせ\n差出人: ConoHa WING <info@shop.conohawing.com>\n\nお知らせです。")
    assert "sender.brand-namesake" not in facts


@pytest.mark.parametrize(
    ("sender", "link", "fact"),
    [
        ("DHL <noreply@dhl.com>", "https://mydhl.express.dhl/jp/", "link.brand-only"),
        ("DHL <noreply@dhl.com>", "https://mydhl.express.dhl.example/jp/", "link.brand-mismatch"),
        ("東京ガス <info@tokyo-gas.co.jp>", "https://www.mytokyogas.jp/", "link.brand-namesake"),
        ("東京ガス <info@tokyo-gas.example>", "https://www.mytokyogas.jp/", "link.brand-mismatch"),
    ],
)
def test_where_links_lead(gathered: Callable[[Mail | str], Facts], sender: str, link: str, fact: str) -> None:
    facts = gathered(f"件名: お知らせ\n差出人: {sender}\n\nお知らせです。\n{link}")
    assert fact in facts


MAIL = """\
Authentication-Results: mx.example.net; spf=pass smtp.mailfrom={domain}; dkim={dkim} header.d={domain}; dmarc={dkim} header.from={domain}
From: {name} <info@{domain}>
To: hanako@example.org
Subject: =?utf-8?b?44GK55+l44KJ44Gb?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

お支払いができませんでした。お支払い方法を更新してください。
{rest}
"""


@pytest.mark.parametrize(
    ("name", "domain", "dkim", "rest", "own"),
    [
        ("Netflix", "netflix.com", "pass", "https://www.netflix.com/YourAccount", True),
        ("Netflix", "netflix.com", "fail", "https://www.netflix.com/YourAccount", False),
        ("Netflix", "netflix.com", "pass", "https://netflix.example/YourAccount", False),
        ("Netflix", "netflix.com", "pass", "https://bit.ly/3abcdef", False),
        ("Netflix", "netflix.com", "pass", "至急0120-000-000までお電話ください", False),
        ("Netflix", "netflix.example", "pass", "https://netflix.example/YourAccount", False),
        ("Mado no Mise", "mado-no-mise.jp", "pass", "https://www.mado-no-mise.jp/pay", True),
        ("Mado no Mise", "mado-no-mise.jp", "fail", "https://www.mado-no-mise.jp/pay", False),
        ("Mado no Mise", "mado-no-mise.jp", "pass", "https://mado.example/pay", False),
        ("Mado no Mise", "mado-no-mise.example", "pass", "https://mado-no-mise.example/pay", False),
    ],
)
def test_a_mail_that_stays_on_its_sender_s_ground(gathered: Callable[[Mail | str], Facts], name: str, domain: str, dkim: str, rest: str, own: bool) -> None:
    facts = gathered(read_eml(MAIL.format(name=name, domain=domain, dkim=dkim, rest=rest).encode()))
    assert ("authentication.own-ground" in facts) is own
