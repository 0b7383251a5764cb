"""Many processes over one PostgreSQL and the wire: pictures through the queue, turns to identify, a shard's and a worker's death."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from bot.cluster.queue import QueuePictures, libpq
from bot.cluster.seal import Broken, Seal
from bot.cluster.worker import Worker
from bot.keeping import Keeping
from bot.pictures.contract import PictureError
from bot.pictures.pool import NotRead, Picture, Reply
from bot.shards import Turns
from tests.bot.conftest import new_database, postgres, settings, texts  # noqa: F401 -- a fixture among them
from tests.wire.conftest import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.wire.people import People
    from tests.wire.server import Wire

KEY = "a long random text that all processes share"
JOB = "tests.bot.pictures.jobs"


@pytest.fixture
async def database(postgres: Any) -> str:  # noqa: F811
    return new_database(postgres)


class Working:
    """A worker in this process."""

    def __init__(self, database: str) -> None:
        given = settings(database_url=database, queue_key=KEY, image_workers=1)
        self.worker = Worker(given, ("127.0.0.1",), job=JOB)
        self.task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Worker:
        self.task = asyncio.create_task(self.worker.run())
        return self.worker

    async def __aexit__(self, *_: object) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)


def file(wire: Wire, content: bytes) -> Picture:
    """A picture as it lies at Discord; nobody but a worker fetches it."""

    async def never() -> bytes | None:
        raise AssertionError

    url = wire.backend.cdn.store_attachment(wire.backend.snowflake(), 1, "shot.png", content, None)["url"]
    return Picture("shot.png", never, url)


@pytest.fixture
async def asking(database: str) -> AsyncIterator[QueuePictures]:
    queue = QueuePictures(database, KEY)
    yield queue
    await queue.close()


async def test_a_picture_goes_through_the_queue_and_its_reading_comes_back(wire: Wire, database: str, asking: QueuePictures) -> None:
    places: list[int] = []
    first = asyncio.create_task(asking.read([file(wire, b"say one"), file(wire, b"two")], places.append))
    second = asyncio.create_task(asking.read([file(wire, b"say " + "長い文".encode() * 9000)], lambda _place: None))
    await asyncio.sleep(1.5)
    assert places in ([1], [2])
    async with Working(database):
        assert (await first).text == "one\ntwo"
        assert len((await second).text) == 27000
    assert await _jobs(database) == []


async def test_what_cannot_be_read_is_told_as_the_pool_tells_it(wire: Wire, database: str, asking: QueuePictures) -> None:
    async with Working(database):
        with pytest.raises(NotRead, match="nothing"):
            await asking.read([Picture("x", file(wire, b"").fetch, wire.url + "/attachments/gone.png")], lambda _place: None)
        with pytest.raises(NotRead, match="nothing"):
            await asking.read([Picture("x", file(wire, b"").fetch, "http://evil.example.cfd/shot.png")], lambda _place: None)
        with pytest.raises((PictureError, NotRead)):
            await asking.read([file(wire, b"no such thing")], lambda _place: None)


async def test_nothing_of_a_job_can_be_read_in_the_database(wire: Wire, database: str, asking: QueuePictures) -> None:
    waiting = asyncio.create_task(asking.read([file(wire, b"say x")], lambda _place: None, Reply(1, "the-token", "ja")))
    await asyncio.sleep(1.5)
    rows = await _jobs(database)
    assert len(rows) == 1
    assert not any(word in rows[0] for word in ("the-token", "attachments", "127.0.0.1"))
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await _jobs(database) == [], "who gives up takes the job along"


async def test_the_asker_is_answered_by_the_token_alone_when_its_process_is_gone(
    wire: Wire, people: People, pointed: None, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cluster.worker.TAKEN", 0.5)
    interaction = wire.backend.new_interaction(2, people.channel.id, people.user.id, people.guild.id)
    mail = "件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <info@mail.example.cfd>\nhttps://login.example.cfd/x"
    async with _posting(wire) as call:
        await call("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", {"type": 5, "data": {"flags": 64}})
    answered = wire.answer(interaction)
    gone = QueuePictures(database, KEY)
    asked = asyncio.create_task(
        gone.read([file(wire, b"say " + mail.encode())], lambda _place: None, Reply(wire.backend.application_id, interaction.token, "ja"))
    )
    await asyncio.sleep(1.5)
    await gone._post.close()  # as a process that was killed: it takes nothing, and takes nothing back
    async with Working(database):
        assert "強い疑い" in texts((await asyncio.wait_for(answered, 20)).components)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    await gone.close()


async def test_the_job_of_a_worker_that_died_is_taken_over(wire: Wire, database: str, asking: QueuePictures, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cluster.worker.STALLED", 1.5)
    reading = asyncio.create_task(asking.read([file(wire, b"say taken over")], lambda _place: None))
    while not await _jobs(database, "todo"):
        await asyncio.sleep(0.2)
    connection = await asyncpg.connect(database)
    dead = await connection.fetchval("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id")
    await connection.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = $1", dead)
    await connection.close()
    async with Working(database):
        assert (await asyncio.wait_for(reading, 20)).text == "taken over"


async def test_a_seal_opens_with_its_key_only_and_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = Seal(KEY).close({"token": "t"})
    assert "token" not in sealed
    for broken in (sealed[:-4] + "AAAA", "", "x"):
        with pytest.raises(Broken):
            Seal(KEY).open(broken)
    with pytest.raises(Broken):
        Seal(KEY + "x").open(sealed)
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 14 * 60 + 5)
    with pytest.raises(Broken):
        Seal(KEY).open(sealed)


async def test_processes_take_turns_to_identify(database: str) -> None:
    """Each with a connection and a clock of its own, as in processes of their own."""
    keepings = [Keeping(database) for _ in range(3)]
    for keeping in keepings:
        await keeping.open()
    turns = [Turns(keeping, time.monotonic, pause=0.6) for keeping in keepings]
    began = time.monotonic()
    times: dict[int, list[float]] = {0: [], 1: []}

    async def identify(number: int, bucket: int) -> None:
        await turns[number].take(bucket)
        times[bucket].append(time.monotonic() - began)

    await asyncio.gather(*(identify(number, bucket) for number in range(3) for bucket in (0, 1)))
    for bucket in (0, 1):
        first, second, third = sorted(times[bucket])
        assert second - first >= 0.6
        assert third - second >= 0.6
    for turn, keeping in zip(turns, keepings, strict=True):
        await turn.close()
        await keeping.close()


async def test_three_processes_worth_of_shards_are_each_ready_once(wire: Wire, pointed: None, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.shards.PAUSE", 0.5)
    monkeypatch.setattr(Turns.__init__, "__defaults__", (0.5,))
    wire.shards, wire.gateway.identify_every = 3, 0.4
    bots = [running(wire, shard_ids=str(number), shard_count=3, database_url=database) for number in range(3)]
    await asyncio.gather(*(_enter(bot) for bot in bots))
    await wire.ready(3)
    assert sorted(shard for _, shard in wire.gateway.identifies) == [0, 1, 2]
    for bot in bots:
        await bot.__aexit__(None, None, None)


async def _enter(bot: AbstractAsyncContextManager[Any]) -> None:
    await bot.__aenter__()


async def _jobs(database: str, status: str = "") -> list[str]:
    connection = await asyncpg.connect(database)
    if await connection.fetchval("SELECT to_regclass('procrastinate_jobs')") is None:
        await connection.close()
        return []
    rows = await connection.fetch("SELECT j::text AS job FROM procrastinate_jobs j WHERE $1 = '' OR status::text = $1", status)
    await connection.close()
    return [row["job"] for row in rows]


class _posting:  # noqa: N801 -- used as a function
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def __aenter__(self) -> Any:
        import aiohttp

        self._session = aiohttp.ClientSession()

        async def call(method: str, path: str, body: dict[str, Any]) -> None:
            async with self._session.request(method, self._wire.url + "/api/v10" + path, json=body) as response:
                assert response.status < 300, await response.text()

        return call

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()


def test_addresses_as_psycopg_takes_them(tmp_path: Path) -> None:
    assert libpq("postgres://u:p@db:5433/honmono?sslmode=require") == "postgresql://u:p@db:5433/honmono?sslmode=require"
