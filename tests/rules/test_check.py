"""No input makes a check raise, whatever it is."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Unusable, check, read, read_eml, read_text
from rules.author import corpus

CORPUS = Path(os.environ.get("HONMONO_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
MARKS = [
    "件名:",
    "差出人: ",
    "From: ",
    "Xserver",
    "<a@b.example>",
    "https://",
    "example.cfd",
    "/",
    "@",
    "\n",
    "\n\n",
    "保留中",
    "ログイン",
    "様",
    "9件",
    "24時間以内",
    "(C)",
    "\u202e",
    "�",
    "&#x",
    "<a href=",
    ">",
    "=?utf-8?B?",
    "?=",
]


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(MARKS), max_size=60).map("".join)))
def test_no_text_makes_a_check_raise(text: str) -> None:
    assert check(read_text(text)).level in ("strong", "caution", "none", "unclear")


@settings(max_examples=150)
@given(
    st.binary(max_size=400),
    st.lists(
        st.sampled_from([mark.encode() for mark in (*MARKS, "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "Content-Type: text/html\n\n", "\x1b$B")]),
        max_size=30,
    ).map(b"".join),
)
def test_no_bytes_make_a_check_raise(noise: bytes, shaped: bytes) -> None:
    for data in (noise, shaped, shaped + noise):
        if data.strip():
            assert check(read_eml(data)).level
        with contextlib.suppress(Unusable):
            check(read(data))


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 200_000,
        "Xserver " * 20_000,
        "https://a.example.cfd/" * 8_000,
        "件名: " * 40_000,
        "様\n" * 60_000,
        "2026/11/24(月) " * 12_000,
        "(C) Amazon\n" * 15_000,
        "＜a@b.example＞" * 10_000,
        "ア一" * 60_000,
        "a b " * 50_000,
    ],
)
def test_long_rubbish_is_judged_to_the_end(text: str) -> None:
    assert check(read_text(text)).level
    assert check(read_eml(b"Subject: x\n\n" + text.encode())).level


@pytest.mark.skipif(not (CORPUS / "index.jsonl").exists(), reason="no corpus beside the checkout (HONMONO_CORPUS)")
def test_every_mail_of_the_corpus_is_read_and_judged() -> None:
    for entry in corpus.entries(CORPUS):
        mail = corpus.mail_of(entry, "eml")
        assert mail.subject or mail.body or mail.links or mail.headers
        assert check(mail).level
