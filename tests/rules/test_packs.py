"""Reading a pack: what is wrong is said with file and line, and what is read is frozen and folded."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

import pytest

from rules import PackError, load, shipped
from rules.packs import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

SIGNAL = '[[signal]]\nid = "signal.test"\n[signal.match]\nfields = ["body"]\nphrases = ["ログ イン"]\n[[signal.hits]]\ntext = "ログイン"\n[[signal.misses]]\ntext = "x"\n'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with one brand, the shipped lists, and nothing else."""
    folder = tmp_path / "pack"
    for name in ("points", "signals", "campaigns", "brands"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(FOLDER / "lists", folder / "lists")
    shutil.copy(FOLDER / "pack.toml", folder)
    shutil.copy(FOLDER / "brands" / "xserver.toml", folder / "brands")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("signals/a.toml", "[[signal]]\nid = \n", 2, "not TOML"),
        ("signals/a.toml", b"\xff\xfe", None, "not UTF-8"),
        ("signals/a.toml", "[[sginal]]\nid = 1\n", None, "unknown table 'sginal'"),
        ("signals/a.toml", SIGNAL + SIGNAL, 10, "id 'signal.test' is used twice (first at a.toml:1)"),
        ("signals/a.toml", SIGNAL.replace('phrases = ["ログ イン"]\n', ""), 1, "phrases or patterns"),
        ("signals/a.toml", SIGNAL.replace("ログ イン", ""), 1, "none of them empty"),
        ("signals/a.toml", SIGNAL.replace('fields = ["body"]', 'fields = ["foot"]'), 1, "unknown field 'foot'"),
        ("signals/a.toml", SIGNAL.replace('text = "x"', 'txet = "x"'), 1, "unknown key 'txet'"),
        ("signals/a.toml", SIGNAL.replace('id = "signal.test"\n', ""), 1, "missing key 'id'"),
        ("signals/a.toml", "signal = [{ id = 'signal.a' }]", None, "[[signal]] on a line of its own"),
        ("brands/other.toml", 'id = "another"\n', 1, "id 'another' is not the file's name"),
        ("brands/other.toml", 'id = "other"\nkinds = "host"\n', 1, "unknown key 'kinds'"),
        ("brands/other.toml", 'id = "other"\nkind = "host"\n', None, "missing key"),
        ("lists/other.toml", "[a]\nvalue = ['x']\n", None, "missing key 'values'"),
        ("pack.toml", 'version = "2026.1.1"\n', None, "missing key 'official'"),
    ],
)
def test_a_broken_file_is_named(pack: Path, name: str, text: str | bytes, line: int | None, what: str) -> None:
    (pack / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PackError) as caught:
        load(pack)
    assert str(caught.value).startswith(f"{pack / name}:{line}: " if line else f"{pack / name}: ")
    assert what in str(caught.value)


def test_a_folder_without_a_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"pack\.toml: file is missing"):
        load(tmp_path)


def test_a_comment_behind_a_records_head_hides_nothing(pack: Path) -> None:
    other = SIGNAL.replace("signal.test", "signal.other").replace("[[signal]]", "[[ signal ]]  # the second")
    (pack / "signals" / "a.toml").write_text("# signals\n" + SIGNAL + other, "utf-8")
    assert [(signal.id, signal.line) for signal in load(pack).signals] == [("signal.test", 2), ("signal.other", 11)]


def test_phrases_are_folded_and_plain(pack: Path) -> None:
    (pack / "signals" / "a.toml").write_text(SIGNAL.replace("ログ イン", "Ａ．Ｂ（ログ イン）"), "utf-8")
    (pattern,) = load(pack).signals[0].match.patterns
    import re

    assert re.search(pattern, "xa.b(ログイン)") is None
    assert re.search(pattern, "a.b(ログイン)")
    assert not re.search(pattern, "axb(ログイン)")


def test_ids_are_unique_over_all_kinds() -> None:
    pack = shipped()
    ids = [record.id for records in (pack.rules, pack.signals, pack.campaigns) for record in records]
    assert len(ids) == len(set(ids))


def test_a_pack_is_frozen() -> None:
    pack = shipped()
    with pytest.raises(dataclasses.FrozenInstanceError):
        pack.version = "1"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        pack.rules[0].weight = "hint"  # type: ignore[misc]
    assert shipped() is pack
