"""Do the examples behave? Every hit fires its record and fills the slots of its sentences, every miss stays quiet, every genuine notice almost so."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from rules.author import examples
from rules.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.author.examples import Outcome
    from rules.author.lint.places import Book, Problem, Record
    from rules.packs import Pack, Rule


def check(book: Book, pack: Pack) -> Iterator[Problem]:
    """Run every example of a pack that loads."""
    engine = Engine(pack, experimental=True)
    places = {record.id: record for folder in ("points", "signals") for record in book.records(folder)}
    for rule in pack.rules:
        if rule.status != "deprecated":
            outcomes = list(examples.of_rule(rule, engine))
            for outcome in outcomes:
                yield from _wrong(places[rule.id], outcome)
            yield from _unfilled(places[rule.id], rule, outcomes)
    for signal in pack.signals:
        for outcome in examples.of_signal(signal, engine):
            yield from _wrong(places[signal.id], outcome)


def first_line(text: str) -> str:
    """What an example is called by: its first line with something on it."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _wrong(record: Record, outcome: Outcome) -> Iterator[Problem]:
    if not outcome.wrong:
        return
    line = first_line(outcome.example.text)
    accepted = {"check": "known_alarm", "of": record.id, "what": line} if outcome.alarm else {}
    yield record.wrong(f"{outcome.wrong}: {line[:60]!r}", record.at(line), **accepted)


def _unfilled(record: Record, rule: Rule, outcomes: list[Outcome]) -> Iterator[Problem]:
    """Slots that none of the hits fills; people would read a gap."""
    filled = {"quote"}.union(*({slot.partition("@")[0] for slot, value in outcome.slots.items() if value} for outcome in outcomes))
    for key, texts in (("title", rule.title), ("why", rule.why)):
        for lang, text in texts.items():
            for _, slot, _, _ in string.Formatter().parse(text):
                if slot is not None and slot not in filled and any(not outcome.wrong for outcome in outcomes if outcome.wanted == "hit"):
                    known = ", ".join(sorted(filled))
                    yield record.wrong(f"{key}.{lang}: slot {{{slot}}} is filled by nothing; here: {known}", record.at_key(key))
