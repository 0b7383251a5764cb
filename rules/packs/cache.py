"""The shipped pack's TOML, parsed once a version: reading JSON again takes a thirtieth of the time.

The cache holds the parsed tables and nothing else, in the user's cache folder ($XDG_CACHE_HOME or ~/.cache, below `honmono`); where it cannot be written
(a read-only container) the TOML is parsed at every start. HONMONO_CACHE=0 switches it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

_DATE = "$date"


def tables(folder: Path) -> dict[Path, dict[str, Any]]:
    """Every TOML file of a pack by its path, parsed; {} when one cannot be (the strict reader then says which)."""
    files = sorted(folder.rglob("*.toml"))
    place = _place(files)
    if place is not None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(place.read_text("utf-8"), object_hook=_dated)
            return {folder / name: table for name, table in kept.items()}
    try:
        read = {path: tomllib.loads(path.read_text("utf-8")) for path in files}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        return {}
    if place is not None:
        _keep(place, {path.relative_to(folder).as_posix(): table for path, table in read.items()})
    return read


def _place(files: list[Path]) -> Path | None:
    """Where the cache of just these files belongs, by their names, sizes and times."""
    if os.environ.get("HONMONO_CACHE") == "0":
        return None
    try:
        marks = [(path.name, stat.st_size, stat.st_mtime_ns) for path in files for stat in (path.stat(),)]
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except (OSError, RuntimeError):
        return None
    return home / "honmono" / f"pack-{hashlib.blake2s(repr(marks).encode(), digest_size=12).hexdigest()}.json"


def _keep(place: Path, content: dict[str, Any]) -> None:
    """Write the cache whole or not at all, and clear away older ones."""
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(content, ensure_ascii=False, default=_plain), "utf-8")
        fresh.replace(place)
        for old in place.parent.glob("pack-*.json"):
            if old != place:
                old.unlink(missing_ok=True)


def _plain(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    raise TypeError(f"cannot keep {type(value).__name__}")


def _dated(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table[_DATE]) if _DATE in table else table
