"""A crasher made as small as it stays one: `python -m tests.fuzz.reduce FILE`, whose name begins with its target's."""

from __future__ import annotations

import resource
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 2000
"""Times that the target is run at most."""
MEMORY = 2 << 30
"""Bytes of address space at most."""


def crash(run: Callable[[bytes], None], data: bytes) -> Exception | None:
    """What a target raises on an input, or None."""
    try:
        run(data)
    except Exception as error:  # whatever it is, it is what we look for
        return error
    return None


def mark(error: Exception) -> tuple[str, str, int]:
    """What tells one crash from another: the kind of exception, and where it was raised."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return type(error).__name__, place.filename, place.lineno or 0


def reduce(run: Callable[[bytes], None], data: bytes) -> bytes:
    """The input with every piece left out that the crash does not need, in halves, quarters, … and single bytes, then with plain letters where they do.

    >>> def run(data):
    ...     assert b"x" not in data or b"y" not in data
    >>> reduce(run, b"abcxdefghyijk")
    b'xy'
    """
    first = crash(run, data)
    if first is None:
        return data
    wanted, left = mark(first), TRIES

    def same(smaller: bytes) -> bool:
        nonlocal left
        left -= 1
        found = crash(run, smaller) if left > 0 else None
        return found is not None and mark(found) == wanted

    size = max(1, len(data) // 2)
    while size and left > 0:
        place, shrunk = 0, False
        while place < len(data):
            smaller = data[:place] + data[place + size :]
            if same(smaller):
                data, shrunk = smaller, True
            else:
                place += size
        if not shrunk or size > 1:
            size //= 2
    for place in range(len(data)):
        if data[place] not in b"a\n" and same(plain := data[:place] + b"a" + data[place + 1 :]):
            data = plain
    return data


def main() -> None:
    """Replace the file's content, and print what it raises."""
    from tests.fuzz.targets import TARGETS

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    path = Path(sys.argv[1])
    run = TARGETS[path.name.partition("-")[0]].run
    data = reduce(run, path.read_bytes())
    path.write_bytes(data)
    error = crash(run, data)
    print("" if error is None else f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
