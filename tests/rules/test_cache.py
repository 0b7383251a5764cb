"""The parsed pack is kept between starts, and never stands in the way."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from rules.packs import FOLDER
from rules.packs.cache import tables

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_is_kept_is_what_was_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("HONMONO_CACHE", raising=False)
    first = tables(FOLDER)
    (kept,) = (tmp_path / "honmono").iterdir()
    assert tables(FOLDER) == first
    kept.write_text("{broken", "utf-8")
    assert tables(FOLDER) == first


def test_a_changed_file_is_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HONMONO_CACHE", raising=False)
    pack = tmp_path / "pack"
    shutil.copytree(FOLDER, pack)
    tables(pack)
    head = pack / "pack.toml"
    head.write_text(head.read_text("utf-8").replace("2026.11.1", "2026.11.22"), "utf-8")
    assert tables(pack)[head]["version"] == "2026.11.22"


def test_where_nothing_can_be_written_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert len(tables(FOLDER)) > 100
