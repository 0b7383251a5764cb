"""Opening, migrating, being away and coming back."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.store import Store, StoreAway, StoreError, StoreNewer, campaigns, expiry, feedback, retention, servers, statistics, warnings
from bot.store.address import address
from bot.store.fingerprint import Trace
from bot.store.tables import Table
from bot.store.upgrade import VERSION_TABLE
from tests.bot.store.conftest import ROOT

if TYPE_CHECKING:
    from tests.bot.conftest import Clock

GUILD = 1203040506070809


async def version(store: Store) -> list[str]:
    async with store.reading() as session:
        return list(await session.scalars(text(f"SELECT version_num FROM {VERSION_TABLE}")))


async def test_an_empty_database_gets_every_table(store: Store) -> None:
    async with store.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert set(names) == {*Table.metadata.tables, VERSION_TABLE}
    assert len(await version(store)) == 1


async def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    """Comments too, where the database keeps them."""

    def difference(connection: Any) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), Table.metadata)

    async with store.engine.connect() as connection:
        assert await connection.run_sync(difference) == []


def test_every_column_says_what_it_holds() -> None:
    assert [str(column) for table in Table.metadata.tables.values() for column in table.columns if len(column.comment or "") < 10] == []


async def test_what_is_there_is_kept_when_opened_again(url: str, clock: Clock) -> None:
    first = await Store.open(url, clock)
    await servers.change(first, GUILD, quiet=True)
    await first.close()
    second = await Store.open(url, clock)
    assert (await servers.get(second, GUILD)).quiet
    await second.close()


async def test_two_that_open_at_once_migrate_once(url: str, clock: Clock) -> None:
    stores = await asyncio.gather(*(Store.open(url, clock) for _ in range(4)))
    assert len(await version(stores[0])) == 1
    for number, store in enumerate(stores):
        await servers.change(store, number + 1, quiet=True)
    assert await servers.known(stores[0]) == {1, 2, 3, 4}
    for store in stores:
        await store.close()


async def test_two_processes_that_start_at_once_migrate_once(url: str) -> None:
    program = "import asyncio, sys; from bot.store import Store; asyncio.run(Store.open(sys.argv[1]))"
    starts = [await asyncio.create_subprocess_exec(sys.executable, "-c", program, url, cwd=ROOT, stderr=asyncio.subprocess.PIPE) for _ in range(2)]
    ends = [await process.communicate() for process in starts]
    assert [(process.returncode, end[1]) for process, end in zip(starts, ends, strict=True)] == [(0, b"")] * 2
    store = await Store.open(url)
    assert len(await version(store)) == 1
    await store.close()


async def test_a_newer_schema_is_refused_in_one_line_and_left_alone(url: str, clock: Clock) -> None:
    store = await Store.open(url, clock)
    async with store.writing() as session:
        await session.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreNewer, match=r"^the store was written by a newer version .*9999.* update the program$"):
        await Store.open(url, clock)
    assert await version(store) == ["9999"]
    await store.close()


OPERATIONS = {
    "settings": lambda store: servers.get(store, GUILD),
    "change": lambda store: servers.change(store, GUILD, quiet=True),
    "left": lambda store: servers.left(store, GUILD),
    "came back": lambda store: servers.came_back(store, GUILD),
    "known": servers.known,
    "remember": lambda store: campaigns.remember(store, GUILD, Trace(5), "strong", ["a"]),
    "find": lambda store: campaigns.find(store, GUILD, Trace(5)),
    "campaign": lambda store: campaigns.get(store, GUILD, 1),
    "confirm": lambda store: campaigns.confirm(store, GUILD, 1),
    "overrule": lambda store: campaigns.overrule(store, GUILD, 1, "none"),
    "elsewhere": lambda store: campaigns.confirmed_elsewhere(store, GUILD, Trace(5)),
    "draft": lambda store: warnings.draft(
        store, GUILD, None, channel_id=1, title="", facts="", advice="", official_url="", language="ja", expires_at=store.now()
    ),
    "warning": lambda store: warnings.get(store, GUILD, 1),
    "edit": lambda store: warnings.edit(store, GUILD, 1, title="x"),
    "discard": lambda store: warnings.discard(store, GUILD, 2),
    "claim": lambda store: warnings.claim(store, GUILD, 1),
    "release": lambda store: warnings.release(store, GUILD, 1),
    "posted": lambda store: warnings.posted(store, GUILD, 1, 2, 3),
    "ended": lambda store: warnings.ended(store, GUILD, 1, "removed"),
    "listed": lambda store: warnings.listed(store, GUILD),
    "standing": lambda store: warnings.standing(store, GUILD, 1),
    "of message": lambda store: warnings.of_message(store, GUILD, 1),
    "due to ask": expiry.due_to_ask,
    "due to unpin": expiry.due_to_unpin,
    "grown": expiry.grown,
    "asked": lambda store: expiry.asked(store, GUILD, 1),
    "unasked": lambda store: expiry.unasked(store, GUILD, 1),
    "kept": lambda store: expiry.kept(store, GUILD, 1, store.now()),
    "closed": lambda store: expiry.closed(store, GUILD, 1),
    "reopened": lambda store: expiry.reopened(store, GUILD, 1),
    "feedback": lambda store: feedback.add(store, GUILD, "0123abcd", [], "safe"),
    "told": lambda store: feedback.told(store, GUILD, 1, 2, 3),
    "handled": lambda store: feedback.handled(store, GUILD, 1),
    "said": feedback.listed,
    "by level": lambda store: statistics.by_level(store, GUILD),
    "brands": lambda store: statistics.top_brands(store, GUILD),
    "campaigns": lambda store: statistics.top_campaigns(store, GUILD),
    "forget": lambda store: retention.forget_server(store, GUILD),
    "purge": retention.purge,
}


async def refused(store: Store) -> dict[str, str]:
    """What each operation says while the database is away."""
    said = {}
    for name, operation in OPERATIONS.items():
        with pytest.raises(StoreAway) as raised:
            await operation(store)
        said[name] = str(raised.value)
    return said


async def test_a_database_that_goes_away_says_so_and_works_again_afterwards(backend: str, url: str, store: Store, request: pytest.FixtureRequest) -> None:
    await servers.change(store, GUILD, quiet=True)
    if backend == "sqlite":
        folder = Path(address(url).database or "").parent
        moved = folder.rename(folder.with_name("elsewhere"))
        said = await refused(store)
        assert not folder.exists()  # nothing new was made in its place
        moved.rename(folder)
    else:
        server = request.getfixturevalue("postgres")
        server.stop()
        try:
            said = await refused(store)
            with pytest.raises(StoreAway):
                await Store.open(url)
        finally:
            server.ensure_postgres_running()
    assert all("\n" not in line and "SELECT" not in line and "INSERT" not in line for line in said.values())
    assert (await servers.get(store, GUILD)).quiet
    for operation in OPERATIONS.values():
        await operation(store)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_file_put_in_its_place_is_used_not_the_one_that_was_deleted(url: str, store: Store, clock: Clock) -> None:
    await servers.change(store, GUILD, quiet=True)
    path = Path(address(url).database or "")
    path.unlink()
    other = await Store.open(url, clock)
    assert not (await servers.get(store, GUILD)).quiet
    await servers.change(other, 2, quiet=True)
    assert (await servers.get(store, 2)).quiet
    await other.close()


async def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "honmono.db"
    broken.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="^the store's file is broken: file is not a database$"):
        await Store.open(f"sqlite:///{broken}")


async def test_a_folder_that_cannot_be_made_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreAway):
        await Store.open(f"sqlite:///{tmp_path}/file/honmono.db")


async def test_a_server_that_nobody_runs_is_away() -> None:
    with pytest.raises(StoreAway) as raised:
        await Store.open("postgresql://honmono:secret@127.0.0.1:1/honmono")
    assert "secret" not in str(raised.value)


async def test_a_database_that_does_not_exist_is_away(postgres: Any) -> None:
    with pytest.raises(StoreAway, match='database "nobody_made_it" does not exist'):
        await Store.open(postgres.get_uri("nobody_made_it"))


async def test_a_mistake_of_ours_is_not_called_away(store: Store) -> None:
    with pytest.raises(Exception, match="nonsense") as raised:
        async with store.reading() as session:
            await session.execute(text("SELECT nonsense FROM servers"))
    assert not isinstance(raised.value, StoreError)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://u:p@db:5433/honmono", "postgresql+asyncpg://u:p@db:5433/honmono"),
        ("postgresql://u:p@db/honmono", "postgresql+asyncpg://u:p@db/honmono"),
        ("postgresql+psycopg2://u:p@db/honmono", "postgresql+asyncpg://u:p@db/honmono"),
        (" postgres://u@db/h?sslmode=require&channel_binding=require\n", "postgresql+asyncpg://u@db/h?ssl=require"),
        ("sqlite:///honmono.db", "sqlite+aiosqlite:///honmono.db"),
        ("sqlite:////var/lib/honmono/honmono.db", "sqlite+aiosqlite:////var/lib/honmono/honmono.db"),
        ("sqlite+aiosqlite:///honmono.db", "sqlite+aiosqlite:///honmono.db"),
        ("sqlite://honmono.db", "sqlite+aiosqlite:///honmono.db"),
    ],
)
def test_an_address_as_people_write_it(written: str, meant: str) -> None:
    assert address(written).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize("written", ["", "honmono.db", "mysql://u:secret@db/honmono", "sqlite://", "sqlite:///:memory:", "postgres://u:secret@db:port/honmono"])
def test_what_is_no_address_is_told_in_one_line_without_the_password(written: str) -> None:
    with pytest.raises(StoreError, match=r"^DATABASE_URL [^\n]+$") as raised:
        address(written)
    assert "secret" not in str(raised.value)
