"""How a raw mail came: who vouches for it, where it would bounce, fields that only imitate."""

from __future__ import annotations

import pytest

from rules.facts import envelope
from rules.facts.model import Context, Facts
from rules.mail import read_eml
from rules.packs import shipped


def found(header: str) -> set[str]:
    mail = read_eml((header.strip() + "\nTo: hanako@reader.example\nSubject: x\n\ny").encode())
    facts = Facts()
    envelope.read(Context(mail, shipped()), facts)
    return set(facts)


RESULTS = "Authentication-Results: mx.reader.example; "
PLAIN = "Message-ID: <1@shop.example>\nFrom: Shop <news@shop.example>"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("spf=none smtp.mailfrom=shop.example; dkim=none", {"authentication.nothing"}),
        ("spf=softfail smtp.mailfrom=shop.example; dkim=fail header.d=shop.example; dmarc=fail", {"authentication.nothing", "authentication.dkim-fail"}),
        ("spf=none; dkim=pass header.d=shop.example", set()),
        ("spf=pass smtp.mailfrom=em1.shop.example; dkim=none; dmarc=none", set()),
        ("spf=none; dkim=none; dmarc=bestguesspass", set()),
        ("dmarc=none", set()),
        ("spf=pass smtp.mailfrom=relay.example; dkim=none; dmarc=none", {"authentication.unaligned"}),
        ("spf=pass smtp.mailfrom=x.sendgrid.net; dkim=pass header.d=sendgrid.net; dmarc=none", set()),
        ("spf=pass smtp.mailfrom=relay.example; dkim=pass header.d=shop.example", set()),
    ],
)
def test_who_vouches_for_the_sender(results: str, expected: set[str]) -> None:
    assert found(f"{RESULTS}{results}\n{PLAIN}") == expected


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ("", True),
        ("Message-ID: <0a1b-2c@AB1FT012.eop-AB1.prod.protection.outlook.com>\n", True),
        ("Message-ID: <0a1b-2c@AB1PEPF0000AB86.abcprd01.prod.outlook.com>\n", True),
        ("Message-ID: <SMTPIN_ADDED_MISSING.1@mx.google.com>\n", True),
        ("Message-ID: <AB1PR01MB1@AB1PR01MB1.abcprd01.prod.outlook.com>\n", False),
        ("Message-ID: <CAx1@mail.gmail.com>\n", False),
    ],
)
def test_a_mail_that_came_without_a_message_id(written: str, missing: bool) -> None:
    assert ("sender.no-message-id" in found(f"{RESULTS}spf=pass smtp.mailfrom=shop.example\n{written}From: news@shop.example")) is missing


@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("List-Unsubscribe: <aX3.0.0.aX3@shop.example>", True),
        ("List-Unsubscribe: <https://shop.example/leave>", False),
        ("References: <@mail-kTe.relay.example>", True),
        ("In-Reply-To: <" + "aB3" * 80 + "@relay.example>", True),
        ("References: <1@a.example> <2@b.example> <3@c.example>", False),
        ("X-Mailer: rT7Kq", True),
        ("X-Mailer: SquirrelMail", False),
        ("X-Mailer: Sylpheed", False),
        ("X-Mailer: Microsoft Outlook 16.0", False),
    ],
)
def test_fields_that_only_imitate(field: str, forged: bool) -> None:
    assert ("sender.forged-fields" in found(f"{PLAIN}\n{field}")) is forged


@pytest.mark.parametrize(
    ("bounce", "expected"),
    [
        ("root@vps7.hosting.com", {"sender.return-machine"}),
        ("www-data@ubuntu-1vcpu", {"sender.return-machine", "sender.return-nowhere"}),
        ("kx2@ab12.onmicrosoft.com", {"sender.return-throwaway"}),
        ("root@shop.example", set()),
        ("bounce@relay.com", set()),
    ],
)
def test_where_it_would_bounce(bounce: str, expected: set[str]) -> None:
    assert found(f"{RESULTS}spf=neutral; dkim=pass header.d=shop.example\nReturn-Path: <{bounce}>\n{PLAIN}") == expected


def test_a_mailing_list_bounces_where_it_likes() -> None:
    mail = read_eml(b"Return-Path: <root@lists.hosting.com>\nMessage-ID: <1@a.com>\nList-Post: <mailto:dev@lists.hosting.com>\nFrom: a@a.com\n\nx")
    facts = Facts()
    facts.add("sender.list", "", "header")
    envelope.read(Context(mail, shipped()), facts)
    assert set(facts) == {"sender.list"}


def test_a_machine_of_ones_own_needs_nobody_to_vouch_for_it() -> None:
    assert found(f"{RESULTS}spf=none; dkim=none\nFrom: root <root@localhost>") == set()


def test_two_addresses_in_one_from() -> None:
    assert "sender.malformed" in found('Message-ID: <1@shop.example>\nFrom: "Gift", <a@shop.example>, Gift <b@shop.example>')
