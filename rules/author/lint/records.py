"""Do points, signals and campaigns hold together? Names that exist, ids used once, weights in their band, dates, enough examples."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from rules.facts import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date

    from rules.author.lint.places import Book, Problem, Record

_WORDS = ("hint", "strong", "decisive")


def check(book: Book, today: date) -> Iterator[Problem]:
    """Everything that is wrong with the records of a pack, told from the records alone."""
    head = book.head.table or {}
    brands = {record.id for record in book.records("brands")} if book.readable("brands") else None
    known = CATALOGUE.keys() | {record.id for record in book.records("signals")} if book.readable("signals") else None
    yield from _ids(book)
    yield from _steps(book)
    yield from _weights(book.head.whole(), head)
    for record in book.records("points"):
        yield from _point(record, head, brands, known)
        yield from _dates(record, today)
        yield from _slots(record)
    for record in book.records("campaigns"):
        if (brand := record.data.get("brand")) and _missing(brand, brands):
            yield record.wrong(f"unknown brand {brand!r}", record.at_key("brand"))
        if not any(record.data.get(key) for key in ("subjects", "phrases")):
            yield record.wrong("needs subjects or phrases: nothing could match it")
    for name in sorted((head.get("asks") or {}) if isinstance(head.get("asks"), dict) else ()):
        yield from _braces(book.head.whole(), f"asks.{name}", head["asks"][name])


def _ids(book: Book) -> Iterator[Problem]:
    """Ids used twice, or once more after they were removed."""
    gone: dict[str, Record] = {}
    stones = list(book.tombstones.records("removed")) if book.tombstones is not None else []
    for stone in stones:
        if (first := gone.setdefault(stone.id, stone)) is not stone:
            yield stone.wrong(f"has a tombstone already (line {first.line})")
    seen: dict[str, Record] = {}
    folders = ("points", "signals", "campaigns", "brands")
    for folder in folders:
        for record in book.records(folder):
            if not record.id:
                continue
            if record.id in gone:
                yield record.wrong(f"was removed and is never used again (tombstones.toml:{gone[record.id].line})")
            if (first := seen.setdefault(record.id, record)) is not record:
                yield record.wrong(f"id {record.id!r} is used twice (first at {first.file.path.name}:{first.line})")
    there = seen.keys() if all(map(book.readable, folders)) else None
    for stone in stones:
        if (successor := stone.data.get("successor")) and _missing(successor, there):
            yield stone.wrong(f"successor {successor!r} does not exist", stone.at_key("successor"))


def _steps(book: Book) -> Iterator[Problem]:
    """Steps for points that are not there, and points with two."""
    points = {record.id for record in book.records("points")} if book.readable("points") else None
    answered: dict[str, str] = {}
    for record in book.steps.records("step") if book.steps is not None else ():
        for name in record.data.get("points", ()):
            if _missing(name, points):
                yield record.wrong(f"unknown point {name!r}", record.at(name))
            if (first := answered.setdefault(name, record.id)) is not record.id:
                yield record.wrong(f"{name} has a step already ({first})", record.at(name))


def _point(record: Record, head: dict[str, Any], brands: AbstractSet[str] | None, known: AbstractSet[str] | None) -> Iterator[Problem]:
    data = record.data
    group = data.get("group")
    if isinstance(head.get("groups"), dict) and group not in head["groups"]:
        yield record.wrong(f"unknown group {group!r}; known: {', '.join(head['groups'])}", record.at_key("group"))
    elif record.id.partition(".")[0] != group:
        yield record.wrong(f"an id begins with its group: {group}.{record.id.partition('.')[2]}", record.at_key("id"))
    asked = {key: _names(data.get(key)) for key in ("all", "any", "none")}
    for key, names in (("fact", _names([data["fact"]] if "fact" in data else [])), *asked.items()):
        for name in names:
            if _missing(name, known):
                yield record.wrong(f"unknown fact or signal {name!r}{_close(name, known)}", record.at_key(key))
    if never := sorted({*asked["all"], data.get("fact", "")} & set(asked["none"])):
        yield record.wrong(f"can never fire: {never[0]!r} must hold and must not hold", record.at_key("none"))
    for brand in _names(data.get("brands")):
        if _missing(brand, brands):
            yield record.wrong(f"unknown brand {brand!r}{_close(brand, brands)}", record.at_key("brands"))
    if not any(isinstance(miss, dict) and miss.get("genuine") for miss in data.get("misses") or ()):
        yield record.wrong("needs a genuine notice among its misses (genuine = true)", record.at_key("misses"))
    yield from _score(record, head)


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _missing(name: str, known: AbstractSet[str] | None) -> bool:
    """Whether a name is really not there: None is for names that stand in a file which cannot be read."""
    return known is not None and name not in known


def _close(name: str, known: AbstractSet[str] | None) -> str:
    import difflib

    close = difflib.get_close_matches(name, known or (), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _score(record: Record, head: dict[str, Any]) -> Iterator[Problem]:
    """A score stays between what the words next to its own are worth."""
    score, word, worth = record.data.get("score"), record.data.get("weight"), head.get("weights")
    if score is None or word not in _WORDS or not isinstance(worth, dict):
        return
    place = _WORDS.index(word)
    low = worth.get(_WORDS[place - 1], 0.0) if place else 0.0
    high = worth.get(_WORDS[place + 1], float("inf")) if place < 2 else float("inf")
    if not low < score < high:
        yield record.wrong(f"score {score} is outside of the band of {word!r} ({low} to {high})", record.at_key("score"))


def _weights(head: Record, table: dict[str, Any]) -> Iterator[Problem]:
    for name, keys in (("weights", _WORDS), ("levels", ("caution", "strong"))):
        values = table.get(name)
        if isinstance(values, dict) and all(isinstance(values.get(key), (int, float)) for key in keys):
            numbers = [values[key] for key in keys]
            if numbers != sorted(set(numbers)):
                yield head.wrong(f"{name} must grow from {keys[0]} to {keys[-1]}", head.at_key(name))


def _dates(record: Record, today: date) -> Iterator[Problem]:
    since, due = record.data.get("since"), record.data.get("review_by")
    try:
        if due is not None and due <= today:
            yield record.wrong(f"review was due on {due}: look at it again, then move review_by", record.at_key("review_by"))
        if since is not None and since > today:
            yield record.wrong(f"since {since} is in the future", record.at_key("since"))
    except TypeError:  # not dates: the schema has said so
        return


def _slots(record: Record) -> Iterator[Problem]:
    for key in ("title", "why"):
        yield from _braces(record, key, record.data.get(key))


def _braces(record: Record, key: str, texts: Any) -> Iterator[Problem]:
    """Braces that are no slots."""
    for lang, text in texts.items() if isinstance(texts, dict) else ():
        try:
            list(string.Formatter().parse(text))
        except (ValueError, TypeError):
            yield record.wrong(f"{key}.{lang} has a brace that is no slot; write {{{{ for one", record.at_key(key))
