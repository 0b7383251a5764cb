"""The store as the bot has it, a server's settings, who may moderate, and a server's own log."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import Any

import discord
import pytest

from bot import keeping, oplog
from bot.answers import plainly
from bot.app import create_bot
from bot.cli import run as run_command
from bot.keeping import Keeping
from bot.servers import may_manage, may_moderate
from bot.simulation import simulated
from bot.store import StoreAway, StoreNewer, servers
from bot.store.address import address
from tests.bot.conftest import MAIL, World, both, restart, settings, texts


def probe(bot: Any) -> None:
    """A command that says who may do what, and writes the settings and the log."""

    @bot.tree.command(name="probe", description="probe")
    async def command(interaction: discord.Interaction[Any]) -> None:
        async with plainly(interaction):
            await bot.store.reading().__aenter__()
        if not interaction.response.is_done():
            may = f"moderate={await may_moderate(interaction)} manage={may_manage(interaction)}"
            written = await oplog.note(bot, interaction.guild, "say.slow", seconds=7)
            await interaction.response.send_message(f"{may} log={written}", ephemeral=True)


async def answer_to(world: World, who: Any) -> str:
    result = await who.slash(world.channel, "probe")
    return result.response.content or texts(result.response.components)


@pytest.fixture
async def probed() -> Any:
    bot = create_bot(settings())
    probe(bot)
    async with simulated(bot) as env:
        yield World(env, bot)


def broken_file(database: str) -> Path:
    """A file where the database's folder should be."""
    folder = Path(address(database).database or "").parent
    folder.write_text("in the way")
    return folder


async def test_a_store_that_is_away_at_the_start_is_opened_when_it_is_back(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeping, "FIRST", 0.01)
    in_the_way = broken_file(database)
    kept = Keeping(database)
    with caplog.at_level(logging.WARNING):
        await kept.open()
    with pytest.raises(StoreAway):
        _ = kept.store
    assert "checks work without it" in caplog.text
    await asyncio.sleep(0.05)
    in_the_way.unlink()
    await asyncio.wait_for(kept._again or asyncio.sleep(0), 5)
    await servers.change(kept.store, 1, quiet=True)
    await kept.close()
    with pytest.raises(StoreAway):
        _ = kept.store


async def test_trying_ends_with_the_bot(database: str) -> None:
    broken_file(database)
    kept = Keeping(database)
    await kept.open()
    task = kept._again
    await kept.close()
    assert task is not None
    assert task.cancelled()


async def test_checks_work_while_the_store_is_away(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "FIRST", 1000.0)
    broken_file(database)
    bot = create_bot(settings())
    probe(bot)
    async with simulated(bot) as env:
        world = World(env, bot)
        assert "強い疑い" in texts((await world.ask(MAIL)).response.components)
        await world.hanako.send(world.channel, f"{world.me}\n{MAIL}")
        assert "強い疑い" in texts(world.channel.last_message.components)
        assert "いまは記録につながらない" in await answer_to(world, world.taro)


async def test_a_newer_schema_refuses_the_start_in_one_line(database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    kept = Keeping(database)
    await kept.open()
    await kept.close()
    connection = sqlite3.connect(address(database).database or "")
    connection.execute("UPDATE honmono_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreNewer) as refused:
        async with simulated(create_bot(settings())):
            pass
    monkeypatch.setenv("DISCORD_TOKEN", "x")

    async def start(_settings: object) -> None:
        raise refused.value

    monkeypatch.setattr("bot.serving.serve", start)
    monkeypatch.setattr("bot.logs.set_up", lambda _level: None)
    monkeypatch.setattr("asyncio.run", lambda work: work.send(None))
    with pytest.raises(Exception, match="2"):
        run_command.run()
    assert capsys.readouterr().err == f"honmono: 記録（データベース）を使えません：{refused.value}\n"


@both
async def test_who_may_moderate_is_decided_at_the_press(probed: World) -> None:
    role = probed.guild.create_role("見張り")
    midori = probed.member("midori", manage_messages=True, manage_guild=True)
    assert "moderate=True manage=True" in await answer_to(probed, midori)
    assert "moderate=False manage=False" in await answer_to(probed, probed.taro)
    await probed.bot.servers.change(probed.guild.id, moderator_role_id=role.id)
    assert "moderate=False" in await answer_to(probed, probed.taro)
    probed.env.backend.guilds[probed.guild.id].members[probed.taro.id].role_ids.append(role.id)
    assert "moderate=True manage=False" in await answer_to(probed, probed.taro)
    await probed.bot.servers.change(probed.guild.id, moderator_role_id=None)
    assert "moderate=False" in await answer_to(probed, probed.taro)


async def test_the_log_is_written_where_the_server_wants_it(probed: World) -> None:
    log = probed.guild.create_text_channel("記録")
    assert "log=False" in await answer_to(probed, probed.taro)
    await probed.bot.servers.change(probed.guild.id, log_channel_id=log.id)
    assert "log=True" in await answer_to(probed, probed.taro)
    assert log.last_message.content == "少し待ってください。あと 7 秒で、また調べられます。"
    await probed.bot.servers.change(probed.guild.id, language="en")
    await answer_to(probed, probed.taro)
    assert log.last_message.content == "Please wait a little: 7 seconds until the next check."
    await probed.bot.servers.change(probed.guild.id, log_channel_id=log.id + 1)
    assert "log=False" in await answer_to(probed, probed.taro)


@both
async def test_settings_last_over_a_restart_and_are_there_while_the_store_is_away(probed: World) -> None:
    await probed.bot.servers.change(probed.guild.id, quiet=True)
    bot = await restart(probed.env)
    assert (await bot.servers.get(probed.guild.id)).quiet
    await bot.keeping.close()
    bot.servers._known[probed.guild.id] = (-1e9, bot.servers._known[probed.guild.id][1])
    assert (await bot.servers.get(probed.guild.id)).quiet
    assert not (await bot.servers.get(5)).quiet


async def test_pinning_needs_its_own_permission(world: World) -> None:
    guild, channel = world.env.backend.guilds[world.guild.id], world.channel
    message = await world.taro.send(channel, "x")
    real = world.bot.get_channel(channel.id).get_partial_message(message.id)
    for role in guild.roles.values():
        role.permissions &= ~discord.Permissions(administrator=True, pin_messages=True).value
    with pytest.raises(discord.Forbidden):
        await real.pin()
    for role in guild.roles.values():
        role.permissions = (role.permissions | discord.Permissions(pin_messages=True).value) & ~discord.Permissions(manage_messages=True).value
    await real.pin()
    await real.unpin()


async def test_a_store_that_does_not_answer_holds_nobody_for_long(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "BRIEF", 0.1)
    kept = Keeping(database)
    await kept.open()
    busy = sqlite3.connect(address(database).database or "", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")  # another process writes, and does not end
    with pytest.raises(keeping.Late):
        await kept.briefly(lambda store: servers.change(store, 1, quiet=True))
    monkeypatch.setattr(keeping, "BRIEF", 3600.0)
    with pytest.raises(keeping.Late):  # it is not waited for now
        await kept.briefly(lambda store: servers.get(store, 1))
    assert await kept.briefly(lambda _store: asyncio.sleep(0, "in memory")) == "in memory"
    busy.execute("COMMIT")
    busy.close()
    await asyncio.wait(kept._late)
    assert (await servers.get(kept.store, 1)).quiet  # late, and not lost
    await kept.close()
