"""What reading a picture does to addresses, and what is put right."""

from __future__ import annotations

import pytest

from rules.mail import read_ocr


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("EX <info@mail.examplecom>", "info@mail.example.com"),
        ("EX <info@exampleco.jp>", "info@exampleco.jp"),
        ("EX <info@example.adjp>", "info@example.ad.jp"),
    ],
)
def test_a_dot_lost_before_an_ending_is_put_back_only_where_nothing_else_can_be_meant(line: str, address: str) -> None:
    assert read_ocr(f"差出人: {line}\n件名: 確認\n\n本文です。ご確認ください。").sender.address == address
