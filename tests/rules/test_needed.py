"""Which literals a pattern cannot do without: leaving one of its matches out would lose a point."""

from __future__ import annotations

import pytest

from rules.fold import fold
from rules.needed import needed
from rules.packs import FIELDS, shipped
from rules.patterns import Patterns


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("abcde?", "abcd"),
        ("abc(?:def)?ghi", "abcghi"),
        ("(?:abc|)def", "def"),
        ("ab{0,2}cdef", "acdef"),
        ("(?:abc){2}def", "abcabcdef"),
        ("[abc]def", "bdef"),
        ("[^abc]def", "xdef"),
        ("[]x]def", "]def"),
        (r"[\]x]def", "]def"),
        ("[a-c]def", "bdef"),
        ("[[:alpha:]]def", "xdef"),
        (r"\x{61}bcd", "abcd"),
        ("abc|de", "de"),
        ("(?i)ABC", "abc"),
        ("(abc|def)ghi", "defghi"),
        (r"abc\.def\b", "abc.def"),
        ("abc*?def", "abdef"),
        ("abc++|def", None),
        ("^abc$", "abc"),
    ],
)
def test_a_pattern_is_tried_wherever_it_matches(pattern: str, text: str | None) -> None:
    if text is None:
        assert needed(pattern) == ()  # RE2 takes no such thing
        return
    assert [key for key, _ in Patterns([("it", pattern)]).places(fold(text))] == ["it"]
    assert all(any(word in text for word in words) for words in needed(pattern)[:1]) or "|" in pattern


def test_literals_that_overlap_or_begin_alike_are_all_found() -> None:
    patterns = Patterns([("one", "abcd[0-9]"), ("two", "cdef"), ("three", "abcdef"), ("four", "def")])
    assert [key for key, _ in patterns.places(fold("xx abcdef yy abcd7"))] == ["one", "two", "three", "four"]


def test_next_to_no_pattern_of_the_shipped_pack_must_always_be_tried() -> None:
    pack = shipped()
    records = (*pack.signals, *pack.rules)
    patterns = {pattern for record in records if record.match and set(record.match.fields) <= set(FIELDS) for pattern in record.match.patterns}
    assert sum(not needed(pattern) for pattern in patterns) <= len(patterns) // 50
