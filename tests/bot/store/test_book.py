"""Counting behind the checks: nothing waits, nothing is counted twice, nothing is lost while the store is away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.store import Store, StoreAway, campaigns, retention, statistics
from bot.store.address import address
from bot.store.days import day, monday
from bot.store.fingerprint import Trace
from bot.store.tables import Sighting

if TYPE_CHECKING:
    from tests.bot.store.conftest import Clock

GUILD = 1203040506070809
TEXT = Trace(0x0123456789ABCDEF, "skeleton", "mail.example.cfd", ("login.example.cfd",))
OTHER = Trace(0, "another skeleton", "other.example.shop")


async def test_many_who_ask_at_once_are_one_campaign(store: Store) -> None:
    met = await asyncio.gather(*(campaigns.remember(store, GUILD, TEXT, "strong", ["a"]) for _ in range(30)))
    assert {one.campaign.id for one in met if one} == {1}
    assert sorted(one.week for one in met if one) == list(range(1, 31))


async def test_many_new_campaigns_at_once_each_get_their_own_number(store: Store) -> None:
    traces = [Trace(0, f"skeleton {number}", "mail.example.cfd") for number in range(40)]
    met = await asyncio.gather(*(campaigns.remember(store, GUILD + number % 7, trace, "caution", ["a"]) for number, trace in enumerate(traces)))
    assert len({one.campaign.id for one in met if one}) == 40
    for number, (one, trace) in enumerate(zip(met, traces, strict=True)):
        kept = await campaigns.get(store, GUILD + number % 7, one.campaign.id if one else 0)
        assert kept is not None
        assert (kept.subject_skeleton_hash, kept.count) == (trace.subject, 1)


async def test_what_was_counted_is_there_for_who_reads_and_after_closing(store: Store, url: str, clock: Clock) -> None:
    for _ in range(3):
        met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
        await statistics.count_check(store, GUILD, "strong", "xserver")
    assert met is not None
    assert (await statistics.by_level(store, GUILD))[monday(clock())] == {"strong": 3}
    await statistics.count_check(store, GUILD, "strong", "xserver")
    await store.close()
    again = await Store.open(url, clock)
    assert await statistics.top_brands(again, GUILD) == [("xserver", 4)]
    async with again.reading() as session:
        sighting = await session.get(Sighting, (met.campaign.id, day(clock())))
    assert sighting is not None
    assert sighting.count == 3
    await again.close()


async def test_two_processes_that_count_the_same_campaign_add_up(store: Store, url: str, clock: Clock) -> None:
    first = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    await store.book.flush()
    other = await Store.open(url, clock)
    for one in (store, other, store, other):
        await campaigns.remember(one, GUILD, TEXT, "strong", ["a"])
    await other.close()
    kept = await campaigns.get(store, GUILD, first.campaign.id if first else 0)
    assert kept is not None
    assert kept.count == 5


async def test_a_new_week_begins_at_one(store: Store, clock: Clock) -> None:
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    clock.move(days=7)
    met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    assert met is not None
    assert (met.week, met.campaign.count) == (1, 2)


async def test_what_moderators_do_is_seen_at_once(store: Store) -> None:
    met = await campaigns.remember(store, GUILD, TEXT, "caution", ["a"])
    assert met is not None
    await campaigns.confirm(store, GUILD, met.campaign.id)
    seen = await campaigns.recognise(store, GUILD, TEXT)
    assert seen is not None
    assert seen.campaign.confirmed_at
    await retention.forget_server(store, GUILD)
    assert await campaigns.recognise(store, GUILD, TEXT) is None


async def test_a_campaign_that_another_process_deleted_is_begun_anew(store: Store, url: str, clock: Clock) -> None:
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    await store.book.flush()
    other = await Store.open(url, clock)
    await retention.forget_server(other, GUILD)
    await other.close()
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    await store.book.flush()
    met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    assert met is not None
    kept = await campaigns.get(store, GUILD, met.campaign.id)
    assert kept is not None
    assert kept.count == 1


async def test_a_new_campaign_has_its_number_while_the_store_is_held(store: Store) -> None:
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])  # some numbers are reserved
    async with store.transaction(writing=True):
        met = await asyncio.wait_for(campaigns.remember(store, GUILD, OTHER, "caution", ["b"]), 5)
    assert met is not None
    kept = await campaigns.get(store, GUILD, met.campaign.id)
    assert kept is not None
    assert (kept.subject_skeleton_hash, kept.level, kept.rules, kept.count) == ("another skeleton", "caution", ["b"], 1)


@pytest.mark.parametrize("ticks", [1, 3, 10, 30, 100, 300])
async def test_who_stops_waiting_for_the_writing_does_not_stop_it(store: Store, ticks: int) -> None:
    met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    waiting = asyncio.create_task(store.book.flush())
    for _ in range(ticks):
        await asyncio.sleep(0)
    waiting.cancel()
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    await store.book.flush()
    kept = await campaigns.get(store, GUILD, met.campaign.id if met else 0)
    assert kept is not None
    assert kept.count == 2


@pytest.mark.parametrize("moment", [0.0, 0.001, 0.003, 0.01])
async def test_closing_in_the_middle_of_writing_behind_loses_nothing(
    store: Store, url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, moment: float
) -> None:
    monkeypatch.setattr("bot.store.book.BEHIND", 0.01)
    met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    await asyncio.sleep(0.01 + moment)
    await store.close()
    again = await Store.open(url, clock)
    kept = await campaigns.get(again, GUILD, met.campaign.id if met else 0)
    await again.close()
    assert kept is not None
    assert kept.count == 1


async def test_a_commit_whose_answer_was_lost_does_not_stop_what_comes_after_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = store.book._put_down

    async def lost(*given: object, **more: object) -> None:
        monkeypatch.undo()
        await real(*given, **more)  # type: ignore[arg-type]
        raise StoreAway("the connection broke")

    monkeypatch.setattr(store.book, "_put_down", lost)
    met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    with pytest.raises(StoreAway):
        await store.book.flush()
    await campaigns.remember(store, GUILD, OTHER, "caution", ["b"])
    await store.book.flush()
    kept = await campaigns.get(store, GUILD, met.campaign.id if met else 0)
    assert kept is not None
    assert kept.count == 1


async def test_two_processes_never_give_the_same_number_and_none_comes_back(store: Store, url: str, clock: Clock) -> None:
    other = await Store.open(url, clock)
    given: list[int] = []
    for number in range(60):
        for one, guild in ((store, GUILD), (other, GUILD + 1)):
            met = await campaigns.remember(one, guild, Trace(0, f"skeleton {number}", "mail.example.cfd"), "caution", ["a"])
            given.append(met.campaign.id if met else 0)
    await retention.forget_server(store, GUILD)
    await retention.forget_server(other, GUILD + 1)
    await other.close()
    other = await Store.open(url, clock)
    met = await campaigns.remember(other, GUILD, TEXT, "strong", ["a"])
    await other.close()
    assert len(set(given)) == 120
    assert met is not None
    assert met.campaign.id > max(given)


async def test_what_is_gone_takes_nothing_else_with_it(store: Store, url: str, clock: Clock) -> None:
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    await store.book.flush()
    other = await Store.open(url, clock)
    await retention.forget_server(other, GUILD)
    await other.close()
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])  # gone, which this process does not know
    met = await campaigns.remember(store, GUILD + 1, OTHER, "caution", ["b"])
    await statistics.count_check(store, GUILD + 1, "caution")
    kept = await campaigns.get(store, GUILD + 1, met.campaign.id if met else 0)
    assert kept is not None
    assert kept.count == 1
    assert (await statistics.by_level(store, GUILD + 1))[monday(clock())] == {"caution": 1}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_counts_wait_for_a_store_that_is_away(store: Store, url: str) -> None:
    await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    folder = Path(address(url).database or "").parent
    moved = folder.rename(folder.with_name("elsewhere"))
    met = await campaigns.remember(store, GUILD, TEXT, "strong", ["a"])
    new = await campaigns.remember(store, GUILD, OTHER, "caution", ["b"])
    await statistics.count_check(store, GUILD, "strong")
    with pytest.raises(StoreAway):
        await store.book.flush()
    moved.rename(folder)
    for one, count in ((met, 2), (new, 1)):
        kept = await campaigns.get(store, GUILD, one.campaign.id if one else 0)
        assert kept is not None
        assert kept.count == count


async def test_only_so_many_campaigns_are_held(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.book.HELD", 20)
    for number in range(60):
        await campaigns.remember(store, GUILD + number % 6, Trace(0, f"skeleton {number}", "mail.example.cfd"), "caution", ["a"])
    assert sum(len(page.campaigns) for page in store.book._pages.values()) <= 20
    met = await campaigns.remember(store, GUILD, Trace(0, "skeleton 0", "mail.example.cfd"), "caution", ["a"])
    assert met is not None
    assert (met.by, met.campaign.count) == ("envelope", 2)
