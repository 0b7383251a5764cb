"""Scary mails that are genuine: none may raise an alarm, and hardly anything may be said of them.

The mails stand in `genuine/`, one file a family, all written by us after the ways real companies write. `text` is a mail as people paste it
(subject, sender, words), `eml` a raw one. Each is judged as handed over; a pasted one also without its header and as read off a picture.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rules import check, read_eml, read_text
from rules.mail import read_ocr

if TYPE_CHECKING:
    from rules.report import Report

MOST = 2
"""Hints that may be given to a mail whose level stays `none`."""
FOLDER = Path(__file__).parent / "genuine"
MAILS = {f"{file.stem}: {mail['name']}": mail for file in sorted(FOLDER.glob("*.toml")) for mail in tomllib.loads(file.read_text("utf-8"))["mail"]}
PASTED = [name for name, mail in MAILS.items() if "text" in mail]


def _quiet(report: Report) -> None:
    points = [(point.id, point.weight, point.quote) for point in report.points]
    assert report.level in ("none", "unclear"), points
    assert len(points) <= MOST, points


@pytest.mark.parametrize("name", MAILS)
def test_a_genuine_mail_raises_no_alarm(name: str) -> None:
    mail = MAILS[name]
    _quiet(check(read_text(mail["text"]) if "text" in mail else read_eml(mail["eml"].lstrip().encode())))


@pytest.mark.parametrize("name", PASTED)
def test_and_so_does_its_text_alone(name: str) -> None:
    _quiet(check(read_text(read_text(MAILS[name]["text"]).body)))


@pytest.mark.parametrize("name", PASTED)
def test_and_as_read_off_a_picture_it_raises_no_alarm(name: str) -> None:
    report = check(read_ocr(MAILS[name]["text"]))
    assert report.level in ("none", "unclear"), [(point.id, point.quote) for point in report.points]


def test_no_mail_stands_under_another_s_name() -> None:
    count = sum(len(tomllib.loads(file.read_text("utf-8"))["mail"]) for file in FOLDER.glob("*.toml"))
    assert len(MAILS) == count
    assert all(("text" in mail) != ("eml" in mail) for mail in MAILS.values())
