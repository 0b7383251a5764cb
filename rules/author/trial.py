"""What one record does on a folder of mails: which it hits, and which levels are different because of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rules.author.corpus import Entry, InputForm, mail_of
from rules.author.parallel import spread
from rules.engine import Engine
from rules.facts.model import Context
from rules.packs import Rule, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rules.packs import Pack


@dataclass(frozen=True, slots=True)
class Hit:
    """A mail that a record hits: the words, and the levels without and with the record."""

    entry: Entry
    quote: str
    without: str
    level: str


class _Trial:
    """The pack with a record (shown, whatever its status) and without it."""

    def __init__(self, pack: Pack, name: str) -> None:
        self.name = name
        self.is_rule = any(rule.id == name for rule in pack.rules)
        shown = tuple(replace(rule, status="stable") if rule.id == name else rule for rule in pack.rules)
        self.with_it = Engine(replace(pack, rules=shown))
        self.without = Engine(
            replace(pack, rules=tuple(rule for rule in pack.rules if rule.id != name), signals=tuple(signal for signal in pack.signals if signal.id != name))
        )


_trial: list[_Trial] = []


def _start(folder: Path, name: str) -> None:
    """Make this process' two engines."""
    _trial[:] = [_Trial(load(folder), name)]


def _one(entry: Entry, form: InputForm) -> Hit | None:
    trial = _trial[0]
    try:
        mail = mail_of(entry, form)
    except OSError:
        return None
    if trial.is_rule:
        quote = next((point.quote for point in trial.with_it.check(mail).points if point.id == trial.name), None)
    else:
        facts, _ = trial.with_it.read(Context(mail, trial.with_it.pack))
        quote = facts.first(trial.name).quote if trial.name in facts else None
    return None if quote is None else Hit(entry, quote, trial.without.check(mail).level, trial.with_it.check(mail).level)


def run(pack: Pack, name: str, entries: Sequence[Entry], form: InputForm, jobs: int = 0, advance: Callable[[int], object] = lambda _: None) -> list[Hit]:
    """Every mail that the point or signal `name` hits, in the order of the corpus."""
    hits = spread(partial(_one, form=form), entries, jobs=jobs, start=_start, given=(pack.folder, name), advance=advance)
    return [hit for hit in hits if hit is not None]


def users(pack: Pack, name: str) -> list[Rule]:
    """The points that speak of a fact or signal.

    >>> from rules.packs import shipped
    >>> "link.ip-host" in {rule.fact for rule in users(shipped(), "link.ip-host")}
    True
    """
    return [rule for rule in pack.rules if name == rule.fact or name in (*rule.all, *rule.any, *rule.none)]
