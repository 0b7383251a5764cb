"""The mails of the set as they were written (mails.toml), and their bodies as HTML."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import zxingcpp

if TYPE_CHECKING:
    from datetime import datetime

HERE = Path(__file__).parent
_MARK = re.compile(r"\[(band|button|qr|small)\] (.*)")
_LINK = re.compile(r"https?://[!-~]+|(?<![\w@/.-])(?:[a-z0-9-]+\.){2,}[a-z]{2,}/[!-~]*")
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


@dataclass(frozen=True)
class Written:
    """One mail. `visible` are the hosts of the links that its body shows in letters, `qr` the addresses its QR codes hold."""

    id: str
    lang: str
    label: str
    display: str
    address: str
    to: str
    date: datetime
    subject: str
    body: str
    visible: tuple[str, ...]
    qr: tuple[str, ...] = ()


def mails() -> dict[str, Written]:
    """Every mail by its id."""
    with (HERE / "mails.toml").open("rb") as file:
        records = tomllib.load(file)["mail"]
    return {record["id"]: Written(**{key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}) for record in records}


def urls(text: str) -> list[str]:
    """The addresses a text shows, as apps would make links of them."""
    return _LINK.findall(text)


def letter(mail: Written) -> str:
    """The body as HTML: one element a line, each marked as part of the body."""
    lines: list[str] = []
    gap = False
    for line in mail.body.strip().split("\n"):
        if not line:
            gap = True
            continue
        lines.append(_line(line, "part" if gap else ""))
        gap = False
    return "".join(lines)


def _line(line: str, part: str) -> str:
    mark = _MARK.match(line)
    if mark is None:
        return f'<div class="{part}" data-field="body">{_linked(line)}</div>'
    kind, text = mark.groups()
    if kind == "qr":
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg()
        return f'<div class="qr {part}" data-url="{html.escape(text)}">{_SIZE.sub(_scalable, code[code.index("<svg") :], count=1)}</div>'
    if kind in ("band", "small"):
        return f'<div class="{kind} {part}" data-field="body">{html.escape(text)}</div>'
    return f'<div class="{part}"><span class="press" data-field="body">{html.escape(text)}</span></div>'


def _linked(line: str) -> str:
    """The line with every address in it drawn as a link."""
    made, end = [], 0
    for found in _LINK.finditer(line):
        made += [html.escape(line[end : found.start()]), f"<a>{html.escape(found[0])}</a>"]
        end = found.end()
    return "".join([*made, html.escape(line[end:])])


def _scalable(size: re.Match[str]) -> str:
    """A drawing of fixed size as one that fills its frame."""
    return f'viewBox="0 0 {size[1]} {size[2]}"'
