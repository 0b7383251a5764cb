"""Warnings whose time is up: the moderators are asked 「まだ有効ですか?」, and without an answer they are unpinned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.tables import Campaign, PinnedWarning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.store import Store

PATIENCE = timedelta(days=3)
"""How long an answer is waited for."""


async def due_to_ask(store: Store) -> Sequence[PinnedWarning]:
    """Posted warnings of all servers that have expired and nobody was asked about, the longest expired first."""
    async with store.reading() as session:
        due = select(PinnedWarning).where(PinnedWarning.status == "posted", PinnedWarning.expires_at <= store.now(), PinnedWarning.asked_at.is_(None))
        return (await session.scalars(due.order_by(PinnedWarning.expires_at))).all()


async def due_to_unpin(store: Store) -> Sequence[PinnedWarning]:
    """Posted warnings of all servers about which nobody answered in time."""
    async with store.reading() as session:
        due = select(PinnedWarning).where(PinnedWarning.status == "posted", PinnedWarning.asked_at <= store.now() - PATIENCE)
        return (await session.scalars(due.order_by(PinnedWarning.asked_at))).all()


async def grown(store: Store) -> Sequence[tuple[PinnedWarning, Campaign]]:
    """Posted warnings of all servers whose kind of mail was checked again since, with what is known of it now."""
    async with store.reading() as session:
        joined = select(PinnedWarning, Campaign).join(Campaign, Campaign.id == PinnedWarning.campaign_id)
        found = await session.execute(joined.where(PinnedWarning.status == "posted", PinnedWarning.count < Campaign.count).order_by(PinnedWarning.id))
        return [(warning, campaign) for warning, campaign in found]


async def asked(store: Store, guild_id: int, warning_id: int) -> bool:
    """Note that the moderators are asked about a warning: of any number of callers one gets True, and asks."""
    async with store.writing(guild_id) as session:
        warning = await _posted(session, guild_id, warning_id)
        if warning is None or warning.asked_at is not None:
            return False
        warning.asked_at = store.now()
        return True


async def unasked(store: Store, guild_id: int, warning_id: int) -> None:
    """Take that back: the question could not be put, and shall be put again."""
    async with store.writing(guild_id) as session:
        if (warning := await _posted(session, guild_id, warning_id)) is not None:
            warning.asked_at = None


async def kept(store: Store, guild_id: int, warning_id: int, until: datetime) -> PinnedWarning | None:
    """The moderators answered that it still holds: of any number of answers the first one counts, and gets the warning."""
    async with store.writing(guild_id) as session:
        warning = await _posted(session, guild_id, warning_id)
        if warning is None or warning.asked_at is None:
            return None
        warning.expires_at, warning.asked_at, warning.updated_at = until, None, store.now()
        return warning


async def closed(store: Store, guild_id: int, warning_id: int, *, unanswered: bool = False) -> PinnedWarning | None:
    """End a warning about which was asked, by an answer or (`unanswered`) for want of one in time: of any number of callers one gets the warning."""
    async with store.writing(guild_id) as session:
        warning = await _posted(session, guild_id, warning_id)
        if warning is None or warning.asked_at is None or (unanswered and warning.asked_at > store.now() - PATIENCE):
            return None
        warning.status, warning.updated_at = "expired", store.now()
        return warning


async def reopened(store: Store, guild_id: int, warning_id: int) -> None:
    """Take an end back, for Discord could not be reached: it shall be tried again. Not where another warning stands for the campaign meanwhile."""
    async with store.writing(guild_id) as session:
        warning = await session.scalar(select(PinnedWarning).where(PinnedWarning.id == warning_id, PinnedWarning.guild_id == guild_id))
        if warning is not None and warning.status == "expired" and not await _another(session, warning):
            warning.status = "posted"


async def _posted(session: AsyncSession, guild_id: int, warning_id: int) -> PinnedWarning | None:
    return await session.scalar(
        select(PinnedWarning).where(PinnedWarning.id == warning_id, PinnedWarning.guild_id == guild_id, PinnedWarning.status == "posted")
    )


async def _another(session: AsyncSession, warning: PinnedWarning) -> bool:
    """Whether another warning stands for the same campaign."""
    if warning.campaign_id is None:
        return False
    live = select(PinnedWarning.id).where(PinnedWarning.guild_id == warning.guild_id, PinnedWarning.campaign_id == warning.campaign_id)
    return await session.scalar(live.where(PinnedWarning.status.in_(("posting", "posted")))) is not None
