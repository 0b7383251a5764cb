"""Mails that are small to send and would be large to read: everything stays within its limit, and twice the mail is about twice the work."""

from __future__ import annotations

import base64
import xml.parsers.expat
import zipfile
from typing import TYPE_CHECKING

import pytest

from rules import Unusable, check, read, read_eml, read_text
from rules.mail import read_html
from rules.mail.eml import ATTACHMENTS, WRAPPERS
from rules.mail.html import BODY
from rules.mail.mime import FIELD, PARTS
from rules.mail.sniff import LIMIT
from rules.mail.urls import MOST
from tests.fuzz import holds
from tests.hostile.work import calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.mail.model import Mail

HEAD = b"From: Support <info@mail.example.cfd>\nTo: taro@example.co.jp\nSubject: x\nMIME-Version: 1.0\n"


def parts(count: int) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: application/zip; name=a.zip\n\nx\n" * count + b"--b--\n"


def text_parts(count: int) -> bytes:
    return (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/html\n\n<a href=https://a.example.cfd/>x</a>\n" * count + b"--b--\n"
    )


def nested(depth: int) -> bytes:
    return HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(depth)) + b"\nx"


def wrapped(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\n\nFrom: a@mail.example.cfd\nSubject: y\n" * depth + b"\nhttps://a.example.cfd/"


def encoded_header(letters: int) -> bytes:
    return b"Subject: =?utf-8?B?" + b"5L+d" * (letters // 4) + b"?=\n" + HEAD + b"\nx"


def folded_header(lines: int) -> bytes:
    return HEAD + b"X-A: a\n" + b" =?utf-8?B?5L+d?=\n" * lines + b"\nx"


def fields(count: int) -> bytes:
    return HEAD + b"X-A: b\n" * count + b"\nx"


def recipients(count: int) -> bytes:
    return HEAD + b"".join(b"To: a%d@b%d.example.com\n" % (number, number) for number in range(count)) + b"\nhttps://a.example.cfd/"


def boundaries(count: int) -> bytes:
    return HEAD + b'Content-Type: multipart/mixed; boundary="' + b"b" * 60 + b'"\n\n' + (b"--" + b"b" * 59 + b"\n") * count


RAW: dict[str, tuple[Callable[[int], bytes], int]] = {
    "parts": (parts, 1000),
    "parts with text": (text_parts, 300),
    "nesting": (nested, 400),
    "mails in mails": (wrapped, 400),
    "an encoded header": (encoded_header, 100_000),
    "a folded header": (folded_header, 5000),
    "header fields": (fields, 5000),
    "recipients": (recipients, 2000),
    "boundaries that are none": (boundaries, 5000),
}


def judged(data: bytes) -> Mail:
    """Read and judge; every bound of the reader and of the report holds."""
    mail = read(data, name="mail.eml")
    holds.mail(mail)
    holds.report(check(mail))
    return mail


@pytest.mark.parametrize("name", RAW)
def test_twice_the_mail_is_no_more_than_about_twice_the_work(name: str) -> None:
    build, size = RAW[name]
    once, twice = build(size), build(size * 2)
    judged(once)
    assert calls(lambda: check(read(twice, name="mail.eml"))) < 2.3 * calls(lambda: check(read(once, name="mail.eml"))) + 2000


def test_ten_thousand_parts() -> None:
    mail = judged(parts(10_000))
    assert len(mail.attachments) == ATTACHMENTS
    assert len(judged(text_parts(10_000)).links) <= MOST
    assert judged(text_parts(10_000)).body.count("x") <= PARTS


def test_nesting_a_thousand_deep() -> None:
    assert judged(nested(1000)).form == "eml"
    assert judged(wrapped(WRAPPERS)).subject == "y"
    assert judged(wrapped(1000)).subject == "y"
    lines = b"\n" * 400_000
    assert calls(lambda: read_eml(nested(150) + lines)) < 20 * len(lines)


def test_a_hundred_megabytes_of_header_are_refused_unread() -> None:
    data = b"Subject: =?utf-8?B?" + b"QUJD" * (25 << 20) + b"?=\n\nx"

    def refused() -> None:
        with pytest.raises(Unusable, match="larger than 2 MiB"):
            read(data, name="mail.eml")

    assert calls(refused) < 1000
    kept = judged(encoded_header(LIMIT - 500))
    assert len(kept.subject) <= FIELD


def deep(count: int) -> str:
    return "<div>" * count + "x"


def attributes(count: int) -> str:
    return f"<p {' '.join(f'a{number}=x' for number in range(count))}>x"


def same_attribute(count: int) -> str:
    return f"<p {'style=display:none ' * count}>x<a {'href=https://a.example.cfd/ ' * count}>y</a>"


def table(cells: int) -> str:
    return "<table>" + "<tr>" + "<td>1" * cells + "</table>"


def tables(depth: int) -> str:
    return "<table><tr><td>" * depth + "x"


def links(count: int) -> str:
    return "<a href=https://a.example.cfd/>x</a>" * count


def forms(count: int) -> str:
    return "<form action=https://a.example.cfd/><input type=password>" * count


def entities(count: int) -> str:
    return "&amp;&#x4fdd;&nbsp;&lol9;" * count


def formatting(depth: int) -> str:
    return "<b><i><a href=x><font size=0>" * depth + "<p>" * depth + "x"


def comments(count: int) -> str:
    return "<!--" * count + "<![CDATA[" * count + "x"


PAGES: dict[str, tuple[Callable[[int], str], int]] = {
    "depth": (deep, 2000),
    "attributes": (attributes, 20_000),
    "one attribute again and again": (same_attribute, 5000),
    "cells": (table, 5000),
    "tables in tables": (tables, 300),
    "links": (links, 3000),
    "forms": (forms, 4000),
    "entities": (entities, 5000),
    "formatting left open": (formatting, 60),
    "comments left open": (comments, 5000),
}


@pytest.mark.parametrize("name", PAGES)
def test_twice_the_page_is_no_more_than_about_twice_the_work(name: str) -> None:
    build, size = PAGES[name]
    mail = read_html(build(size))
    holds.mail(mail)
    holds.report(check(mail))
    once, twice = build(size), build(size * 2)
    assert calls(lambda: check(read_html(twice))) < 2.3 * calls(lambda: check(read_html(once))) + 2000


def test_a_million_attributes_and_a_giant_table() -> None:
    for page in (attributes(1_000_000), same_attribute(60_000), table(400_000), deep(400_000), tables(50_000)):
        mail = read_html(page)
        holds.mail(mail)
        assert "truncated" in mail.traits or len(mail.body) <= BODY


def test_a_url_of_a_megabyte() -> None:
    for long in ("a" * (1 << 20), "a/" * (1 << 19), "?a=1&" * (1 << 18), "%41" * (1 << 18), "a." * (1 << 19)):
        for mail in (
            read_text(f"件名: 確認\n差出人: a@example.cfd\n\nhttps://login.example.cfd/{long}"),
            read_html(f'<a href="https://login.example.cfd/{long}">確認</a>'),
        ):
            holds.mail(mail)
            report = check(mail)
            holds.report(report)
            assert mail.links[0].target.startswith("https://login.example.cfd/")
    for host in ("a." * (1 << 19), "a" * (1 << 20), "xn--" * (1 << 18), "1." * (1 << 19), "a@" * (1 << 18)):
        holds.report(check(read_html(f'<a href="https://{host}">確認</a>')))


def test_hundreds_of_long_urls_are_no_more_work_each_than_one() -> None:
    def page(count: int) -> str:
        return "".join(f'<a href="https://a{number}.example.cfd/{"x/" * 4000}">x</a>' for number in range(count))

    assert calls(lambda: check(read_html(page(200)))) < 2.3 * calls(lambda: check(read_html(page(100)))) + 2000


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (level, (b"&lol%s;" % (str(level - 1).encode() if level > 1 else b"")) * 10) for level in range(1, 10))
    + b'<!ENTITY out SYSTEM "https://a.example.cfd/x">]><svg xmlns="http://www.w3.org/2000/svg"><a href="https://b.example.cfd/">&lol9;&out;</a></svg>'
)


@pytest.mark.parametrize(
    "kind", ["image/svg+xml", "application/xml", "text/xml", "application/zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"]
)
@pytest.mark.parametrize("disposition", [b"Content-Disposition: attachment; filename=a.svg\n", b"Content-Disposition: inline\n", b""])
def test_attachments_are_known_by_name_and_type_alone(kind: str, disposition: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_arguments: object, **_options: object) -> None:
        raise AssertionError("an attachment was opened")

    monkeypatch.setattr(xml.parsers.expat, "ParserCreate", opened)
    monkeypatch.setattr(zipfile, "ZipFile", opened)
    head = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: " + kind.encode() + b"; name=a.svg\n"
    )
    data = head + disposition + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(LAUGHS) + b"--b--\n"
    mail = judged(data)
    assert mail.body == "hello"
    assert not mail.links
    assert [(file.name, file.media_type) for file in mail.attachments] in ([("a.svg", kind)], [])
    assert "lol" not in str(mail.headers) + mail.hidden


def test_billion_laughs_in_the_page_itself_are_letters() -> None:
    mail = read_html("<html><body>" + LAUGHS.decode() + "</body></html>")
    assert len(mail.body) < 2 * len(LAUGHS)
    mail = read(LAUGHS, name="a.svg")
    assert len(mail.body) < 2 * len(LAUGHS)
