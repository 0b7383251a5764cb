"""/warning stats: a picture with its description, drawn outside the bot's own process."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bot.stats import picture as drawing
from bot.stats.numbers import ALT, Numbers, described, numbers
from bot.stats.picture import picture
from tests.bot.conftest import GENUINE, MAIL, Clock, World, both, said
from tests.bot.test_recall import ODD

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = pytest.mark.xdist_group("drawing")


def some(**values: Any) -> Numbers:
    weeks = [f"11/{day}" for day in range(1, 9)]
    usual: dict[str, Any] = {
        "levels": [("strong", "強い疑い", [1] * 8), ("caution", "注意", [2] * 8)],
        "brands": [("三菱$UFJ$銀行", 9)],
        "campaigns": [("#1 x", 3)],
    }
    return Numbers("確認した件数", weeks, brands_title="会社", campaigns_title="型", **{**usual, **values})


@both
async def test_the_numbers_are_the_server_s_own(world: World, clock: Clock) -> None:
    other = World(world.env, world.bot)
    await other.ask(MAIL)
    for who in (world.hanako, world.taro):
        await world.ask(MAIL, who=who)
    await world.ask(ODD)
    clock.move(days=7)
    await world.ask(GENUINE)
    found = await numbers(world.bot.store, world.guild.id, "ja")
    assert found.weeks[-2:] == ["11/23", "11/30"]
    assert [(name, counts[-2:]) for _, name, counts in found.levels] == [
        ("強い疑い", [2, 0]),
        ("注意", [0, 0]),
        ("目立つ点なし", [1, 1]),
        ("判断材料が足りません", [0, 0]),
    ]
    assert found.brands == [("Xserver（エックスサーバー）", 2)]
    assert found.campaigns[0][0].endswith("Xserver（エックスサーバー） 11/25から")
    assert found.campaigns[0][1] == 2
    assert "会社は不明" in found.campaigns[1][0]
    text = described(found, "ja")
    assert "11/23 の週：強い疑い 2, 目立つ点なし 1" in text
    assert text.index("11/30") < text.index("11/23")


@HEAVY
async def test_moderators_see_a_picture_with_its_description(world: World) -> None:
    world.env.settle_timeout = 60.0  # the first drawing makes a list of fonts
    await world.ask(MAIL)
    boss = world.member("midori", manage_messages=True)
    result = await boss.slash(world.channel, "warning stats")
    assert result.ephemeral
    (attachment,) = result.response.attachments
    with Image.open(io.BytesIO(await attachment.read())) as shown:
        assert shown.format == "PNG"
        assert shown.width == 900
        assert len(shown.convert("RGB").getcolors(1 << 24) or []) > 50
    item = result.response.components[0]["components"][0]["items"][0]
    assert item["media"]["url"].startswith("attachment://") or attachment.filename in item["media"]["url"]
    assert "強い疑い 1" in item["description"]
    assert len(item["description"]) <= 1024
    assert "matplotlib" not in sys.modules or os.environ.get("PYTEST_XDIST_WORKER")  # it is never loaded by the bot itself


async def test_who_may_not_is_told_so(world: World) -> None:
    assert "メッセージの管理" in said(await world.taro.slash(world.channel, "warning stats"))
    role = world.guild.create_role("見張り")
    await world.bot.servers.change(world.guild.id, moderator_role_id=role.id)
    world.env.backend.guilds[world.guild.id].members[world.taro.id].role_ids.append(role.id)
    assert "この 8 週間に" in said(await world.taro.slash(world.channel, "warning stats"))


async def test_while_the_store_is_away(world: World) -> None:
    boss = world.member("midori", manage_messages=True)
    await world.bot.keeping.close()
    assert "いまは記録につながらない" in said(await boss.slash(world.channel, "warning stats"))


async def test_without_a_picture_the_numbers_are_told_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.ask(MAIL)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    told = said(await world.member("midori", manage_messages=True).slash(world.channel, "warning stats"))
    assert "図は描けませんでした" in told
    assert "強い疑い 1" in told


@HEAVY
@pytest.mark.parametrize(
    "found",
    [some(), some(brands=[], campaigns=[]), some(levels=[("strong", "x", [0] * 7 + [10**6])], brands=[(f"会社{n}" * 30, 5 - n) for n in range(5)])],
    ids=["usual", "no rankings", "large and long"],
)
async def test_whatever_the_numbers_are_they_are_drawn(found: Numbers) -> None:
    drawn = await picture(found)
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as shown:
        assert shown.width == 900
        assert 400 < shown.height < 2000
    assert len(described(found, "ja")) <= ALT


async def test_the_drawing_process_does_not_know_the_bot_s_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\ncat > /dev/null\nenv > {tmp_path}/env\necho 'Traceback' >&2\necho 'ValueError: told' >&2\nexit 1\n")
    spy.chmod(0o755)
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    monkeypatch.setattr(sys, "executable", str(spy))
    assert await picture(some()) is None
    assert "very-secret" not in (tmp_path / "env").read_text()
    assert "DATABASE_URL" not in (tmp_path / "env").read_text()


async def test_a_drawing_that_takes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "python"
    slow.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(slow))
    monkeypatch.setattr(drawing, "TIMEOUT", 0.5)
    assert await picture(some()) is None
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
