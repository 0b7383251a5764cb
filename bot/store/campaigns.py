"""Kinds of mail that a server has met. Each server has its own memory; of the others' it may only learn how many confirmed a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.alike import alike, trace_of
from bot.store.days import day
from bot.store.fingerprint import nearest
from bot.store.kinds import Kind
from bot.store.tables import Campaign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.fingerprint import By, Trace
    from bot.store.store import Store
    from rules.report import Level


@dataclass(frozen=True, slots=True)
class Met:
    """A mail's campaign after it was counted. `by` is what showed that it is one known already, None for the first of its kind; `week` how many this week."""

    campaign: Kind
    by: By | None
    week: int


async def remember(store: Store, guild_id: int, trace: Trace, level: Level, rules: Iterable[str]) -> Met | None:
    """Count a checked mail to the campaign it belongs to, or to a new one; None when there is too little to tell it again, and nothing is kept."""
    if not trace.tells:
        return None
    now, fired = store.now(), tuple(rules)
    page = await store.book.page(guild_id)
    async with page.turn:
        campaign, by = page.find(trace)
        if campaign is None:
            campaign = Kind(await store.book.number(), guild_id, trace, level, fired, 0, now, now)
        campaign.see(trace, level, fired, now)
        store.book.count(page, campaign, day(now), new=by is None)
        return Met(campaign, by, page.counts[campaign.id])


async def recognise(store: Store, guild_id: int, trace: Trace) -> Met | None:
    """What is known of the campaign that a mail belongs to, without counting the mail; None when it is none yet."""
    page = await store.book.page(guild_id)
    campaign, by = page.find(trace)
    return None if campaign is None else Met(campaign, by, page.counts[campaign.id])


async def find(store: Store, guild_id: int, trace: Trace) -> Kind | None:
    """The campaign of this server that a mail belongs to, without counting the mail."""
    return (await store.book.page(guild_id)).find(trace)[0]


async def get(store: Store, guild_id: int, campaign_id: int) -> Campaign | None:
    """A campaign of this server."""
    async with store.reading() as session:
        return await _own(session, guild_id, campaign_id)


async def confirm(store: Store, guild_id: int, campaign_id: int, *, fake: bool = True) -> Campaign | None:
    """Note that this server's moderators confirmed a campaign as fake, or take it back; None when it is gone."""
    async with store.writing(guild_id) as session:
        campaign = await _own(session, guild_id, campaign_id)
        if campaign is not None and campaign.confirmed != fake:
            campaign.confirmed = fake
            campaign.confirmed_at = store.now() if fake else None
        return campaign


async def overrule(store: Store, guild_id: int, campaign_id: int, level: Level | None) -> Campaign | None:
    """Note the level that this server's moderators give a campaign instead of the rules', or take it back (None); None when it is gone."""
    async with store.writing(guild_id) as session:
        campaign = await _own(session, guild_id, campaign_id)
        if campaign is not None:
            campaign.overruled_level = level
        return campaign


async def confirmed_elsewhere(store: Store, guild_id: int, trace: Trace) -> int:
    """How many other servers' moderators confirmed mails with (nearly) this text as fake. Nothing but the number leaves those servers."""
    if not trace.fingerprint:
        return 0
    async with store.reading() as session:
        others = await alike(session, trace, Campaign.guild_id != guild_id, Campaign.confirmed.is_(True))
    return len({other.guild_id for other in others if other.fingerprint and nearest(trace, [(other.id, trace_of(other))]) is not None})


async def _own(session: AsyncSession, guild_id: int, campaign_id: int) -> Campaign | None:
    return await session.scalar(select(Campaign).where(Campaign.id == campaign_id, Campaign.guild_id == guild_id))
