"""Files that lie about what they are or how large they are: in a mail, and handed to the bot."""

from __future__ import annotations

import base64
import zlib
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.cards import Card
from bot.intake import Answer, judge
from bot.intake.submission import Submission
from rules import check, read_eml
from rules.mail.sniff import LIMIT
from tests.bot.conftest import GENUINE, MAIL
from tests.fuzz import holds

PNG = (
    b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0" + b"\0" * 4 + b"\0\0\0\nIDAT" + zlib.compress(b"\0" * 4096)[:10]
)
RAW = f"From: XSERVER SUPPORT <info@mail.example.cfd>\nTo: taro@example.co.jp\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{MAIL}\n".encode()


def attached(head: str, content: bytes = b"MZ\x90\0") -> Any:
    body = base64.encodebytes(content).decode()
    return read_eml(
        f"From: a@mail.example.cfd\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\n{head}\nContent-Transfer-Encoding: base64\n\n{body}--b--\n".encode()
    )


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: image/png; name=a.exe",
        "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.scr",
        "Content-Type: text/plain; name=a.txt.js\nContent-Disposition: attachment",
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8%E2%80%AEfdp.exe",
        'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*0=a.pdf; filename*1="                                                            .exe"',
        'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="a.exe. . "',
        "Content-Type: application/x-msdownload\nContent-Disposition: attachment; filename=a.pdf",
        'Content-Type: application/octet-stream; name="=?utf-8?B?YS5leGU=?="',
    ],
)
def test_a_program_is_one_under_any_other_label(head: str) -> None:
    mail = attached(head)
    assert "attachment.program" in {point.id for point in check(mail).points} | {point.rule.fact for point in check(mail).points}
    holds.report(check(mail))


def test_an_ending_pushed_out_of_sight_is_a_hidden_one() -> None:
    mail = attached('Content-Type: application/octet-stream; name="a.pdf                                              .exe"')
    assert "attachment.double-ending" in {point.rule.fact for point in check(mail).points}


@pytest.mark.parametrize("claim", ["size=1", "size=99999999999999999999", "size=-1", "size=x"])
def test_the_size_is_what_there_is(claim: str) -> None:
    mail = attached(
        f"Content-Type: application/zip; name=a.zip; {claim}\nContent-Length: 7\nContent-Disposition: attachment; filename=a.zip; {claim}", b"x" * 1000
    )
    assert [file.size for file in mail.attachments] == [1000]


def given(name: str, data: bytes, *, size: int | None = None, kind: str | None = None) -> discord.Attachment:
    """A file as Discord's message tells of it; Discord's own client fetches it."""

    async def get_from_cdn(_url: str) -> bytes:
        return data

    payload: Any = {
        "id": "1",
        "filename": name,
        "size": len(data) if size is None else size,
        "url": "https://cdn.discordapp.com/a",
        "proxy_url": "https://media.discordapp.net/a",
    }
    if kind is not None:
        payload["content_type"] = kind
    return discord.Attachment(data=payload, state=SimpleNamespace(http=SimpleNamespace(get_from_cdn=get_from_cdn)))  # type: ignore[arg-type]


async def judged(*files: discord.Attachment) -> Answer:
    """What came of the files: a card that holds, or at least one reason."""
    answer = await judge(Submission(files=list(files)))
    if answer.report is None:
        assert answer.problems or answer.unread
    else:
        holds.report(answer.report)
        holds.card(Card(answer, answer.report, "ja"), answer.report.pack)
    return answer


async def test_a_file_larger_than_it_says_is_refused_when_it_is_here() -> None:
    answer = await judged(given("mail.eml", RAW + b"x" * LIMIT, size=100))
    assert answer.report is None
    assert answer.problems == ["too_large"]


async def test_a_file_that_says_it_is_huge_is_not_fetched() -> None:
    answer = await judged(given("mail.eml", RAW, size=1 << 60))
    assert answer.problems == ["too_large"]


@pytest.mark.parametrize(
    ("name", "kind"), [("mail.txt", "text/plain"), ("mail.eml", "application/pdf"), ("mail", None), ("mail.html", "text/html"), ("メール.EML", "x" * 1000)]
)
async def test_a_mail_under_another_name_is_read(name: str, kind: str | None) -> None:
    answer = await judged(given(name, RAW, kind=kind))
    assert answer.report is not None
    assert answer.report.level == "strong"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("mail.eml", b"MZ\x90\0" + b"\0" * 100, "unsupported"),
        ("mail.txt", b"PK\x03\x04" + b"\0" * 100, "unsupported"),
        ("mail.eml", b"%PDF-1.7\n", "unsupported"),
        ("mail.txt", bytes(range(256)) * 8, "binary"),
        ("mail.msg", RAW, "unreadable"),
        ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000, "unreadable"),
        ("mail.eml", b"", "empty"),
        ("mail.eml", b" \r\n" * 100, "empty"),
    ],
)
async def test_what_is_no_mail_says_what_it_is(name: str, data: bytes, reason: str) -> None:
    answer = await judged(given(name, data))
    assert answer.report is None
    assert answer.problems == [reason]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("a.png", RAW, "image/png"), ("mail.eml", PNG, "message/rfc822"), ("a.txt", PNG, None), ("a.png", b"", "image/png"), ("a.png", b"x", "image/svg+xml")],
)
async def test_pictures_that_are_none_and_pictures_under_other_names_end_in_a_sentence(name: str, data: bytes, kind: str | None) -> None:
    answer = await judged(given(name, data, kind=kind))
    assert answer.report is None
    assert answer.unread


async def test_one_bad_file_does_not_spoil_the_others() -> None:
    answer = await judged(given("a.exe", b"MZ\0\0"), given("mail.eml", RAW), given("b.txt", b"\0\1\2" * 50))
    assert answer.report is not None
    assert answer.report.level == "strong"
    assert answer.skipped == ["a.exe", "b.txt"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\0.eml", "con.eml", "a" * 5000 + ".eml", ".eml", "\u202elme.eml", "`@everyone`.eml", ""])
async def test_a_file_name_is_only_ever_shown(name: str) -> None:
    answer = await judged(given(name, GENUINE.encode()), given(name, b"MZ\0\0"))
    assert answer.report is not None
