"""Warnings whose time is up: the moderators are asked 「まだ有効ですか?」, and without an answer they are unpinned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.tables import PinnedWarning

if TYPE_CHECKING:
    from collections.abc import Sequence

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


async def asked(store: Store, guild_id: int, warning_id: int) -> bool:
    """Note that the moderators are asked about a warning: of any number of callers one gets True, and asks. `warnings.edit` with a new expiry answers."""
    async with store.writing(guild_id) as session:
        wanted = select(PinnedWarning).where(PinnedWarning.id == warning_id, PinnedWarning.guild_id == guild_id, PinnedWarning.status == "posted")
        warning = await session.scalar(wanted.where(PinnedWarning.asked_at.is_(None)))
        if warning is not None:
            warning.asked_at = store.now()
        return warning is not None
