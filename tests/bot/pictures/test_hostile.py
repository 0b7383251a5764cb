"""Files that are no pictures, or too much of one, on the command line and in Discord: each gets its own clear answer, and everybody else theirs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.pictures.pool import Pool, installed
from tests.bot.conftest import MAIL, texts
from tests.bot.pictures.people import world_with
from tests.bot.pictures.test_pool import until

if TYPE_CHECKING:
    from pathlib import Path

if not installed():
    pytest.skip("the extra honmono[images] is not installed", allow_module_level=True)

from tests.bot.pictures.drawn import FONT, blank, bomb, moving, screenshot

pytestmark = pytest.mark.skipif(FONT is None, reason="no Noto Sans CJK on this machine")
RUN = CliRunner()
JOB = "tests.bot.pictures.blind"
SHOT = screenshot() if FONT else b""
FILES = {
    "bomb.png": (bomb(), "more than 40 megapixels", "4,000万画素まで"),
    "cut-short.png": (SHOT[:-200], "damaged or incomplete", "途中で切れている"),
    "empty.png": (b"", "the input is empty", "中身が空でした"),
    "dot.png": (blank(1, 1), "too small", "小さすぎて"),
    "thread.png": (blank(30_000, 1), "too small", "小さすぎて"),
    "white.png": (blank(400, 300), "no words were found", "文字が見つかりませんでした"),
    "scan.tif": (b"II*\0" + bytes(100), "pictures of this kind are not read", "この種類の画像は読めません"),
    "program.png": (b"MZ" + bytes(500), "this is a program", "画像ではないファイル"),
    "archive.png": (b"PK\x03\x04" + bytes(300), "ZIP archive", "画像ではないファイル"),
    "noise.jpg": (bytes(range(256)) * 20, "not text and not a mail", "画像ではないファイル"),
}
"""What is sent under which name, a part of what the command line says of it, and of what the bot does."""
READ = {"moving.gif": moving() if FONT else b"", "mail.txt": SHOT, "photo.jpg.exe": screenshot(kind="WEBP") if FONT else b""}
"""Pictures all the same, whatever their names say; of the moving one the first frame."""


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.pictures.Pool", lambda workers: Pool(workers, job=JOB))


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("name", FILES)
def test_the_command_line_says_what_is_wrong_in_one_line(name: str, tmp_path: Path) -> None:
    data, sentence, _ = FILES[name]
    (tmp_path / name).write_bytes(data)
    for lang in ("ja", "en"):
        told = RUN.invoke(app, ["check", str(tmp_path / name), "--lang", lang])
        assert (told.exit_code, told.stdout) == (2, "")
        assert told.stderr.startswith("honmono: ")
        assert (sentence in told.stderr) is (lang == "en")
        assert told.stderr.count("\n") == 1
        assert told.stderr.isascii() is (lang == "en")


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("name", READ)
def test_the_command_line_reads_what_is_a_picture_under_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(READ[name])
    told = RUN.invoke(app, ["check", str(tmp_path / name), "--json", "--lang", "en"])
    assert json.loads(told.stdout)["level"] == "strong"
    assert ("only the first frame" in told.stderr) is (name == "moving.gif")


@pytest.mark.usefixtures("pool")
def test_a_bad_picture_beside_a_good_one_is_named_and_the_mail_is_judged(tmp_path: Path) -> None:
    for name, data in (("bomb.png", bomb()), ("good.png", SHOT), ("cut.png", SHOT[:-200])):
        (tmp_path / name).write_bytes(data)
    told = RUN.invoke(app, ["check", *(str(tmp_path / name) for name in ("bomb.png", "good.png", "cut.png")), "--json", "--lang", "en"])
    assert json.loads(told.stdout)["level"] == "strong"
    assert told.stderr.splitlines() == ["honmono: bomb.png: the picture has more than 40 megapixels", "honmono: cut.png: the picture is damaged or incomplete"]


async def test_in_discord_each_gets_its_answer_while_the_others_get_theirs() -> None:
    async with world_with(Pool(1, job=JOB)) as world:
        pictures = [(name, data) for name, (data, _, _) in FILES.items()] + list(READ.items())
        for name, data in pictures:
            await world.ask(files=[(name, data)])
        await world.ask(MAIL)

        def answers() -> dict[str, str]:
            stored = world.env.backend.messages[world.channel.id].values()
            return dict(zip((*(name for name, _ in pictures), "text"), (texts(message.components) for message in stored), strict=True))

        await until(lambda: all("読み取っています" not in answer and "順番" not in answer and answer for answer in answers().values()), 60)
        told = answers()
        assert {name: told[name] for name, (_, _, sentence) in FILES.items() if sentence not in told[name]} == {}
        assert {name: told[name] for name in (*READ, "text") if "強い疑い" not in told[name]} == {}
        assert "はじめの1枚" in told["moving.gif"]
