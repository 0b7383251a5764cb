"""Where in a pack something stands: files read once, records with their lines, and a problem with its place."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rules.packs.reading import record_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = {"points": "point", "signals": "signal", "campaigns": "campaign"}
"""Folders whose files hold many records, and what their tables are called."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    `check` is "" unless the problem is of a sort that can be accepted in exceptions.toml; then `of` and `what` say which one it is.
    """

    path: Path
    line: int | None
    message: str
    check: str = field(default="", compare=False)
    of: str = field(default="", compare=False)
    what: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class File:
    """A TOML file with its lines. `table` is None when it cannot be read; `problem` then says why."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem: Problem | None = None
        self.text = ""
        self.table: dict[str, Any] | None = None
        try:
            self.text = path.read_text("utf-8")
            self.table = tomllib.loads(self.text)
        except UnicodeDecodeError:
            self.problem = Problem(path, None, "not UTF-8 text")
        except OSError as error:
            self.problem = Problem(path, None, f"cannot be read: {error.strerror or error}")
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"\(at line (\d+)", str(error))
            self.problem = Problem(path, int(place[1]) if place else len(self.text.splitlines()), f"not TOML: {error}")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.text.splitlines()

    def records(self, kind: str) -> Iterator[Record]:
        """The `[[kind]]` records of the file, each with its lines."""
        starts = record_lines(self.text, kind)
        found = (self.table or {}).get(kind, ())
        found = found if isinstance(found, list) else ()
        for number, data in enumerate(found):
            start = starts[number] if number < len(starts) else 1
            end = starts[number + 1] - 1 if number + 1 < len(starts) else len(self.lines)
            yield Record(self, start, end, data if isinstance(data, dict) else {})

    def whole(self) -> Record:
        """The file as one record."""
        return Record(self, 1, len(self.lines), self.table or {})


@dataclass(frozen=True)
class Record:
    """A table of a file, with the lines it takes there (both inclusive, from 1)."""

    file: File
    line: int
    end: int
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """Its id, "" without one."""
        return str(self.data.get("id", ""))

    def at(self, text: str) -> int:
        """The line of the record that holds a text, or the record's own."""
        first = next((line for line in text.splitlines() if line.strip()), "")
        for spelling in (first, json.dumps(first, ensure_ascii=False)[1:-1]):
            for number in range(self.line, self.end + 1):
                if spelling and spelling in self.file.lines[number - 1]:
                    return number
        return self.line

    def at_key(self, *path: str | int) -> int:
        """The line of the record that gives a key or opens its table (the n-th one, where a number follows), or the record's own."""
        place = self.line
        for number, key in enumerate(path):
            if isinstance(key, str) and key:
                after = path[number + 1] if number + 1 < len(path) else 0
                found = self._given(key, place)
                place = found[after if isinstance(after, int) and after < len(found) else 0] if found else place
        return place

    def _given(self, key: str, start: int) -> list[int]:
        named = re.compile(rf"""\s*(?:\[+\s*(?:[\w-]+\.)*{re.escape(key)}\s*\]+|["']?{re.escape(key)}["']?\s*=)""")
        return [number for number in range(start, self.end + 1) if named.match(self.file.lines[number - 1])]

    def wrong(self, message: str, line: int | None = None, **accepted: str) -> Problem:
        """A problem of this record."""
        return Problem(self.file.path, line or self.line, f"{self.id}: {message}" if self.id else message, **accepted)


class Book:
    """Every file of a pack, by what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head = File(folder / "pack.toml")
        self.files: dict[str, list[File]] = {
            name: [File(path) for path in sorted((folder / name).glob("*.toml"))] for name in ("points", "signals", "campaigns", "brands", "lists")
        }
        self.tombstones = self._optional("tombstones.toml")
        self.exceptions = self._optional("exceptions.toml")
        self.steps = self._optional("steps.toml")

    def _optional(self, name: str) -> File | None:
        path = self.folder / name
        return File(path) if path.exists() else None

    def all(self) -> Iterator[File]:
        """Every file that is there."""
        yield self.head
        for files in self.files.values():
            yield from files
        yield from (file for file in (self.tombstones, self.exceptions, self.steps) if file is not None)

    def readable(self, folder: str) -> bool:
        """Whether every file of a folder could be read: only then is what none of them holds really not there."""
        return all(file.table is not None for file in self.files[folder])

    def records(self, folder: str) -> Iterator[Record]:
        """Every record of a folder, brands and lists included."""
        for file in self.files[folder]:
            if folder in KINDS:
                yield from file.records(KINDS[folder])
            else:
                yield file.whole()
