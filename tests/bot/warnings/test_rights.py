"""Who may, checked at every press: the person and the bot, in the channel that is meant, with the missing permission named."""

from __future__ import annotations

import pytest

from tests.bot.conftest import MAIL, buttons, said
from tests.bot.warnings.conftest import MENU, WARN, Desk

NOT_YOU = "このサーバーの管理者"


async def test_members_are_told_that_it_is_not_for_them(desk: Desk) -> None:
    card = await desk.card()
    assert WARN in buttons(card.components)
    for result in (
        await desk.world.taro.click(card, label=WARN),
        await desk.world.taro.context_menu(desk.channel, MENU, card),
        await desk.world.taro.slash(desk.channel, "warning post"),
        await desk.world.taro.slash(desk.channel, "warning list"),
        await desk.world.taro.slash(desk.channel, "warning edit", warning="1"),
        await desk.world.taro.slash(desk.channel, "warning expire", warning="1"),
    ):
        assert result.ephemeral
        assert NOT_YOU in said(result)
    assert await desk.world.taro.autocomplete(desk.channel, "warning edit", "warning", "") == []


async def test_the_role_that_the_server_chose_will_do(desk: Desk) -> None:
    role = desk.guild.create_role("見張り")
    ran = desk.guild.add_member(desk.env.create_user("ran"), roles=[role])
    card = await desk.card()
    assert NOT_YOU in said(await ran.click(card, label=WARN))
    await desk.bot.servers.change(desk.guild.id, moderator_role_id=role.id)
    message = (await ran.click(card, label=WARN)).response.message
    await desk.press(message, "post", ran)
    assert len(desk.channel.pinned_messages()) == 1


async def test_who_is_no_moderator_any_more_posts_nothing(desk: Desk) -> None:
    message = await desk.preview()
    desk.overwrite(desk.channel, desk.midori.id, manage_messages=False)
    assert NOT_YOU in said(await desk.press(message, "post"))
    assert desk.channel.pinned_messages() == []


@pytest.mark.parametrize(
    ("permission", "name"), [("view_channel", "チャンネルを見る"), ("send_messages", "メッセージを送信"), ("manage_messages", "メッセージの管理")]
)
async def test_what_a_person_lacks_in_the_other_channel_is_named(desk: Desk, permission: str, name: str) -> None:
    """Nobody speaks through the bot where they may not speak themselves."""
    message = await desk.preview()
    await desk.press_select(message, "where", [desk.room])
    desk.overwrite(desk.room, desk.midori.id, **{permission: False})
    told = said(await desk.press(message, "post"))
    assert "あなたには、そのチャンネルでの権限がありません" in told
    assert f"「{name}」" in told
    assert desk.room.pinned_messages() == []
    assert "警告の下書き" in desk.text(message)  # nothing is lost


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("view_channel", "チャンネルを見る"),
        ("send_messages", "メッセージを送信"),
        ("read_message_history", "メッセージ履歴を読む"),
        ("pin_messages", "メッセージをピン留め"),
    ],
)
async def test_what_the_bot_lacks_is_named(desk: Desk, permission: str, name: str) -> None:
    message = await desk.preview()
    await desk.press_select(message, "where", [desk.room])
    desk.forbid(desk.room, **{permission: False})
    told = said(await desk.press(message, "post"))
    assert "ボットに、そのチャンネルでの権限がありません" in told
    assert f"「{name}」" in told
    desk.forbid(desk.room, **{permission: True})
    await desk.press(message, "post")
    assert len(desk.room.pinned_messages()) == 1


async def test_managing_messages_alone_does_not_let_the_bot_pin(desk: Desk) -> None:
    desk.forbid(desk.channel, pin_messages=False, manage_messages=True)
    assert "「メッセージをピン留め」" in said(await desk.press(await desk.preview(), "post"))


async def test_pinning_needs_no_managing_of_messages(desk: Desk) -> None:
    desk.forbid(desk.channel, pin_messages=True, manage_messages=False)
    await desk.press(await desk.preview(), "post")
    assert len(desk.channel.pinned_messages()) == 1


async def test_what_is_missing_is_told_when_the_channel_is_chosen(desk: Desk) -> None:
    desk.forbid(desk.room, pin_messages=False)
    message = await desk.preview()
    told = said(await desk.press_select(message, "where", [desk.room]))
    assert "「メッセージをピン留め」" in told


async def test_changing_and_ending_are_checked_too(desk: Desk) -> None:
    await desk.posted(room=desk.room)
    message = await desk.preview(MAIL)
    desk.overwrite(desk.room, desk.midori.id, send_messages=False)
    assert "「メッセージを送信」" in said(await desk.press(message, "change"))
    assert "「メッセージを送信」" in said(await desk.end(message))
    desk.overwrite(desk.room, desk.midori.id, send_messages=True)
    desk.forbid(desk.room, pin_messages=False)
    assert "「メッセージをピン留め」" in said(await desk.end(message))
    assert len(await desk.standing()) == 1


async def test_in_a_thread_the_threads_own_permission_counts(desk: Desk) -> None:
    message = await desk.preview()
    parent = desk.bot.get_channel(desk.room.id)
    thread = await parent.create_thread(name="話し合い", message=None, auto_archive_duration=60, type=__import__("discord").ChannelType.public_thread)
    await desk.env.settle()
    handle = next(one for one in desk.room.threads if one.id == thread.id)
    await desk.press_select(message, "where", [handle])
    desk.forbid(desk.room, send_messages_in_threads=False)
    assert "「スレッドでメッセージを送信」" in said(await desk.press(message, "post"))
    desk.forbid(desk.room, send_messages_in_threads=True, send_messages=False)
    await desk.press(message, "post")
    assert len(handle.pinned_messages()) == 1


async def test_where_only_the_user_installed_it_there_is_no_moderating(desk: Desk) -> None:
    card = await desk.card()
    import simcord.interactions

    real = simcord.interactions.base_payload

    def elsewhere(*args: object, **kwargs: object) -> object:
        record, payload = real(*args, **kwargs)
        return record, {**payload, "authorizing_integration_owners": {"1": str(desk.midori.id)}}

    simcord.interactions.base_payload = elsewhere
    try:
        assert NOT_YOU in said(await desk.midori.click(card, label=WARN))
    finally:
        simcord.interactions.base_payload = real
