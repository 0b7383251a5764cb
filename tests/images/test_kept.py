"""What the engine saw is kept whole, and looked at again when anything it depends on is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.pictures.contract import PictureError
from bot.pictures.reading import Seen
from rules.mail.screen import Page, Piece
from tests.images import kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PIECE = Piece("件名 a1", ((0.5, 1.0), (90.25, 1.0), (90.25, 20.0), (0.5, 20.0)), 0.93, ((("件", 0.9), ("仵", 0.05)), (("", 0.7), (" ", 0.3))), 17.5, 2.25)
SEEN = Seen((Page((PIECE,), 100, 200), Page((), 10, 20)), ("https://qr.example.cfd/",), ("tiled",))


class Engine:
    def __init__(self, *found: Seen) -> None:
        self.found = list(found)

    def __call__(self, pictures: Sequence[bytes]) -> Seen:
        return self.found.pop(0)


def test_a_picture_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "seen", Engine(SEEN))
    first, spent = kept.looked([b"one"], tmp_path)
    again, then = kept.looked([b"one"], tmp_path)
    assert first == again == SEEN
    assert spent == then


@pytest.mark.parametrize("change", ["picture", "order", "code", "folder"])
def test_it_is_looked_at_again_when_something_changed(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Seen(SEEN.pages[1:])
    monkeypatch.setattr(kept, "seen", Engine(SEEN, other))
    kept.looked([b"one", b"two"], tmp_path)
    if change == "code":
        monkeypatch.setattr(kept, "_sources", lambda: b"other")
    pictures = {"picture": [b"one", b"three"], "order": [b"two", b"one"]}.get(change, [b"one", b"two"])
    assert kept.looked(pictures, None if change == "folder" else tmp_path)[0] == other


def test_what_had_a_problem_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half = Seen(SEEN.pages, problems=(PictureError("broken", "the picture is damaged", 1),))
    monkeypatch.setattr(kept, "seen", Engine(half, SEEN))
    assert kept.looked([b"one", b"two"], tmp_path)[0] == half
    assert kept.looked([b"one", b"two"], tmp_path)[0] == SEEN
