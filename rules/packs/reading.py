"""Reading a pack from its TOML files, strictly: what is wrong is said with its file and, where it can be known, its line."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rules.fold import fold
from rules.needed import needed
from rules.packs.cache import kept
from rules.packs.records import FIELDS, FOLDER, Brand, Campaign, Domain, Example, Match, Official, Pack, PackError, Rule, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rules.packs.records import Text


@lru_cache(maxsize=1)
def shipped() -> Pack:
    """The pack that comes with the program, loaded once."""
    return kept(FOLDER, load)


def load(folder: Path) -> Pack:
    """Read a pack. Raises PackError at the first thing that is wrong."""
    head = _read(folder / "pack.toml")
    with _naming(folder / "pack.toml"):
        official = _official(head["official"])
        brands = {}
        for path in sorted((folder / "brands").glob("*.toml")):
            brand = _brand(path)
            if brand.id in brands:
                raise PackError(path, 1, f"brand id {brand.id!r} is used twice")
            brands[brand.id] = brand
        rules = [rule for path in sorted((folder / "points").glob("*.toml")) for rule in _records(path, "point", _rule)]
        signals = [signal for path in sorted((folder / "signals").glob("*.toml")) for signal in _records(path, "signal", _signal)]
        campaigns = [campaign for path in sorted((folder / "campaigns").glob("*.toml")) for campaign in _records(path, "campaign", _campaign)]
        _unique([*rules, *signals, *campaigns])
        return Pack(
            version=head["version"],
            weights=head["weights"],
            levels=head["levels"],
            groups=head["groups"],
            unclear_letters=head["unclear"]["letters"],
            asks=head["asks"],
            official=official,
            brands=brands,
            rules=tuple(rules),
            signals=tuple(signals),
            campaigns=tuple(campaigns),
            lists={path.stem: _list(path) for path in sorted((folder / "lists").glob("*.toml"))},
            steps=dict(_steps(folder / "steps.toml")),
            folder=folder,
            needed={pattern: needed(pattern) for record in (*rules, *signals) if record.match for pattern in record.match.patterns},
        )


def _steps(path: Path) -> Iterator[tuple[str, Text]]:
    """Each point that has a first step, with its sentences."""
    if path.exists():
        for step in _read(path).get("step", ()):
            for point in step["points"]:
                yield point, {"ja": step["ja"], "en": step["en"]}


class _naming:  # noqa: N801 -- reads as a word in `with _naming(path)`
    """Turns the ways a record can be malformed into a PackError that names it."""

    def __init__(self, path: Path, line: int | None = None) -> None:
        self.path, self.line = path, line

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError):
            raise PackError(self.path, self.line, f"missing key {error.args[0]!r}") from error
        if isinstance(error, (TypeError, AttributeError, re.error)) or (isinstance(error, ValueError) and not isinstance(error, PackError)):
            raise PackError(self.path, self.line, f"cannot be read: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise PackError(path, None, "file is missing") from error
    except UnicodeDecodeError as error:
        raise PackError(path, None, "not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else len(path.read_text("utf-8").splitlines())  # "at end of document"
        raise PackError(path, line, f"not TOML: {error}") from error


def record_lines(text: str, kind: str) -> list[int]:
    """The line each `[[kind]]` record of a file's text begins on.

    >>> record_lines("# points\\n[[point]]\\nid = 1\\n [[ point ]] # two\\n[[point.hits]]", "point")
    [2, 4]
    """
    head = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]\s*(?:#.*)?")
    return [number for number, line in enumerate(text.splitlines(), 1) if "[[" in line and head.fullmatch(line)]


def _records(path: Path, kind: str, build: Any) -> Iterator[Any]:
    table = _read(path)
    if stray := set(table) - {kind}:
        raise PackError(path, None, f"unknown table {min(stray)!r}; this folder holds [[{kind}]] records")
    records, lines = table.get(kind, []), record_lines(path.read_text("utf-8"), kind)
    if len(records) != len(lines):
        raise PackError(path, None, f"write every record as a table that begins with [[{kind}]] on a line of its own")
    for line, record in zip(lines, records, strict=True):
        with _naming(path, line):
            yield build(record, path, line)


def _unique(records: list[Any]) -> None:
    seen: dict[str, Any] = {}
    for record in records:
        if record.id in seen:
            first = seen[record.id]
            raise PackError(record.path, record.line, f"id {record.id!r} is used twice (first at {first.path.name}:{first.line})")
        seen[record.id] = record


def _only(record: dict[str, Any], known: set[str], path: Path, line: int) -> None:
    if stray := set(record) - known:
        raise PackError(path, line, f"unknown key {min(stray)!r}")


def _official(table: dict[str, Any]) -> Official:
    name = table["name"]
    return Official(name if isinstance(name, dict) else {"ja": name, "en": name}, table["url"], table["source"], table["checked"])


_BRAND_KEYS = {"id", "kind", "name", "spellings", "misspellings", "ambiguous", "group"}
_BRAND_KEYS |= {"domains", "customer_domains", "customer_hosts", "senders", "warning", "route", "genuine"}


def _brand(path: Path) -> Brand:
    table = _read(path)
    with _naming(path):
        _only(table, _BRAND_KEYS, path, 1)
        if table["id"] != path.stem:
            raise PackError(path, 1, f"id {table['id']!r} is not the file's name")

        def domains(key: str) -> tuple[Domain, ...]:
            return tuple(Domain(entry["name"], entry["source"], entry["evidence"], entry["checked"]) for entry in table.get(key, ()))

        own, customers, senders = domains("domains"), domains("customer_domains"), domains("senders")
        route, genuine = table["route"], table.get("genuine")
        return Brand(
            id=table["id"],
            kind=table["kind"],
            name=table["name"],
            spellings=_folded(table["spellings"]),
            misspellings=_folded(table.get("misspellings", ())),
            ambiguous=_folded(table.get("ambiguous", ())),
            group=table.get("group", table["id"]),
            domains=frozenset(domain.name for domain in own),
            customer_domains=frozenset(domain.name for domain in customers),
            senders=frozenset(domain.name for domain in senders),
            customer_hosts=frozenset(table.get("customer_hosts", ())),
            warning=_official(table["warning"]) if "warning" in table else None,
            route={"ja": route["ja"], "en": route["en"]},
            route_url=route["url"],
            genuine={"ja": genuine["ja"], "en": genuine["en"]} if genuine else None,
            sources=(*own, *customers, *senders),
        )


def _folded(words: Any) -> tuple[str, ...]:
    return tuple(fold(word).text for word in words)


def _phrase(text: str) -> str:
    """A folded phrase as a pattern. One that begins with a Latin letter begins a word: "cialis" is not in "specialist"."""
    return (r"\b" if text[:1].isascii() and text[:1].isalnum() else "") + re.escape(text).replace("\\\n", "\n")


def _match(table: dict[str, Any], path: Path, line: int) -> Match:
    _only(table, {"fields", "phrases", "patterns"}, path, line)
    fields = tuple(table["fields"])
    if unknown := set(fields) - set(FIELDS):
        raise PackError(path, line, f"unknown field {min(unknown)!r}; known: {', '.join(FIELDS)}")
    phrases = tuple(_phrase(fold(phrase).text) for phrase in table.get("phrases", ()))
    patterns = (*phrases, *table.get("patterns", ()))
    if not patterns or not all(patterns):
        raise PackError(path, line, "match needs phrases or patterns, none of them empty")
    return Match(fields, patterns)


def _examples(record: dict[str, Any], key: str, path: Path, line: int) -> tuple[Example, ...]:
    for example in record.get(key, ()):
        _only(example, {"text", "form", "genuine", "my_address"}, path, line)
    return tuple(Example(**example) for example in record.get(key, ()))


def _signal(record: dict[str, Any], path: Path, line: int) -> Signal:
    _only(record, {"id", "match", "hits", "misses"}, path, line)
    return Signal(record["id"], _match(record["match"], path, line), path, line, _examples(record, "hits", path, line), _examples(record, "misses", path, line))


_RULE_KEYS = {"id", "title", "why", "group", "weight", "weight_by_form", "score", "status", "since", "review_by", "match", "fact"}
_RULE_KEYS |= {"all", "any", "none", "brands", "references", "false_positives", "hits", "misses"}


def _rule(record: dict[str, Any], path: Path, line: int) -> Rule:
    _only(record, _RULE_KEYS, path, line)
    if ("match" in record) == ("fact" in record):
        raise PackError(path, line, f"{record['id']}: give either a match or a fact")
    return Rule(
        id=record["id"],
        title=record["title"],
        why=record["why"],
        group=record["group"],
        weight=record["weight"],
        status=record["status"],
        since=record["since"],
        review_by=record["review_by"],
        false_positives=record["false_positives"],
        path=path,
        line=line,
        weight_by_form=record.get("weight_by_form", {}),
        score=record.get("score"),
        match=_match(record["match"], path, line) if "match" in record else None,
        fact=record.get("fact", ""),
        all=tuple(record.get("all", ())),
        any=tuple(record.get("any", ())),
        none=tuple(record.get("none", ())),
        brands=tuple(record.get("brands", ())),
        references=tuple(record.get("references", ())),
        hits=_examples(record, "hits", path, line),
        misses=_examples(record, "misses", path, line),
    )


_SLOTS = {"n": r"[0-9０-９,]+", "address": r"\S+@\S+", "domain": r"[\w.-]+", "any": r".{0,60}?"}


def _skeleton(text: str) -> str:
    """A skeleton as a pattern over folded text. Blanks in it are free: fakes put them anywhere."""
    pieces = []
    for part in re.split(r"(\{\w+\})", text):
        if part[:1] == "{" and part[1:-1] in _SLOTS:
            pieces.append(_SLOTS[part[1:-1]])
        else:
            pieces.append(r"\s*".join(re.escape(word) for word in fold(part).text.split(" ")))
    return r"\s*".join(piece for piece in pieces if piece)


def _campaign(record: dict[str, Any], path: Path, line: int) -> Campaign:
    _only(record, {"id", "brand", "title", "subjects", "names", "phrases", "announced", "clone", "source", "date"}, path, line)
    return Campaign(
        id=record["id"],
        brand=record["brand"],
        subjects=tuple(_skeleton(text) for text in record.get("subjects", ())),
        names=tuple(_skeleton(text) for text in record.get("names", ())),
        phrases=_folded(record.get("phrases", ())),
        announced=record["announced"],
        source=record["source"],
        date=record["date"],
        path=path,
        line=line,
        title=record["title"],
        clone=record.get("clone", False),
    )


def _list(path: Path) -> dict[str, frozenset[str]]:
    """A file of pack/lists: tables with `values`, `source` and `checked`."""
    book = _read(path)
    with _naming(path):
        return {key: frozenset(value.lower() for value in table["values"]) for key, table in book.items()}
