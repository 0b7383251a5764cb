"""What the process remembers for a while, in memory only: recent answers (masked), what pictures said, and what has been counted or shared already."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.intake import Answer
    from bot.pictures.shot import Shot
    from rules.report import Report

KEPT = 2000
"""Things remembered at most."""
LETTERS = 4_000_000
"""Letters of all pictures' texts remembered at most: some tens of megabytes."""
MINUTES = 60
"""How long a report's quotes can be shown again."""

T = TypeVar("T")


class Recent:
    """Answers by their report's id, for `MINUTES` minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._answers: OrderedDict[str, tuple[float, int | None, Answer]] = OrderedDict()

    def put(self, answer: Answer, asker: int | None = None) -> None:
        """Remember an answer that has a report, and for whom, so that they can have it forgotten."""
        if answer.report is None:
            return
        self._answers[answer.report.id] = (self._clock(), asker, answer)
        self._answers.move_to_end(answer.report.id)
        while len(self._answers) > KEPT:
            self._answers.popitem(last=False)

    def answer(self, report_id: str) -> Answer | None:
        """An answer that is still remembered."""
        since, _, answer = self._answers.get(report_id, (0.0, None, None))
        return answer if answer is not None and self._clock() - since < MINUTES * 60 else None

    def get(self, report_id: str) -> Report | None:
        """The report of an answer that is still remembered."""
        answer = self.answer(report_id)
        return answer.report if answer else None

    def forget(self, asker: int) -> None:
        """Forget what somebody asked for."""
        for report_id in [report_id for report_id, (_, who, _) in self._answers.items() if who == asker]:
            del self._answers[report_id]


@dataclass(slots=True)
class Kept:
    """What somebody's pictures said, and whether the card about it is one that everybody sees."""

    shot: Shot
    asker: int
    public: bool
    since: float
    letters: int


class Shots:
    """What pictures said, by a key that cards carry: for `MINUTES` minutes, and `LETTERS` letters of them all at most."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._letters = 0

    def put(self, shot: Shot, asker: int, *, public: bool) -> str:
        """Remember what somebody's pictures said; gives the key."""
        key = secrets.token_hex(6)
        parts = (shot.reading.mail, *shot.others)
        kept = Kept(shot, asker, public, self._clock(), len(shot.reading.text) + sum(len(part.body) for part in parts))
        self._kept[key] = kept
        self._letters += kept.letters
        for oldest, old in list(self._kept.items()):
            if self._letters <= LETTERS and self._clock() - old.since < MINUTES * 60:
                break
            self._drop(oldest)
        return key

    def get(self, key: str) -> Kept | None:
        """What is still remembered."""
        kept = self._kept.get(key)
        return kept if kept is not None and self._clock() - kept.since < MINUTES * 60 else None

    def forget(self, asker: int) -> None:
        """Forget what somebody sent."""
        for key in [key for key, kept in self._kept.items() if kept.asker == asker]:
            self._drop(key)

    def _drop(self, key: str) -> None:
        self._letters -= self._kept.pop(key).letters


class Once(Generic[T]):
    """Things that were done and must not be done twice, the latest `KEPT` of them.

    >>> once = Once()
    >>> once.add("a"), once.add("a")
    (True, False)
    """

    def __init__(self) -> None:
        self._done: OrderedDict[T, None] = OrderedDict()

    def add(self, thing: T) -> bool:
        """Note that something is done; False when it was done before."""
        if thing in self._done:
            return False
        self._done[thing] = None
        if len(self._done) > KEPT:
            self._done.popitem(last=False)
        return True

    def __contains__(self, thing: T) -> bool:
        """Whether it is among the latest that were done."""
        return thing in self._done

    def forget(self, of: Callable[[T], bool]) -> None:
        """Take back all of which `of` says so."""
        for thing in [thing for thing in self._done if of(thing)]:
            del self._done[thing]

    def discard(self, thing: T) -> None:
        """Take it back."""
        self._done.pop(thing, None)
