"""Are brands and lists what they say? Domains that can be looked up, names that belong to one company, official pages on its own domain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rules.fold import fold
from rules.hosts import exists, registrable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rules.author.lint.places import Book, Problem, Record

SHORTEST = 3
HOST_LISTS = frozenset({"hosts.redirectors", "hosts.free"})
"""Lists that are compared with whole hosts; the others are compared with registrable domains."""
_KANJI_PAIR = re.compile(r"[一-鿿々]{2}")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def check(book: Book, today: date) -> Iterator[Problem]:
    """Everything that is wrong with the brands and the lists of a pack."""
    groups: dict[str, set[str]] = {}
    for record in book.records("brands"):
        groups.setdefault(_group(record), set()).update(name for _, name in _domains(record, "domains"))
    for record in book.records("brands"):
        yield from _brand(record)
        yield from _pages(record, groups[_group(record)])
        yield from _checked(record, today)
    yield from _spellings(book)
    yield from _owners(book)
    for file in book.files["lists"]:
        for key, entry in (file.table or {}).items():
            if isinstance(entry, dict):
                yield from _list(file.whole(), f"{file.path.stem}.{key}", entry)


def _group(record: Record) -> str:
    return str(record.data.get("group", record.id))


def _domains(record: Record, *keys: str) -> Iterator[tuple[str, str]]:
    for key in keys:
        entries = record.data.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("name"), str):
                yield key, entry["name"]


def _words(record: Record, key: str) -> list[str]:
    words = record.data.get(key)
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []


def _brand(record: Record) -> Iterator[Problem]:
    if record.id and record.id != record.file.path.stem:
        yield record.wrong(f"id {record.id!r} is not the file's name", record.at_key("id"))
    seen: dict[tuple[str, str], str] = {}
    for key, name in _domains(record, "domains", "customer_domains", "senders"):
        if registrable(name) != name or not exists(name):
            yield record.wrong(f"{name!r} is not a registrable domain{_rather(name)}", record.at(f'"{name}"'))
        if (key, name) in seen:
            yield record.wrong(f"{name!r} stands twice in {key}", record.at(f'"{name}"'))
        seen[key, name] = name
    if record.file.table is not None and not any(_domains(record, "domains")):
        yield record.wrong("needs at least one domain with a source", record.at_key("domains"))
    for key in ("spellings", "misspellings"):
        for word in _words(record, key):
            folded = fold(word).text
            if len(folded) < SHORTEST and not _KANJI_PAIR.fullmatch(folded):
                yield record.wrong(f"{key}: {word!r} is too short; put it into ambiguous", record.at_key(key))
    if both := sorted(_folded(record, "spellings") & _folded(record, "misspellings")):
        yield record.wrong(f"{both[0]!r} is both a spelling and a misspelling", record.at_key("misspellings"))


def _rather(name: str) -> str:
    found = registrable(name)
    return f"; {found!r} is" if found and found != name else ""


def _folded(record: Record, key: str) -> set[str]:
    return {fold(word).text for word in _words(record, key)}


def _pages(record: Record, own: set[str]) -> Iterator[Problem]:
    """The warning page and the route lead to the company itself (or its group)."""
    for key in ("warning", "route"):
        page = record.data.get(key)
        url = page.get("url") if isinstance(page, dict) else None
        if not isinstance(url, str):
            continue
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""
        if not host:
            yield record.wrong(f"{key}.url {url!r} is no address", record.at(url))
        elif registrable(host) not in own:
            accepted = {"check": "warning_page", "of": record.id, "what": host} if key == "warning" else {}
            yield record.wrong(f"{key}.url is on {host}, which is none of its own domains", record.at(url), **accepted)


def _checked(value: Record, today: date) -> Iterator[Problem]:
    for checked in _dates(value.data):
        try:
            if checked > today:
                yield value.wrong(f"checked {checked} is in the future", value.at(str(checked)))
        except TypeError:  # not a date: the schema has said so
            continue


def _dates(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "checked":
                yield inner
            else:
                yield from _dates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _dates(inner)


def _spellings(book: Book) -> Iterator[Problem]:
    """Names that two companies claim, or that one has by right and another lists as a fake's."""
    honest: dict[str, Record] = {}
    for record in book.records("brands"):
        for word in _words(record, "spellings"):
            other = honest.setdefault(fold(word).text, record)
            if other.id != record.id:
                yield record.wrong(f"spelling {word!r} belongs to {other.id} too", record.at_key("spellings"))
    for record in book.records("brands"):
        for word in _words(record, "misspellings"):
            owner_of = honest.get(fold(word).text)
            if owner_of is not None and owner_of.id != record.id:
                yield record.wrong(f"misspelling {word!r} is how {owner_of.id} is really written", record.at_key("misspellings"))


def _owners(book: Book) -> Iterator[Problem]:
    """Domains that belong to companies of two groups."""
    owners: dict[str, Record] = {}
    for record in book.records("brands"):
        for _, name in _domains(record, "domains"):
            other = owners.setdefault(name, record)
            if _group(other) != _group(record):
                yield record.wrong(f"{name!r} is a domain of {other.id} too, which is of another group", record.at(f'"{name}"'))


def _list(whole: Record, name: str, entry: dict[str, Any]) -> Iterator[Problem]:
    """Values of the lists of domains that no look-up can ever find."""
    if whole.file.path.stem not in ("hosts", "mail"):
        return
    for value in _values(entry):
        if not _HOST.fullmatch(value):
            continue
        if not exists(value):
            yield whole.wrong(f"{name}: {value!r} is not a domain", whole.at(f'"{value}"'))
        elif name not in HOST_LISTS and registrable(value) != value:
            accepted = {"check": "list_domain", "of": name, "what": value}
            yield whole.wrong(f"{name}: {value!r} is never found: links are compared by registrable domain{_rather(value)}", whole.at(f'"{value}"'), **accepted)


def _values(entry: dict[str, Any]) -> list[str]:
    values = entry.get("values")
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
