"""What is kept is what is said: /privacy, /forget, servers that were left, and docs/privacy.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.cards.privacy import TABLES, privacy_note
from bot.store import feedback, retention, servers
from bot.store.columns import BEGIN, END, listed, renewed
from bot.store.retention import DRAFT, LEFT, UNSEEN
from bot.store.tables import Table
from tests.bot.conftest import MAIL, Clock, World, both, buttons, controls, restart, said, texts
from tests.bot.test_feedback import complain

DOCUMENT = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")


def test_the_document_lists_the_tables_as_they_are() -> None:
    assert renewed(DOCUMENT) == DOCUMENT, "run: python -m bot.store.columns docs/privacy.md"
    for table in Table.metadata.tables.values():
        for column in table.columns:
            assert f"| `{column.name}` | {column.comment} |" in listed()
    with pytest.raises(ValueError, match="no place"):
        renewed(DOCUMENT.replace(BEGIN, ""))
    assert END in DOCUMENT


def test_the_document_and_the_command_name_the_same_days_and_every_table() -> None:
    for days in (LEFT.days, UNSEEN.days, DRAFT.days):
        assert f"{days} 日" in DOCUMENT
        for lang in ("ja", "en"):
            assert str(days) in texts(privacy_note(None, lang).to_components())  # type: ignore[arg-type]
    assert set(TABLES) | {"sightings", "buckets"} == set(Table.metadata.tables)  # the days of campaigns, and what is gone in minutes


async def test_privacy_says_what_there_is(world: World) -> None:
    await world.ask(MAIL)
    result = await world.taro.slash(world.channel, "privacy")
    assert result.ephemeral
    assert "設定 0・メールの型 1・件数の行 1・警告 0・意見 0" in said(result)
    assert "いま、このサーバーにあるもの" not in said(await world.hanako.user.slash("privacy"))
    await world.bot.keeping.close()
    assert "残さないもの" in said(await world.taro.slash(world.channel, "privacy"))


async def test_a_person_has_what_is_in_memory_dropped(world: World) -> None:
    hers = await world.ask(MAIL)
    his = await world.ask(MAIL.replace("9件", "8件"), who=world.taro)
    result = await world.hanako.slash(world.channel, "forget")
    assert result.ephemeral
    assert "保存されていません" in said(result)
    assert controls(result.response.components) == []  # she may not manage the server
    assert "引用は省いてあります" in said(await world.hanako.click(hers.response.message, label="ぜんぶ見る"))
    assert "引用は省いてあります" not in said(await world.taro.click(his.response.message, label="ぜんぶ見る"))
    assert [key[2] for key in world.bot.reach._ways] == [world.taro.id]
    assert [done[1] for done in world.bot.counted._done] == [world.taro.id]
    assert "保存されていません" in said(await world.hanako.user.slash("forget"))  # in a direct message too


@both
async def test_a_server_has_everything_deleted_after_a_confirmation(world: World) -> None:
    log = world.guild.create_text_channel("記録")
    other = World(world.env, world.bot)
    await world.bot.servers.change(world.guild.id, log_channel_id=log.id, quiet=True)
    await other.ask(MAIL)
    await complain(world, world.hanako, (await world.ask(MAIL)).response.message)
    boss = world.member("midori", manage_guild=True)
    card = (await boss.slash(world.channel, "forget")).response
    await boss.click(card.message, label="このサーバーの記録をすべて消す")
    await boss.click(card.message, label="やめる")
    assert "何も消していません" in texts(card.components)
    assert world.guild.id in await servers.known(world.bot.store)
    card = (await boss.slash(world.channel, "forget")).response
    await boss.click(card.message, label="このサーバーの記録をすべて消す")
    await restart(world.env)
    await boss.click(card.message, label="すべて消す")
    assert "すべて消しました" in texts(card.components)
    assert await servers.known(world.env.bot.store) == {other.guild.id}
    assert not (await world.env.bot.servers.get(world.guild.id)).quiet
    assert log.history()[-1].content == f"🗑️ <@{boss.id}> がこのサーバーの記録をすべて消しました。"
    assert await retention.held(world.env.bot.store, world.guild.id) == dict.fromkeys(TABLES, 0)


async def test_only_who_manages_the_server_deletes_its_data(world: World) -> None:
    boss = world.member("midori", manage_guild=True)
    await world.ask(MAIL)
    card = (await boss.slash(world.channel, "forget")).response
    await boss.click(card.message, label="このサーバーの記録をすべて消す")
    world.env.backend.guilds[world.guild.id].members[boss.id].role_ids.clear()
    assert "「サーバー管理」" in said(await boss.click(card.message, label="すべて消す"))
    assert await servers.known(world.bot.store) == {world.guild.id}


async def test_deleting_while_the_store_is_away_says_so(world: World) -> None:
    boss = world.member("midori", manage_guild=True)
    card = (await boss.slash(world.channel, "forget")).response
    await boss.click(card.message, label="このサーバーの記録をすべて消す")
    await world.bot.keeping.close()
    assert "いまは記録につながらない" in said(await boss.click(card.message, label="すべて消す"))
    assert "すべて消す" in buttons(card.components)


async def daily(world: World) -> None:
    cog: Any = world.env.bot.get_cog("Upkeep")
    await cog.daily.coro(cog)


def leave(world: World) -> None:
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id)})


def come_back(world: World) -> None:
    from simcord.backend import serializers

    world.env.backend.emit("GUILD_CREATE", serializers.guild_create_payload(world.env.backend, world.env.backend.guilds[world.guild.id]))


@both
async def test_a_server_that_was_left_is_deleted_after_thirty_days(world: World, clock: Clock) -> None:
    await world.ask(MAIL)
    leave(world)
    await world.env.settle()
    assert (await servers.get(world.bot.store, world.guild.id)).left_at == clock()
    clock.move(days=29)
    await daily(world)
    assert await servers.known(world.bot.store) == {world.guild.id}
    clock.move(days=1)
    await daily(world)
    assert await servers.known(world.bot.store) == set()


async def test_who_comes_back_in_time_finds_everything(world: World, clock: Clock) -> None:
    await world.ask(MAIL)
    leave(world)
    await world.env.settle()
    clock.move(days=20)
    come_back(world)
    await world.env.settle()
    clock.move(days=20)
    await daily(world)
    assert (await retention.held(world.bot.store, world.guild.id))["campaigns"] == 1
    assert (await servers.get(world.bot.store, world.guild.id)).left_at is None


async def test_a_server_that_was_left_while_the_bot_was_off_is_noted_at_the_start(world: World, clock: Clock) -> None:
    await servers.change(world.bot.store, 5 << 22, quiet=True)
    await feedback.add(world.bot.store, 0, "0123abcd", [], "brand")
    await restart(world.env)
    store = world.env.bot.store
    assert (await servers.get(store, 5 << 22)).left_at == clock()
    assert await servers.known(store) == {0, 5 << 22}


async def test_other_processes_servers_are_not_ours_to_note(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.bot, "shard_ids", [0])
    monkeypatch.setattr(world.bot, "shard_count", 2)
    for guild_id in (4 << 22, 5 << 22):
        await servers.change(world.bot.store, guild_id, quiet=True)
    await daily(world)
    assert [(await servers.get(world.bot.store, guild_id)).left_at is not None for guild_id in (4 << 22, 5 << 22)] == [True, False]


async def test_what_nobody_asked_about_for_180_days_is_deleted_by_the_daily_job(world: World, clock: Clock) -> None:
    await world.ask(MAIL)
    clock.move(days=179)
    await daily(world)
    assert (await retention.held(world.bot.store, world.guild.id))["campaigns"] == 1
    clock.move(days=8)
    await daily(world)
    assert await retention.held(world.bot.store, world.guild.id) == dict.fromkeys(TABLES, 0)


async def test_the_daily_job_outlives_a_store_that_is_away(world: World) -> None:
    await world.bot.keeping.close()
    await daily(world)
    assert world.bot.get_cog("Upkeep").daily.is_running()
