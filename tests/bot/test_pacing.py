"""Turns of judgements: what came in is seen to between two of them, a server waits behind itself, and what a new one would wait is known."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from bot.pacing import INLINE, WINDOW, Ages, Pacer
from bot.running import PATIENCE, STRAINED
from tests.bot.conftest import MAIL, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bot.conftest import World


async def settle(turns: int = 20) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


async def test_what_comes_in_is_seen_to_between_two_judgements() -> None:
    pacer, seen = Pacer(), list[str]()

    async def one(name: str) -> None:
        seen.append(f"sign {name}")
        await asyncio.sleep(0)
        await pacer.run(lambda: seen.append(f"judged {name}"), letters=1)

    many = [asyncio.create_task(one(str(number))) for number in range(5)]
    while "judged 0" not in seen:
        await asyncio.sleep(0)
    late = asyncio.create_task(one("late"))
    await asyncio.gather(*many, late)
    assert seen.index("sign late") < seen.index("judged 2")
    assert seen[-1] == "judged late"


async def test_one_server_that_asks_a_lot_waits_behind_itself() -> None:
    pacer, seen = Pacer(), list[str]()
    work = [("a", f"a{number}") for number in range(4)] + [("b", "b0"), ("c", "c0"), ("b", "b1")]
    await asyncio.gather(*(pacer.run(lambda name=name: seen.append(name), letters=1, whose=whose) for whose, name in work))  # type: ignore[misc]
    assert seen == ["a0", "a1", "b0", "c0", "a2", "b1", "a3"]


async def test_who_leaves_or_breaks_passes_the_turn_on() -> None:
    pacer, seen = Pacer(), list[str]()

    def work(name: str) -> Callable[[], None]:
        def do() -> None:
            seen.append(name)
            if name == "breaks":
                raise ZeroDivisionError

        return do

    tasks = {name: asyncio.create_task(pacer.run(work(name), letters=1)) for name in ("first", "waits", "given", "breaks", "last")}
    await asyncio.sleep(0)
    tasks["waits"].cancel()
    pacer._next()  # the turn goes past who left, to "given", who is gone before taking it
    tasks["given"].cancel()
    await asyncio.wait_for(asyncio.gather(*tasks.values(), return_exceptions=True), 5)
    assert seen == ["first", "breaks", "last"]
    await settle()
    assert await pacer.run(lambda: "free again", letters=1) == "free again"
    assert pacer.expected == 0


async def test_what_a_new_one_would_wait_follows_the_pace() -> None:
    now = [0.0]
    pacer = Pacer(lambda: now[0])

    def slowly() -> None:
        now[0] += 0.1

    tasks = [asyncio.create_task(pacer.run(slowly, letters=1)) for _ in range(101)]
    await asyncio.sleep(0)
    assert pacer.expected == pytest.approx(100 * 0.005)
    while pacer._count > 50:
        await asyncio.sleep(0)
    assert pacer.expected == pytest.approx(50 * 0.1, rel=0.1)
    await asyncio.gather(*tasks)
    assert pacer.expected == 0


async def test_a_long_text_is_judged_in_a_thread_one_at_a_time_and_holds_no_short_one() -> None:
    pacer, begun, go = Pacer(), list[int](), threading.Event()

    def long() -> None:
        begun.append(threading.get_ident())
        go.wait(10)

    tasks = [asyncio.create_task(pacer.run(long, letters=INLINE + 1)) for _ in range(3)]
    while not begun:
        await asyncio.sleep(0)
    assert await pacer.run(lambda: len(begun), letters=INLINE) == 1
    assert threading.get_ident() not in begun
    go.set()
    await asyncio.gather(*tasks)
    assert len(begun) == 3


def test_ages_are_told_whatever_the_two_clocks_say() -> None:
    now, made = [50.0], [1_000_000.0]
    ages = Ages(lambda: now[0])

    def comes(after: float, waited: float = 0.0) -> float:
        made[0] += after
        now[0] += after
        return ages.age(int(1000 * (made[0] - waited)) << 22)

    assert comes(0) == 0
    assert comes(5, waited=4) == pytest.approx(4)
    assert comes(WINDOW + 1, waited=2) == pytest.approx(2), "the window before still counts"
    made[0] += 3600  # Discord's clock was set
    assert comes(1) == 0
    assert comes(1, waited=1.5) == pytest.approx(1.5)


async def test_who_would_wait_too_long_is_told_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.bot.pacer, "_count", 1 + int(PATIENCE / world.bot.pacer._pace))
    assert "いま混み合っています" in texts((await world.ask(MAIL)).response.components)
    monkeypatch.setattr(world.bot.pacer, "_count", 0)
    assert "強い疑い" in texts((await world.ask(MAIL)).response.components)


async def test_in_a_crowd_cards_go_without_the_servers_memory(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = world.bot
    monkeypatch.setattr(bot.pacer, "_count", 1 + int(STRAINED / bot.pacer._pace))
    assert "強い疑い" in texts((await world.ask(MAIL)).response.components)
    assert bot.metrics.refused.labels("memory")._value.get() == 1
    assert not bot.store.book._pages
    monkeypatch.setattr(bot.pacer, "_count", 0)
    await world.ask(MAIL)
    assert bot.store.book._pages
