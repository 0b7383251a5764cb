"""A raw mail cut into parts: as the standard library does it where mail is well made, and with bounded work where it is hostile."""

from __future__ import annotations

import email
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.mail import mime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LINES = st.sampled_from(["", "text", "--", "-- ", "--b--", "--x", "- - -", "From x", "Key: value", " more", "=3D=E3=81", "5L+d"])
TYPES = st.sampled_from(["", "text/plain", "text/html; charset=utf-8", "application/pdf; name=x.pdf", "message/rfc822", "multipart/mixed"])
ENCODINGS = st.sampled_from(["", "7bit", "quoted-printable", "Quoted-Printable"])


@st.composite
def raw(draw: st.DrawFn, boundaries: str = "abcd") -> list[str]:
    """The lines of a part, with parts of its own below."""
    head = [f"X-{number}: {draw(st.sampled_from(['a', 'b', '=?utf-8?q?x?=']))}" for number in range(draw(st.integers(0, 2)))]
    if encoding := draw(ENCODINGS):
        head.append(f"Content-Transfer-Encoding: {encoding}")
    if boundaries and draw(st.integers(0, 2)):
        boundary, rest = boundaries[0], boundaries[1:]
        body = draw(st.lists(st.sampled_from(["preamble", ""]), max_size=2))
        for _ in range(draw(st.integers(1, 3))):
            body += [f"--{boundary}", *draw(raw(rest))]
        body += [f"--{boundary}--", "epilogue"] if draw(st.booleans()) else []
        return [*head, f'Content-Type: multipart/mixed;\n boundary="{boundary}"', "", *body]
    if kind := draw(TYPES):
        head.append(f"Content-Type: {kind}")
    lines = draw(st.lists(LINES, max_size=5))
    if kind == "message/rfc822":  # an envelope's line at the end of a head is moved into the text there, before the blank line: nothing to follow
        lines = [line for number, line in enumerate(lines) if number == 0 or line != "From x"]
    return [*head, "", *lines]


def ours(part: mime.Part) -> Iterator[tuple[str, bytes]]:
    if part.parts is None and not part.kind.startswith("multipart/"):
        yield part.kind, part.content()
    for child in part.parts or ():
        yield from ours(child)


def theirs(part: Message) -> Iterator[tuple[str, bytes]]:
    payload = part.get_payload()
    if isinstance(payload, list):
        for child in payload:
            yield from theirs(child)
    elif part.get_content_maintype() != "multipart":
        content = part.get_payload(decode=True)
        yield part.get_content_type(), content if isinstance(content, bytes) else b""


@given(raw(), st.sampled_from(["\n", "\r\n"]))
def test_parts_are_those_of_the_standard_library(lines: list[str], end: str) -> None:
    data = "\n".join(lines).replace("\n", end)
    assert list(ours(mime.split(data.encode()))) == list(theirs(email.message_from_string(data)))


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000, mime.PARTS),
        (b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(5000)) + b"\nx", mime.DEEPEST + 1),
        (b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(5000)), mime.DEEPEST + 1),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--c\n" * 200_000, 1),
    ],
)
def test_hostile_nesting_makes_so_many_parts_and_no_more(data: bytes, parts: int) -> None:
    def count(part: mime.Part) -> int:
        return 1 + sum(count(child) for child in part.parts or ())

    assert count(mime.split(data)) == parts


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"no header at all", b"no header at all"),
        (b"A: b\nnot a field\n\nrest", b"not a field\n\nrest"),
        (b"A: b\r\n\r\nrest", b"rest"),
        (b"A: b\rC: d\r\rrest", b""),
        (b" folded first\nA: b\n\nrest", b"rest"),
        (b"A: b", b""),
    ],
)
def test_where_the_body_begins(head: bytes, body: bytes) -> None:
    assert head[mime.split_head(head)[1] :] == body


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("base64", b"5L+d\n55WZ", "保留".encode()),
        ("base64", b"5L+d55WZ8", "保留".encode()),
        ("base64", b"5L+d!!55WZ", "保留".encode()),
        ("Base64 ", b"5L+d", "保".encode()),
        ("quoted-printable", b"=E4=BF=9D=\n=3D", "保=".encode()),
        ("uuencode", b"begin 644 a.txt\n#0V%T\n`\nend", b"Cat"),
        ("8bit", b"\xe4", b"\xe4"),
        ("unheard-of", b"x", b"x"),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes, content: bytes) -> None:
    assert mime.split(b"Content-Transfer-Encoding: " + encoding.encode() + b"\n\n" + body).content() == content
