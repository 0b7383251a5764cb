"""What happens by itself: counts grow, moderators are asked 「まだ有効ですか？」, and without an answer a warning ends. Once, whoever does it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.store import Store, StoreAway, expiry, warnings
from bot.warnings.rounds import make_round
from tests.bot.conftest import Clock, both, buttons, restart, said, texts
from tests.bot.warnings.conftest import LIKE_IT, OTHER, Desk, at_once

SEND, EDIT, FETCH = ("POST", "/channels/*/messages"), ("PATCH", "/channels/*/messages/*"), ("GET", "/channels/*/messages/*")
UNPIN = ("DELETE", "/channels/*/messages/pins/*")
AWAY = {"status": 503, "code": 0, "message": "Service Unavailable"}
FORBIDDEN = {"status": 403, "code": 50013, "message": "Missing Permissions"}
GONE = {"status": 404, "code": 10008, "message": "Unknown Message"}


async def round_of(desk: Desk) -> None:
    await make_round(desk.bot)
    await desk.env.settle()


async def expired(desk: Desk, clock: Clock, *, log: bool = True) -> Any:
    """A warning whose time is up, and the moderators were asked."""
    clock.time = desk.env.now() - timedelta(days=31)  # Discord's clock and ours agree when the question is put: it is looked for by its time
    if log:
        await desk.with_log()
    pinned = await desk.posted(room=desk.room)
    clock.move(days=31)
    await round_of(desk)
    return pinned


def question(desk: Desk, *, log: bool = True) -> Any:
    return (desk.log if log else desk.room).history()[-1]


@both
async def test_moderators_are_asked_in_their_log_once(desk: Desk, clock: Clock) -> None:
    pinned = await expired(desk, clock)
    asked = question(desk)
    assert "この警告は、まだ有効ですか？" in desk.text(asked)
    assert f"/{pinned.id})" in desk.text(asked)
    assert list(buttons(asked.components)) == ["まだ有効（あと30日）", "終える（ピンを外す）"]
    before = len(desk.log.history())
    await round_of(desk)
    assert len(desk.log.history()) == before


async def test_nobody_is_asked_before_the_time(desk: Desk, clock: Clock) -> None:
    await desk.with_log()
    await desk.posted()
    clock.move(days=29)
    before = len(desk.log.history())
    await round_of(desk)
    assert len(desk.log.history()) == before


@both
async def test_it_still_holds(desk: Desk, clock: Clock) -> None:
    pinned = await expired(desk, clock)
    asked = question(desk)
    await desk.midori.click(asked, custom_id=desk.named(asked, "keep"))
    (standing,) = await desk.standing()
    assert standing.expires_at is not None
    assert abs(standing.expires_at - clock() - timedelta(days=30)) < timedelta(seconds=1)
    assert f"-# <t:{int(standing.expires_at.timestamp())}:D> まで掲載" in desk.text(pinned)
    assert "まだ有効" in desk.text(asked)
    assert desk.midori.mention in desk.text(asked)
    assert not buttons(desk.now(asked).components)
    assert "延ばしました" in desk.logged()[-1]
    clock.move(days=10)
    await round_of(desk)
    assert len(desk.room.pinned_messages()) == 1


@both
async def test_it_is_over(desk: Desk, clock: Clock) -> None:
    pinned = await expired(desk, clock)
    asked = question(desk)
    await desk.midori.click(asked, custom_id=desk.named(asked, "end"))
    assert desk.room.pinned_messages() == []
    shown = desk.text(pinned)
    assert "掲載を終えました：Xserver（エックスサーバー）を名乗るメールにご注意ください" in shown
    assert "このメールに見られた点" not in shown
    assert "もう終わり" in desk.text(asked)
    assert f"<@{desk.midori.id}> が警告を終えました" in desk.logged()[-1]
    assert await desk.standing() == []


@both
async def test_without_an_answer_it_ends_after_three_days(desk: Desk, clock: Clock) -> None:
    pinned = await expired(desk, clock)
    asked = question(desk)
    clock.move(days=2, hours=23)
    await round_of(desk)
    assert len(desk.room.pinned_messages()) == 1
    clock.move(hours=1)
    await round_of(desk)
    assert desk.room.pinned_messages() == []
    assert "掲載を終えました" in desk.text(pinned)
    assert "3日間答えがなかった" in desk.logged()[-1]
    late = await desk.midori.click(asked, custom_id=desk.named(asked, "keep"))
    assert "もう答えがあるか、期限が過ぎています" in desk.text(asked) + said(late)
    assert await desk.standing() == []


@both
async def test_two_answers_at_once_are_one(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock)
    asked = question(desk)
    keep, end = desk.named(asked, "keep"), desk.named(asked, "end")
    await at_once(desk.env, lambda: desk.midori.click(asked, custom_id=keep), lambda: desk.akane.click(asked, custom_id=end))
    standing = await desk.standing()
    assert len(standing) == len(desk.room.pinned_messages())
    answers = [line for line in desk.logged() if "延ばしました" in line or "警告を終えました" in line]
    assert len(answers) == 1


async def test_an_answer_after_a_restart(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock)
    asked = question(desk)
    await restart(desk.env)
    await desk.midori.click(asked, custom_id=desk.named(asked, "end"))
    assert desk.room.pinned_messages() == []


async def test_only_moderators_answer(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock, log=False)
    asked = question(desk, log=False)
    result = await desk.world.taro.click(asked, custom_id=desk.named(asked, "end"))
    assert "このサーバーの管理者" in said(result)
    assert len(desk.room.pinned_messages()) == 1


async def test_without_a_log_the_question_stands_below_the_warning_and_goes_with_the_answer(desk: Desk, clock: Clock) -> None:
    pinned = await expired(desk, clock, log=False)
    asked = question(desk, log=False)
    assert asked.reference.message_id == pinned.id
    assert "管理者の方へ" in desk.text(asked)
    await desk.midori.click(asked, custom_id=desk.named(asked, "keep"))
    assert asked.id not in [message.id for message in desk.room.history()]
    assert len(await desk.standing()) == 1


async def test_without_a_log_and_an_answer_the_question_goes_too(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock, log=False)
    asked = question(desk, log=False)
    clock.move(days=3)
    await round_of(desk)
    assert asked.id not in [message.id for message in desk.room.history()]
    assert desk.room.pinned_messages() == []


async def test_a_log_that_is_closed_leaves_the_warnings_own_channel(desk: Desk, clock: Clock) -> None:
    await desk.with_log()
    await desk.posted(room=desk.room)
    clock.move(days=31)
    desk.env.inject_error("POST", f"/channels/{desk.log.id}/messages", **FORBIDDEN)
    await round_of(desk)
    assert "管理者の方へ" in desk.text(question(desk, log=False))


async def test_a_question_that_could_not_be_put_is_put_again(desk: Desk, clock: Clock) -> None:
    await desk.with_log()
    await desk.posted(room=desk.room)
    clock.move(days=31)
    desk.env.inject_error(*SEND, **AWAY)
    await round_of(desk)
    assert not [one for one in desk.log.history() if "まだ有効ですか" in texts(one.components)]
    await round_of(desk)
    assert [one for one in desk.log.history() if "まだ有効ですか" in texts(one.components)]


async def test_a_warning_found_gone_when_asking(desk: Desk, clock: Clock) -> None:
    await desk.posted(room=desk.room)
    clock.move(days=31)
    desk.env.inject_error(*FETCH, **GONE)
    await round_of(desk)
    assert await desk.standing() == []


async def test_an_end_that_discord_does_not_hear_is_tried_again(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock)
    clock.move(days=3)
    desk.env.inject_error(*UNPIN, **AWAY)
    await round_of(desk)
    assert len(await desk.standing()) == 1
    await round_of(desk)
    assert desk.room.pinned_messages() == []
    assert await desk.standing() == []


async def test_an_end_that_discord_forbids_is_told_once(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock)
    desk.forbid(desk.room, pin_messages=False)
    clock.move(days=3)
    await round_of(desk)
    assert "手でピンを外してください" in desk.logged()[-1]
    assert "「メッセージをピン留め」" in desk.logged()[-1]
    before = len(desk.log.history())
    await round_of(desk)
    assert len(desk.log.history()) == before
    assert await desk.standing() == []


async def test_an_answer_that_discord_does_not_hear_leaves_the_question(desk: Desk, clock: Clock) -> None:
    await expired(desk, clock)
    asked = question(desk)
    desk.env.inject_error(*UNPIN, **AWAY)
    assert "Discord から返事がありません" in said(await desk.midori.click(asked, custom_id=desk.named(asked, "end")))
    await desk.midori.click(asked, custom_id=desk.named(asked, "end"))
    assert desk.room.pinned_messages() == []


@both
async def test_counts_grow_by_themselves_and_show_nothing_but_the_number(desk: Desk) -> None:
    pinned = await desk.posted()
    await desk.world.ask(LIKE_IT.replace("メールアドレスの保留中のメール12件", "【至急】保留のお知らせ"), who=desk.world.taro)
    await round_of(desk)
    shown = desk.text(pinned)
    assert "このサーバーでの相談 2 件（最後は" in shown
    assert "至急" not in shown
    assert "`件名：メールアドレスの保留中のメール9件`" in shown
    edits = len([request for request in desk.env.http_requests if request.method == "PATCH" and request.path.startswith("/channels/")])
    await round_of(desk)
    assert len([request for request in desk.env.http_requests if request.method == "PATCH" and request.path.startswith("/channels/")]) == edits


@pytest.mark.parametrize(("refusal", "tried_again"), [(FORBIDDEN, False), (AWAY, True), (GONE, False)])
async def test_a_count_that_cannot_be_shown(desk: Desk, refusal: dict[str, Any], tried_again: bool) -> None:
    """What Discord will refuse tomorrow too is not asked every five minutes: it counts such requests, and shuts out who makes many."""
    await desk.posted()
    await desk.world.ask(LIKE_IT, who=desk.world.taro)
    desk.env.inject_error(*FETCH, **refusal)
    await round_of(desk)
    before = len(desk.env.http_requests)
    await round_of(desk)
    assert (len(desk.env.http_requests) > before) == tried_again


@both
async def test_many_processes_ask_and_end_once(desk: Desk, database: str, clock: Clock) -> None:
    await desk.posted()
    (standing,) = await desk.standing()
    elsewhere = await Store.open(database, clock)
    clock.move(days=31)
    stores = [desk.bot.store, elsewhere] * 3
    assert sum(await asyncio.gather(*(expiry.asked(store, desk.guild.id, standing.id) for store in stores))) == 1
    clock.move(days=3)
    closed = await asyncio.gather(*(expiry.closed(store, desk.guild.id, standing.id, unanswered=True) for store in stores))
    assert len([one for one in closed if one is not None]) == 1
    await elsewhere.close()


@both
async def test_an_end_is_not_taken_back_over_a_newer_warning(desk: Desk, clock: Clock) -> None:
    await desk.posted()
    (old,) = await desk.standing()
    await expiry.asked(desk.bot.store, desk.guild.id, old.id)
    await expiry.closed(desk.bot.store, desk.guild.id, old.id)
    await desk.press(await desk.preview(LIKE_IT), "post")
    await expiry.reopened(desk.bot.store, desk.guild.id, old.id)
    assert [standing.id for standing in await desk.standing()] != [old.id]
    assert len(await desk.standing()) == 1


async def test_a_server_that_the_bot_left_is_left_alone(desk: Desk, clock: Clock) -> None:
    await desk.posted()
    (standing,) = await desk.standing()
    await warnings.draft(
        desk.bot.store, 4711, None, channel_id=1, title="t", facts="", advice="a", official_url="https://x.example/", language="ja", expires_at=clock()
    )
    number = 1 + standing.id
    assert (await warnings.claim(desk.bot.store, 4711, number)).won
    await warnings.posted(desk.bot.store, 4711, number, 1, 2)
    clock.move(days=40)
    await round_of(desk)
    elsewhere = await warnings.get(desk.bot.store, 4711, number)
    assert elsewhere is not None
    assert elsewhere.asked_at is None


async def test_one_servers_trouble_does_not_keep_it_from_the_next(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.with_log()
    await desk.posted()
    await desk.posted(OTHER)
    clock.move(days=31)
    from bot.warnings import rounds

    real, calls = rounds.question, []

    def broken(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise ValueError("a mistake")
        return real(*args, **kwargs)

    monkeypatch.setattr(rounds, "question", broken)
    await round_of(desk)
    assert len([one for one in desk.log.history() if "まだ有効ですか" in texts(one.components)]) == 1


async def test_a_round_without_the_store_is_no_round(desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def away(_self: object) -> Store:
        raise StoreAway("the store cannot be used now: gone")

    monkeypatch.setattr(type(desk.bot.keeping), "store", property(away))
    await make_round(desk.bot)
    assert "the store cannot be used now: gone" in caplog.text
    monkeypatch.undo()


async def test_rounds_are_made_by_themselves(desk: Desk, clock: Clock) -> None:
    await desk.with_log()
    await desk.posted()
    clock.move(days=31)
    await desk.env.advance_time(6 * 60)
    assert [one for one in desk.log.history() if "まだ有効ですか" in texts(one.components)]
