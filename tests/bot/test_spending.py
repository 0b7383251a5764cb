"""Several processes that answer for one bot: how often somebody may ask holds for all of them together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from bot.cluster.queue import libpq
from bot.keeping import Keeping
from bot.limits import Buckets
from bot.spending import Spending, several
from bot.store import StoreAway, buckets
from tests.bot.conftest import new_database, settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TARO, GUILD = 740506070809, 1203040506070809


class Process:
    """What a process has: its own clock, its own buckets, and the store of all."""

    def __init__(self, database: str) -> None:
        self.now = 0.0
        self.keeping = Keeping(database)
        self.person, self.server = Buckets(6, 60, lambda: self.now), Buckets(60, 60, lambda: self.now)
        self.spending = Spending(self.keeping, "the bot's token", {"person": self.person, "server": self.server})


@pytest.fixture
def database(postgres: Any) -> str:
    return new_database(postgres)


@pytest.fixture
async def two(database: str) -> AsyncIterator[tuple[Process, Process]]:
    both = Process(database), Process(database)
    for one in both:
        await one.keeping.open()
    yield both
    for one in both:
        await one.keeping.close()


async def rows(database: str) -> list[Any]:
    connection = await asyncpg.connect(libpq(database))
    try:
        return list(await connection.fetch("SELECT * FROM buckets"))
    finally:
        await connection.close()


async def test_what_was_asked_in_one_process_counts_in_the_other(two: tuple[Process, Process]) -> None:
    one, other = two
    assert [one.person.take(TARO) for _ in range(5)] == [0] * 5
    await one.spending.round()
    assert other.person.take(TARO) == 0, "nothing is known of them yet, and nobody waits to learn it"
    await other.spending.round()
    assert other.person.take(TARO) > 0
    assert other.person.take(TARO + 1) == 0, "somebody else"
    assert one.person.take(TARO) == 0
    await one.spending.round()
    assert one.person.take(TARO) > 0


async def test_one_who_floods_two_processes_gets_hardly_more_than_in_one(two: tuple[Process, Process]) -> None:
    got = 0
    for _ in range(60):
        for process in two:
            process.now += 0.01  # no time to speak of: nothing refills
            got += sum(not process.person.take(TARO) for _ in range(2))
        for process in two:
            await process.spending.round()
    assert 6 <= got <= 8


async def test_persons_and_servers_have_buckets_of_their_own(two: tuple[Process, Process]) -> None:
    one, other = two
    for _ in range(6):
        one.person.take(TARO)
        one.server.take(TARO)  # the same number, as it may be
    await one.spending.round()
    other.person.take(TARO)
    other.server.take(TARO)
    await other.spending.round()
    assert other.person.take(TARO) > 0
    assert other.server.take(TARO) == 0


async def test_a_bucket_refills_by_the_databases_clock(two: tuple[Process, Process]) -> None:
    store = two[0].keeping.store
    first = await buckets.spend(store, {"a": 6, "b": 1}, 6, 0.6)
    assert (round(first["a"], 3), round(first["b"], 3)) == (0, 5)
    await asyncio.sleep(0.3)
    later = await buckets.spend(store, {"a": 1}, 6, 0.6)
    assert later["a"] >= 1.9
    assert (await buckets.spend(store, {"a": 1000}, 6, 1e9))["a"] == -6, "however much somebody asked, they wait twice the time at most"


async def test_nothing_in_the_store_tells_who_asked_and_it_is_gone_soon(two: tuple[Process, Process], database: str) -> None:
    one, _ = two
    one.person.take(TARO)
    one.server.take(GUILD)
    await one.spending.round()
    kept = await rows(database)
    assert len(kept) == 2
    assert not any(str(number) in str(row) or f"{number:x}" in str(row) for row in kept for number in (TARO, GUILD))
    assert one.spending.key("person", TARO) != Spending(one.keeping, "another token", {}).key("person", TARO)
    await buckets.forget_full(one.keeping.store, 1000)
    assert len(await rows(database)) == 2
    await asyncio.sleep(0.05)
    await buckets.forget_full(one.keeping.store, 0.01)
    assert await rows(database) == []


async def test_while_the_store_is_away_each_process_goes_by_its_own_and_tells_later(two: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = two

    async def away(*_: object) -> dict[str, float]:
        raise StoreAway("away")

    with monkeypatch.context() as patch:
        patch.setattr("bot.spending.buckets.spend", away)
        assert [one.person.take(TARO) for _ in range(5)] == [0] * 5
        with pytest.raises(StoreAway):
            await one.spending.round()
    await one.spending.round()
    other.person.take(TARO)
    await other.spending.round()
    assert other.person.take(TARO) > 0


async def test_it_goes_on_by_itself(two: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("bot.spending.EVERY", 0.01)
    monkeypatch.setattr("bot.spending.ROUNDS", 2)
    one, other = two
    running = [asyncio.create_task(process.spending.run()) for process in two]
    for _ in range(6):
        one.person.take(TARO)
    await asyncio.sleep(0.2)
    other.person.take(TARO)
    await asyncio.sleep(0.2)
    assert other.person.take(TARO) > 0
    opened, one.keeping._store = one.keeping._store, None
    await asyncio.sleep(0.1)
    assert caplog.text.count("the store is away") == 1
    one.keeping._store = opened
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"database_url": "postgresql://h/d"}, False),
        ({"database_url": "postgresql://h/d", "shard_ids": "0", "shard_count": 2}, True),
        ({"database_url": "postgresql://h/d", "interactions_public_key": "0" * 64}, True),
        ({"database_url": "sqlite:///h.db", "shard_ids": "0", "shard_count": 2}, False),
    ],
)
def test_only_where_there_may_be_others(given: dict[str, Any], expected: bool) -> None:
    assert several(settings(**given)) is expected
