"""Ours: level strong is 2, caution 1, anything else 0."""

from __future__ import annotations

import json
import sys

from rules import Unusable, check, read

SCORES = {"strong": 2, "caution": 1}


def main() -> None:
    """Judge until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        try:
            said = {"score": SCORES.get(check(read(source.read(int(line)))).level, 0)}
        except Unusable as error:
            said = {"error": str(error)}
        sink.write(json.dumps(said).encode() + b"\n")
        sink.flush()


if __name__ == "__main__":
    main()
