"""Facts that say that nobody gains by a fake of this kind; each is lost with the one thing that would lead to somebody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules import check, default
from rules.facts.model import Context, Facts
from rules.mail import read_ocr, read_text
from rules.mail.model import Address, Attachment, Authentication, Link, Mail

READER = Address("", "aoki@reader.example")


def _facts(mail: Mail) -> Facts:
    engine = default()
    return engine.read(Context(mail, engine.pack))[0]


def _vouched(domain: str) -> Authentication:
    return Authentication(server="mx.example.net", spf="pass", dkim="pass", dkim_domains=(domain,), dmarc="pass")


HOME = Mail(
    form="eml",
    sender=Address("Amazon.co.jp", "news@okaimono-news.com"),
    to=(READER,),
    subject="Amazon",
    body="十一月にお求めになった品物を発送しました。\nお届けは月曜日の午前です。くわしくは注文履歴をごらんください。\nまたのお越しをお待ちしています。いつもありがとうございます。",
    links=(Link("https://www.amazon.co.jp/orders", "", "anchor"),),
    authentication=_vouched("okaimono-news.com"),
)


def test_an_unlisted_domain_that_leads_to_the_company_alone_is_no_mismatch() -> None:
    facts = _facts(HOME)
    assert "sender.brand-mismatch-vouched" in facts
    assert "sender.brand-mismatch" not in facts
    assert check(HOME).level == "none"


@pytest.mark.parametrize(
    "change",
    [
        {"links": (*HOME.links, Link("https://okaimono-news.com/login", "", "anchor"))},
        {"links": ()},
        {"attachments": (Attachment("invoice.pdf", "application/pdf"),)},
        {"reply_to": Address("", "help@example.net")},
        {"authentication": None},
        {"authentication": _vouched("example.net").__class__(server="mx.example.net", dmarc="fail")},
        {"sender": Address("Amazon.co.jp", "news@gmail.com"), "authentication": _vouched("gmail.com")},
    ],
)
def test_and_with_one_thing_more_it_is_one(change: dict[str, object]) -> None:
    assert "sender.brand-mismatch" in _facts(replace(HOME, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "inside"),
    [
        ("http://filter.kouji.local/q", True),
        ("http://192.168.1.20/q", True),
        ("http://172.20.0.4:8080/q", True),
        ("http://intranet/q", True),
        ("http://172.32.0.4/q", False),
        ("http://192.0.2.7/q", False),
        ("https://local.example.com/q", False),
        ("https://kouji-local.com/q", False),
    ],
)
def test_only_hosts_that_no_stranger_can_have_are_the_reader_s_own_network(target: str, inside: bool) -> None:
    assert ("link.intranet" in _facts(Mail(body=target, links=(Link(target, "", "bare"),)))) is inside


def test_one_link_to_the_outside_is_enough() -> None:
    links = (Link("http://filter.kouji.local/q", "", "bare"), Link("https://filter.example.com/q", "", "bare"))
    assert "link.intranet" not in _facts(Mail(links=links))


def test_a_settled_sender_is_at_home_until_something_leads_away() -> None:
    mail = Mail(sender=Address("", "alert@kokoro-hosting.jp"), body="容量", links=(Link("https://www.kokoro-hosting.jp/s", "", "bare"),))
    assert "sender.home" in _facts(mail)
    assert "sender.home" not in _facts(replace(mail, links=(Link("https://kokoro-hosting.example.net/s", "", "bare"),)))
    assert "sender.home" not in _facts(
        replace(mail, sender=Address("", "alert@kokoro-hosting.com"), links=(Link("https://www.kokoro-hosting.com/s", "", "bare"),))
    )


def test_a_piece_of_a_text_is_not_the_whole_mail() -> None:
    assert "structure.no-way" in _facts(Mail(body="アカウントを停止しました。"))
    assert "structure.no-way-whole" not in _facts(Mail(body="アカウントを停止しました。"))
    assert "structure.no-way-whole" in _facts(Mail(body="アカウントのことで会議を開きます。" * 12))


def test_a_name_in_the_address_alone_is_told_from_one_that_is_written_out() -> None:
    sender = Address("銭湯だより", "news@mizuho-mailmag.jp")
    assert "brand.in-address-only" in _facts(Mail(sender=sender, subject="薬草湯", body="十五日はゆず湯です。"))
    assert "brand.in-address-only" not in _facts(Mail(sender=sender, subject="みずほ銀行より", body="十五日はゆず湯です。"))


def test_dots_that_a_picture_lost_make_no_other_sender() -> None:
    read = "件名: ご利用速報\n差出人: PayPayカード <no-reply@mail.{}>\n\nご利用がありました。"
    assert "sender.brand-mismatch" in _facts(read_ocr(read.format("paypay-card-info.jp")))
    assert "sender.brand-mismatch" not in _facts(read_ocr(read.format("paypay-cardco.jp")))
    link = "件名: 【エックスサーバー】更新のお知らせ\n\nエックスサーバーをご利用いただきありがとうございます。\nhttps://www.{}/"
    assert "link.lookalike" in _facts(read_ocr(link.format("xserverne-login.jp")))
    assert "link.lookalike" in _facts(read_text(link.format("xserverne.jp")))
    assert "link.lookalike" not in _facts(read_ocr(link.format("xserverne.jp")))


def test_a_list_s_own_digest_is_known_by_its_sender() -> None:
    headers = {"list-id": "Garden <garden.lists.example.org>", "precedence": "list"}
    mail = Mail(form="eml", sender=Address("", "garden-request@lists.example.org"), to=(READER,), body="x", headers=tuple(headers.items()))
    assert "sender.list" in _facts(mail)
    assert "sender.list" not in _facts(replace(mail, sender=Address("", "garden-request@example.net")))


PASTED = "件名: 明細を更新しました\n差出人: 三井住友カード <info@{}>\n\n今月の明細を更新しました。\nhttps://{}/meisai"


@pytest.mark.parametrize(
    ("domain", "host", "fact"),
    [
        ("meisai-annai.jp", "www.meisai-annai.jp", "sender.brand-mismatch-home"),
        ("meisai-annai.jp", "www.betsu-no-tokoro.jp", "sender.brand-mismatch"),
        ("meisai-annai.com", "www.meisai-annai.com", "sender.brand-mismatch"),
        ("smbc-card-annai.jp", "www.smbc-card-annai.jp", "sender.brand-mismatch"),
    ],
)
def test_a_name_on_a_domain_of_japan_s_that_leads_nowhere_else_weighs_less(domain: str, host: str, fact: str) -> None:
    facts = _facts(read_text(PASTED.format(domain, host)))
    assert {name for name in facts if name.startswith("sender.brand-mismatch")} == {fact}


def test_who_says_that_they_work_with_a_company_does_not_speak_as_it() -> None:
    shop = "メルカリ 出店者 鶴書房"
    assert "brand.in-name" in _facts(Mail(sender=Address("メルカリ 鶴書房", "info@tsuru-shobo.jp")))
    assert "brand.in-name" not in _facts(Mail(sender=Address(shop, "info@tsuru-shobo.jp")))
    assert "brand.in-name" in _facts(Mail(sender=Address(shop, "info@tsuru-shobo.com")))


def test_a_host_of_many_senders_numbers_its_customers_mails() -> None:
    mail = Mail(form="eml", sender=Address("", "ten@tsuru-shoten.jp"), to=(READER,), headers=(("message-id", "<1@sv1000.xserver.jp>"),))
    assert "sender.message-id-elsewhere" not in _facts(mail)
    assert "sender.message-id-elsewhere" in _facts(replace(mail, headers=(("message-id", "<1@mx.betsu-no-tokoro.jp>"),)))


@pytest.mark.parametrize(
    ("target", "fact"),
    [
        ("https://web41.hostco.com:2083", "sender.brand-mismatch-vouched"),
        ("https://web41.hostco.com/login", "sender.brand-mismatch"),
        ("https://web41.hostco.net:2083", "sender.brand-mismatch"),
        ("https://www.hostco.com:2083", "sender.brand-mismatch"),
    ],
)
def test_a_program_s_notice_comes_from_the_server_that_it_runs_on(target: str, fact: str) -> None:
    mail = Mail(
        form="eml", sender=Address("cPanel", "cpanel@web41.hostco.com"), to=(READER,), links=(Link(target, "", "bare"),), authentication=_vouched("hostco.com")
    )
    assert fact in _facts(mail)
    assert "sender.brand-mismatch" in _facts(replace(mail, authentication=None))
