"""A store that is closed while it is used, and programs that end in the middle of using one."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.store import Store, StoreAway
from tests.bot.store.conftest import ROOT

if TYPE_CHECKING:
    from tests.bot.conftest import Clock

ENDS = """
import asyncio, sys
from sqlalchemy import text
from bot.store import Store

async def main(ticks):
    store = await Store.open(sys.argv[1])
    async def use():
        for _ in range(5):
            async with store.reading() as session:
                await session.execute(text("SELECT 1"))
    tasks = [asyncio.create_task(use()) for _ in range(4)]
    for _ in range(10 * ticks):
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    for _ in range(ticks % 3):
        await asyncio.sleep(0)

for ticks in range(40):
    asyncio.run(main(ticks))
print("ended")
"""


async def test_a_program_ends_in_the_middle_of_using_it(url: str) -> None:
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", ENDS, url, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    try:
        out, _ = await asyncio.wait_for(program.communicate(), 90)
    except TimeoutError:
        program.kill()
        raise
    assert out.split() == [b"ended"]


async def test_what_is_under_way_ends_before_the_store_is_closed(url: str, clock: Clock) -> None:
    store = await Store.open(url, clock)
    inside, go_on, ends = asyncio.Event(), asyncio.Event(), []

    async def use() -> None:
        async with store.writing() as session:
            inside.set()
            await go_on.wait()
            await session.execute(text("SELECT 1"))
        ends.append("used")

    async def close() -> None:
        await store.close()
        ends.append("closed")

    using = asyncio.create_task(use())
    await inside.wait()
    closing = asyncio.create_task(close())
    await asyncio.sleep(0.1)
    go_on.set()
    await asyncio.gather(using, closing)
    assert ends == ["used", "closed"]


async def test_a_closed_store_is_away(url: str, clock: Clock) -> None:
    store = await Store.open(url, clock)
    await store.close()
    with pytest.raises(StoreAway):
        async with store.reading():
            pass
