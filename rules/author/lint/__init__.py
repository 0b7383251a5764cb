"""Lint: everything about a pack that a machine can find wrong, each with file and line.

    lint(folder, today) -> [Problem]      nothing found: an empty list

The rooms, in the order they look: `shape` (do files and records fit their schemas), `text` (phrases, patterns, invisible letters, words
that are never said), `records` (names, ids, weights, dates), `template` (words that `rules new` left to be
replaced), `companies` (brands and lists), `behaviour` (the examples, run through the engine).
What somebody accepted, with name and reason, stands in the pack's exceptions.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.author.lint import behaviour, companies, records, shape, template, text
from rules.author.lint.places import Book, Problem
from rules.packs import PackError, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

__all__ = ("Problem", "lint")


def lint(folder: Path, today: date) -> list[Problem]:
    """Every problem of a pack, sorted by place. Examples are run only when the records are sound enough for the engine."""
    book = Book(folder)
    found = [*shape.check(book), *text.check(book), *records.check(book, today), *template.check(book), *companies.check(book, today)]
    ran = not any(not problem.check for problem in found)
    if ran:
        try:
            found += behaviour.check(book, load(folder))
        except PackError as error:
            found.append(Problem(error.path, error.line, error.what))
    found = [*_without_accepted(book, found, ran=ran)]
    return sorted(dict.fromkeys(found), key=lambda problem: (str(problem.path), problem.line or 0, problem.message))


def _without_accepted(book: Book, found: Iterable[Problem], *, ran: bool) -> Iterator[Problem]:
    """The problems that nobody accepted, and the acceptances that accept nothing any more."""
    signed = {
        (str(record.data.get("check")), str(record.data.get("of")), str(record.data.get("what"))): record
        for record in (book.exceptions.records("accepted") if book.exceptions is not None else ())
    }
    used = set()
    for problem in found:
        key = (problem.check, problem.of, problem.what)
        if problem.check and key in signed:
            used.add(key)
        else:
            yield problem
    for key, record in signed.items():
        if key not in used and (ran or key[0] != "known_alarm"):
            yield record.wrong(f"{key[0]} of {key[1]} ({key[2]}) is not found any more: take the exception out")
