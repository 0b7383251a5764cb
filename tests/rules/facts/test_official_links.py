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
