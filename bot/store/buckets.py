"""Token buckets that all processes share, on PostgreSQL: the same arithmetic as `bot.limits`, by the database's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Float, Interval, cast, delete, extract, func, literal
from sqlalchemy.dialects.postgresql import insert

from bot.store.tables import Bucket

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.store.store import Store


async def spend(store: Store, tokens: Mapping[str, int], size: int, period: float) -> dict[str, float]:
    """Take tokens from buckets that hold `size` and fill within `period` seconds; the levels that are left, by key. A level may go down to -`size`.

    Raises StoreAway.
    """
    if not tokens:
        return {}
    values = [{"key": key, "level": float(max(-size, size - count)), "at": func.clock_timestamp()} for key, count in sorted(tokens.items())]
    adding = insert(Bucket).values(values)
    taken = literal(float(size)) - adding.excluded.level
    refilled = Bucket.level + cast(extract("epoch", adding.excluded.at - Bucket.at), Float) * (size / period)
    left = func.greatest(-float(size), func.least(float(size), refilled) - taken)
    statement = adding.on_conflict_do_update(index_elements=["key"], set_={"level": left, "at": adding.excluded.at}).returning(Bucket.key, Bucket.level)
    async with store.transaction(writing=True) as session:
        return {key: float(level) for key, level in await session.execute(statement)}


async def forget_full(store: Store, period: float) -> None:
    """Delete the buckets that are full again."""
    async with store.transaction(writing=True) as session:
        await session.execute(delete(Bucket).where(Bucket.at < func.clock_timestamp() - literal(timedelta(seconds=2 * period), Interval)))
