"""How a mail is laid out, and where its answer would go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.facts.answers import read as answers
from rules.facts.model import Context, Facts
from rules.mail import read_eml
from rules.mail.model import Address, Mail
from rules.packs import shipped

if TYPE_CHECKING:
    from collections.abc import Callable


def page(html: str, header: str = "") -> Mail:
    return read_eml(f"{header}From: Desk <a@desk.example>\nTo: hanako@reader.example\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n{html}".encode())


@pytest.mark.parametrize(
    ("html", "one"),
    [
        ('<p>We have put something aside for you; open it.</p><a href="https://gift.example/x">a</a><a href="https://m.gift.example/y">b</a>', True),
        ('<p>We have put something aside for you; open it.</p><a href="https://gift.example/x">a</a><a href="https://other.example/y">b</a>', False),
        ('<p>We have put something aside for you; open it.</p><a href="https://www.desk.example/x">a</a>', False),
        ('<p>Hello Jiro,</p><p>We have put something aside for you; open it.</p><a href="https://gift.example/x">a</a>', False),
        ("<p>" + "Open it. " * 200 + '</p><a href="https://gift.example/x">a</a>', False),
    ],
)
def test_all_links_to_one_foreign_domain(html: str, one: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    assert ("link.one-foreign" in gathered(page(html))) is one


@pytest.mark.parametrize(
    ("html", "all_foreign"),
    [
        ('<p>We have put something aside for you; open it.</p><a href="https://gift.example/x">a</a><a href="https://other.example/y">b</a>', True),
        ('<p>We have put something aside for you; open it.</p><a href="https://gift.example/x">a</a><a href="https://www.desk.example/y">b</a>', False),
        ("<p>We have put something aside for you; open it.</p>" + "".join(f'<a href="https://gift{n}.example/x">a</a>' for n in range(4)), False),
        ("<p>" + "Open it. " * 200 + '</p><a href="https://gift.example/x">a</a>', True),
        ("<p>" + "Open it. " * 200 + '</p><a href="https://gift.example/x">a</a><a href="https://other.example/y">b</a>', False),
        ('<p>Hello Jiro,</p><p>Open it.</p><a href="https://gift.example/x">a</a>', False),
    ],
)
def test_no_link_is_the_senders(html: str, all_foreign: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    assert ("link.all-foreign" in gathered(page(html))) is all_foreign


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://gift.example/" + "aB3dE5gH7j" * 5, {"link.long-token"}),
        ("https://gift.example/" + "aB3dE5gH7j" * 3, set()),
        ("https://www.desk.example/" + "aB3dE5gH7j" * 5, set()),
        ("https://kd83hslqpwmzyxnvbtrgfa.gift.example/x", {"link.long-label"}),
        ("https://an-unreadably-long-name.web.app/x", set()),
        ("https://www.gift.example/x", set()),
    ],
)
def test_links_nobody_would_read(href: str, expected: set[str], gathered: Callable[[Mail | str], Facts]) -> None:
    assert set(gathered(page(f'<p>Open it.</p><a href="{href}">a</a>'))) & {"link.long-token", "link.long-label"} == expected


def test_a_picture_to_press(gathered: Callable[[Mail | str], Facts]) -> None:
    picture = '<a href="https://gift.example/x"><img src="https://gift.example/1.png"></a>'
    assert "link.picture" in gathered(page(picture))
    assert "link.picture" not in gathered(page(picture + "<p>" + "Many words stand here. " * 20 + "</p>"))
    assert "link.picture" not in gathered(page('<img src="https://gift.example/1.png"><p>Hello</p>'))


@pytest.mark.parametrize(("field", "urgent"), [("Importance: high\n", True), ("X-Priority: 1 (Highest)\n", True), ("X-Priority: 3\n", False), ("", False)])
def test_marked_as_urgent(field: str, urgent: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    assert ("structure.marked-urgent" in gathered(page("<p>Hello</p>", field))) is urgent


@pytest.mark.parametrize(
    ("subject", "name", "expected"),
    [
        ("🎁 For you", "Desk", {"structure.emoji"}),
        ("For you", "Desk ⭐", {"structure.emoji", "structure.emoji-name"}),
        ("Your 500€ voucher", "Desk", {"structure.money-subject"}),
        ("GET 0.44 BTC", "Desk", {"structure.money-subject"}),
        ("Lunch at 12", "Desk", set()),
    ],
)
def test_decoration(subject: str, name: str, expected: set[str], gathered: Callable[[Mail | str], Facts]) -> None:
    facts = gathered(Mail(subject=subject, sender=Address(name, "a@desk.example"), body="Hello"))
    assert set(facts) & {"structure.emoji", "structure.emoji-name", "structure.money-subject"} == expected


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ("Write to smith.claims@gmail.com", True),
        ("Write to smith.claims@gmail.com.", True),
        ("Write to me@gmail.com", False),
        ("Write to hanako@gmail.com", False),
        ("Write to smith@office.example", False),
        ("No address here", False),
    ],
)
def test_an_answer_to_somebody_else(body: str, other: bool) -> None:
    facts = Facts()
    mail = Mail(sender=Address("Smith", "me@gmail.com"), to=(Address("", "hanako@gmail.com"),), body=body)
    answers(Context(mail, shipped()), facts)
    assert ("ask.other-address" in facts) is other
    assert "sender.personal" in facts


@pytest.mark.parametrize(
    ("header", "daemon"),
    [
        ("From: Mail Delivery <MAILER-DAEMON@mx.example>\n", True),
        ("Return-Path: <>\nFrom: postmaster@mx.example\n", True),
        ("Return-Path: <bounce+1.2@mg.shop.example>\nFrom: Shop <postmaster@mg.shop.example>\n", False),
        ("Return-Path: <a@b.example>\nFrom: a@b.example\nContent-Type: multipart/report; boundary=x\n", False),
        ("Return-Path: <>\nFrom: a@b.example\nContent-Type: multipart/report; boundary=x\n", True),
    ],
)
def test_a_servers_own_notice(header: str, daemon: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    assert ("sender.daemon" in gathered(read_eml(f"{header}Subject: x\n\ny".encode()))) is daemon


@pytest.mark.parametrize(
    ("header", "daemon"),
    [
        ("To: taro@example.co.jp\nFrom: postmaster@sakura-box.example.org\n", False),
        ("To: taro@example.co.jp\nFrom: postmaster@example.co.jp\n", True),
        ("To: taro@gmail.com\nFrom: mailer-daemon@example.ne.jp\n", True),
    ],
)
def test_a_server_by_its_name_alone_that_wants_something_pressed(header: str, daemon: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    body = "Please see https://box.example.org/box"
    assert ("sender.daemon" in gathered(read_eml(f"{header}Subject: x\n\n{body}".encode()))) is daemon


@pytest.mark.parametrize(("host", "daemon"), [("quarantine.example.co.jp", True), ("box.release-host.example", False)])
def test_a_server_of_the_readers_own_that_asks_to_press_leads_nowhere_else(host: str, daemon: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    mail = f"To: taro@example.co.jp\nFrom: postmaster@example.co.jp\nSubject: 7 messages\n\nClick here to release them: https://{host}/x"
    assert ("sender.daemon" in gathered(read_eml(mail.encode()))) is daemon


@pytest.mark.parametrize(
    ("header", "listed"),
    [
        ("List-Post: <mailto:dev@lists.example.org>\n", True),
        ("X-BeenThere: dev@lists.example.org\n", True),
        ("List-Id: <dev.lists.example.org>\nTo: dev@lists.example.org\n", True),
        ("List-Id: <7f3a.list-id.example.net>\nTo: hanako@reader.example\n", False),
        ("List-Id: <Zk3.xt.local>\nTo: hanako@reader.example\n", False),
    ],
)
def test_a_newsletter_is_no_mailing_list(header: str, listed: bool, gathered: Callable[[Mail | str], Facts]) -> None:
    assert ("sender.list" in gathered(read_eml(f"{header}From: a@b.example\nSubject: x\n\ny".encode()))) is listed
