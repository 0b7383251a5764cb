"""Patterns: linear time whatever the pattern and the text, and the original words of what matched."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fold import fold
from rules.patterns import BadPattern, Patterns, compile_one


@pytest.mark.parametrize("pattern", ["(?=a)b", "(?<!a)b", r"(a)\1", "(a", "[b-a]", "a{2000}", "*a"])
def test_what_re2_does_not_take_is_said_in_its_words(pattern: str) -> None:
    with pytest.raises(BadPattern) as caught:
        compile_one(pattern)
    assert str(caught.value)
    assert not str(caught.value).startswith("b'")
    with pytest.raises(BadPattern):
        Patterns([("key", pattern)])


def test_each_pattern_once_in_their_order_with_the_first_place() -> None:
    patterns = Patterns([("two", "ログイン"), ("one", "[0-9]+件"), ("two", "ろぐいん"), ("none", "電話")])
    assert list(patterns.find(fold("９ 件 と 3件、ロ グ イン。ログイン"))) == [("two", "ロ グ イン"), ("one", "９ 件")]


def test_nothing_is_found_in_nothing() -> None:
    assert list(Patterns([]).find(fold("ログイン"))) == []
    assert list(Patterns([("a", "ログイン")]).find(fold(""))) == []
    assert list(Patterns([("a", "ログイン")]).find(fold("\u200b　"))) == []


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)(.*)(.*)(.*)x", "(?:a?){40}a{40}"])
def test_a_hostile_pattern_comes_to_an_end(pattern: str) -> None:
    list(Patterns([("key", pattern)]).find(fold("a" * 100_000 + "!")))


@given(st.text(alphabet="ログイン loginＬＯＧｌ　\n\u200b9９件", max_size=60))
def test_a_quote_is_a_piece_of_the_original_and_folds_back(text: str) -> None:
    folded = fold(text)
    for key, quote in Patterns([("ja", "ログイン"), ("en", "login"), ("n", "[0-9]+件")]).find(folded):
        assert quote in text
        again = fold(quote).text
        assert {"ja": "ログイン", "en": "login"}.get(key, "件") in again


@given(st.text(max_size=120))
def test_any_text_can_be_searched(text: str) -> None:
    for _, quote in Patterns([("any", "."), ("word", r"\w+"), ("letter", r"\p{L}")]).find(fold(text)):
        assert quote in text


def test_words_are_found_whatever_blanks_stand_in_them() -> None:
    patterns = Patterns(
        [("spaced", r"\bx ?s ?e ?r ?v ?e ?r\b"), ("whole", r"\bxserver\b"), ("other", "apple")], _whole("xserver", "xserver", "apple"), spaced=True
    )
    assert list(patterns.find(fold("Xs er VER support"))) == [("spaced", "Xs er VER")]
    assert list(patterns.find(fold("an xserver, a box server"))) == [("spaced", "xserver"), ("whole", "xserver")]


def test_a_literal_that_stands_everywhere_hides_no_other() -> None:
    patterns = Patterns([("often", "abc"), ("inside", "bca"), ("last", "cab[0-9]")])
    assert [key for key, _ in patterns.find(fold("abc" * 20_000 + "ab7"))] == ["often", "inside", "last"]


def test_a_pattern_may_be_written_when_its_letters_are_seen() -> None:
    asked: list[str] = []

    def written(word: str) -> str:
        asked.append(word)
        return " ?".join(word)

    patterns = Patterns([(word, partial(written, word)) for word in ("xserver", "apple")], _whole("xserver", "apple"), spaced=True)
    assert [list(patterns.find(fold(text))) for text in ("nothing", "x server", "x server")] == [[], [("xserver", "x server")], [("xserver", "x server")]]
    assert asked == ["xserver"]


def _whole(*words: str) -> list[tuple[frozenset[str], ...]]:
    """Each word as the one literal of a pattern."""
    return [(frozenset((word,)),) for word in words]
