"""What the process remembers for a while, in memory only: recent answers (masked), and what has been counted or shared already."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.intake import Answer
    from rules.report import Report

KEPT = 2000
"""Things remembered at most."""
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
