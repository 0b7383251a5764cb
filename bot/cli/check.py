"""`honmono check`: judge one mail from a file or from standard input."""

from __future__ import annotations

import json as json_module
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import fail

if TYPE_CHECKING:
    from rules.report import Report

LIMIT = 2 << 20
"""Bytes of one input at most (design: text or .eml file 2 MiB)."""


class Form(StrEnum):
    """How the mail was seen."""

    auto = "auto"
    text = "text"
    eml = "eml"
    ocr = "ocr"
    image = "image"


class Language(StrEnum):
    """The language of the answer."""

    ja = "ja"
    en = "en"


def check(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="a mail: .eml, .msg, .html, or pasted text; - reads standard input")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="judge a link alone, by its address; it is never opened")] = "",
    form: Annotated[Form, typer.Option(help="how the mail was seen; auto finds out")] = Form.auto,
    lang: Annotated[Language, typer.Option(help="the language of the answer")] = Language.ja,
    my_address: Annotated[str, typer.Option(metavar="ADDR", help="your own mail address, to see whether the sender borrows it")] = "",
    json: Annotated[bool, typer.Option("--json", help="print the report as JSON (docs/report.schema.json)")] = False,
) -> None:
    """Show the suspicious points of one mail, or of one link."""
    if bool(file) == bool(url):
        fail("give one mail (a file, or - for standard input), or one --url")
    data, name = (url.encode(), "") if url else _input(file)
    from rules import Unusable, read
    from rules import check as judge

    try:
        report = judge(read(data, form="text" if url else form.value, name=name, my_address=my_address))
    except Unusable as error:
        fail(str(error))
    if json:
        typer.echo(json_module.dumps(report.to_dict(lang.value), ensure_ascii=False, indent=2))
    else:
        _show(report, lang.value)


def _input(file: str) -> tuple[bytes, str]:
    if file == "-":
        data, name = sys.stdin.buffer.read(LIMIT + 1), ""
    else:
        path = Path(file)
        try:
            if path.is_dir():
                fail(f"{file} is a folder; give one mail (or `honmono score` for a corpus)")
            with path.open("rb") as stream:
                data, name = stream.read(LIMIT + 1), path.name
        except OSError as error:
            fail(f"cannot read {file}: {error.strerror or error}")
        except ValueError:
            fail("that is not a file name")
    if len(data) > LIMIT:
        fail(f"the input is larger than {LIMIT >> 20} MiB")
    return data, name


def _show(report: Report, lang: str) -> None:
    from bot.cli.terminal import show

    show(report, "en" if lang == "en" else "ja")
