"""What is written in a pack: phrases and patterns that could never match or match everywhere, invisible letters, words that are never said."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from rules.author.lint.places import File
from rules.fold import CJK, INVISIBLE, fold
from rules.hosts import exists
from rules.packs import FOLDER
from rules.patterns import BadPattern, compile_one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.author.lint.places import Book, Problem, Record
    from rules.packs import Pack

SHORTEST = 3
"""Letters of a phrase at least; two are enough when both are kanji."""
_KANJI_PAIR = re.compile(r"[一-鿿々]{2}")
_SYNTAX = re.compile(r"\\[pP]\{\^?\w+\}|\\[pP]\w|\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\.|\[:\^?\w+:\]|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]", re.DOTALL)
"""Pieces of RE2 syntax whose letters are not letters to match."""
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_STRAY_BLANK = re.compile(rf"[{CJK}] (?![?*{{])| (?=[{CJK}])(?<!\[ )")
_DOMAIN = re.compile(r"((?:\\[bB]|\^|@|\\\.|/)?)([a-z0-9-]+(?:\\?\.[a-z0-9-]+)+)(\$|/|\\/|\(\?:\$|\[\^)?")


def check(book: Book) -> Iterator[Problem]:
    """Everything that is wrong with the wording of a pack's files."""
    for folder in ("points", "signals"):
        for record in book.records(folder):
            yield from _match(record)
    yield from _invisible(book)
    yield from _never(book)


def _match(record: Record) -> Iterator[Problem]:
    match = record.data.get("match")
    if not isinstance(match, dict):
        return
    seen: dict[str, str] = {}
    for phrase in _strings(match.get("phrases")):
        folded = fold(phrase).text
        if (first := seen.setdefault(folded, phrase)) is not phrase:
            yield record.wrong(f"phrase {phrase!r} stands here twice ({first!r} folds to the same)", record.at(phrase))
        if 0 < len(folded) < SHORTEST and not _KANJI_PAIR.fullmatch(folded):
            short = {"check": "short_phrase", "of": record.id, "what": phrase}
            yield record.wrong(f"phrase {phrase!r} is too short: it would match everywhere", record.at(phrase), **short)
        for message in phrase_problems(phrase):
            yield record.wrong(message, record.at(phrase))
    patterns = list(_strings(match.get("patterns")))
    for pattern in sorted({pattern for pattern in patterns if patterns.count(pattern) > 1}):
        yield record.wrong(f"pattern {pattern!r} stands here twice", record.at(pattern))
    for pattern in patterns:
        for message in pattern_problems(pattern):
            yield record.wrong(message, record.at(pattern))


def _strings(values: Any) -> Iterator[str]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, str))


def phrase_problems(phrase: str) -> Iterator[str]:
    r"""What is wrong with a phrase, whatever its length.

    >>> list(phrase_problems("至急"))
    []
    >>> list(phrase_problems("\u200b"))
    ["phrase '\\u200b' folds to nothing"]
    """
    folded = fold(phrase).text
    if not folded:
        yield f"phrase {phrase!r} folds to nothing"
    for _, domain, _ in _DOMAIN.findall(folded):
        if exists(domain):
            yield f"phrase {phrase!r} holds the domain {domain}: as a substring it is in {domain}.example.cfd too; compare domains with facts"


def pattern_problems(pattern: str) -> Iterator[str]:
    r"""What is wrong with a pattern.

    >>> list(pattern_problems("(?:保留中|未配信)のメール[0-9]+件"))
    []
    >>> list(pattern_problems("ロ グイン"))
    ["pattern 'ロ グイン' has a blank beside a Japanese letter; folded text has none"]
    """
    try:
        compiled = compile_one(pattern)
    except BadPattern as error:
        yield f"pattern {pattern!r} is not taken by RE2: {error}"
        return
    if compiled.search(b"") is not None:
        yield f"pattern {pattern!r} matches the empty text, and so everything"
    letters = _SYNTAX.sub("\0", pattern)
    if letters.lower() != letters:
        yield f"pattern {pattern!r} has a capital letter; folded text has none"
    for run in re.findall(r"[^\x00-\x7f]+", _CLASS.sub("\0", letters)):
        if fold(run).text != run.lower():
            yield f"pattern {pattern!r}: {run!r} is folded to {fold(run).text!r} and never matches as written"
    for letter in sorted({letter for held in _CLASS.findall(letters) for letter in held if not letter.isascii()}):
        if fold(letter).text != letter.lower():
            yield f"pattern {pattern!r}: {letter!r} is folded to {fold(letter).text!r} and never matches as written"
    if _STRAY_BLANK.search(_CLASS.sub("\0", letters)):
        yield f"pattern {pattern!r} has a blank beside a Japanese letter; folded text has none"
    if len(letters.replace("\0", "x")) < SHORTEST and not _KANJI_PAIR.fullmatch(letters):
        yield f"pattern {pattern!r} is too short: it would match everywhere"
    for before, domain, after in _DOMAIN.findall(pattern):
        if exists(plain := domain.replace("\\", "")) and not (before and after):
            yield f"pattern {pattern!r} looks for the domain {plain} as a substring; compare domains with facts, or anchor both of its ends"


def bad_pattern(pack: Pack) -> Problem | None:
    """The first pattern of a loaded pack that RE2 does not take, with its line: no engine can be made of such a pack."""
    for kind, records in (("point", pack.rules), ("signal", pack.signals)):
        for record in records:
            for pattern in record.match.patterns if record.match is not None else ():
                try:
                    compile_one(pattern)
                except BadPattern:
                    written = next(found for found in File(record.path).records(kind) if found.id == record.id)
                    return written.wrong(next(pattern_problems(pattern)), written.at(pattern))
    return None


def _invisible(book: Book) -> Iterator[Problem]:
    """Invisible letters: in the files they deceive the next author, in what is shown or matched they are never meant."""
    for file in book.all():
        place = file.whole()
        for number, line in enumerate(file.lines, 1):
            if (found := INVISIBLE.search(line)) is not None:
                yield place.wrong(f"invisible character U+{ord(found[0]):04X}; write it as \\u{ord(found[0]):04x}", number)
    for folder in ("points", "signals", "campaigns", "brands"):
        for record in book.records(folder):
            shown = {key: value for key, value in record.data.items() if key not in ("hits", "misses")}
            for key, text in _texts(shown):
                if (found := INVISIBLE.search(text)) is not None and found[0] not in "".join(record.file.lines):
                    yield record.wrong(f"{key} holds the invisible character U+{ord(found[0]):04X}", record.at_key(key))


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, key or name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)


def _never(book: Book) -> Iterator[Problem]:
    """What is shown holds no address in a sentence, and no word that the pack's own file, or else the shipped one, says is never to be used."""
    path = book.folder / "never.toml"
    try:
        words = tomllib.loads((path if path.exists() else FOLDER / "never.toml").read_text("utf-8"))["words"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        yield book.head.whole().wrong(f"{path.name} cannot be read: {error}")
        return
    said: list[tuple[Record, tuple[str, ...]]] = [(record, ("title", "why")) for record in book.records("points")]
    said += [(record, ("title",)) for record in book.records("campaigns")]
    said += [(record, ("route", "genuine")) for record in book.records("brands")]
    said += [(record, ("ja", "en")) for record in (book.steps.records("step") if book.steps is not None else ())]
    said += [(book.head.whole(), ("asks", "groups", "official"))]
    for record, keys in said:
        for key, text in _texts({key: record.data[key] for key in keys if key in record.data}):
            low = fold(text).text
            if "://" in text and not text.startswith(("http://", "https://")):  # one that is an address has a key of its own, and a button
                yield record.wrong(f"{key} holds an address that can be opened; write the host alone", record.at(text))
            for word in words:
                if fold(word).text in low:
                    yield record.wrong(f"{key} says {word!r}, which is never said", record.at(text))
