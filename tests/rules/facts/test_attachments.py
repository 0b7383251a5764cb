"""Attachments by their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail.model import Attachment, Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("請求書.exe", {"attachment.program"}),
        ("請求書.pdf.js", {"attachment.program", "attachment.double-ending"}),
        ("login.shtml", {"attachment.web-page"}),
        ("scan.pdf.html", {"attachment.web-page", "attachment.double-ending"}),
        ("明細.ZIP", {"attachment.archive"}),
        ("見積.xlsm", {"attachment.macros"}),
        ("請求書\u202efdp.exe", {"attachment.program", "attachment.double-ending"}),
        ("請求書.exe. ", {"attachment.program"}),
        ("写真.jpg", set()),
        ("報告書v1.2.pdf", set()),
        ("", set()),
    ],
)
def test_a_name_says_what_opening_it_does(gathered: Callable[[Mail], Facts], name: str, wanted: set[str]) -> None:
    facts = gathered(Mail(attachments=(Attachment(name),)))
    assert {fact for fact in facts if fact.startswith("attachment.")} == wanted | {"attachment.any"}


def test_a_page_without_a_name(gathered: Callable[[Mail], Facts]) -> None:
    assert "attachment.web-page" in gathered(Mail(attachments=(Attachment("", "text/html"),)))
