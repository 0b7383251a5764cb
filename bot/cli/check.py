"""`honmono check`: judge one mail from files (a mail, a text, its screenshots) or from standard input."""

from __future__ import annotations

import gc
import json as json_module
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import fail, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.report import Lang, Report

LIMIT = 2 << 20
"""Bytes of one input at most (design: text or .eml file 2 MiB)."""
PICTURE = 10 << 20
"""Bytes of one picture at most."""


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
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE…|-", help="one mail: .eml, .msg, .html, a pasted text, screenshots of it; - reads standard input", show_default=False),
    ] = None,
    url: Annotated[str, typer.Option(metavar="URL", help="judge a link alone, by its address; it is never opened")] = "",
    form: Annotated[Form, typer.Option(help="how the mail was seen; auto finds out")] = Form.auto,
    lang: Annotated[Language | None, typer.Option(help="the language of the answer; LANGUAGE's if not said, else Japanese", show_default=False)] = None,
    my_address: Annotated[str, typer.Option(metavar="ADDR", help="your own mail address, to see whether the sender borrows it")] = "",
    json: Annotated[bool, typer.Option("--json", help="print the report as JSON (docs/report.schema.json)")] = False,
) -> None:
    """Show the suspicious points of one mail, or of one link."""
    with _uncollected():
        from bot.language import chosen

        tongue: Lang = chosen() if lang is None else "en" if lang is Language.en else "ja"
        if bool(files) == bool(url):
            refuse("one_mail", tongue)
        inputs = [_input(file, form, tongue) for file in files or ()]
        if sum(not picture for _, _, picture in inputs) > 1:
            refuse("mails_at_once", tongue)
        from bot.words import words
        from rules import Unusable, read
        from rules import check as judge
        from rules.mail import join

        try:
            mails = [read(url.encode(), form="text", my_address=my_address)] if url else []
            if url and not mails[0].links:
                fail(words(tongue)("terminal.not_url"))
            mails += [read(data, form=form.value, name=name, my_address=my_address) for data, name, picture in inputs if not picture]
        except Unusable as error:
            fail(str(error) if tongue == "en" else words(tongue)(f"say.{error.reason.replace('-', '_')}", limit=LIMIT >> 20))  # its own sentence says more
        pictures = [(name, data) for data, name, picture in inputs if picture]
        if pictures:
            from bot.cli.pictures import read_screenshots

            mail = read_screenshots(pictures, mails, my_address, tongue)
        else:
            mail = join(mails)
        report = judge(mail)
        said = next((data.decode("utf-8", "replace") for data, _, picture in inputs if not picture and mails[0].form == "text"), "")
        if json:
            typer.echo(json_module.dumps(report.to_dict(tongue), ensure_ascii=False, indent=2))
        else:
            _show(report, said, tongue)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for unused objects: one mail is judged, and what was loaded for it is needed to the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _input(file: str, form: Form, lang: Lang) -> tuple[bytes, str, bool]:
    """The bytes of an input, its name, and whether it is a picture."""
    if file == "-":
        data, name = sys.stdin.buffer.read(PICTURE + 1), ""
    else:
        path = Path(file)
        try:
            if path.is_dir():
                refuse("folder", lang, file=file)
            with path.open("rb") as stream:
                data, name = stream.read(PICTURE + 1), path.name
        except OSError as error:
            refuse("file", lang, file=file, error=error.strerror or error)
        except ValueError:
            refuse("no_file", lang)
    from rules.mail.sniff import is_picture

    picture = form is Form.image or (form is Form.auto and is_picture(data))
    limit = PICTURE if picture else LIMIT
    if len(data) > limit:
        if picture:
            refuse("large_picture", lang, limit=limit >> 20)
        refuse("large_input", lang, limit=limit >> 20)
    return data, name, picture


def _show(report: Report, said: str, lang: Lang) -> None:
    from bot.cli.terminal import show
    from bot.told import done

    show(report, lang, done(said))
