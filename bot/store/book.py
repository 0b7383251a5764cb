"""What checks read and count, held in memory and written behind them: a check never waits for the database, save for a server's page that is not held.

A server's page holds its campaigns and this week's counts; it is read once and dropped when anything else is written for that server, or when it is old. Counts are
added up and written together, a second later at most; whoever reads the store has them written first. A process that dies loses a second of it.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter, OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bot.apart import apart, stop
from bot.store.days import monday
from bot.store.errors import StoreError
from bot.store.fingerprint import nearest
from bot.store.kinds import kind
from bot.store.numbers import Numbers
from bot.store.tables import Campaign, Check, Sighting

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.fingerprint import By, Trace
    from bot.store.kinds import Kind
    from bot.store.store import Store

log = logging.getLogger(__name__)

PAGES = 1000
"""Servers whose page is held at most."""
HELD = 60_000
"""Campaigns of all pages together at most, about 50 MB; the page that was not looked at for longest goes first."""
CAMPAIGNS = 3000
"""Campaigns of a page at most, the latest seen: a look through them takes about a millisecond."""
AT_ONCE = 50
"""Campaigns that are read at once: others have their turn between, and these take about two milliseconds."""
OLD = 600.0
"""Seconds after which a page is read anew at the latest: another process may have written."""
SPREAD = 540.0
"""Seconds by which a page may be read anew earlier: pages that were read together would otherwise all be read again together, and a crowd would wait."""
BEHIND = 1.0
"""Seconds that counts wait to be written."""


@dataclass(eq=False)
class Page:
    """A server's campaigns by number, what tells each, and how many mails of each were checked in the week that begins on `week`."""

    since: float
    week: date
    campaigns: dict[int, Kind] = field(default_factory=dict)
    traces: dict[int, Trace] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def find(self, trace: Trace) -> tuple[Kind | None, By | None]:
        """The campaign that a mail belongs to, and what showed it."""
        match = nearest(trace, self.traces.items())
        return (self.campaigns[match.id], match.by) if match else (None, None)

    def put(self, campaign: Kind) -> None:
        """Note a campaign, or what it has learned."""
        self.campaigns[campaign.id] = campaign
        self.traces[campaign.id] = campaign.trace


@dataclass
class _Pending:
    """What is not written yet."""

    new: dict[int, Kind] = field(default_factory=dict)
    changed: dict[int, Kind] = field(default_factory=dict)
    more: Counter[int] = field(default_factory=Counter)
    sightings: Counter[tuple[int, date]] = field(default_factory=Counter)
    checks: Counter[tuple[int, date, str, str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.sightings or self.checks)


class Book:
    """The pages of a store, and what is to be written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._readings: dict[int, asyncio.Task[Page]] = {}
        self._pending = _Pending()
        self._numbers = Numbers(store)
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def page(self, guild_id: int) -> Page:
        """A server's page. Raises StoreAway when it must be read and cannot."""
        now, week = asyncio.get_running_loop().time(), monday(self._store.now())
        page = self._pages.get(guild_id)
        if page is None or now - page.since > OLD or page.week != week:
            reading = self._readings.get(guild_id)
            if reading is None:  # a crowd that comes at once reads once
                reading = self._readings[guild_id] = apart(self._anew(guild_id, now, week))
            page = await asyncio.shield(reading)
        if self._pages.get(guild_id) is page:
            self._pages.move_to_end(guild_id)
        self._make_room()
        return page

    async def _anew(self, guild_id: int, now: float, week: date) -> Page:
        try:
            await self.flush()
            page = await self._read(guild_id, now, week)
            if self._readings.get(guild_id) is asyncio.current_task():  # else something was written meanwhile, and who comes now reads anew
                self._pages[guild_id] = page
            return page
        finally:
            if self._readings.get(guild_id) is asyncio.current_task():
                del self._readings[guild_id]

    def _make_room(self) -> None:
        while len(self._pages) > 1 and (len(self._pages) > PAGES or sum(len(page.campaigns) for page in self._pages.values()) > HELD):
            self._pages.popitem(last=False)

    async def _read(self, guild_id: int, now: float, week: date) -> Page:
        page = Page(now - random.uniform(0.0, SPREAD), week)  # noqa: S311 -- no secret
        async with self._store.transaction() as session:
            latest = select(Campaign.id).where(Campaign.guild_id == guild_id).order_by(Campaign.last_seen.desc()).limit(CAMPAIGNS)
            found = await session.stream(select(Campaign.__table__).where(Campaign.id.in_(latest)).order_by(Campaign.id))
            async for some in found.partitions(AT_ONCE):
                for row in some:
                    page.put(kind(row))
            sums = select(Sighting.campaign_id, func.sum(Sighting.count)).join(Campaign, Campaign.id == Sighting.campaign_id)
            counted = await session.execute(sums.where(Campaign.guild_id == guild_id, Sighting.day >= week).group_by(Sighting.campaign_id))
            page.counts.update({number: int(count) for number, count in counted})
        return page

    async def number(self) -> int:
        """A number for a new campaign. Raises StoreAway when none is left and none can be had."""
        return await self._numbers.take()

    def count(self, page: Page, campaign: Kind, day: date, *, new: bool = False) -> None:
        """Count one more mail of a campaign, and note what it has learned, or that it is new."""
        page.put(campaign)
        page.counts[campaign.id] += 1
        if new:
            self._pending.new[campaign.id] = campaign
            self._make_room()
        self._pending.changed[campaign.id] = campaign
        self._pending.more[campaign.id] += 1
        self._pending.sightings[campaign.id, day] += 1
        self._soon()

    def count_check(self, guild_id: int, week: date, level: str, brand: str) -> None:
        """Count one answer."""
        self._pending.checks[guild_id, week, level, brand] += 1
        self._soon()

    def drop(self, guild_id: int | None) -> None:
        """Forget a server's page, or all: something else was written."""
        if guild_id is None:
            self._pages.clear()
            self._readings.clear()
        else:
            self._pages.pop(guild_id, None)
            self._readings.pop(guild_id, None)

    async def flush(self) -> None:
        """Write what is not written yet. Raises StoreAway, and keeps it, while the store is away.

        Whoever waits may be cancelled, the writing is not: of what was cut off nobody would know whether it was written.
        """
        if self._pending or self._writing.locked():
            await asyncio.shield(apart(self._flush()))

    async def _flush(self) -> None:
        async with self._writing:
            pending, self._pending = self._pending, _Pending()
            if not pending:
                return
            try:
                try:
                    await self._put_down(pending)
                except IntegrityError:
                    self._pages.clear()  # somebody deleted what was to be counted
                    log.warning("counts of campaigns that are gone were dropped")
                    await self._put_down(pending, after_deleting=True)
            except BaseException:
                self._put_back(pending)
                raise

    async def _put_down(self, pending: _Pending, *, after_deleting: bool = False) -> None:
        async with self._store.transaction(writing=True) as session:
            if after_deleting:
                await _forget_gone(session, pending)
            await _write(session, pending)

    async def close(self) -> None:
        """Write the rest; what cannot be written is lost."""
        if self._task is not None:
            await stop(self._task)
        await self._numbers.close()
        with suppress(StoreError):
            await self.flush()

    def _put_back(self, pending: _Pending) -> None:
        now = self._pending
        now.new = pending.new | now.new
        now.changed = pending.changed | now.changed
        for kept, more in ((now.more, pending.more), (now.sightings, pending.sightings), (now.checks, pending.checks)):
            kept.update(more)  # type: ignore[arg-type] # each with its own kind

    def _soon(self) -> None:
        """Write a moment later."""
        if self._task is None or self._task.done():
            self._task = apart(self._write_behind())

    async def _write_behind(self) -> None:
        await asyncio.sleep(BEHIND)
        while self._pending:
            try:
                await self.flush()
            except StoreError as error:
                log.warning("%s", error)
                await asyncio.sleep(10 * BEHIND)


async def _forget_gone(session: AsyncSession, pending: _Pending) -> None:
    """Leave out the counts of campaigns that are not there any more."""
    there = set(await session.scalars(select(Campaign.id).where(Campaign.id.in_(pending.changed))))
    for number in pending.changed.keys() - there - pending.new.keys():
        del pending.changed[number], pending.more[number]
    for number, seen in list(pending.sightings):
        if number not in pending.changed:
            del pending.sightings[number, seen]


async def _write(session: AsyncSession, pending: _Pending) -> None:
    """All of it, in the transaction of `session`; not by the session itself, which would look for primary keys."""
    table, connection = Campaign.metadata.tables[Campaign.__tablename__], await session.connection()
    if pending.new:
        new = [campaign.row() | {"count": pending.more[number]} for number, campaign in pending.new.items()]  # counts of a later moment are in the next batch
        await connection.execute(_insert(session, table).on_conflict_do_nothing(index_elements=["id"]), new)  # there: the answer to a commit was lost
    changed = [campaign for number, campaign in pending.changed.items() if number not in pending.new]
    if changed:
        learned = {name: bindparam(f"_{name}", type_=table.c[name].type) for name in changed[0].learned()}
        changing = update(table).where(table.c.id == bindparam("_id")).values(count=table.c.count + bindparam("_more"), **learned)
        rows = [{"_id": one.id, "_more": pending.more[one.id], **{f"_{name}": value for name, value in one.learned().items()}} for one in changed]
        await connection.execute(changing, rows)
    await _add(session, Sighting, ("campaign_id", "day"), pending.sightings)
    await _add(session, Check, ("guild_id", "week", "level", "brand"), pending.checks)


def _insert(session: AsyncSession, table: Any) -> Any:
    """An INSERT of the session's own dialect, which can say what to do about a row that is there."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


async def _add(session: AsyncSession, table: Any, keys: tuple[str, ...], counts: Counter[Any]) -> None:
    """Add to counts, each with its key; a row that is not there begins."""
    if counts:
        rows = [dict(zip(keys, key, strict=True)) | {"count": count} for key, count in counts.items()]
        statement = _insert(session, table)
        await (await session.connection()).execute(
            statement.on_conflict_do_update(index_elements=keys, set_={"count": inspect(table).local_table.c.count + statement.excluded.count}), rows
        )
