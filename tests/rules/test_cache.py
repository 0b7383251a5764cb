"""The pack is kept between starts, and never stands in the way."""

from __future__ import annotations

import pickle
import shutil
from typing import TYPE_CHECKING

import pytest

from rules import check
from rules.packs import FOLDER, Pack, load
from rules.packs.cache import _digest, _unpacked, kept

if TYPE_CHECKING:
    from pathlib import Path


def _never(folder: Path) -> Pack:
    raise AssertionError(f"{folder} is read again")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that packs are kept in."""
    monkeypatch.setenv("HONMONO_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_is_kept_is_what_was_read(home: Path) -> None:
    first = kept(FOLDER, load)
    assert kept(FOLDER, _never) == first
    assert [path.name[:5] for path in home.iterdir()] == ["pack-"]
    mail = "差出人: XSERVER <info@mail.example.cfd>\n件名: メールアドレスの保留中のメール9件"
    assert check(mail, kept(FOLDER, _never)).to_dict("ja") == check(mail, first).to_dict("ja")


@pytest.mark.parametrize("harm", [b"", b"{broken", bytes(40)])
def test_a_damaged_file_is_made_anew(home: Path, harm: bytes) -> None:
    kept(FOLDER, load)
    (path,) = home.iterdir()
    whole = path.read_bytes()
    path.write_bytes(harm or whole[:-9])
    assert kept(FOLDER, load).version
    assert path.read_bytes() == whole


def test_a_file_can_name_nothing_but_the_packs_own_classes() -> None:
    packed = pickle.dumps(print)
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print is no part of a pack"):
        _unpacked(_digest(memoryview(packed)) + packed)


def test_a_changed_file_is_read_again(home: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(FOLDER, pack)
    kept(pack, load)
    head = pack / "pack.toml"
    head.write_text(head.read_text("utf-8").replace("2026.11.1", "2026.11.22"), "utf-8")
    assert kept(pack, load).version == "2026.11.22"
    assert len(list(home.iterdir())) == 2


def test_states_long_left_are_cleared_away(home: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(FOLDER, pack)
    for lines in range(1, 7):
        (pack / "lists" / "more.toml").write_text("\n" * lines, "utf-8")
        kept(pack, load)
    assert len(list(home.iterdir())) == 4
    assert kept(pack, _never).version


def test_where_nothing_can_be_written_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setenv("HONMONO_CACHE", str(blocked))
    assert len(kept(FOLDER, load).brands) > 100


def test_it_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HONMONO_CACHE", "0")
    assert kept(FOLDER, load).version
    assert list(tmp_path.iterdir()) == []
