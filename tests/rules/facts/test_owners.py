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
        ("linemo.com", "sender.brand-namesake"),
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


@pytest.mark.parametrize(
    ("sender", "fact"),
    [
        ("ドコモ <info@mail.docomo.ne.jp>", "sender.brand-own"),
        ("ドコモ <hanako@docomo.ne.jp>", "sender.customer-domain"),
        ("ソフトバンク <hanako@i.softbank.jp>", "sender.customer-domain"),
    ],
)
def test_the_hosts_at_which_customers_have_addresses(gathered: Callable[[Mail | str], Facts], sender: str, fact: str) -> None:
    facts = gathered(f"件名: お知らせ\n差出人: {sender}\n\nお知らせです。")
    assert {"sender.brand-own", "sender.customer-domain"} & facts.keys() == {fact}


@pytest.mark.parametrize(
    ("sender", "link", "elsewhere"),
    [
        ("エポスカード <info@01epos.jp>", "https://www.eposcard.co.jp/member/", False),
        ("JR東海 <info@jr-central.co.jp>", "https://shinkansen2.jr-central.co.jp/RSV_P/", False),
        ("エポスカード <info@01epos.jp>", "https://eposcard.example/member/", True),
    ],
)
def test_one_company_writes_from_one_domain_and_links_to_another(gathered: Callable[[Mail | str], Facts], sender: str, link: str, elsewhere: bool) -> None:
    facts = gathered(f"件名: お知らせ\n差出人: {sender}\n\n下記よりご確認ください。\n{link}")
    assert ("link.sender-elsewhere" in facts) is elsewhere
    assert ("link.brand-only" in facts) is not elsewhere


@pytest.mark.parametrize(("words", "led"), [("ご利用先 APPLE.COM/BILL", False), ("apple.com/bill", True), ("HTTPS://APPLE.COM/BILL", True)])
def test_a_shop_s_name_as_cards_write_it_leads_nowhere(gathered: Callable[[Mail | str], Facts], words: str, led: bool) -> None:
    facts = gathered(f"件名: ご利用のお知らせ\n差出人: JCB <mail@qa.jcb.co.jp>\n\nご利用がありました。\n{words}")
    assert ("link.brand-mismatch" in facts) is led


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("On Mon, 9 Nov 2026, Kenji <kenji.mori@icloud.com> wrote:\n> Thanks", False),
        ("2026年11月9日 森 <kenji.mori@icloud.com>:\n> ありがとう", False),
        ("Please write to kenji.mori@icloud.com", True),
    ],
)
def test_the_line_above_a_quoted_mail_asks_for_no_answer(gathered: Callable[[Mail | str], Facts], text: str, asks: bool) -> None:
    facts = gathered(f"Subject: Hello\nFrom: Emma <emma@clarke.example>\n\nSee below.\n\n{text}")
    assert ("ask.other-address" in facts) is asks


def test_a_list_whose_bounces_come_back_to_it(gathered: Callable[[Mail | str], Facts]) -> None:
    raw = "Return-Path: <{bounce}>\nList-Id: <users.ml.example.org>\nFrom: Ryo <ryo@example.ac.jp>\nSubject: [users:12] Re: uv\n\nSee the notes.\n"
    assert "sender.list" in gathered(read_eml(raw.format(bounce="users-bounces@ml.example.org").encode()))
    assert "sender.list" not in gathered(read_eml(raw.format(bounce="info-bounces@example.cfd").encode()))


@pytest.mark.parametrize(
    ("line", "claimed"),
    [
        ("くらし館 Yahoo!ショッピング店 <info@kurashikan.example.co.jp>", False),
        ("Yahoo!ショッピング <info@kurashikan.example.co.jp>", True),
        ("楽天市場店 <info@example.co.jp>", True),
    ],
)
def test_a_shop_in_a_mall_is_not_the_mall(gathered: Callable[[Mail | str], Facts], line: str, claimed: bool) -> None:
    facts = gathered(f"件名: ご注文の確認\n差出人: {line}\n\nご注文を承りました。")
    assert ("sender.brand-mismatch-home" in facts) is claimed


@pytest.mark.parametrize(
    ("sender", "link", "elsewhere"),
    [
        ("Reddit <noreply@redditmail.com>", "https://www.reddit.com/reset/9dK2fA", False),
        ("Reddit <noreply@redditmail.com>", "https://reddit.example.org/reset/9dK2fA", True),
        ("Reddit <noreply@mail-redd.it>", "https://www.reddit.com/reset/9dK2fA", True),
    ],
)
def test_a_domain_for_mail_alone_is_no_stranger(gathered: Callable[[Mail | str], Facts], sender: str, link: str, elsewhere: bool) -> None:
    assert ("link.sender-elsewhere" in gathered(f"Subject: Reset\nFrom: {sender}\n\nReset your password.\n{link}")) is elsewhere


@pytest.mark.parametrize(
    ("sender", "of_japan"),
    [
        ("家具の森 <shop@kagu-no-mori.jp>", True),
        ("家具の森 <shop@kagu-no-mori.co.jp>", True),
        ("家具の森 <shop@kagu-no-mori.com>", False),
        ("家具の森 <kagu@yahoo.co.jp>", False),
        ("Netflix <info@kagu-no-mori.jp>", False),
    ],
)
def test_a_sender_of_japan_who_claims_nobody(gathered: Callable[[Mail | str], Facts], sender: str, of_japan: bool) -> None:
    assert ("sender.settled" in gathered(f"件名: 決済エラー\n差出人: {sender}\n\nお支払い方法の変更をお願いします。")) is of_japan


@pytest.mark.parametrize(
    ("domain", "dkim", "rest", "fact"),
    [
        ("mado-no-mise.jp", "pass", "https://www.mado-no-mise.jp/pay", "sender.brand-mismatch-vouched"),
        ("mado-no-mise.jp", "pass", "", "sender.brand-mismatch-vouched"),
        ("mado-no-mise.jp", "fail", "https://www.mado-no-mise.jp/pay", "sender.brand-mismatch"),
        ("mado-no-mise.jp", "pass", "https://mado.example/pay", "sender.brand-mismatch"),
        ("mado-no-mise.com", "pass", "https://www.mado-no-mise.com/pay", "sender.brand-mismatch"),
        ("netflix-login.jp", "pass", "https://www.netflix-login.jp/pay", "sender.brand-mismatch"),
    ],
)
def test_a_vouched_domain_of_japan_that_the_pack_lacks(gathered: Callable[[Mail | str], Facts], domain: str, dkim: str, rest: str, fact: str) -> None:
    facts = gathered(read_eml(MAIL.format(name="Netflix", domain=domain, dkim=dkim, rest=rest).encode()))
    assert fact in facts
    assert ("authentication.other-domain" in facts) is (fact == "sender.brand-mismatch")


def test_a_list_of_held_mails_is_no_header(gathered: Callable[[Mail | str], Facts]) -> None:
    facts = gathered("検疫されたメッセージの確認\n\n送信者: promo@onlysale.example 件名: 特別セール\n送信者: hr@job.example 件名: 求人\n\nMicrosoft 365")
    assert "sender.seen" not in facts


@pytest.mark.parametrize(
    ("sender", "own"),
    [
        ("デジタル庁 <noreply@gbiz-id.go.jp>", True),
        ("デジタル庁 <noreply@gbiz-id.jp>", False),
        ("三菱UFJ eスマート証券 <info@kabu.co.jp>", True),
        ("三菱UFJ eスマート証券 <info@kabu.example>", False),
    ],
)
def test_offices_and_other_endings_of_a_company_s_own_label(gathered: Callable[[Mail | str], Facts], sender: str, own: bool) -> None:
    facts = gathered(f"件名: お知らせ\n差出人: {sender}\n\nお知らせです。")
    assert ("sender.brand-own" in facts) is own


@pytest.mark.parametrize(
    ("text", "threat"),
    [
        ("お支払いがない場合、サービスを停止します。", True),
        ("お支払いの確認ができないため、下記サービスを停止しました。", False),
        ("心当たりがない場合は、アプリからカードの利用を停止してください。", False),
    ],
)
def test_what_is_done_already_is_no_or_else(gathered: Callable[[Mail | str], Facts], text: str, threat: bool) -> None:
    assert ("signal.or-else" in gathered(text)) is threat


@pytest.mark.parametrize(
    ("subject", "claimed"), [("Amazonギフトカード交換完了のお知らせ", False), ("Amazon ギフト券が当たりました", False), ("Amazonアカウントのお知らせ", True)]
)
def test_the_name_of_a_thing_in_a_subject_claims_nobody(gathered: Callable[[Mail | str], Facts], subject: str, claimed: bool) -> None:
    facts = gathered(f"件名: {subject}\n差出人: ポイントの窓 <info@point-no-mado.jp>\n\nマイページでご確認ください。")
    assert (facts.brand is not None) is claimed


@pytest.mark.parametrize(
    ("name", "known"), [("ヤマダ電機", True), ("ヤマダ電機 サポート", True), ("ヤマダ電機工業", False), ("ヤマダ電機工業株式会社 総務部", False)]
)
def test_a_name_that_goes_on_is_another_firms(gathered: Callable[[Mail | str], Facts], name: str, known: bool) -> None:
    facts = gathered(f"件名: お見積りの件\n差出人: {name} <info@firm.example.co.jp>\n\nお見積りをお送りします。")
    assert (facts.brand is not None) is known
    assert bool(gathered(f"いつもお世話になっております。{name}です。お見積りをお送りします。").claims) is known


@pytest.mark.parametrize(
    ("signed", "sender", "foreign"),
    [
        ("example.co.jp", "example.co.jp", False),
        ("example.co.jp", "example.cfd", True),
        ("other.example", "example.co.jp", True),
    ],
)
def test_the_click_counter_of_the_service_that_brought_the_mail(gathered: Callable[[Mail | str], Facts], signed: str, sender: str, foreign: bool) -> None:
    mail = read_eml(
        (
            f"Return-Path: <b-1@bounce.counter.example>\nAuthentication-Results: mx.example.jp; dkim=pass header.d={signed}; dkim=pass header.d=counter.example;"
            f" dmarc=pass header.from={sender}\nFrom: Shop <shop@{sender}>\nTo: taro@example.jp\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n"
            '<p>Three days are left for your points, and then they are gone.</p><a href="https://t.counter.example/r/1">a</a>'
        ).encode()
    )
    assert ("link.all-foreign" in gathered(mail)) is foreign
