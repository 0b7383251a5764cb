"""Files that a pasted text or a picture says are enclosed."""

from __future__ import annotations

import pytest

from rules import check, read_text
from rules.mail import enclosed, read_ocr


def _names(text: str) -> list[str]:
    return [file.name for file in enclosed.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("添付ファイル: 請求書.html", ["請求書.html"]),
        ("添付：見積書.xlsx、図面.pdf", ["見積書.xlsx", "図面.pdf"]),
        ("📎 voicemail_0021.htm", ["voicemail_0021.htm"]),
        ("Attachments: invoice.zip (12 KB), scan.exe", ["invoice.zip", "scan.exe"]),
        ("「invoice.html」というファイルが添付されたメールが来ました", ["invoice.html"]),
        ("請求書.zip\n24 KB", ["請求書.zip"]),
        ("2026.11.28_請求書.pdf (1.2MB)", ["2026.11.28_請求書.pdf"]),
        ("添付: a.pdf\n添付: a.pdf", ["a.pdf"]),
    ],
)
def test_a_word_for_it_or_a_size_makes_a_file(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "添付の資料は example.com からも取れます",
        "添付の件、taro@example.co.jp までお返事ください",
        "添付 https://example.org/files/a.html",
        "hxxps://example[.]cfd/a.html を添付しました",
        "Ver.2.0 を添付しました",
        "memo.txt をご覧ください",
        "example.com\n24 KB",
        "添付ファイル: なし",
    ],
)
def test_hosts_addresses_links_and_names_in_passing_are_none(text: str) -> None:
    assert _names(text) == []


def test_many_files_end_somewhere() -> None:
    assert len(_names("\n".join(f"添付: {number}.pdf" for number in range(999)))) == enclosed.MOST


@pytest.mark.parametrize("text", ["添付" + "a." * 200_000, "添付 .\n" * 100_000, "📎" + "." * 400_000])
def test_long_rubbish_is_read_to_the_end(text: str) -> None:
    assert len(_names(text)) <= enclosed.MOST


def test_a_paste_has_its_files_even_where_they_stand_in_the_header() -> None:
    text = "件名: 請求書\n差出人: 経理 <a@example.com>\n添付ファイル: 請求書.html (24 KB)\n\n添付をご確認ください。"
    for mail in (read_text(text), read_ocr(text)):
        assert [file.name for file in mail.attachments] == ["請求書.html"]
        assert "attachment.web-page" in {point.id for point in check(mail).points}
    assert read_text("添付ファイル: 資料.zip").links == ()
