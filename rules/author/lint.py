"""Lint: everything about a pack that a machine can find wrong, each with file and line.

lint(folder) -> [Problem]      nothing found: an empty list
"""

from __future__ import annotations

import json
import re
import string
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rules.author import examples
from rules.engine import Engine
from rules.facts import CATALOGUE
from rules.fold import INVISIBLE, fold
from rules.hosts import registrable
from rules.packs import PackError, load
from rules.packs.reading import record_lines
from rules.patterns import BadPattern, compile_one

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from rules.packs import Brand, Match, Pack, Rule, Signal

SLOTS = frozenset("quote brand official shown target label other own ending names campaign date domain count local".split())
"""Slots that facts may fill in a point's sentences."""
SHORTEST = 3
"""Letters of a phrase at least, two when they are Japanese: shorter ones match everywhere."""
_KANJI = re.compile(r"[一-龥]+")
_ESCAPED = re.compile(r"\\.|\[:\^?\w+:\]|\(\?[a-zA-Z-]+[:)]")
_BARE_DOMAIN = re.compile(r"^[a-z0-9-]+(?:\\?\.[a-z]{2,})+$")
_FOLDERS = {"points": "point", "signals": "signal", "campaigns": "campaign"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    path: Path
    line: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


def lint(folder: Path, today: date) -> list[Problem]:
    """Every problem of a pack, sorted by place. Files that cannot be read at all are told first and end the search."""
    problems = [*_schemas(folder)]
    if problems:
        return problems
    try:
        pack = load(folder)
    except PackError as error:
        return [Problem(error.path, error.line, error.what)]
    engine = Engine(pack, experimental=True) if not (problems := list(_patterns(pack))) else None
    problems += _text(folder)
    for rule in pack.rules:
        problems += _rule(rule, pack, today)
    for signal in pack.signals:
        if not signal.hits or not signal.misses:
            problems.append(Problem(signal.path, signal.line, f"{signal.id}: needs at least one hit and one miss"))
    for brand in pack.brands.values():
        problems += _brand(brand, pack)
    problems += _brands(pack)
    for campaign in pack.campaigns:
        if campaign.brand and campaign.brand not in pack.brands:
            problems.append(Problem(campaign.path, campaign.line, f"{campaign.id}: unknown brand {campaign.brand!r}"))
    problems += _tombstones(pack)
    if engine is not None:
        problems += _behaviour(engine)
    return sorted(problems, key=lambda problem: (str(problem.path), problem.line or 0))


def _schemas(folder: Path) -> Iterator[Problem]:
    """Unreadable TOML, and records that do not fit their schema."""
    from jsonschema import Draft202012Validator

    for name in ("points", "signals", "campaigns", "brands", "lists"):
        kind = _FOLDERS.get(name, name.removesuffix("s"))
        validator = Draft202012Validator(json.loads((folder / "schema" / f"{kind}.schema.json").read_text("utf-8")))
        for path in sorted((folder / name).glob("*.toml")):
            try:
                table = tomllib.loads(path.read_text("utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                place = re.search(r"line (\d+)", str(error))
                yield Problem(path, int(place[1]) if place else len(path.read_bytes().splitlines()), f"not TOML: {error}")
                continue
            if name in _FOLDERS:
                for stray in sorted(set(table) - {kind}):
                    yield Problem(path, None, f"unknown table {stray!r}; this folder holds [[{kind}]] records")
                places = record_lines(path, kind)
                for line, record in zip(places, table.get(kind, ()), strict=False):
                    yield from _against(validator, record, path, line)
            elif name == "lists":
                for key, entry in table.items():
                    yield from _against(validator, entry, path, _line_of(path, f"[{key}]"))
            else:
                yield from _against(validator, table, path, 1)


def _against(validator: Any, record: Any, path: Path, line: int | None) -> Iterator[Problem]:
    name = record.get("id", "") if isinstance(record, dict) else ""
    plain = json.loads(json.dumps(record, default=str))
    for error in sorted(validator.iter_errors(plain), key=lambda error: list(map(str, error.path))):
        where = ".".join(str(part) for part in error.path)
        yield Problem(path, line, f"{name}: {where + ': ' if where else ''}{error.message[:200]}")


def _line_of(path: Path, text: str) -> int | None:
    return next((number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line), None)


def _within(path: Path, start: int, text: str) -> int:
    """The line of a record that holds a text, or the record's own line."""
    lines = path.read_text("utf-8").splitlines()
    for number in range(start, len(lines)):
        if text in lines[number]:
            return number + 1
        if lines[number].startswith("[[") and lines[number].count(".") == 0:
            break
    return start


def _patterns(pack: Pack) -> Iterator[Problem]:
    """Patterns that the engine does not take, could never match, or match too much."""
    records: tuple[Rule | Signal, ...] = (*pack.signals, *pack.rules)
    for record in records:
        if record.match is not None:
            for pattern in record.match.patterns:
                yield from (
                    Problem(record.path, _within(record.path, record.line, pattern), f"{record.id}: {what}") for what in _pattern(pattern, record.match)
                )


def _pattern(pattern: str, match: Match) -> Iterator[str]:
    try:
        compile_one(pattern)
    except BadPattern as error:
        yield f"pattern {pattern!r}: {error}"
        return
    letters = _ESCAPED.sub("", pattern)
    if fold(letters.replace(" ", "")).text != letters.replace(" ", "").replace("\n", "") and letters.lower() != letters:
        yield f"pattern {pattern!r} has capitals; folded text has none"
    elif any(fold(letter).text != letter for letter in letters if not letter.isascii() and not letter.isspace()):
        yield f"pattern {pattern!r} has letters that folding changes (full-width?); it could never match"
    if re.search(r"[ぁ-んァ-ヶ一-龥] |(?<!\[) [ぁ-んァ-ヶ一-龥]", pattern):
        yield f"pattern {pattern!r} has a blank beside a Japanese letter; folded text has none"
    if _BARE_DOMAIN.match(pattern):
        yield f"pattern {pattern!r} is a bare domain: compare domains with facts, not as substrings"
    plain = pattern.replace("\\", "")
    if len(plain) < SHORTEST and not (len(plain) == 2 and not plain.isascii()):
        yield f"{pattern!r} is too short; it matches everywhere"
    del match


def _text(folder: Path) -> Iterator[Problem]:
    """Invisible characters anywhere, and words that are never said."""
    never = tomllib.loads((folder / "never.toml").read_text("utf-8"))["words"]
    for path in sorted(folder.rglob("*.toml")):
        if path.name == "never.toml":
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if (found := INVISIBLE.search(line)) is not None and not line.startswith("text = "):
                yield Problem(path, number, f"invisible character U+{ord(found[0]):04X}")
            if line.startswith(("title =", "why =")):
                for word in never:
                    if word in line:
                        yield Problem(path, number, f"says {word!r}, which is never said")


def _rule(rule: Rule, pack: Pack, today: date) -> Iterator[Problem]:
    def wrong(what: str) -> Problem:
        return Problem(rule.path, rule.line, f"{rule.id}: {what}")

    if rule.group not in pack.groups:
        yield wrong(f"unknown group {rule.group!r}")
    known = CATALOGUE.keys() | {signal.id for signal in pack.signals}
    for name in (*([rule.fact] if rule.fact else []), *rule.all, *rule.any, *rule.none):
        if name not in known:
            yield wrong(f"unknown fact or signal {name!r}")
    for brand in rule.brands:
        if brand not in pack.brands:
            yield wrong(f"unknown brand {brand!r}")
    for text in (*rule.title.values(), *rule.why.values()):
        for _, slot, _, _ in string.Formatter().parse(text):
            if slot is not None and slot not in SLOTS:
                yield wrong(f"slot {{{slot}}} is filled by nothing")
    if len(rule.hits) < 2 or len(rule.misses) < 2:
        yield wrong("needs at least two hits and two misses")
    if not any(example.genuine for example in rule.misses):
        yield wrong("needs a genuine notice among its misses (genuine = true)")
    if rule.review_by < today:
        yield wrong(f"review was due {rule.review_by}")
    if rule.since > today:
        yield wrong(f"since {rule.since} is in the future")


def _brand(brand: Brand, pack: Pack) -> Iterator[Problem]:
    path = pack.folder / "brands" / f"{brand.id}.toml"
    for domain in brand.sources:
        if registrable(domain.name) != domain.name:
            yield Problem(path, _line_of(path, f'"{domain.name}"'), f"{domain.name!r} is not a registrable domain")
    if not brand.domains:
        yield Problem(path, 1, "needs at least one domain with a source")
    for spelling in (*brand.spellings, *brand.misspellings):
        if len(spelling) < SHORTEST and not _KANJI.fullmatch(spelling):
            yield Problem(path, 1, f"spelling {spelling!r} is too short; put it into ambiguous")
    if both := set(brand.spellings) & set(brand.misspellings):
        yield Problem(path, 1, f"{min(both)!r} is both a spelling and a misspelling")


def _brands(pack: Pack) -> Iterator[Problem]:
    """Spellings that two companies claim."""
    seen: dict[str, str] = {}
    for brand in pack.brands.values():
        for spelling in brand.spellings:
            other = seen.setdefault(spelling, brand.id)
            if other != brand.id:
                yield Problem(pack.folder / "brands" / f"{brand.id}.toml", 1, f"spelling {spelling!r} belongs to {other} too")


def _tombstones(pack: Pack) -> Iterator[Problem]:
    path = pack.folder / "tombstones.toml"
    gone = {entry["id"] for entry in tomllib.loads(path.read_text("utf-8")).get("removed", ())}
    records: list[Rule | Signal] = [*pack.rules, *pack.signals]
    for record in records:
        if record.id in gone:
            yield Problem(record.path, record.line, f"id {record.id!r} was removed and is never used again ({path.name})")


def _behaviour(engine: Engine) -> Iterator[Problem]:
    outcomes = [outcome for rule in engine.pack.rules if rule.status != "deprecated" for outcome in examples.of_rule(rule, engine)]
    outcomes += [outcome for signal in engine.pack.signals for outcome in examples.of_signal(signal, engine)]
    for outcome in outcomes:
        if outcome.wrong:
            line = outcome.example.text.strip().splitlines()[0][:60] if outcome.example.text.strip() else ""
            place = _within(outcome.record.path, outcome.record.line, line) if line else outcome.record.line
            yield Problem(outcome.record.path, place, f"{outcome.record.id}: {outcome.wrong}: {line!r}")
