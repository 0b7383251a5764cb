"""The shipped pack as it was read, kept between starts: unpacking it takes a twentieth of the time that reading it takes.

What is kept is the pack alone, in the user's cache folder ($XDG_CACHE_HOME or ~/.cache, below `honmono`) or in the folder that HONMONO_CACHE names, which is
how a container ships it; HONMONO_CACHE=0 switches it off. Where nothing can be written the pack is read at every start. A file holds for one state of
`rules`, by its files' sizes and times, as compiled Python files do. It is a pickle that may name the pack's own classes and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.packs.records import FOLDER, Brand, Campaign, Domain, Example, Match, Official, Pack, Rule, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLASSES = {(kind.__module__, kind.__qualname__): kind for kind in (Brand, Campaign, Domain, Example, Match, Official, Pack, Rule, Signal, date, type(FOLDER))}
_DIGEST = 16
_STATES = 4
"""Packs kept at most: somebody who works on the rules goes back and forth between a few states."""


def kept(folder: Path, read: Callable[[Path], Pack]) -> Pack:
    """The pack of a folder as it was read before, or as `read` reads it now."""
    place = _place(folder)
    if place is None:
        return read(folder)
    with contextlib.suppress(OSError, pickle.UnpicklingError):
        return _unpacked(place.read_bytes())
    pack = read(folder)
    with contextlib.suppress(OSError):
        _keep(place, pack)
    return pack


def _place(folder: Path) -> Path | None:
    """Where the pack belongs that these very files make; None when none is to be kept."""
    named = os.environ.get("HONMONO_CACHE", "")
    if named == "0":
        return None
    try:
        home = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "honmono"
        state = sorted((*_files(str(folder)), *_files(str(Path(__file__).parent.parent))))
    except (OSError, RuntimeError):
        return None
    return home / f"pack-{hashlib.blake2s(repr((sys.implementation.cache_tag, state)).encode(), digest_size=12).hexdigest()}"


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Each file that makes the pack, with its size in bytes and its time in seconds (an image's layers keep no finer one)."""
    for entry in os.scandir(folder):
        if entry.name.endswith((".toml", ".py")):
            stat = entry.stat()
            yield entry.path, stat.st_size, int(stat.st_mtime)
        elif entry.is_dir() and not entry.name.startswith((".", "__")):
            yield from _files(entry.path)


def _unpacked(data: bytes) -> Pack:
    """Raises pickle.UnpicklingError at a file that is not whole."""
    packed = memoryview(data)[_DIGEST:]
    if _digest(packed) != data[:_DIGEST]:
        raise pickle.UnpicklingError("damaged")
    pack: Pack = _Unpickler(io.BytesIO(packed)).load()
    return pack


def _keep(place: Path, pack: Pack) -> None:
    """Write the pack whole or not at all, and clear away those of states long left. Raises OSError."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(pack)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{os.getpid()}")
    try:
        fresh.write_bytes(_digest(stream.getbuffer()) + stream.getvalue())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    for old in sorted(place.parent.glob("pack-*"), key=lambda path: path.stat().st_mtime)[:-_STATES]:
        old.unlink(missing_ok=True)


def _digest(data: memoryview) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()


class _Pickler(pickle.Pickler):
    """Writes a record as its class and its fields in order."""

    def reducer_override(self, value: object) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a pack")
        return _CLASSES[module, name]
