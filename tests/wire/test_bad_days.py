"""Bad days on the wire: what Discord, the network and the operator do to the real client, and that nobody is left without an answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from bot.app import create_bot
from bot.serving import passes, serve
from tests.bot.conftest import MAIL, settings, texts
from tests.load.__main__ import free_port
from tests.wire.conftest import running
from tests.wire.server import TOKEN

if TYPE_CHECKING:
    from simcord.backend.models import Message

    from bot.app import Honmono
    from tests.wire.people import People
    from tests.wire.server import Wire


def strong(message: Message) -> bool:
    return "強い疑い" in texts(message.components)


async def test_a_dropped_connection_is_resumed_and_nothing_asked_meanwhile_is_lost(wire: Wire, people: People, bot: Honmono) -> None:
    session = next(iter(wire.gateway.sessions.values()))
    await wire.gateway.drop(4000)
    while session.outbox is not None:
        await asyncio.sleep(0)
    asked = [asyncio.create_task(people.ask(MAIL)), asyncio.create_task(people.answer(people.menu(people.say(MAIL), "Is this real?")))]
    assert all(strong(answer) for answer in await asyncio.gather(*asked))
    assert len(wire.gateway.resumes) == 1
    assert len(wire.gateway.identifies) == 1


async def test_a_drop_in_the_middle_of_a_check_does_not_cost_the_answer(wire: Wire, people: People, bot: Honmono) -> None:
    wire.rest.fault("POST", "/channels/*/messages", delay=0.3)
    asked = asyncio.create_task(people.ask(MAIL))
    await asyncio.sleep(0.1)
    await wire.gateway.drop(4000)
    assert strong(await asked)


async def test_an_invalid_session_is_begun_anew(wire: Wire, people: People, bot: Honmono, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.shards.PAUSE", 0.1)
    bot.turns._pause = 0.1
    await wire.gateway.drop(4000, forget=True)
    await wire.ready()
    while len(wire.gateway.identifies) < 2:
        await asyncio.sleep(0.01)
    await wire.ready()
    assert strong(await people.ask(MAIL))


async def test_discord_asks_to_reconnect(wire: Wire, people: People, bot: Honmono) -> None:
    await wire.gateway.ask_to_reconnect()
    while not wire.gateway.resumes:
        await asyncio.sleep(0.01)
    assert strong(await people.ask(MAIL))


async def test_a_connection_that_fell_silent_is_given_up(wire: Wire, people: People, pointed: None) -> None:
    wire.gateway.heartbeat, wire.gateway.silent = 100, True
    bot = create_bot(settings(discord_token=TOKEN))
    bot._connection.heartbeat_timeout = 0.5
    bot._connection.guild_ready_timeout = 0.05
    task = asyncio.create_task(bot.start(TOKEN))
    await wire.ready()
    while not wire.gateway.resumes:
        await asyncio.sleep(0.01)
    wire.gateway.silent = False
    await wire.ready()
    assert strong(await people.ask(MAIL))
    await bot.close()
    await task


async def test_the_first_connection_is_refused_and_made_later(wire: Wire, people: People, pointed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.gateway.refuse = 1
    real = asyncio.sleep
    monkeypatch.setattr("discord.shard.asyncio.sleep", lambda seconds: real(min(seconds, 0.05)))
    async with running(wire):
        assert strong(await people.ask(MAIL))


async def test_discord_is_away_at_the_start_and_the_bot_comes_back_by_itself(
    wire: Wire, people: People, pointed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.serving.FIRST", 0.05)
    wire.rest.fault("GET", "/users/@me", 503, times=6, body="upstream")
    monkeypatch.setattr("discord.http.asyncio.sleep", _quick(asyncio.sleep))
    task = asyncio.create_task(serve(settings(discord_token=TOKEN)))
    await wire.ready()
    assert strong(await people.ask(MAIL))
    await _terminate(task)


async def test_health_is_told_while_discord_is_away(wire: Wire, pointed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.serving.FIRST", 0.05)
    wire.rest.fault("GET", "/users/@me", 503, times=1000, body="upstream")
    port = free_port()
    task = asyncio.create_task(serve(settings(discord_token=TOKEN, ops_port=port)))
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/healthz") as health, session.get(f"http://127.0.0.1:{port}/readyz") as ready:
                    assert (health.status, ready.status) == (200, 503)
                    break
            await asyncio.sleep(0.05)
    await _terminate(task)


@pytest.mark.parametrize(("code", "gives_up"), [(4004, True), (4014, True), (4009, False), (4000, False), (1006, False)])
def test_which_closings_are_for_good(code: int, gives_up: bool) -> None:
    error = discord.ConnectionClosed.__new__(discord.ConnectionClosed)
    error.code = code
    assert passes(error) is not gives_up


async def test_a_refused_token_is_for_good(wire: Wire, pointed: None) -> None:
    with pytest.raises(discord.LoginFailure):
        await serve(settings(discord_token="another.token.of-nobody"))


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_is_waited_for(wire: Wire, people: People, bot: Honmono, everywhere: bool) -> None:
    wire.rest.rate_limit("POST", "/channels/*/messages", 0.1, everywhere=everywhere)
    wire.rest.rate_limit("PATCH", "/webhooks/*", 0.1)
    assert strong(await people.ask(MAIL))
    assert strong(await people.check(MAIL))


async def test_a_rate_limit_of_the_outer_wall_is_logged_and_the_next_check_answered(
    wire: Wire, people: People, bot: Honmono, caplog: pytest.LogCaptureFixture
) -> None:
    wire.rest.rate_limit("POST", "/channels/*/messages", 0, told=False)
    message = people.say(f"{people.me} {MAIL}")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(wire.reply(message)), 0.5)
    assert "could not reply" in caplog.text
    assert strong(await people.ask(MAIL))


async def test_a_burst_of_server_errors_is_outlived(wire: Wire, people: People, bot: Honmono, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.asyncio.sleep", _quick(asyncio.sleep))
    wire.rest.fault("POST", "/channels/*/messages", 502, times=2, body="bad gateway")
    wire.rest.fault("PATCH", "/webhooks/*", 500, times=2, body={"message": "500", "code": 0})
    assert strong(await people.ask(MAIL))
    assert strong(await people.check(MAIL))


async def test_an_answer_that_came_too_late_does_no_harm(wire: Wire, people: People, bot: Honmono, caplog: pytest.LogCaptureFixture) -> None:
    interaction = people.slash("help")
    interaction.responded = True
    await asyncio.sleep(0.3)
    assert "could not answer" in caplog.text
    assert strong(await people.ask(MAIL))


async def test_what_came_later_than_discord_waits_is_not_judged(wire: Wire, people: People, bot: Honmono, caplog: pytest.LogCaptureFixture) -> None:
    message = people.say(MAIL)
    wire.rest.fault("POST", "/interactions/*", 404, body={"code": 10062, "message": "Unknown interaction"})
    people.menu(message, "Is this real?")
    while not refused(bot, "expired"):
        await asyncio.sleep(0.01)
    assert not bot.recent._answers
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert strong(await people.answer(people.menu(message, "Is this real?")))


async def test_while_it_cannot_keep_up_who_was_given_up_already_takes_no_time_from_the_others(
    wire: Wire, people: People, bot: Honmono, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = people.say(MAIL)
    bot.metrics.lag = 5.0
    assert "いま混み合っています" in texts((await people.answer(people.menu(message, "Is this real?"))).components)
    monkeypatch.setattr(bot.ages, "age", lambda _snowflake: 3.5)
    late, seen = people.menu(message, "Is this real?"), wire.rest.seen
    while not refused(bot, "expired"):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    assert (late.responded, wire.rest.seen) == (False, seen)
    bot.metrics.lag = 0.0
    assert strong(await people.answer(people.menu(message, "Is this real?"))), "as long as it keeps up, everybody gets a try"


async def test_a_crowd_at_once_has_its_signs_before_the_first_is_judged_at_length(
    wire: Wire, people: People, bot: Honmono, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Judgements that hold the loop: whoever comes while they go on is acknowledged between two of them."""
    import sys
    import time

    room: Any = sys.modules["bot.intake.judge"]
    real = room.check

    def slow(mail: Any) -> Any:
        time.sleep(0.05)
        return real(mail)

    monkeypatch.setattr(room, "check", slow)
    first = [people.menu(people.say(MAIL), "Is this real?") for _ in range(20)]
    while not any(one.responded for one in first):
        await asyncio.sleep(0.01)
    second = [people.menu(people.say(MAIL), "Is this real?") for _ in range(5)]
    while not all(one.responded for one in second):
        await asyncio.sleep(0.01)
    unsigned = [one for one in first if one.loading]
    assert len(unsigned) > 5, "those before them were not judged yet"
    assert all([strong(await people.answer(one)) for one in (*first, *second)])


async def test_the_message_is_deleted_while_it_is_checked(wire: Wire, people: People, bot: Honmono, caplog: pytest.LogCaptureFixture) -> None:
    wire.rest.fault("POST", "/channels/*/messages", 400, body={"code": 50035, "message": "Invalid Form Body", "errors": {"message_reference": {"_errors": []}}})
    message = people.say(f"{people.me} {MAIL}")
    wire.backend.delete_message(message.channel_id, message.id)
    await asyncio.sleep(0.5)
    assert "could not reply: 50035" in caplog.text
    assert strong(await people.ask(MAIL))


async def test_a_file_that_cannot_be_had_is_told(wire: Wire, people: People, bot: Honmono) -> None:
    wire.rest.fault("GET", "/attachments/*", 404)
    assert "ファイルを受け取れませんでした" in texts((await people.check("", ("mail.eml", b"From: a@example.cfd\r\n\r\nx"))).components)


async def test_something_of_ours_that_breaks_is_told_in_a_sentence(
    wire: Wire, people: People, bot: Honmono, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    import sys

    for name in ("bot.commands.listen", "bot.commands.check"):
        monkeypatch.setattr(sys.modules[name], "ask", broken)
    assert "うまく調べられませんでした" in texts((await people.ask(MAIL)).components)
    form = await people.open_form(people.slash("check"))
    interaction = people.fill_in(form, body=MAIL)
    assert "うまく調べられませんでした" in texts((await people.answer(interaction)).components)
    assert "login.example.cfd" not in caplog.text


async def test_a_button_that_breaks_says_so(
    wire: Wire, people: People, bot: Honmono, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card = await people.ask(MAIL)
    everything = next(item["custom_id"] for row in card.components[1:] for item in row["components"] if item.get("custom_id", "").startswith("hm:a:"))
    monkeypatch.setattr(bot.recent, "get", lambda _report: 1 // 0)
    assert "うまく調べられませんでした" in texts((await people.answer(people.press(card, everything))).components)
    assert "ZeroDivisionError" in caplog.text


async def test_two_copies_with_one_token_answer_once(wire: Wire, people: People, pointed: None, caplog: pytest.LogCaptureFixture) -> None:
    async with running(wire) as one, running(wire) as other:
        while len(wire.gateway.connected) < 2:
            await asyncio.sleep(0.01)
        assert strong(await people.ask(MAIL))
        assert strong(await people.check(MAIL))
        await asyncio.sleep(0.5)
        mine = [
            message
            for message in wire.backend.messages[people.channel.id].values()
            if message.author_id == wire.backend.bot_user.id and not message.is_ephemeral
        ]
        assert len(mine) == 1
        assert strong(await people.answer(people.menu(people.say(MAIL), "Is this real?")))
        await asyncio.sleep(0.3)
    assert refused(one, "answered") + refused(other, "answered") >= 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_told_to_stop_it_finishes_what_it_began(wire: Wire, people: People, pointed: None) -> None:
    task = asyncio.create_task(serve(settings(discord_token=TOKEN)))
    await wire.ready()
    wire.rest.fault("GET", "/attachments/*", delay=0.7)
    form = await people.open_form(people.slash("check"))
    interaction = people.fill_in(form, files=[("mail.txt", MAIL.encode())])
    await asyncio.sleep(0.3)
    await _terminate(task)
    assert strong(await people.answer(interaction))


async def test_what_does_not_finish_in_time_is_told(wire: Wire, people: People, pointed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.serving.GRACE", 0.3)
    task = asyncio.create_task(serve(settings(discord_token=TOKEN)))
    await wire.ready()
    wire.rest.fault("GET", "/attachments/*", delay=5)
    form = await people.open_form(people.slash("check"))
    interaction = people.fill_in(form, files=[("mail.txt", MAIL.encode())])
    await asyncio.sleep(0.3)
    await _terminate(task)
    assert "いったん止まります" in texts((await people.answer(interaction)).components)


def refused(bot: Honmono, why: str) -> float:
    return bot.metrics.refused.labels(why)._value.get()


def _quick(real: Any) -> Any:
    return lambda seconds, *more: real(min(seconds, 0.02), *more)


async def _terminate(task: asyncio.Task[None]) -> None:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, 20)
    logging.getLogger("bot").info("ended")
