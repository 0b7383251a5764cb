"""Bad days of the store, with the real client: checks are answered at once whatever it does, and what was counted meanwhile is not lost."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, func, select

from bot.store import StoreAway
from bot.store.address import address
from bot.store.tables import Check
from tests.bot.conftest import MAIL, texts

if TYPE_CHECKING:
    from simcord.backend.models import Message

    from bot.app import Honmono
    from tests.wire.people import People

OTHER = "件名: お荷物のお届けについて\n差出人: ヤマト運輸 <info@parcel.example.top>\n\n再配達の手数料をお支払いください。 https://parcel.example.top/a"


def card(message: Message) -> bool:
    return texts(message.components).startswith("## ")


async def counted(bot: Honmono) -> int:
    async with bot.store.reading() as session:
        return int(await session.scalar(select(func.coalesce(func.sum(Check.count), 0))) or 0)


def other_program(database: str) -> sqlite3.Connection:
    return sqlite3.connect(address(database).database or "", isolation_level=None, timeout=10, check_same_thread=False)


async def test_a_store_that_another_program_holds_is_not_waited_for(
    people: People, bot: Honmono, database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.keeping.BRIEF", 5.0)
    monkeypatch.setattr("bot.store.numbers.FEW", 1)
    monkeypatch.setattr("bot.store.numbers.QUIET", 0.0)
    assert card(await people.check(MAIL))
    before = await counted(bot)
    busy = other_program(database)
    await asyncio.to_thread(busy.execute, "BEGIN IMMEDIATE")
    for mail in (MAIL, OTHER):
        assert card(await people.check(mail)), "answered while the other program still writes"
    assert "does not answer" not in caplog.text, "nothing had to be waited for"
    monkeypatch.setattr("bot.keeping.BRIEF", 0.05)
    for sender in ("parcel", "shop", "shop"):  # new kinds of mail, and no number is left for them
        assert card(await people.check(OTHER.replace("荷物", "支払い").replace("parcel", sender))), "answered although the other program still writes"
    assert busy.in_transaction
    busy.execute("COMMIT")
    busy.close()
    async with asyncio.timeout(20):
        while await counted(bot) < before + 1:
            await asyncio.sleep(0.1)
    assert caplog.text.count("does not answer in time") == 1


async def test_a_disk_that_is_full_costs_nobody_the_answer(people: People, bot: Honmono, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.book.BEHIND", 0.02)
    assert card(await people.check(MAIL))
    before = await counted(bot)
    await asyncio.to_thread(_fill, other_program(database))
    pages = {"most": 1}

    def limit(connection: Any, *_: Any) -> None:
        connection.cursor().execute(f"PRAGMA max_page_count = {pages['most']}")  # no less than there are: full

    event.listen(bot.store.engine.sync_engine, "checkout", limit)
    assert card(await people.check(OTHER))
    with pytest.raises(StoreAway):
        await bot.store.book.flush()
    pages["most"] = 1_000_000
    bot.keeping._rested = 0.0
    assert card(await people.another("taro").check(OTHER))
    async with asyncio.timeout(20):
        while await counted(bot) < before + 2:  # also the one that found no room
            await asyncio.sleep(0.1)


def _fill(full: sqlite3.Connection) -> None:
    """Write until nothing more finds room, neither in the file nor in the pages it has."""
    full.execute(f"PRAGMA max_page_count = {full.execute('PRAGMA page_count').fetchone()[0]}")
    row = full.execute("SELECT * FROM campaigns LIMIT 1").fetchone()
    names = [column[1] for column in full.execute("PRAGMA table_info(campaigns)")]
    held = len(names) * "?"
    try:
        for number in itertools.count(100_000):
            values = [number if name == "id" else 5 if name == "guild_id" else value for name, value in zip(names, row, strict=True)]
            full.execute(f"INSERT INTO campaigns VALUES ({', '.join(held)})", values)
    except sqlite3.OperationalError:
        pass  # full
    full.close()


async def test_a_store_that_goes_away_in_the_middle_and_comes_back(people: People, bot: Honmono, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.book.BEHIND", 0.02)
    assert card(await people.check(MAIL))
    file = Path(address(database).database or "")
    await bot.store.book.flush()
    away = file.rename(file.with_suffix(".away"))
    assert card(await people.check(OTHER))
    away.rename(file)
    bot.keeping._rested = 0.0
    before = await counted(bot)
    assert card(await people.another("taro").check(OTHER))
    async with asyncio.timeout(20):
        while await counted(bot) <= before:
            await asyncio.sleep(0.1)
