"""Which campaigns of all servers could be the one that a mail belongs to: the database counts bits, `fingerprint.nearest` decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, and_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import BIT

from bot.store.fingerprint import RELATED, Trace
from bot.store.tables import Campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


async def alike(session: AsyncSession, trace: Trace, *among: ColumnElement[bool]) -> Sequence[Campaign]:
    """Campaigns that could be the one, the oldest first. The database counts the bits, so that a thousand others are not fetched."""
    signs: list[ColumnElement[bool]] = []
    if trace.fingerprint:
        signs.append(and_(Campaign.fingerprint != 0, _distance(session, trace.fingerprint) <= RELATED))
    if trace.subject and trace.sender:
        signs.append(and_(Campaign.subject_skeleton_hash == trace.subject, Campaign.sender_domain == trace.sender))
    return (await session.scalars(select(Campaign).where(*among, or_(*signs)).order_by(Campaign.id))).all() if signs else []


def _distance(session: AsyncSession, fingerprint: int) -> ColumnElement[int]:
    wanted = literal(fingerprint, BigInteger)
    if session.get_bind().dialect.name == "postgresql":
        return func.bit_count(cast(Campaign.fingerprint.op("#")(wanted), BIT(64)))
    return func.hamming(Campaign.fingerprint, wanted)


def trace_of(campaign: Campaign) -> Trace:
    """What is kept of the mails of a campaign."""
    return Trace(campaign.fingerprint, campaign.subject_skeleton_hash, campaign.sender_domain, tuple(campaign.link_domains), campaign.brand or "")
