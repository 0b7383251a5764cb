"""How much a piece of code does, counted in calls of functions: the same on every machine. What one call of a part in C takes is not seen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def calls(run: Callable[[], object]) -> int:
    """Calls of functions, ours and built-in ones, that one run makes.

    >>> calls(lambda: [abs(number) for number in range(100)]) // 100
    1
    """
    count = 0

    def tick(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    old = sys.getprofile()
    sys.setprofile(tick)
    try:
        run()
    finally:
        sys.setprofile(old)
    return count
