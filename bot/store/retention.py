"""Nothing is kept longer than docs/privacy.md says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from bot.store.days import day
from bot.store.tables import Campaign, Check, Feedback, PinnedWarning, Server, Sighting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.store import Store

LEFT = timedelta(days=30)
"""After the bot left a server, everything of the server is deleted."""
UNSEEN = timedelta(days=180)
"""Campaigns that nobody asked about, counts, feedback and ended warnings."""
DRAFT = timedelta(days=7)
"""Previews of warnings that nobody posted."""


async def forget_server(store: Store, guild_id: int) -> None:
    """Delete everything of a server, its settings too."""
    async with store.writing(guild_id) as session:
        await _forget(session, guild_id)


async def held(store: Store, guild_id: int) -> dict[str, int]:
    """How many rows are kept of a server, by table."""
    tables = {table.__tablename__: select(func.count()).where(table.guild_id == guild_id) for table in (Server, Campaign, Check, PinnedWarning, Feedback)}
    async with store.reading() as session:
        return {name: int(await session.scalar(count) or 0) for name, count in tables.items()}


async def purge(store: Store) -> list[int]:
    """Delete what is too old. The servers that were forgotten whole, for the log."""
    now = store.now()
    async with store.writing() as session:
        gone = list(await session.scalars(select(Server.guild_id).where(Server.left_at <= now - LEFT).order_by(Server.guild_id)))
        for guild_id in gone:
            await _forget(session, guild_id)
        ended, drafted = PinnedWarning.status.in_(("expired", "removed")), PinnedWarning.status == "draft"
        for old in (
            delete(Campaign).where(Campaign.last_seen <= now - UNSEEN),
            delete(Sighting).where(Sighting.day <= day(now - UNSEEN)),
            delete(Check).where(Check.week <= day(now - UNSEEN)),
            delete(Feedback).where(Feedback.created_at <= now - UNSEEN),
            delete(PinnedWarning).where(
                or_(ended & (PinnedWarning.updated_at <= now - UNSEEN), drafted & (PinnedWarning.updated_at <= now - DRAFT)),
            ),
        ):
            await session.execute(old)
    return gone


async def _forget(session: AsyncSession, guild_id: int) -> None:
    for table in (PinnedWarning, Feedback, Check, Campaign, Server):  # sightings go with their campaign
        await session.execute(delete(table).where(table.guild_id == guild_id))
