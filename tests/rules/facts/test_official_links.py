"""Links to a company's own pages where the mail claims no company, and hosts that carry the name of one the mail only names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts
    from rules.mail.model import Mail


def test_a_named_companys_own_pages(gathered: Callable[[Mail | str], Facts]) -> None:
    facts = gathered("We could not charge your card.\nSincerely, Amazon Web Services\nhttps://console.aws.amazon.com/billing/home")
    assert facts.brand is None
    assert "link.brand-only" in facts


@pytest.mark.parametrize(
    "text",
    [
        "お支払い方法を更新する\n\nお問い合わせは https://www.amazon.co.jp/gp/css/contact-us",
        "Amazonの件です。 https://www.amazon.co.jp/a https://pay.example.org/b",
        "Googleの件です。 https://docs.google.com/forms/d/e/1FAIpQLSabcdefghijklmnop/viewform",
    ],
    ids=["only the address names it", "a stranger among them", "a page that anybody put up"],
)
def test_no_companys_word(gathered: Callable[[Mail | str], Facts], text: str) -> None:
    assert "link.brand-only" not in gathered(text)


@pytest.mark.parametrize(
    ("host", "found"), [("saison-mailer.example.com", False), ("saison-mailer.com", True), ("season-mailer.com", False), ("saison.com", False)]
)
def test_a_host_with_the_name_of_a_company_that_is_named(gathered: Callable[[Mail | str], Facts], host: str, found: bool) -> None:
    facts = gathered(f"明細はNetアンサーへログインしてご確認ください。\nhttps://{host}/login")
    assert ("link.lookalike" in facts) is found


def test_the_same_host_where_nobody_names_the_company(gathered: Callable[[Mail | str], Facts]) -> None:
    assert "link.lookalike" not in gathered("明細はこちらにログインしてご確認ください。\nhttps://saison-mailer.com/login")


def test_an_invitation_ends_with_the_readers_address(gathered: Callable[[Mail | str], Facts]) -> None:
    from rules.mail.model import Address, Mail

    def facts(subject: str) -> Facts:
        return gathered(Mail(subject=subject, sender=Address("S", "s@example.com"), to=(Address("", "taro@example.co.jp"),)))

    assert "structure.address-in-subject" not in facts("招待状: 打合せ @ 2026年 12月 4日 (金) 10:00 (JST) (taro@example.co.jp)")
    assert "structure.address-in-subject" in facts("【重要】メールボックス (taro@example.co.jp)")
    assert "structure.address-in-subject" in facts("taro@example.co.jp 様 @ 2026年")


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("https://forms.gle/aBcDeF", "link.survey"),
        ("https://docs.google.com/forms/d/e/1FAIpQLSabcdefghijklmnop/viewform", "link.survey"),
        ("https://jp.surveymonkey.com/r/ABC123", "link.survey"),
        ("https://files.example.org/fix/patch.zip", "link.download"),
        ("https://post.example.org/track.APK?x=1", "link.download"),
        ("https://microsoft.com/devicelogin", "link.device-sign-in"),
        ("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1&redirect_uri=https%3A%2F%2Freview.example.org%2Fcb", "link.consent"),
        ("https://www.microsoft.com/ja-jp/link", "link.device-sign-in"),
    ],
)
def test_what_a_link_opens(gathered: Callable[[Mail | str], Facts], url: str, fact: str) -> None:
    assert fact in gathered(f"こちらをご覧ください。\n{url}")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com",
        "https://example.org/a/main.js",
        "https://docs.google.com/document/d/1AbCdEfGhIjKlMnOpQrStUv/edit",
        "https://microsoft.com/devicelogin-help",
    ],
)
def test_what_it_does_not(gathered: Callable[[Mail | str], Facts], url: str) -> None:
    assert not {"link.survey", "link.download", "link.device-sign-in"} & gathered(f"こちらをご覧ください。\n{url}").keys()


@pytest.mark.parametrize(
    ("domain", "own"), [("costco.co.jp", True), ("costco-japan.co.jp", True), ("costco.example.jp", False), ("mycostco.co.jp", False), ("costco-jp.com", False)]
)
def test_a_domain_that_only_a_registered_company_gets(gathered: Callable[[Mail | str], Facts], domain: str, own: bool) -> None:
    facts = gathered(f"件名: お知らせ\n差出人: コストコ <info@{domain}>\n\n12月の営業時間をお知らせします。")
    assert ("sender.brand-own" in facts) is own
    assert ("sender.brand-mismatch" in facts) is not own


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("コストコ <info@example.co.jp>", True),
        ("差出人: info@example.co.jp", True),
        ("From: Costco info@example.co.jp", True),
        ("ムームーID：hana@example.com", False),
        ("You sent a payment of ¥2,400 JPY to Example Books (books@example.com)", False),
        ("APPLE ACCOUNT hana@example.com", False),
        ("お問い合わせは、info@example.com までお願いします", False),
    ],
)
def test_an_address_on_a_picture_is_the_senders_only_where_a_sender_stands(line: str, found: bool) -> None:
    from rules.mail import read_ocr

    assert bool(read_ocr(f"お知らせ\n{line}\n本文です。").sender.address) is found
