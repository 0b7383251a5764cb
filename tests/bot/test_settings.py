"""/settings: one card, each change kept, checked at the press and written into the server's log."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.app import create_bot
from bot.simulation import simulated
from tests.bot.conftest import MAIL, World, both, buttons, controls, restart, said, settings, texts, validate


@pytest.fixture
async def boss(world: World) -> Any:
    return world.member("midori", manage_guild=True)


async def opened(world: World, boss: Any) -> Any:
    result = await boss.slash(world.channel, "settings")
    assert result.ephemeral
    return result.response


def switch(message: Any, name: str) -> dict[str, Any]:
    return next(button for button in controls(message.components) if button.get("custom_id", "").startswith(f"hm-set:{name}"))


@both
async def test_every_setting_is_kept_and_noted(world: World, boss: Any) -> None:
    log, checks, role = world.guild.create_text_channel("記録"), world.guild.create_forum_channel("相談"), world.guild.create_role("見張り")
    card = await opened(world, boss)
    await boss.select(card.message, [log], custom_id="hm-set:log")
    assert log.last_message.content == f"⚙️ <@{boss.id}> が記録の部屋を変えました：<#{log.id}>"
    for custom_id, value in (("check", checks), ("role", role), ("lang", "en")):
        await boss.select(card.message, [value], custom_id=f"hm-set:{custom_id}")
    assert log.last_message.content == f"⚙️ <@{boss.id}> changed the language of public answers: en"
    for name in ("sharing", "quiet", "cross_note"):
        await boss.click(card.message, custom_id=switch(card, name)["custom_id"])
    assert log.last_message.content == f"⚙️ <@{boss.id}> set “Note other servers' confirmations” to On"
    bot = await restart(world.env)
    kept = await bot.servers.get(world.guild.id)
    assert (kept.log_channel_id, kept.check_channel_id, kept.moderator_role_id, kept.language) == (log.id, checks.id, role.id, "en")
    assert (kept.sharing, kept.quiet, kept.cross_note) == (False, True, True)
    shown = {name: switch(card, name)["label"] for name in ("sharing", "quiet", "cross_note")}
    assert shown == {"sharing": "オフ", "quiet": "オン", "cross_note": "オン"}
    defaults = [node["default_values"][0]["id"] for node in controls(card.components) if node.get("default_values")]
    assert [int(value) for value in defaults] == [checks.id, log.id, role.id]


async def test_nothing_chosen_is_none(world: World, boss: Any) -> None:
    log = world.guild.create_text_channel("記録")
    card = await opened(world, boss)
    await boss.select(card.message, [log], custom_id="hm-set:log")
    await boss.select(card.message, [], custom_id="hm-set:log")
    assert (await world.bot.servers.get(world.guild.id)).log_channel_id is None
    assert log.last_message.content.endswith("：—")  # the log that was is told


async def test_the_card_works_after_a_restart(world: World, boss: Any) -> None:
    card = await opened(world, boss)
    bot = await restart(world.env)
    await boss.click(card.message, custom_id="hm-set:quiet:on")
    assert (await bot.servers.get(world.guild.id)).quiet


async def test_pressing_twice_is_pressing_once(world: World, boss: Any) -> None:
    log = world.guild.create_text_channel("記録")
    await world.bot.servers.change(world.guild.id, log_channel_id=log.id)
    other = world.member("akane", manage_guild=True)
    cards = [await opened(world, who) for who in (boss, other)]
    await boss.click(cards[0].message, custom_id="hm-set:quiet:on")
    await other.click(cards[1].message, custom_id="hm-set:quiet:on")
    assert (await world.bot.servers.get(world.guild.id)).quiet
    assert sum("静かに答える" in message.content for message in await history(world, log)) == 1


async def history(world: World, channel: Any) -> list[discord.Message]:
    return [message async for message in world.bot.get_channel(channel.id).history()]


async def test_who_may_not_is_told_so(world: World, boss: Any) -> None:
    card = await opened(world, boss)
    world.env.backend.guilds[world.guild.id].members[boss.id].role_ids.clear()
    for press in (boss.click(card.message, custom_id="hm-set:quiet:on"), boss.select(card.message, ["en"], custom_id="hm-set:lang")):
        assert "変えられるのは「サーバー管理」" in said(await press)
    kept = await world.bot.servers.get(world.guild.id)
    assert (kept.quiet, kept.language) == (False, None)


async def test_only_who_manages_the_server_sees_the_command(world: World) -> None:
    payload = [request.json for request in world.env.http_requests if request.method == "PUT" and request.path.endswith("/commands")][-1]
    command = next(command for command in payload if command["name"] == "settings")
    assert command["default_member_permissions"] == discord.Permissions(manage_guild=True).value
    assert command["contexts"] == [0]
    assert command["integration_types"] == [0]
    with pytest.raises(Exception, match="not visible"):
        await world.taro.slash(world.channel, "settings")


async def test_what_keeps_a_room_from_being_used_is_told(world: World, boss: Any) -> None:
    await world.bot.servers.change(world.guild.id, check_channel_id=world.channel.id, log_channel_id=5, moderator_role_id=6)
    card = texts((await opened(world, boss)).components)
    assert "本文を読まない設定" in card
    assert "選ばれていた部屋は、もうありません" in card
    assert "選ばれていた役割は、もうありません" in card
    world.env.backend.get_guild(world.guild.id).everyone_role.permissions &= ~discord.Permissions(send_messages=True).value
    await world.bot.servers.change(world.guild.id, log_channel_id=world.channel.id)


async def test_with_the_intent_nothing_is_in_the_way() -> None:
    bot = create_bot(settings(message_content=True))
    async with simulated(bot) as env:
        world = World(env, bot)
        await bot.servers.change(world.guild.id, check_channel_id=world.channel.id)
        card = texts((await opened(world, world.member("midori", manage_guild=True))).components)
        assert "⚠️" not in card
        validate(env)


async def test_while_the_store_is_away(world: World, boss: Any) -> None:
    card = await opened(world, boss)
    await world.bot.keeping.close()
    pressed = await boss.click(card.message, custom_id="hm-set:quiet:on")
    assert "いまは記録につながらない" in said(pressed)
    assert "いまは記録につながらない" in said(await boss.slash(world.channel, "settings"))


async def test_sharing_can_be_switched_off(world: World) -> None:
    before = (await world.ask(MAIL)).response.message
    await world.bot.servers.change(world.guild.id, sharing=False)
    assert "みんなに共有" not in buttons((await world.ask(MAIL)).response.components)
    pressed = await world.hanako.click(before, label="みんなに共有")
    assert "共有できません" in said(pressed)


async def test_help_tells_moderators_what_they_can_do_and_only_them(world: World, boss: Any) -> None:
    for who, told in ((boss, True), (world.member("akane", manage_messages=True), True), (world.taro, False)):
        help_text = said(await who.slash(world.channel, "help"))
        assert ("管理する人へ" in help_text) is told
        assert "/privacy" in help_text
