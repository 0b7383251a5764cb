"""Moderators' warnings, from draft to expiry. One campaign has one posted warning in a server, whoever presses when.

draft ──claim──▶ posting ──posted──▶ posted ──ended──▶ expired | removed
  ▲                 │
  └────release──────┘
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack, get_args

from sqlalchemy import and_, delete, select

from bot.store.tables import PinnedWarning, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.store import Store

STUCK = timedelta(minutes=5)
"""After that long `posting` means that the program died meanwhile."""
_LIVE: tuple[Status, ...] = ("posting", "posted")
_ANY: tuple[Status, ...] = get_args(Status)


class Words(TypedDict, total=False):
    """What can be edited; tables.py says what each means."""

    channel_id: int
    title: str
    facts: str
    advice: str
    official_url: str
    language: Literal["ja", "en"]
    expires_at: datetime
    count: int
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who may post: `won`, or else the `warning` that stands in the way (None: the draft is gone)."""

    won: bool
    warning: PinnedWarning | None


async def draft(store: Store, guild_id: int, campaign_id: int | None, **words: Unpack[Words]) -> PinnedWarning:
    """Keep a preview, so that a restart loses nothing. All words but count and last_seen must be there."""
    async with store.writing(guild_id) as session:
        now = store.now()
        warning = PinnedWarning(guild_id=guild_id, campaign_id=campaign_id, status="draft", created_at=now, updated_at=now, **{"count": 0, **words})
        session.add(warning)
        await session.flush()
        return warning


async def get(store: Store, guild_id: int, warning_id: int) -> PinnedWarning | None:
    """A warning of this server."""
    async with store.reading() as session:
        return await _own(session, guild_id, warning_id)


async def edit(store: Store, guild_id: int, warning_id: int, **words: Unpack[Words]) -> PinnedWarning | None:
    """Change words of a warning; a new `expires_at` also withdraws the question whether it still holds. None when it is gone."""
    return await _set(store, guild_id, warning_id, _ANY, **words, **({"asked_at": None} if "expires_at" in words else {}))


async def discard(store: Store, guild_id: int, warning_id: int) -> None:
    """Delete a draft that nobody wants to post."""
    async with store.writing(guild_id) as session:
        draft = delete(PinnedWarning).where(PinnedWarning.id == warning_id, PinnedWarning.guild_id == guild_id, PinnedWarning.status == "draft")
        await session.execute(draft)


async def claim(store: Store, guild_id: int, warning_id: int) -> Claim:
    """Take a draft to post it: of any number of callers, and of all drafts for one campaign, one wins."""
    async with store.writing(guild_id) as session:
        now = store.now()
        for stuck in await session.scalars(select(PinnedWarning).where(_of(guild_id, "posting"), PinnedWarning.updated_at < now - STUCK)):
            stuck.status = "draft"
        warning = await _own(session, guild_id, warning_id)
        if warning is None or warning.status != "draft":
            return Claim(False, warning)
        if (live := await _live(session, guild_id, warning.campaign_id)) is not None:
            return Claim(False, live)
        warning.status, warning.updated_at = "posting", now
        return Claim(True, warning)


async def release(store: Store, guild_id: int, warning_id: int) -> None:
    """Give a claimed draft back: it could not be posted."""
    await _set(store, guild_id, warning_id, ("posting",), status="draft")


async def posted(store: Store, guild_id: int, warning_id: int, channel_id: int, message_id: int) -> PinnedWarning | None:
    """Note that a claimed draft stands as a message, or stands as another message now. None: the claim was lost meanwhile, and the message is one too many."""
    return await _set(store, guild_id, warning_id, _LIVE, status="posted", channel_id=channel_id, message_id=message_id)


async def ended(store: Store, guild_id: int, warning_id: int, status: Literal["expired", "removed"]) -> PinnedWarning | None:
    """Note that a warning no longer stands."""
    return await _set(store, guild_id, warning_id, _ANY, status=status)


async def listed(store: Store, guild_id: int) -> Sequence[PinnedWarning]:
    """The posted warnings of a server, the newest first."""
    async with store.reading() as session:
        return (await session.scalars(select(PinnedWarning).where(_of(guild_id, "posted")).order_by(PinnedWarning.id.desc()))).all()


async def standing(store: Store, guild_id: int, campaign_id: int) -> PinnedWarning | None:
    """The posted warning of a campaign, or one that is being posted."""
    async with store.reading() as session:
        return await _live(session, guild_id, campaign_id)


async def of_message(store: Store, guild_id: int, message_id: int) -> PinnedWarning | None:
    """The posted warning that a message is: it may have been edited, unpinned or deleted by somebody."""
    async with store.reading() as session:
        return await session.scalar(select(PinnedWarning).where(_of(guild_id, "posted"), PinnedWarning.message_id == message_id))


def _of(guild_id: int, status: str) -> ColumnElement[bool]:
    return and_(PinnedWarning.guild_id == guild_id, PinnedWarning.status == status)


async def _own(session: AsyncSession, guild_id: int, warning_id: int) -> PinnedWarning | None:
    return await session.scalar(select(PinnedWarning).where(PinnedWarning.id == warning_id, PinnedWarning.guild_id == guild_id))


async def _live(session: AsyncSession, guild_id: int, campaign_id: int | None) -> PinnedWarning | None:
    if campaign_id is None:
        return None
    live = select(PinnedWarning).where(PinnedWarning.guild_id == guild_id, PinnedWarning.campaign_id == campaign_id, PinnedWarning.status.in_(_LIVE))
    return await session.scalar(live)


async def _set(store: Store, guild_id: int, warning_id: int, among: tuple[Status, ...], **values: object) -> PinnedWarning | None:
    """Change a warning that has one of these statuses."""
    async with store.writing(guild_id) as session:
        warning = await _own(session, guild_id, warning_id)
        if warning is None or warning.status not in among:
            return None
        for name, value in values.items():
            setattr(warning, name, value)
        warning.updated_at = store.now()
        return warning
