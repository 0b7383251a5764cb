"""Well-known names and offices before an address that is not theirs."""

from __future__ import annotations

import pytest

from rules.facts import names
from rules.facts.model import Context, Facts
from rules.mail.model import Address, Mail
from rules.packs import shipped


def found(display: str, address: str) -> set[str]:
    facts = Facts()
    names.read(Context(Mail(sender=Address(display, address)), shipped()), facts)
    return set(facts)


@pytest.mark.parametrize(
    ("display", "address"),
    [
        ("Starbucks", "a@mail.example.cfd"),
        ("𝗦𝘁𝗮𝗿𝗯𝘂𝗰𝗸𝘀®", "a@mail.example.cfd"),
        ("Ѕtаrbucks", "a@mail.example.cfd"),
        ("Lowe’s", "a@gift.example"),
        ("Nachricht von Edeka", "a@gift.example"),
        ("On behalf of Sam's Club", "a@gift.example"),
        ("Belastingdienst | Teruggave", "a@terug.example"),
        ("Deutsche Bank", "a@kunden.example"),
        ("Internal Revenue Service", "refund@irs-gov.example"),
    ],
)
def test_a_name_with_a_foreign_address(display: str, address: str) -> None:
    assert "sender.known-name" in found(display, address)


@pytest.mark.parametrize(
    ("display", "address"),
    [
        ("Starbucks", "a@e.starbucks.com"),
        ("Starbucks", "a@starbucks-mail.com"),
        ("Sam's Club", "a@news.samsclub.com"),
        ("Deutsche Bank", "a@mail.db.com"),
        ("Internal Revenue Service", "a@public.irs.gov"),
        ("Receita Federal", "a@rfb.gov.br"),
        ("Paris Hilton", "paris@family.example"),
        ("Taro Yamada", "taro@example.co.jp"),
        ("", "a@starbucks.example"),
    ],
)
def test_the_organisation_itself_and_people(display: str, address: str) -> None:
    assert not found(display, address) & {"sender.known-name", "sender.known-name-near"}


def test_a_domain_that_only_contains_the_name() -> None:
    assert found("Starbucks", "a@my-starbucks-gift.example") == {"sender.known-name-near"}


def test_an_office_on_free_mail_and_a_person_there() -> None:
    assert found("Billing Department", "a@gmail.com") == {"sender.role", "sender.role-free-mail"}
    assert found("Human Resources", "a@corp.example") == {"sender.role"}
    assert found("Hanako Sato", "hanako@gmail.com") == set()


@pytest.mark.parametrize(
    ("display", "address", "reader", "inner"),
    [
        ("【人事総務部】", "hr@notes.example.org", "taro@example.co.jp", True),
        ("人事総務部", "hr@mail.example.co.jp", "taro@example.co.jp", False),
        ("人事総務部", "hr@notes.example.org", "taro@gmail.com", False),
        ("株式会社サンプル 総務部", "hr@notes.example.org", "taro@example.co.jp", False),
    ],
)
def test_an_office_of_the_readers_own_company(display: str, address: str, reader: str, inner: bool) -> None:
    facts = Facts()
    local, _, domain = reader.partition("@")
    names.read(Context(Mail(sender=Address(display, address), to=(Address("", f"{local}@{domain}"),)), shipped()), facts)
    assert ("sender.inner-office" in facts) is inner
