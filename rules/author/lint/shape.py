"""Do the files have the shape their schemas tell? Every deviation, in words a rule author can use.

The schemas are the program's own (`rules/pack/schema`), so that another pack is held to the same shape.
"""

from __future__ import annotations

import difflib
import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rules.author.lint.places import KINDS, File, Problem, Record
from rules.packs import FOLDER
from rules.packs.reading import record_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from rules.author.lint.places import Book

DATES = frozenset({"since", "review_by", "checked", "removed", "accepted"})
"""Keys whose value is a TOML date, without quotes."""


def check(book: Book) -> Iterator[Problem]:
    """Files that cannot be read, tables that do not belong, and records that do not fit their schema."""
    for file in book.all():
        if file.problem is not None:
            yield file.problem
    for name, kind in KINDS.items():
        for file in book.files[name]:
            yield from _strays(file, kind)
            for record in file.records(kind):
                yield from against(kind, record)
    for file in book.files["brands"]:
        if file.table is not None:
            yield from against("brand", file.whole())
    for file in book.files["lists"]:
        for key, entry in (file.table or {}).items():
            line = file.whole().at_key(key)
            yield from against("list", Record(file, line, _end(file, line), entry if isinstance(entry, dict) else {}))
    for whole, kind in ((book.head, "pack"), (book.tombstones, "tombstones"), (book.exceptions, "exceptions"), (book.steps, "steps")):
        if whole is not None and whole.table is not None:
            yield from against(kind, whole.whole())


def _end(file: File, start: int) -> int:
    """The line before the next table."""
    return next((number for number in range(start, len(file.lines)) if file.lines[number].startswith("[")), len(file.lines))


def _strays(file: File, kind: str) -> Iterator[Problem]:
    for stray in sorted(set(file.table or {}) - {kind}):
        yield Problem(file.path, file.whole().at_key(stray), f"unknown table {stray!r}; this folder holds [[{kind}]] records")
    if file.table is not None and len(list(file.records(kind))) != len(record_lines(file.text, kind)):
        yield Problem(file.path, None, f"write every record as a table that begins with [[{kind}]] on a line of its own")


@lru_cache(maxsize=16)
def validator(kind: str) -> Draft202012Validator:
    """The validator of one schema of rules/pack/schema."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((FOLDER / "schema" / f"{kind}.schema.json").read_text("utf-8")))


def against(kind: str, record: Record) -> Iterator[Problem]:
    """Where a record does not fit its schema."""
    for key, where in _quoted_dates(record.data):
        yield record.wrong(f"{where}: a date is written without quotes", record.at_key(key))
    plain = json.loads(json.dumps(record.data, default=str))
    for error in sorted(validator(kind).iter_errors(plain), key=lambda error: list(map(str, error.absolute_path))):
        path = list(error.absolute_path)
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        for key, message in _messages(error):
            yield record.wrong(f"{where + ': ' if where else ''}{message}", record.at_key(*path, key))


def _quoted_dates(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in DATES and not isinstance(inner, (date, dict, list)):
                yield key, ".".join((*path, key))
            yield from _quoted_dates(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _quoted_dates(inner, (*path, str(number)))


def _messages(error: ValidationError) -> Iterator[tuple[str, str]]:
    """A schema's complaint in plain words, with the key it is about if that is not the path's."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    kind = error.validator
    value: Any = error.instance
    wanted: Any = error.validator_value
    if kind == "required":
        for key in wanted:
            if key not in value and f"'{key}'" in error.message:
                yield "", f"missing key {key!r}"
    elif kind == "additionalProperties" and wanted is False:
        known = list(schema.get("properties", {}))
        for key in value:
            if key not in known:
                close = difflib.get_close_matches(key, known, 1)
                yield key, f"unknown key {key!r}" + (f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}")
    elif kind == "enum":
        yield "", f"{value!r} is none of {', '.join(map(str, wanted))}"
    elif kind in ("minItems", "maxItems"):
        yield "", f"has {len(value)}; {'at least' if kind == 'minItems' else 'at most'} {wanted} needed"
    elif kind in ("oneOf", "anyOf") and all(set(choice) == {"required"} for choice in wanted):
        names = [choice["required"][0] for choice in wanted]
        yield "", f"give either {' or '.join(names)}" + (", not both" if kind == "oneOf" else " (or both)")
    elif kind == "pattern":
        yield "", f"{value!r}: {schema.get('description') or 'is not written as ' + str(wanted)}"
    elif kind == "uniqueItems":
        yield "", "names something twice"
    elif kind == "minLength":
        yield "", f"{value!r} is too short"
    else:
        yield "", error.message[:200]
