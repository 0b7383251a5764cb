"""The room for checking mails, quiet answers, and the language of what everybody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.app import create_bot
from bot.simulation import simulated
from bot.store import statistics
from tests.bot.conftest import MAIL, Clock, World, buttons, restart, said, settings, texts, validate
from tests.bot.test_bot import EML

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def reader(clock: Clock) -> AsyncIterator[World]:
    """A bot that may read messages, in a server that chose its channel for checking mails."""
    bot = create_bot(settings(message_content=True), clock)
    async with simulated(bot) as env:
        world = World(env, bot)
        await bot.servers.change(world.guild.id, check_channel_id=world.channel.id)
        yield world
        validate(env)


def threads(world: World) -> list[Any]:
    return world.channel.threads


def latest(world: World, channel_id: int) -> str:
    stored = list(world.env.backend.messages[channel_id].values())
    return texts(stored[-1].components)


async def checks(world: World) -> int:
    return sum(sum(week.values()) for week in (await statistics.by_level(world.env.bot.store, world.guild.id)).values())


async def test_a_mail_in_the_room_is_answered_in_a_thread(reader: World) -> None:
    await reader.hanako.send(reader.channel, MAIL)
    (thread,) = threads(reader)
    assert thread.name == "このメール、本物？"
    assert "強い疑い" in latest(reader, thread.id)
    assert "みんなに共有" not in buttons(list(reader.env.backend.messages[thread.id].values())[-1].components)
    await reader.taro.send(reader.channel, "", attachments=[("mail.eml", EML)])
    assert len(threads(reader)) == 2
    assert await checks(reader) == 2


@pytest.mark.parametrize("talk", ["これってどう思う？怪しいかなあと思っているんだけど", "ありがとうございます！助かりました、気をつけます", "了解"])
async def test_talk_in_the_room_is_left_alone(reader: World, talk: str) -> None:
    message = await reader.hanako.send(reader.channel, talk)
    assert reader.channel.last_message.id == message.id
    assert threads(reader) == []
    assert await checks(reader) == 0


async def test_a_link_alone_is_a_question(reader: World) -> None:
    await reader.hanako.send(reader.channel, "https://login-xserver.example.cfd/account")
    assert len(threads(reader)) == 1


async def test_elsewhere_and_in_threads_it_is_silent(reader: World) -> None:
    other = reader.guild.create_text_channel("雑談")
    message = await reader.hanako.send(other, MAIL)
    assert other.last_message.id == message.id
    await reader.hanako.send(reader.channel, MAIL)
    assert len(threads(reader)) == 1


async def test_a_post_in_a_forum_is_answered_in_the_post(reader: World) -> None:
    forum = reader.guild.create_forum_channel("相談")
    await reader.bot.servers.change(reader.guild.id, check_channel_id=forum.id)
    backend = reader.env.backend
    number = backend.create_thread(forum.id, "これ本物？", reader.hanako.id).id
    (post,) = forum.threads
    numbers, real = iter([number]), backend.snowflake
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend, "snowflake", lambda: next(numbers, None) or real())  # a post's first message has the post's own number
        await reader.hanako.send(post, MAIL)
    await reader.taro.send(post, MAIL.replace("9件", "8件"))
    assert [("強い疑い" in texts(message.components), message.author.bot) for message in post.history()] == [(False, False), (True, True), (False, False)]
    assert len(forum.threads) == 1


async def test_without_the_permission_for_threads_a_button_stands_in(reader: World) -> None:
    reader.env.backend.get_guild(reader.guild.id).everyone_role.permissions &= ~discord.Permissions(create_public_threads=True).value
    for role in reader.env.backend.get_guild(reader.guild.id).roles.values():
        role.permissions &= ~discord.Permissions(create_public_threads=True, administrator=True).value
    await reader.hanako.send(reader.channel, MAIL)
    assert threads(reader) == []
    assert "答えを見る" in buttons(reader.channel.last_message.components)


async def test_quiet_puts_a_button_only_and_the_presser_sees_the_card_alone(reader: World) -> None:
    await reader.bot.servers.change(reader.guild.id, quiet=True)
    await reader.hanako.send(reader.channel, MAIL)
    door = reader.channel.last_message
    assert "強い疑い" not in texts(door.components)
    for who in (reader.hanako, reader.taro):
        pressed = await who.click(door, label="答えを見る")
        assert pressed.ephemeral
        assert "強い疑い" in said(pressed)
        assert "`" in said(pressed)  # with its quotes
    assert await checks(reader) == 1
    await restart(reader.env, message_content=True)
    again = await reader.taro.click(door, label="答えを見る")
    assert "強い疑い" in said(again)
    assert "`" in said(again)  # read anew
    assert await checks(reader) == 1


async def test_a_quiet_answer_to_a_message_that_is_gone_still_tells_the_points(reader: World) -> None:
    await reader.bot.servers.change(reader.guild.id, quiet=True)
    message = await reader.hanako.send(reader.channel, MAIL)
    door = reader.channel.last_message
    await reader.hanako.delete(message)
    await restart(reader.env, message_content=True)
    pressed = said(await reader.hanako.click(door, label="答えを見る"))
    assert "差出人のアドレスが会社のものではありません" in pressed
    assert "引用は省いてあります" in pressed


@pytest.mark.parametrize("how", [{"quiet": True}, {"sharing": False}])
async def test_a_mention_is_answered_quietly_too_without_the_intent(world: World, how: dict[str, bool]) -> None:
    await world.bot.servers.change(world.guild.id, **how)
    await world.hanako.send(world.channel, f"{world.me}\n{MAIL}")
    door = world.channel.last_message
    assert "強い疑い" not in texts(door.components)
    await restart(world.env)
    assert "強い疑い" in said(await world.hanako.click(door, label="答えを見る"))


async def test_without_the_intent_the_room_is_not_read(world: World) -> None:
    await world.bot.servers.change(world.guild.id, check_channel_id=world.channel.id)
    message = await world.hanako.send(world.channel, MAIL)
    assert world.channel.last_message.id == message.id
    await world.hanako.send(world.channel, f"{world.me}\n{MAIL}")
    assert "強い疑い" in texts(world.channel.last_message.components)


async def test_who_posts_too_much_is_left_alone() -> None:
    bot = create_bot(settings(message_content=True, checks_per_minute=1))
    async with simulated(bot) as env:
        world = World(env, bot)
        await bot.servers.change(world.guild.id, check_channel_id=world.channel.id)
        for _ in range(3):
            await world.hanako.send(world.channel, MAIL)
        assert len(threads(world)) == 1


async def test_pictures_and_unreadable_files_in_the_room_get_a_sentence(reader: World) -> None:
    await reader.hanako.send(reader.channel, "", attachments=[("a.txt", bytes(range(256)) * 20)])
    assert "読めない" in texts(reader.channel.last_message.components)


async def test_public_answers_speak_the_language_that_was_chosen(world: World) -> None:
    await world.bot.servers.change(world.guild.id, language="en")
    await world.hanako.send(world.channel, f"{world.me}\n{MAIL}")
    assert "Strong suspicion" in texts(world.channel.last_message.components)
    assert "強い疑い" in said(await world.ask(MAIL))  # one's own card speaks one's own


async def test_while_the_store_is_away_mentions_are_answered_and_the_room_rests(reader: World) -> None:
    await reader.bot.keeping.close()
    reader.bot.servers._known.clear()
    await reader.hanako.send(reader.channel, MAIL)
    assert threads(reader) == []
    await reader.hanako.send(reader.channel, f"{reader.me}\n{MAIL}")
    assert "強い疑い" in texts(reader.channel.last_message.components)
