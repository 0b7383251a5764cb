"""The shipped pack: every record behaves, nothing is wrong with it, and it has what was promised."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules import shipped
from rules.author import examples
from rules.author.lint import lint
from rules.engine import Engine
from rules.packs import FOLDER
from rules.packs.records import Rule

PACK = shipped()
ENGINE = Engine(PACK, experimental=True)
RECORDS = {record.id: record for record in (*PACK.rules, *PACK.signals)}


@pytest.mark.parametrize("name", RECORDS)
def test_its_own_examples_behave(name: str) -> None:
    record = RECORDS[name]
    outcomes = examples.of_rule(record, ENGINE) if isinstance(record, Rule) else examples.of_signal(record, ENGINE)
    wrong = [f"{outcome.wrong}: {outcome.example.text[:80]!r}" for outcome in outcomes if outcome.wrong]
    assert not wrong


def test_lint_finds_nothing() -> None:
    assert [str(problem) for problem in lint(FOLDER, datetime.now(UTC).date())] == []


def test_it_is_large_enough_to_start_with() -> None:
    assert len(PACK.rules) >= 60
    assert len(PACK.brands) >= 15
    assert len(PACK.campaigns) >= 11
    assert next(iter(sorted(PACK.brands))) is not None
    assert PACK.brands["xserver"].warning is not None


def test_every_brand_has_a_dated_source_for_every_domain() -> None:
    for brand in PACK.brands.values():
        for domain in brand.sources:
            assert domain.source.startswith("http")
            assert domain.evidence in ("official", "second-hand")
            assert domain.checked.year >= 2026


def test_no_misspelling_is_in_anybodys_honest_name() -> None:
    from rules.facts.brands import _pattern
    from rules.fold import fold
    from rules.patterns import Patterns

    wrong = Patterns([(brand.id, _pattern(word, exact=True)) for brand in PACK.brands.values() for word in brand.misspellings])
    for brand in PACK.brands.values():
        for text in (*brand.spellings, *brand.domains, *brand.name.values(), *brand.route.values()):
            assert list(wrong.find(fold(text))) == [], text
