"""Several processes over one PostgreSQL that were set up wrongly: one key that differs, one shard that two run, a worker that cannot work."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from typing import TYPE_CHECKING, Any

import aiohttp
import asyncpg
import psycopg
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cluster import agreement, claims, held
from bot.cluster.agreement import Agreement, OtherKey
from bot.cluster.claims import Claims, claimed_twice
from bot.cluster.held import long_transaction
from bot.cluster.queue import QueuePictures, libpq
from bot.cluster.worker import Worker
from bot.keeping import Keeping
from bot.ops import doctor
from bot.pictures.pool import NotRead
from bot.shards import Turns
from tests.bot.conftest import new_database, postgres, settings  # noqa: F401 -- a fixture among them
from tests.wire.conftest import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.wire.people import People
    from tests.wire.server import Wire

KEY, OTHER = "a long random text that all processes share", "another long random text, of one process only"
JOB = "tests.bot.pictures.jobs"


@pytest.fixture
def database(postgres: Any, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    url = new_database(postgres)
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, seconds in ((claims, "LEAVES", 0.5), (claims, "LOOK", 0.05), (held, "AGAIN", 0.05), (held, "BEAT", 0.05)):
        monkeypatch.setattr(module, name, seconds)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def until(true: Any, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def end_every_connection(database: str, *, locked_out: bool = False) -> None:
    """As when the database is started again; with `locked_out` nobody gets in any more."""
    name = database.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(libpq(database).replace(f"/{name}", "/postgres"))
    if locked_out:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    await connection.close()


# a worker's door


async def test_a_worker_tells_its_health_and_whether_it_can_work(database: str) -> None:
    port = free_port()
    worker = Worker(settings(database_url=database, queue_key=KEY, image_workers=1, ops_port=port), job=JOB)
    task = asyncio.create_task(worker.run())

    async def get(path: str) -> tuple[int, str]:
        async with session.get(f"http://127.0.0.1:{port}{path}") as response:
            return response.status, await response.text()

    async with aiohttp.ClientSession() as session:
        await until(lambda: worker.ops.port)
        assert (await get("/healthz"))[0] == 200
        await until(lambda: worker._pool.alive and worker._post.listening)
        status, body = await get("/readyz")
        assert (status, json.loads(body)) == (200, {"queue": True, "key": True, "post": True, "reader": True, "ok": True})
        assert "honmono_reader_processes 1.0" in (await get("/metrics"))[1]
        for reader in list(worker._pool.workers):
            await reader.kill()
        status, body = await get("/readyz")
        assert (status, json.loads(body)["reader"]) == (503, False)
        await end_every_connection(database, locked_out=True)
        status, body = await get("/readyz")
        assert (status, json.loads(body)["queue"]) == (503, False)
        assert (await get("/healthz"))[0] == 200, "nothing that a new start would mend"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_worker_whose_port_is_taken_says_so(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.logs.set_up", lambda _level: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = CliRunner(env={"QUEUE_KEY": KEY, "OPS_PORT": str(taken.getsockname()[1])}).invoke(app, ["worker"])
    assert (done.exit_code, "OPS_PORT" in done.stderr, done.stderr.count("\n")) == (2, True, 1)


# one key for all


async def test_who_has_another_key_is_told_at_the_start_and_a_new_key_is_taken_when_all_have_stopped(database: str) -> None:
    first, second, wrong = Agreement(database, KEY), Agreement(database, KEY), Agreement(database, OTHER)
    await first.open()
    await second.open()
    with pytest.raises(OtherKey) as told:
        await wrong.open()
    assert told.value.count == 2
    await first.close()
    with pytest.raises(OtherKey):
        await Agreement(database, OTHER).open()
    await second.close()
    changed = Agreement(database, OTHER)
    await changed.open()
    with pytest.raises(OtherKey):
        await Agreement(database, KEY).open()
    await changed.close()


async def test_of_two_that_start_at_once_with_different_keys_one_goes_on(database: str) -> None:
    for _ in range(5):
        both = Agreement(database, KEY), Agreement(database, OTHER)
        outcomes = await asyncio.gather(*(one.open() for one in both), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "OtherKey"]
        for one in both:
            await one.close()


@pytest.mark.parametrize(("language", "sentence"), [("ja", "全部に同じもの"), ("en", "give all of them the same")])
@pytest.mark.parametrize("command", ["worker", "run"])
def test_the_sentence_says_what_to_do_and_the_program_ends(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, language: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.logs.set_up", lambda _level: None)
    monkeypatch.setattr("bot.serving._settle_in", lambda: None)
    with psycopg.connect(database) as other:
        other.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", (agreement.KEYS, agreement._signed(agreement.mark_of(OTHER))))
        environment = {"QUEUE_KEY": KEY, "LANGUAGE": language, "DISCORD_TOKEN": "x" if command == "run" else "", "OPS_PORT": "0"}
        done = CliRunner(env=environment).invoke(app, [command])
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert KEY not in done.output


async def test_a_key_that_is_found_to_differ_later_is_logged_and_no_picture_is_asked_for(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, quick: None
) -> None:
    other = Agreement(database, OTHER)
    await other.open()
    with monkeypatch.context() as away:
        away.setattr("bot.cluster.agreement.others", _unreachable)
        queue = QueuePictures(database, KEY)
        await queue.open()  # the database is away: that is not the key's fault
    await until(lambda: queue._agreement.agreed is False)
    await asyncio.sleep(0)
    with pytest.raises(NotRead, match="failed"):
        await queue.read([], lambda _place: None)
    await until(lambda: "have another QUEUE_KEY" in caplog.text)
    await queue.close()
    await other.close()


async def _unreachable(*_: object) -> int:
    raise OSError


# one process a shard


def two(database: str) -> tuple[Claims, Claims]:
    given = settings(database_url=database, shard_ids="1", shard_count=2)
    return Claims(given, (1,)), Claims(given, (0, 1))


async def test_a_second_process_with_the_same_shard_is_told_of_until_the_first_is_gone(database: str, quick: None, caplog: pytest.LogCaptureFixture) -> None:
    first, second = two(database)
    first.open()
    await first.wait()
    assert first.alone is True
    second.open()
    await second.wait()
    assert second.alone is False
    assert first.alone is True
    await until(lambda: "another process runs shard 1 too" in caplog.text)
    async with long_transaction(database) as connection:
        assert await claimed_twice(connection) == [1]
    found = {finding.what: finding async for finding in doctor.look(settings(database_url=database, image_workers=0, shard_ids="0", shard_count=2))}
    assert (found["shards"].state, "1 を、二つの" in found["shards"].says) == ("bad", True)
    await first.close()
    await until(lambda: second.alone)
    assert caplog.text.count("another process runs shard") == 1
    async with long_transaction(database) as connection:
        assert await claimed_twice(connection) == []
    await second.close()


async def test_in_a_rolling_update_the_new_one_waits_for_the_old_one_and_nothing_is_said(
    database: str, quick: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(claims, "LEAVES", 60.0)
    old, new = two(database)
    old.open()
    await old.wait()
    new.open()
    waiting = asyncio.create_task(new.wait())
    await until(lambda: new.alone is False)
    assert not waiting.done()
    await old.close()
    await asyncio.wait_for(waiting, 5)
    assert new.alone is True
    assert "another process" not in caplog.text
    await new.close()


async def test_what_is_held_is_held_again_when_the_database_comes_back(database: str, quick: None) -> None:
    first, second = two(database)
    first.open()
    await first.wait()
    await end_every_connection(database)
    await until(lambda: first.alone is None)
    await until(lambda: first.alone is True)
    second.open()
    await second.wait()
    assert second.alone is False
    await first.close()
    await second.close()


async def test_nobody_waits_for_a_database_that_is_away(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LEAVES", 600.0)
    lonely = Claims(settings(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/nowhere"), (0,))
    lonely.open()
    await asyncio.wait_for(lonely.wait(), 15)
    assert lonely.alone is None
    await lonely.close()


async def test_a_pooler_that_resets_sessions_between_transactions_takes_no_lock_away(database: str) -> None:
    """What such a pooler does to a session must leave the locks: they belong to a transaction."""
    first, _ = two(database)
    keeping = Keeping(database)
    await keeping.open()
    turns = Turns(keeping, lambda: 0.0, pause=30.0)
    async with long_transaction(database) as connection:
        await first._claim(connection)
        await connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
        await held.still_there(connection)
        await turns.take(0)
        watcher = await asyncpg.connect(database)
        held_by = (
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND classid::bigint = $1 AND xact_start IS NOT NULL"
        )
        assert await watcher.fetchval(held_by, claims.HELD) == 1
        assert await watcher.fetchval(held_by, 0x686F6E6D) == 1, "a turn to identify"
        assert await watcher.fetchval(held_by + " AND backend_xmin IS NULL", claims.HELD) == 1, "nothing is kept from being vacuumed"
        await watcher.close()
    await turns.close()
    await keeping.close()


async def test_a_bot_whose_shard_another_one_runs_is_connected_and_not_ready(wire: Wire, people: People, pointed: None, database: str, quick: None) -> None:
    given: dict[str, Any] = {"database_url": database, "shard_ids": "0", "shard_count": 1}
    async with running(wire, **given), running(wire, ops_port=free_port(), **given) as second, aiohttp.ClientSession() as session:
        await until(second.is_ready)
        async with session.get(f"http://127.0.0.1:{second.ops.port}/readyz") as response:
            found = await response.json()
        assert (response.status, found["discord"], found["alone"], found["ok"]) == (503, True, False, False)


# several over SQLite


async def test_several_processes_over_sqlite_are_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from bot.serving import serve

    monkeypatch.setattr("bot.serving._settle_in", lambda: None)

    def enough(_settings: object) -> None:
        raise EOFError

    for given, expected in (({"shard_ids": "0", "shard_count": 2}, True), ({"shard_ids": "0-1", "shard_count": 2}, False), ({}, False)):
        caplog.clear()
        chosen = settings(database_url=f"sqlite:///{tmp_path}/x.db", image_workers=0, **given)
        with caplog.at_level(logging.WARNING), pytest.raises(EOFError):
            await serve(chosen, make=enough)  # type: ignore[arg-type]
        assert ("PostgreSQL" in caplog.text) is expected
        found = {finding.what: finding async for finding in doctor.look(chosen)}
        assert (found["shards"].state == "bad") is expected
