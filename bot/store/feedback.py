"""Answers that somebody found wrong: rule ids and a reason, never text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.tables import Feedback

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.store import Store


async def add(store: Store, guild_id: int, report_id: str, rules: Iterable[str], reason: str) -> Feedback:
    """Keep that an answer was found wrong."""
    async with store.writing(guild_id) as session:
        said = Feedback(guild_id=guild_id, report_id=report_id, rules=list(rules), reason=reason, created_at=store.now(), handled=False)
        session.add(said)
        await session.flush()
        return said


async def told(store: Store, guild_id: int, feedback_id: int, channel_id: int, message_id: int) -> None:
    """Note where the moderators were told of it."""
    async with store.writing(guild_id) as session:
        if (said := await _own(session, guild_id, feedback_id)) is not None:
            said.channel_id, said.message_id = channel_id, message_id


async def handled(store: Store, guild_id: int, feedback_id: int) -> Feedback | None:
    """Note that the moderators handled it; None when it is gone."""
    async with store.writing(guild_id) as session:
        if (said := await _own(session, guild_id, feedback_id)) is not None:
            said.handled = True
        return said


async def listed(store: Store, guild_id: int | None = None, *, open_only: bool = False) -> Sequence[Feedback]:
    """What was said in a server, or in all of them, the oldest first; with `open_only` what is not handled yet."""
    wanted = select(Feedback).order_by(Feedback.id)
    if guild_id is not None:
        wanted = wanted.where(Feedback.guild_id == guild_id)
    if open_only:
        wanted = wanted.where(Feedback.handled.is_(False))
    async with store.reading() as session:
        return (await session.scalars(wanted)).all()


async def _own(session: AsyncSession, guild_id: int, feedback_id: int) -> Feedback | None:
    return await session.scalar(select(Feedback).where(Feedback.id == feedback_id, Feedback.guild_id == guild_id))
