"""`honmono check` with screenshots: one mail of several files, and one clear line when there is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.pictures.pool import Pool
from tests.bot.conftest import MAIL
from tests.bot.pictures.test_pool import JOBS

if TYPE_CHECKING:
    from pathlib import Path

RUN = CliRunner()


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.pictures.Pool", lambda workers: Pool(workers, job=JOBS))


def files(folder: Path, *contents: str) -> list[str]:
    made = []
    for number, content in enumerate(contents):
        path = folder / f"{number}.png"
        path.write_text(content, "utf-8")
        made.append(str(path))
    return made


def test_screenshots_are_one_mail(tmp_path: Path) -> None:
    first, _, rest = MAIL.partition("\n\n")
    shown = RUN.invoke(app, ["check", *files(tmp_path, f"say {first}\n", "\n" + rest), "--form", "image", "--json"])
    document = json.loads(shown.stdout)
    assert document["mail"]["form"] == "ocr"
    assert document["level"] == "strong"
    assert shown.stderr == ""


def test_a_picture_and_a_text_are_one_mail(tmp_path: Path) -> None:
    (tmp_path / "typed.txt").write_text("差出人: Xserver <a@mail.example.cfd>", "utf-8")
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    shown = RUN.invoke(app, ["check", str(tmp_path / "typed.txt"), str(tmp_path / "shot.png"), "--json"])
    assert json.loads(shown.stdout)["mail"]["from"] == "Xserver <a@mail[.]example[.]cfd>"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("refuse", "the picture is damaged"),
        ("exit", "more time or memory than a picture may"),
        ("raise x", "did not work"),
        ("x" * ((10 << 20) + 1), "larger than 10 MiB"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: str, line: str) -> None:
    shown = RUN.invoke(app, ["check", *files(tmp_path, content), "--form", "image", "--lang", "en"])
    assert shown.exit_code == 2
    assert line in shown.stderr
    assert shown.stderr.startswith("honmono: ")
    assert shown.stderr.count("\n") == 1


def test_without_the_extra_it_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.pictures.installed", lambda: False)
    shown = RUN.invoke(app, ["check", *files(tmp_path, "say x"), "--form", "image"])
    assert shown.exit_code == 2
    assert "honmono[images]" in shown.stderr


def test_what_is_in_doubt_is_told_beside_the_report(tmp_path: Path) -> None:
    shown = RUN.invoke(app, ["check", *files(tmp_path, "doubt"), "--form", "image", "--json"])
    assert "support@xserver[.]ne[.]jp" in shown.stderr
    assert "rne[.]jp" in shown.stderr
    assert json.loads(shown.stdout)["unseen"][0] == "sender"
