"""What the engine saw in a picture, kept from one run to the next: whoever works on what is made of it need not wait for the engine again.

A file is named after the pictures and after everything that looking at them depends on, so that what is kept is never out of date.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.pictures import decode, engine, reading
from bot.pictures.reading import Seen, seen
from rules.mail.screen import Page, Piece, looks, model, pages

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Spent:
    """Seconds that something took: by the clock, and of processor time."""

    clock: float
    cpu: float

    @classmethod
    def now(cls) -> Spent:
        """A moment, to be taken from a later one."""
        return cls(time.perf_counter(), time.process_time())

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.clock + other.clock, self.cpu + other.cpu)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.clock - other.clock, self.cpu - other.cpu)

    def __truediv__(self, parts: int) -> Spent:
        return Spent(self.clock / parts, self.cpu / parts)


def looked(pictures: Sequence[bytes], folder: Path | None) -> tuple[Seen, Spent]:
    """What is seen in the pictures, and what looking took when it was done. With a `folder` it is kept there, and taken from there when it is."""
    place = folder / f"{_name(pictures)}.json" if folder is not None else None
    if place is not None and place.exists():
        record = json.loads(place.read_text("utf-8"))
        return _seen(record["seen"]), Spent(**record["spent"])
    start = Spent.now()
    found = seen(pictures)
    spent = Spent.now() - start
    if place is not None and not found.problems:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps({"seen": asdict(found), "spent": asdict(spent)}, ensure_ascii=False), "utf-8")
    return found, spent


def _name(pictures: Sequence[bytes]) -> str:
    digest = hashlib.sha256(_sources())
    for data in pictures:
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()[:24]


@cache
def _sources() -> bytes:
    """A digest of the code that looks."""
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (decode, engine, reading, looks, model, pages))
    return hashlib.sha256(code).digest()


def _seen(record: dict[str, Any]) -> Seen:
    screens = tuple(Page(tuple(_piece(piece) for piece in page["pieces"]), page["width"], page["height"]) for page in record["pages"])
    return Seen(screens, tuple(record["codes"]), tuple(record["notes"]))


def _piece(record: dict[str, Any]) -> Piece:
    one, two, three, four = ((x, y) for x, y in record["corners"])
    places = tuple(tuple((letter, share) for letter, share in place) for place in record["places"])
    return Piece(record["text"], (one, two, three, four), record["score"], places, record["ink"], record["stroke"])
