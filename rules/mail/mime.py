"""A raw mail (RFC 5322, RFC 2045) cut into its parts, in one pass from top to bottom.

Nothing is decoded but what a caller asks for. What is broken is read the way mail apps read it: a line that is no header field begins the body, a
part that is never closed ends with the mail, a boundary line ends everything that was opened below its multipart.

>>> whole = split(b"Content-Type: multipart/mixed; boundary=b\\n\\n--b\\n\\nfirst\\n--b\\nContent-Transfer-Encoding: base64\\n\\nc2Vjb25k\\n--b--\\n")
>>> [part.content() for part in whole.parts]
[b'first', b'second']
"""

from __future__ import annotations

import binascii

from rules.mail import mimehead
from rules.regex import regex

PARTS = 2000
"""MIME parts read, at most."""
DEEPEST = 100
"""Levels of parts within parts that are opened; what is deeper is text."""
FIELD = 20_000
"""Letters of one header field read, at most."""

_HEAD = regex(rb"(?:(?:[!-9;-~]*:|[ \t]|From )[^\n]*(?:\n|\Z))*+")
_END_OF_LINE = regex(rb"\r?\n|\r")
_FOLD = regex(r"\n[ \t]")
_UUENCODED = frozenset(("x-uuencode", "uuencode", "uue", "x-uue"))


class Part:
    """One part: its header fields from top to bottom (names in lower case, values as written but for line ends), and what is in it.

    `parts` is None where there is a body; `kind` is the media type in lower case, with its `parameters`.
    """

    __slots__ = ("body", "fields", "kind", "parameters", "parts")

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields
        self.kind, self.parameters = self.structured("content-type") or ("text/plain", {})
        self.parts: list[Part] | None = None
        self.body = b""

    def first(self, name: str) -> str:
        """The topmost field of that name (in lower case) as written, "" without one."""
        return next((value for key, value in self.fields if key == name), "")

    def structured(self, name: str) -> tuple[str, dict[str, str]] | None:
        """The value and the parameters of a field, None without it."""
        for key, value in self.fields:
            if key == name:
                return mimehead.parameters(mimehead.raw(value[:FIELD]))
        return None

    def content(self) -> bytes:
        """The body, its transfer encoding undone as far as it can be."""
        encoding = self.first("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return _base64(self.body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        return _uudecoded(self.body) if encoding in _UUENCODED else self.body


def split(data: bytes) -> Part:
    """The whole mail as a part."""
    return _Splitter(data).root


def split_head(data: bytes, start: int = 0, end: int | None = None) -> tuple[list[tuple[str, str]], int]:
    """The header fields that begin at `start`, and where the body begins.

    >>> split_head(b"Subject: a\\r\\n b\\r\\n\\r\\nbody")
    ([('subject', ' a b')], 18)
    """
    stop = len(data) if end is None else end
    head = _HEAD.match(data, start, stop)
    place = head.end() if head else start
    blank = _END_OF_LINE.match(data, place, stop)
    text = data[start:place].decode("ascii", "surrogateescape")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields: list[tuple[str, str]] = []
    for line in _FOLD.sub(" ", text).split("\n"):
        name, colon, value = line.partition(":")
        if colon and name and " " not in name and "\t" not in name:
            fields.append((name.lower(), value))
    return fields, blank.end() if blank else place


class _Splitter:
    """One pass over the lines that could be boundaries, with the multiparts that are open."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._open: list[tuple[bytes, list[Part], bool]] = []
        self._depths: dict[bytes, list[int]] = {}
        self._leaf: tuple[Part, int] | None = None
        self._count = 0
        self._lines: list[tuple[int, int, bytes]] | None = None
        self._next = 0
        self.root = self._begin(0, 0)
        if self._open:
            self._walk()
        self._finish(len(data), within=bool(self._open))

    def _begin(self, start: int, depth: int, *, digest: bool = False) -> Part:
        """Read a part's header at `start` and open it."""
        self._count += 1
        fields, body = split_head(self._data, start, self._limit(start))
        part = Part(fields)
        boundary = part.parameters.get("boundary", "").rstrip()
        typed = any(name == "content-type" for name, _ in fields)
        if depth < DEEPEST and part.kind.startswith("multipart/") and boundary:
            part.parts = []
            key = b"--" + boundary.encode("utf-8", "surrogateescape")
            self._depths.setdefault(key, []).append(len(self._open))
            self._open.append((key, part.parts, part.kind == "multipart/digest"))
        elif depth < DEEPEST and ((digest and not typed) or (part.kind.startswith("message/") and part.kind != "message/delivery-status")):
            part.parts = [self._begin(body, depth + 1)]
        else:
            self._leaf = part, body
        return part

    def _walk(self) -> None:
        """Go from boundary to boundary."""
        lines = self._delimiters()
        while self._next < len(lines) and self._count < PARTS and self._open:
            start, end, line = lines[self._next]
            self._next += 1
            depth, closing = self._met(line)
            if depth < 0:
                continue
            while self._next < len(lines) and lines[self._next][0] == end and lines[self._next][2] == line:  # written twice
                end = lines[self._next][1]
                self._next += 1
            self._finish(start, within=True)
            self._close(depth + (not closing))
            if not closing:
                _, parts, digest = self._open[depth]
                parts.append(self._begin(end, depth + 1, digest=digest))

    def _met(self, line: bytes) -> tuple[int, bool]:
        """Which open multipart a line bounds (-1: none), and whether it closes it."""
        if depths := self._depths.get(line):
            return depths[-1], False
        if line.endswith(b"--") and (depths := self._depths.get(line[:-2])):
            return depths[-1], True
        return -1, False

    def _close(self, depth: int) -> None:
        """Close the multiparts from `depth` down."""
        while len(self._open) > depth:
            self._depths[self._open.pop()[0]].pop()

    def _finish(self, end: int, *, within: bool) -> None:
        """End the part that is being read; the line end before a boundary belongs to the boundary."""
        if self._leaf is None:
            return
        (part, start), self._leaf = self._leaf, None
        body = self._data[start : max(start, end)]
        if within:
            body = body[: -2 if body.endswith(b"\r\n") else -1] if body.endswith((b"\n", b"\r")) else body
        part.body = body

    def _limit(self, start: int) -> int | None:
        """Where the header that begins at `start` must end: at the next boundary of an open multipart."""
        if not self._open:
            return None
        lines = self._delimiters()
        while self._next < len(lines) and lines[self._next][0] < start:
            self._next += 1
        # header fields hardly ever begin with two hyphens: the next line that does is where to look
        return lines[self._next][0] if self._next < len(lines) and self._met(lines[self._next][2])[0] >= 0 else None

    def _delimiters(self) -> list[tuple[int, int, bytes]]:
        """Every line that begins with two hyphens: its start, the next line's start, and the line without the blanks at its end."""
        if self._lines is None:
            self._lines = []
            data = self._data
            place = data.find(b"\n--")
            while place >= 0:
                end = data.find(b"\n", place + 1)
                end = len(data) if end < 0 else end + 1
                self._lines.append((place + 1, end, data[place + 1 : end].rstrip()))
                place = data.find(b"\n--", end - 1)
        return self._lines


def _base64(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        return mimehead.base64_bytes(data)


def _uudecoded(data: bytes) -> bytes:
    lines = data.partition(b"begin ")[2].splitlines()[1:]
    try:
        return b"".join(binascii.a2b_uu(line) for line in lines if line and line != b"end")
    except binascii.Error:
        return data
