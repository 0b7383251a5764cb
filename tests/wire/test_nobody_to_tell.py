"""Bad days on which the asker cannot be reached: it is logged in one line without the mail, and the next is answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.bot.conftest import MAIL, texts
from tests.wire.conftest import running

if TYPE_CHECKING:
    from bot.app import Honmono
    from tests.wire.people import People
    from tests.wire.server import Wire

GONE = {
    "permission lost": (403, 50013, "Missing Permissions"),
    "may not see the channel": (403, 50001, "Missing Access"),
    "direct messages closed": (403, 50007, "Cannot send messages to this user"),
    "channel deleted": (404, 10003, "Unknown Channel"),
    "thread archived": (400, 50083, "Thread is archived"),
}


@pytest.mark.parametrize("what", GONE)
async def test_where_it_may_not_write(wire: Wire, people: People, bot: Honmono, caplog: pytest.LogCaptureFixture, what: str) -> None:
    status, code, says = GONE[what]
    wire.rest.fault("POST", "/channels/*/messages", status, body={"code": code, "message": says})
    direct = what.startswith("direct")
    people.say(MAIL if direct else f"{people.me} {MAIL}", direct=direct)
    async with asyncio.timeout(10):
        while f"could not reply: {code}" not in caplog.text:
            await asyncio.sleep(0.01)
    assert "example.cfd" not in caplog.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert "強い疑い" in texts((await people.ask(MAIL, direct=direct)).components)


async def test_the_token_ran_out_and_direct_messages_are_closed(wire: Wire, people: People, bot: Honmono, caplog: pytest.LogCaptureFixture) -> None:
    wire.rest.fault("PATCH", "/webhooks/*", 401, body={"code": 50027, "message": "Invalid Webhook Token"})
    wire.rest.fault("POST", "/channels/*/messages", 403, body={"code": 50007, "message": "Cannot send messages to this user"})
    people.menu(people.say(MAIL), "Is this real?")
    async with asyncio.timeout(10):
        while "nor by direct message: 50007" not in caplog.text:
            await asyncio.sleep(0.01)
    assert "強い疑い" in texts((await people.check(MAIL)).components)


@pytest.mark.parametrize("jump", [3600.0, -86_400.0])
async def test_a_clock_that_jumps_neither_opens_nor_closes_a_limit(
    wire: Wire, people: People, pointed: None, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    import time

    real = time.time
    async with running(wire, checks_per_minute=1):
        assert "強い疑い" in texts((await people.check(MAIL)).components)
        monkeypatch.setattr("time.time", lambda: real() + jump)
        assert "少し待ってください" in texts((await people.check(MAIL)).components)
        assert "強い疑い" in texts((await people.another("taro").check(MAIL)).components)
        monkeypatch.undo()
