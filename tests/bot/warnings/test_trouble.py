"""Whatever Discord refuses, at every step: told in one sentence, nothing lost, nothing posted twice, and in the log."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp
import discord
import pytest

from bot.store import Store, StoreAway, warnings
from bot.store.warnings import STUCK
from bot.warnings.trouble import Trouble, told
from tests.bot.conftest import MAIL, Clock, both, said, texts
from tests.bot.warnings.conftest import LIKE_IT, OTHER, Desk

FULL = {"status": 400, "code": 30003, "message": "Maximum number of pins reached (250)"}
SEND, EDIT, FETCH = ("POST", "/channels/*/messages"), ("PATCH", "/channels/*/messages/*"), ("GET", "/channels/*/messages/*")
PIN, UNPIN = ("PUT", "/channels/*/messages/pins/*"), ("DELETE", "/channels/*/messages/pins/*")
REFUSALS = [
    ({"status": 403, "code": 50001, "message": "Missing Access"}, "そのチャンネルが見えません"),
    ({"status": 403, "code": 50013, "message": "Missing Permissions"}, "権限が足りない"),
    ({"status": 404, "code": 10003, "message": "Unknown Channel"}, "チャンネルがなくなっていました"),
    ({"status": 400, "code": 50083, "message": "Thread is archived"}, "スレッドがアーカイブされています"),
    ({"status": 400, "code": 160005, "message": "Thread is locked"}, "スレッドがロックされています"),
    ({"status": 429, "code": 0, "message": "You are being rate limited."}, "Discord が混み合っています"),
    ({"status": 503, "code": 0, "message": "Service Unavailable"}, "Discord から返事がありません"),
    ({"status": 400, "code": 50035, "message": "Invalid Form Body"}, "Discord に断られました"),
    ({"status": 403, "code": 99999, "message": "Something new"}, "権限が足りない"),
]


@pytest.mark.parametrize(("refusal", "sentence"), REFUSALS)
async def test_a_refused_post_is_told_and_can_be_pressed_again(desk: Desk, refusal: dict[str, Any], sentence: str) -> None:
    message = await desk.preview()
    desk.env.inject_error(*SEND, **refusal)
    assert sentence in said(await desk.press(message, "post"))
    assert await desk.standing() == []
    await desk.press(message, "post")
    assert len(desk.channel.pinned_messages()) == 1


@pytest.mark.parametrize(("refusal", "sentence"), [one for one in REFUSALS if one[0]["code"] != 10003])
async def test_a_refused_pin_leaves_the_post_and_a_choice(desk: Desk, refusal: dict[str, Any], sentence: str) -> None:
    await desk.with_log()
    message = await desk.preview()
    desk.env.inject_error(*PIN, **refusal)
    await desk.press(message, "post")
    shown = desk.text(message)
    assert "載せましたが、ピン留めできていません" in shown
    assert sentence in shown
    assert "ピン留めできていません" in desk.logged()[-1]
    assert desk.channel.pinned_messages() == []
    await desk.press(message, "swap")  # 「もう一度ピン留め」
    assert len(desk.channel.pinned_messages()) == 1
    assert len(await desk.standing()) == 1


async def test_full_pins_name_the_oldest_of_ours_and_change_places(desk: Desk) -> None:
    await desk.with_log()
    old = await desk.posted()
    message = await desk.preview(OTHER)
    desk.env.inject_error(*PIN, **FULL)
    await desk.press(message, "post")
    shown = desk.text(message)
    assert "上限（250件）" in shown
    assert f"「[Xserver（エックスサーバー）を名乗るメールにご注意ください](https://discord.com/channels/{desk.guild.id}/{desk.channel.id}/{old.id})」" in shown
    await desk.press(message, "swap")
    (pinned,) = desk.channel.pinned_messages()
    assert "三井住友銀行" in desk.text(pinned)
    assert len(await desk.standing()) == 2  # the older one still stands, without a pin
    assert "場所を空けるために" in desk.logged()[-1]
    assert "どうすればよいか" in desk.text(old)


async def test_full_pins_without_one_of_ours_offer_to_stay_unpinned_or_to_take_it_back(desk: Desk) -> None:
    for action, sentence, stand in (("leave", "ピン留めなしで載せてあります", 1), ("undo", "投稿を取り消しました", 1)):
        message = await desk.preview(MAIL if action == "leave" else OTHER)
        desk.env.inject_error(*PIN, **FULL)
        await desk.press(message, "post")
        assert ("いちばん古い警告" in desk.text(message)) == (action == "undo")  # the first one is there by then
        await desk.press(message, action)
        assert sentence in desk.text(message)
        assert len(await desk.standing()) == stand
    posts = [one for one in desk.channel.history() if "三井住友銀行" in texts(one.components) and "どうすればよいか" in texts(one.components)]
    assert posts == []


async def test_pins_that_are_still_full_are_told_again(desk: Desk) -> None:
    message = await desk.preview()
    desk.env.inject_error(*PIN, **FULL, times=2)
    await desk.press(message, "post")
    await desk.press(message, "swap")
    assert "上限（250件）" in desk.text(message)


async def test_the_oldest_that_is_gone_meanwhile_makes_room_too(desk: Desk) -> None:
    await desk.posted()
    message = await desk.preview(OTHER)
    desk.env.inject_error(*PIN, **FULL)
    await desk.press(message, "post")
    desk.env.inject_error(*UNPIN, status=404, code=10008, message="Unknown Message")
    await desk.press(message, "swap")
    (standing,) = await desk.standing()
    assert standing.title.startswith("三井住友銀行")
    assert [one.id for one in desk.channel.pinned_messages()][-1] == standing.message_id


async def test_a_message_deleted_before_it_was_pinned(desk: Desk) -> None:
    message = await desk.preview()
    desk.env.inject_error(*PIN, status=404, code=10008, message="Unknown Message")
    assert "消されていました" in said(await desk.press(message, "post"))
    assert await desk.standing() == []


async def test_a_channel_that_is_gone_is_told(desk: Desk) -> None:
    message = await desk.preview()
    await desk.press_select(message, "where", [desk.room])
    desk.env.backend.delete_channel(desk.room.id)
    await desk.env.settle()
    assert "チャンネルがなくなっていました" in said(await desk.press(message, "post"))
    await desk.press_select(message, "where", [desk.channel])
    await desk.press(message, "post")
    assert len(desk.channel.pinned_messages()) == 1


@both
@pytest.mark.parametrize("way", ["deleted by hand", "found gone"])
async def test_a_warning_somebody_deleted_is_off_the_list_and_can_be_posted_anew(desk: Desk, way: str) -> None:
    await desk.with_log()
    pinned = await desk.posted()
    if way == "deleted by hand":
        desk.env.backend.delete_message(desk.channel.id, pinned.id)
        await desk.env.settle()
        assert "消されていた" in desk.logged()[-1]
        assert await desk.standing() == []
        message = await desk.preview(LIKE_IT)
    else:
        message = await desk.preview(LIKE_IT)
        desk.env.inject_error(*FETCH, status=404, code=10008, message="Unknown Message")
        await desk.press(message, "change")
        assert "前の警告は、消されていました" in desk.text(message)
    assert "警告の下書き" in desk.text(message)
    await desk.press(message, "post")
    assert len(await desk.standing()) == 1


async def test_a_deleted_channel_takes_its_warnings_off_the_list(desk: Desk) -> None:
    await desk.with_log()
    await desk.posted(room=desk.room)
    await desk.posted(OTHER, room=desk.channel)
    desk.env.backend.delete_channel(desk.room.id)
    await desk.env.settle()
    assert [standing.channel_id for standing in await desk.standing()] == [desk.channel.id]
    assert "Xserver" in desk.logged()[-1]


async def test_a_standing_warning_found_gone_begins_a_new_one(desk: Desk) -> None:
    await desk.posted()
    desk.env.inject_error(*FETCH, status=404, code=10008, message="Unknown Message")
    message = await desk.preview(LIKE_IT)
    assert "警告の下書き" in desk.text(message)


@pytest.mark.parametrize("where", [FETCH, EDIT])
@pytest.mark.parametrize(("refusal", "sentence"), [REFUSALS[1], REFUSALS[3], REFUSALS[6]])
async def test_a_refused_change_is_told_and_can_be_pressed_again(desk: Desk, where: tuple[str, str], refusal: dict[str, Any], sentence: str) -> None:
    pinned = await desk.posted()
    message = await desk.preview(LIKE_IT)
    desk.env.inject_error(*where, **refusal)
    assert sentence in said(await desk.press(message, "change"))
    await desk.press(message, "change")
    assert "このサーバーでの相談 2 件" in desk.text(pinned)


async def test_a_pin_that_somebody_took_off_is_put_back_by_a_change(desk: Desk) -> None:
    pinned = await desk.posted()
    await desk.midori.set_pinned(pinned, False)
    await desk.press(await desk.preview(LIKE_IT), "change")
    assert [one.id for one in desk.channel.pinned_messages()] == [pinned.id]


async def test_a_change_that_cannot_pin_again_says_so(desk: Desk) -> None:
    pinned = await desk.posted()
    await desk.midori.set_pinned(pinned, False)
    message = await desk.preview(LIKE_IT)
    desk.env.inject_error(*PIN, **FULL)
    await desk.press(message, "change")
    assert "上限（250件）" in desk.text(message)
    assert "このサーバーでの相談 2 件" in desk.text(pinned)


@pytest.mark.parametrize(("refusal", "sentence"), [REFUSALS[1], REFUSALS[3], REFUSALS[6]])
async def test_a_refused_end_leaves_it_standing(desk: Desk, refusal: dict[str, Any], sentence: str) -> None:
    await desk.posted()
    message = await desk.preview(LIKE_IT)
    desk.env.inject_error(*UNPIN, **refusal)
    assert sentence in said(await desk.end(message))
    assert len(await desk.standing()) == 1
    await desk.end(message)
    assert await desk.standing() == []


async def test_an_end_of_what_is_gone_is_an_end(desk: Desk) -> None:
    await desk.posted()
    message = await desk.preview(LIKE_IT)
    desk.env.inject_error(*UNPIN, status=404, code=10008, message="Unknown Message")
    await desk.end(message)
    assert "警告を終えました" in desk.text(message)
    assert await desk.standing() == []


@both
async def test_while_the_store_is_away_moderators_are_told_and_nothing_is_posted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    message = await desk.preview()
    card = await desk.card(OTHER)
    listed = await desk.midori.slash(desk.channel, "warning list")

    def away(_self: object) -> Store:
        raise StoreAway("the store cannot be used now: gone")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.bot.keeping), "store", property(away))
        for result in (
            await desk.press(message, "post"),
            await desk.press(message, "words"),
            await desk.midori.click(card, label="警告をピン留め"),
            await desk.midori.slash(desk.channel, "warning list"),
            await desk.midori.slash(desk.channel, "warning edit", warning="1"),
        ):
            assert "いまは記録につながらない" in said(result)
        assert await desk.midori.autocomplete(desk.channel, "warning edit", "warning", "") == []
        desk.env.backend.delete_message(desk.channel.id, card.id)
        await desk.env.settle()
    assert listed.response is not None
    assert desk.channel.pinned_messages() == []
    await desk.press(message, "post")
    assert len(desk.channel.pinned_messages()) == 1


@both
async def test_a_store_that_goes_away_after_the_post_takes_the_message_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    message = await desk.preview()

    async def away(*_args: object, **_kwargs: object) -> None:
        raise StoreAway("the store cannot be used now: gone")

    with monkeypatch.context() as patch:
        patch.setattr(warnings, "posted", away)
        assert "いまは記録につながらない" in said(await desk.press(message, "post"))
    assert [one for one in desk.channel.history() if "どうすればよいか" in texts(one.components)] == []


@both
async def test_a_post_whose_process_died_can_be_tried_again_after_a_while(desk: Desk, clock: Clock) -> None:
    message = await desk.preview()
    number = int(desk.named(message, "post").split(":")[2])
    assert (await warnings.claim(desk.bot.store, desk.guild.id, number)).won  # and then nothing more is heard of it
    second = await desk.preview(LIKE_IT)
    assert "ほかの管理者が載せているところです" in said(await desk.press(second, "post"))
    clock.move(seconds=STUCK.total_seconds() + 1)
    await desk.press(second, "post")
    assert len(desk.channel.pinned_messages()) == 1


async def test_a_mistake_of_ours_is_told_too(desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    message = await desk.preview()

    async def broken(*_args: object, **_kwargs: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr(warnings, "claim", broken)
    assert "うまくいきませんでした" in said(await desk.press(message, "post"))
    assert "a mistake" in caplog.text


async def test_a_repeated_request_cannot_post_twice(desk: Desk) -> None:
    """Discord takes a number with the message, and gives the same message for the same number."""
    await desk.posted()
    sent = [request.json for request in desk.env.http_requests if request.method == "POST" and request.path.endswith("/messages")]
    nonces = [body["nonce"] for body in sent if body.get("enforce_nonce") and str(body.get("nonce", "")).startswith("hm-w")]
    assert len(nonces) == 1
    assert re.fullmatch(r"hm-w\d+", nonces[0])


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (discord.RateLimited(700.0), "busy"),
        (aiohttp.ClientConnectionError(), "discord_away"),
        (TimeoutError(), "discord_away"),
        (ConnectionResetError(), "discord_away"),
    ],
)
def test_what_lies_between_us_and_discord(error: Exception, key: str) -> None:
    with pytest.raises(Trouble) as raised, told():
        raise error
    assert raised.value.key == key


def test_mistakes_are_no_trouble_and_stay_what_they_are() -> None:
    with pytest.raises(KeyError), told():
        raise KeyError("mistake")
    with pytest.raises(asyncio.CancelledError), told():
        raise asyncio.CancelledError
