"""What the process remembers for a while, in memory only: recent reports (masked), and what has been shared."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.report import Report

KEPT = 2000
"""Things remembered at most."""
MINUTES = 60
"""How long a report's quotes can be shown again."""

T = TypeVar("T")


class Recent:
    """Reports by id, for `MINUTES` minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._reports: OrderedDict[str, tuple[float, Report]] = OrderedDict()

    def put(self, report: Report) -> None:
        """Remember a report."""
        self._reports[report.id] = (self._clock(), report)
        self._reports.move_to_end(report.id)
        while len(self._reports) > KEPT:
            self._reports.popitem(last=False)

    def get(self, report_id: str) -> Report | None:
        """A report that is still remembered."""
        since, report = self._reports.get(report_id, (0.0, None))
        return report if report is not None and self._clock() - since < MINUTES * 60 else None


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

    def discard(self, thing: T) -> None:
        """Take it back."""
        self._done.pop(thing, None)
