"""What the rule set would make of campaigns that it had never seen.

Whoever writes rules has read some mails. What only one campaign of a folder shows, be it a point or one wording of many, may owe its being to that
campaign, and would be missing had the campaign not been there yet. So each is judged without it: phishing without the points and wordings that no other
phishing shows, honest mail without the excuses that no other honest mail needs. What is met once tells how much is still unmet (Good 1953, Biometrika 40).

Words in lists and the data of companies are left as they are: they come from outside of the mails.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from rules.author.corpus import mail_of
from rules.author.parallel import spread
from rules.author.score import Result, judge
from rules.engine import Engine
from rules.facts.model import Context
from rules.packs import FIELDS, load, shipped
from rules.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from rules.author.corpus import Entry, InputForm
    from rules.packs import Pack, Rule, Signal

Record = TypeVar("Record", "Rule", "Signal")
Piece = tuple[str, str]
"""A wording: its record's id and one alternative of a pattern. A whole point: its id and ""."""


class _Pieces:
    """A pack taken to pieces."""

    def __init__(self, pack: Pack, *, experimental: bool = False) -> None:
        self.pack, self._experimental = pack, experimental
        self.engine = Engine(pack, experimental=experimental)
        records: tuple[Rule | Signal, ...] = (*pack.signals, *self.engine.rules)
        written = [(record, words) for record in records for words in _wordings(record)]
        self._pieces = {str(number): (record.id, words) for number, (record, words) in enumerate(written)}
        self._patterns = Patterns([(key, words) for key, (_, words) in self._pieces.items()])
        fields = [record.match.fields if record.match else () for record, _ in written]
        self._of_field = {field: frozenset(str(number) for number, mine in enumerate(fields) if field in mine) for field in FIELDS}
        self._excuses = frozenset(name for rule in pack.rules for name in rule.none)
        self._reasons = frozenset(name for rule in pack.rules for name in (rule.id, rule.fact, *rule.all, *rule.any))

    def shown(self, entry: Entry, form: InputForm) -> frozenset[Piece]:
        """The points of a phishing mail and the wordings that speak against it; of an honest one the wordings that may excuse it."""
        try:
            context = Context(mail_of(entry, form), self.pack)
        except Exception:  # judging it will tell
            return frozenset()
        found = {self._pieces[key] for field, text in context.fields for key, _ in self._patterns.places(text, self._of_field[field])}
        if entry.label == "ham":
            return frozenset(piece for piece in found if piece[0] in self._excuses)
        points = {(point, "") for point, _ in judge(self.engine, entry, form).points}
        return frozenset(points | {piece for piece in found if piece[0] in self._reasons or piece[0] not in self._excuses})

    def without(self, pieces: frozenset[Piece]) -> Engine:
        """The engine without some points and wordings."""
        if not pieces:
            return self.engine
        rules = [_left(rule, pieces) for rule in self.pack.rules]
        signals = [_left(signal, pieces) for signal in self.pack.signals]
        left = replace(self.pack, rules=tuple(filter(None, rules)), signals=tuple(filter(None, signals)))
        engine = Engine(left, experimental=self._experimental)
        engine.pack = self.pack  # what facts look up is the same, and made already
        return engine


def _wordings(record: Rule | Signal) -> list[str]:
    return [words for pattern in record.match.patterns for words in alternatives(pattern)] if record.match else []


def _left(record: Record, pieces: frozenset[Piece]) -> Record | None:
    """A record without some pieces; None when nothing is left of it."""
    if (record.id, "") in pieces:
        return None
    if record.match is None:
        return record
    left = [words for words in _wordings(record) if (record.id, words) not in pieces]
    return replace(record, match=replace(record.match, patterns=tuple(left))) if left else None


def alternatives(pattern: str) -> list[str]:
    r"""The alternatives of a pattern, those inside of brackets left together.

    >>> alternatives(r"再開|(?:解約|退会)する|[|)]\|x")
    ['再開', '(?:解約|退会)する', '[|)]\\|x']
    """
    found, depth, start, place = list[str](), 0, 0, 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif letter == "[":
            place = _class_end(pattern, place)
        elif letter == "|" and not depth:
            found.append(pattern[start:place])
            start = place + 1
        depth += (letter == "(") - (letter == ")")
        place += 1
    return [*found, pattern[start:]]


def _class_end(pattern: str, start: int) -> int:
    """Where a class of letters ends that begins at `start`."""
    place = start + 1
    place += pattern.startswith("^", place)
    place += pattern.startswith("]", place)
    while pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place


_pieces: list[_Pieces] = []
_Work = tuple[tuple["Entry", ...], frozenset[Piece]]


def _start(folder: Path | None, experimental: bool) -> None:
    _pieces[:] = [_Pieces(shipped() if folder is None else load(folder), experimental=experimental)]


def _shown(entry: Entry, form: InputForm) -> frozenset[Piece]:
    return _pieces[0].shown(entry, form)


def _judged(work: _Work, form: InputForm) -> list[Result]:
    engine = _pieces[0].without(work[1])
    names = tuple(sorted({name for name, _ in work[1]}))
    return [replace(judge(engine, entry, form), without=names) for entry in work[0]]


def run(
    entries: Sequence[Entry],
    form: InputForm,
    jobs: int = 0,
    advance: Callable[[int], object] = lambda _: None,
    *,
    pack: Path | None = None,
    experimental: bool = False,
) -> list[Result]:
    """Like `score.run`, each mail without what only its own campaign shows. `advance` is told of every mail twice."""
    spreading = partial(spread, jobs=jobs, start=_start, given=(pack, experimental))
    works = list(_works(entries, spreading(partial(_shown, form=form), entries, advance=advance)))
    sizes = iter([len(mails) for mails, _ in works])
    judged = spreading(partial(_judged, form=form), works, advance=lambda _: advance(next(sizes)))
    of_campaign = {_campaign(results[0].entry): iter(results) for results in judged}
    return [next(of_campaign[_campaign(entry)]) for entry in entries]


def _campaign(entry: Entry) -> tuple[str, str]:
    return entry.label, entry.campaign


def _works(entries: Sequence[Entry], shown: Iterable[frozenset[Piece]]) -> Iterable[_Work]:
    """Each campaign's mails with what it alone shows among those of its label."""
    mails: dict[tuple[str, str], list[Entry]] = {}
    pieces: dict[tuple[str, str], set[Piece]] = {}
    for entry, found in zip(entries, shown, strict=True):
        mails.setdefault(_campaign(entry), []).append(entry)
        pieces.setdefault(_campaign(entry), set()).update(found)
    showing = Counter((label, piece) for (label, _), mine in pieces.items() for piece in mine)
    for key, mine in pieces.items():
        yield tuple(mails[key]), frozenset(piece for piece in mine if showing[key[0], piece] == 1)
