"""Counts for moderators: answers a week by level, the companies most impersonated, the campaigns most asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.store.days import monday
from bot.store.tables import Campaign, Check, Sighting

if TYPE_CHECKING:
    from datetime import date

    from bot.store.store import Store
    from rules.report import Level


async def count_check(store: Store, guild_id: int, level: Level, brand: str = "") -> None:
    """Count one answer. `brand` is the id of the company that the mail claimed to be from, "" for none."""
    store.book.count_check(guild_id, monday(store.now()), level, brand)


async def by_level(store: Store, guild_id: int, weeks: int = 8) -> dict[date, dict[str, int]]:
    """Answers by level for each of the last `weeks` weeks, by their Mondays, the oldest first; this week is the last of them."""
    since = _since(store, weeks)
    counted = select(Check.week, Check.level, func.sum(Check.count)).where(Check.guild_id == guild_id, Check.week >= since).group_by(Check.week, Check.level)
    found: dict[date, dict[str, int]] = {since + timedelta(weeks=number): {} for number in range(weeks)}
    async with store.reading() as session:
        for week, level, count in await session.execute(counted):
            found[week][level] = int(count)
    return found


async def top_brands(store: Store, guild_id: int, weeks: int = 8, most: int = 5) -> list[tuple[str, int]]:
    """The companies in whose name most suspicious mails came, with how many answers; levels at which nothing was found do not count."""
    count = func.sum(Check.count).label("total")
    counted = select(Check.brand, count).where(
        Check.guild_id == guild_id, Check.week >= _since(store, weeks), Check.brand != "", Check.level.in_(("strong", "caution"))
    )
    async with store.reading() as session:
        rows = await session.execute(counted.group_by(Check.brand).order_by(count.desc(), Check.brand).limit(most))
        return [(brand, int(total)) for brand, total in rows]


async def top_campaigns(store: Store, guild_id: int, weeks: int = 8, most: int = 5) -> list[tuple[Campaign, int]]:
    """The campaigns most asked about, with how many times."""
    count = func.sum(Sighting.count).label("total")
    sums = select(Sighting.campaign_id, count).where(Sighting.day >= _since(store, weeks)).group_by(Sighting.campaign_id).subquery()
    counted = select(Campaign, sums.c.total).join(sums, sums.c.campaign_id == Campaign.id).where(Campaign.guild_id == guild_id)
    async with store.reading() as session:
        rows = await session.execute(counted.order_by(sums.c.total.desc(), Campaign.id).limit(most))
        return [(campaign, int(total)) for campaign, total in rows]


def _since(store: Store, weeks: int) -> date:
    return monday(store.now()) - timedelta(weeks=weeks - 1)
