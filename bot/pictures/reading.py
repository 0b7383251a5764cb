"""Pictures of one mail become a `Reading`: pure work for a processor, meant for a worker process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import zxingcpp

from bot.pictures.contract import Note, PictureError, Reading
from bot.pictures.decode import decode, error
from bot.pictures.engine import lines
from rules.mail import read_ocr
from rules.mail.model import Link

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_pictures(pictures: Sequence[bytes]) -> Reading:
    """Read one or several pictures of one mail. Raises `PictureError` when none of them can be read."""
    texts: list[str] = []
    codes: list[str] = []
    problems: list[PictureError] = []
    notes: list[Note] = []
    for number, data in enumerate(pictures):
        try:
            image, animated = decode(data, number)
        except PictureError as problem:
            problems.append(problem)
            continue
        if animated:
            notes.append("animated-first-frame")
        codes += [code.text for code in zxingcpp.read_barcodes(image.convert("L")) if code.text]
        texts += lines(image)
    if not texts and not codes:
        raise problems[0] if problems else error("no-text")
    text = "\n".join(texts)
    mail = read_ocr(text)
    links = (*mail.links, *(Link(code, "", "qr") for code in codes if code.lower().startswith(("http://", "https://"))))
    return Reading(replace(mail, links=links), text, (), tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(notes)), tuple(problems))
