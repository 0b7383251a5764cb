"""Folding: one plain phrase matches what fakes do to it, and the quote is the original."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fold import _ALL_PLAIN, _LEFT_OVER, fold


@pytest.mark.parametrize(
    "written",
    ["ログイン", "ロ グ イ ン", "ﾛｸﾞｲﾝ", "ロ\u200bグイン", "ログ\nイン", "ロ\u3000グイン", "ログイン\ufe0f", "口グイン"[0].replace("口", "ロ") + "グイン"],
)
def test_what_fakes_do_to_a_word(written: str) -> None:
    assert fold(written).text == "ログイン"


def test_paragraphs_stay_apart() -> None:
    assert fold("一行目\n二行目\n\n次の段落").text == "一行目二行目\n次の段落"


def test_latin_words_stay_apart() -> None:
    assert fold("Hello   big\nWorld").text == "hello big world"


@given(st.text(alphabet="あいカ力一ーｱﾞabcＸ \n\t　、。!\u200b\u202e①㌔é", max_size=40))
def test_every_letter_leads_back_to_where_it_came_from(text: str) -> None:
    folded = fold(text)
    for place, letter in enumerate(folded.text):
        original = folded.quote(place, place + 1)
        assert original in text
        assert letter.isspace() or letter in "ーカロニエタトハ" or letter in fold(original).text or fold(original).text in folded.text


@given(st.text(max_size=200))
def test_any_text_folds_and_quotes(text: str) -> None:
    folded = fold(text)
    assert folded.quote(0, len(folded.text)) in text
    assert fold(folded.text).text == folded.text or not folded.text.isascii()


def test_what_is_taken_as_plain_changes_one_by_one() -> None:
    plain = [letter for letter in map(chr, range(sys.maxunicode + 1)) if _ALL_PLAIN.fullmatch(letter)]
    assert len(plain) > 20_000
    for order in (plain, plain[::-1], plain[::2] + plain[1::2]):
        together = unicodedata.normalize("NFKC", "".join(order)).lower()
        assert [unicodedata.normalize("NFKC", letter).lower() for letter in order] == list(together)
        assert _LEFT_OVER.search(together) is None
