"""Patterns that compile when they are first used: like compiled ones, and every one of them is sound."""

from __future__ import annotations

import copy
import pickle
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import rules
from rules.regex import Regex, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(rules.__file__).parent


def _patterns(value: object) -> Iterator[Regex]:
    if isinstance(value, Regex):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _patterns(inner)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for inner in value:
            yield from _patterns(inner)


def _modules() -> list[str]:
    paths = (path.relative_to(ROOT.parent).with_suffix("") for path in ROOT.rglob("*.py"))
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths if "author" not in path.parts)


def test_every_pattern_compiles() -> None:
    found = [(name, pattern) for name in _modules() for pattern in _patterns(vars(import_module(name)))]
    assert len(found) > 200
    for name, pattern in found:
        try:
            assert pattern.compiled
        except re.error as error:
            pytest.fail(f"{name}: {pattern.pattern!r}: {error}")


def test_it_answers_as_a_compiled_pattern_does() -> None:
    late, compiled = regex(r"(?P<n>\d+)件", re.IGNORECASE), re.compile(r"(?P<n>\d+)件", re.IGNORECASE)
    text = "9件と12件"
    assert (late.pattern, late.flags, late.groups, dict(late.groupindex)) == (compiled.pattern, compiled.flags, 1, {"n": 1})
    assert late.findall(text) == compiled.findall(text)
    assert late.sub(r"\g<n>", text) == compiled.sub(r"\g<n>", text)
    assert late.search(text, 1) is not None
    assert late.match(text, 2) is None
    assert regex(rb"[a-z]+").split(b"1a2") == [b"1", b"2"]


def test_what_is_no_pattern_is_said_at_the_first_use() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("")


def test_it_can_be_copied_and_sent_to_another_process() -> None:
    late = regex("[0-9]+")
    for other in (copy.copy(late), copy.deepcopy(late), pickle.loads(pickle.dumps(late))):  # noqa: S301 -- our own bytes
        assert other.findall("1a2") == ["1", "2"]
