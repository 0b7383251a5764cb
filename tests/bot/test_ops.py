"""Health, metrics and interactions over HTTP, asked as a load balancer, Prometheus and Discord would."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.app import create_bot
from bot.ops import doctor
from bot.simulation import simulated
from bot.store import StoreAway
from tests.bot.conftest import MAIL, World, both, new_database, settings, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()


class Door:
    """What stands outside."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self.world, self.session = world, session
        self.url = f"http://127.0.0.1:{world.bot.ops.port}"

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(self.url + path) as response:
            return response.status, await response.text()

    async def post(self, payload: dict[str, Any], *, at: float | None = None, signature: str | None = None) -> tuple[int, str]:
        body, timestamp = json.dumps(payload).encode(), str(int(time.time() if at is None else at))
        signed = KEY.sign(timestamp.encode() + body).hex() if signature is None else signature
        headers = {"X-Signature-Ed25519": signed, "X-Signature-Timestamp": timestamp, "Content-Type": "application/json"}
        async with self.session.post(self.url + "/interactions", data=body, headers=headers) as response:
            return response.status, await response.text()


@pytest.fixture
async def door(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    async with simulated(create_bot(settings(ops_port=_free_port(), interactions_public_key=PUBLIC))) as env, aiohttp.ClientSession() as session:
        yield Door(World(env, env.bot), session)


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def test_health_and_readiness(door: Door) -> None:
    assert (await door.get("/healthz"))[0] == 200
    status, body = await door.get("/readyz")
    assert (status, json.loads(body)) == (200, {"discord": True, "leaving": False, "store": True, "alone": None, "without": [], "ok": True})
    await door.world.bot.running.leave(0)
    assert (await door.get("/readyz"))[0] == 503


async def test_a_database_that_refuses_is_told_and_the_bot_stays_ready_because_it_still_answers(postgres: Any) -> None:
    strange = new_database(postgres).replace("postgres:@", "nobody:@")
    async with simulated(create_bot(settings(ops_port=_free_port(), database_url=strange))) as env, aiohttp.ClientSession() as session:
        door = Door(World(env, env.bot), session)
        status, body = await door.get("/readyz")
        found = json.loads(body)
        assert (status, found["store"], found["ok"]) == (200, False, True)
        assert [line for line in found["without"] if "refuses" in line and "DATABASE_URL" in line]
        assert (await door.get("/healthz"))[0] == 200
        assert "honmono_store_open 0.0" in (await door.get("/metrics"))[1]
        assert "強い疑い" in texts((await door.world.ask(MAIL)).response.components)
    found_by_doctor = {finding.what: finding async for finding in doctor.look(settings(image_workers=0, database_url=strange))}
    assert (found_by_doctor["store"].state, "断られました" in found_by_doctor["store"].says) == ("bad", True)


@both
async def test_a_database_that_goes_away_later_is_told_too_and_that_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with simulated(create_bot(settings(ops_port=_free_port()))) as env, aiohttp.ClientSession() as session:
        door, store = Door(World(env, env.bot), session), env.bot.store
        with monkeypatch.context() as away:

            async def lost(_store: object) -> None:
                raise StoreAway("gone")

            away.setattr(type(store), "ping", lost)
            found = json.loads((await door.get("/readyz"))[1])
            assert (found["store"], found["ok"], len(found["without"])) == (False, True, 1)
            assert "honmono_store_open 0.0" in (await door.get("/metrics"))[1]
        env.bot.keeping._rested = 0.0  # the pause is over
        assert "honmono_store_open 1.0" in (await door.get("/metrics"))[1]
        found = json.loads((await door.get("/readyz"))[1])
        assert (found["store"], found["without"]) == (True, [])


async def test_metrics_count_what_happened_and_hold_no_word_of_it(door: Door) -> None:
    await door.world.ask(MAIL)
    status, body = await door.get("/metrics")
    assert status == 200
    assert 'honmono_answers_total{form="text",level="strong"} 1.0' in body
    assert "honmono_check_seconds_count 1.0" in body
    assert "honmono_store_open 1.0" in body
    assert "example.cfd" not in body
    assert str(door.world.hanako.id) not in body


async def test_discords_ping_is_answered(door: Door) -> None:
    status, body = await door.post({"id": "1", "type": 1})
    assert (status, json.loads(body)) == (200, {"type": 1})


async def test_an_interaction_that_discord_signed_is_answered(door: Door) -> None:
    """The interaction is one that SimCord made and did not deliver."""
    env = door.world.env
    caught: list[dict[str, Any]] = []
    real, env.backend.subscribers = (
        env.backend.subscribers,
        [lambda event, payload: caught.append(json.loads(json.dumps(payload))) if event == "INTERACTION_CREATE" else None],
    )
    await door.world.hanako.slash(door.world.channel, "help")
    env.backend.subscribers = real
    assert [payload["data"]["name"] for payload in caught] == ["help"]
    record = env.backend.interactions[int(caught[0]["id"])]
    assert not record.responded
    assert (await door.post(caught[0]))[0] == 202
    async with asyncio.timeout(10):
        while not record.responded:
            await asyncio.sleep(0.01)
    assert "/check" in texts(env.backend.get_message(door.world.channel.id, record.message_id or 0).components)
    assert (await door.post(caught[0]))[0] == 401, "replayed"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"signature": "00" * 64}, 401),
        ({"signature": "no hex"}, 401),
        ({"signature": ""}, 401),
        ({"at": 0}, 401),
        ({"from_now": -600}, 401),
        ({"from_now": 600}, 401),
    ],
)
async def test_what_is_forged_or_stale_is_refused(door: Door, changes: dict[str, Any], status: int) -> None:
    if "from_now" in changes:
        changes = {"at": time.time() + changes["from_now"]}
    assert (await door.post({"id": "5", "type": 1}, **changes))[0] == status


async def test_what_is_no_interaction_is_refused(door: Door) -> None:
    assert (await door.post({"type": "x"}))[0] == 400
    assert (await door.get("/interactions"))[0] == 405
    assert (await door.get("/"))[0] == 404


async def test_nothing_listens_unless_asked(world: World) -> None:
    assert world.bot.ops.port == 0
