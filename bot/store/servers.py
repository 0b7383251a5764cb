"""A server's settings, and whether the bot is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from sqlalchemy import select, union

from bot.store.tables import Campaign, Check, Feedback, PinnedWarning, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.store import Store


class Settings(TypedDict, total=False):
    """What moderators can set; tables.py says what each means."""

    check_channel_id: int | None
    log_channel_id: int | None
    moderator_role_id: int | None
    language: Literal["ja", "en"] | None
    sharing: bool
    cross_note: bool
    quiet: bool


async def get(store: Store, guild_id: int) -> Server:
    """The settings of a server; those of one that has set nothing are the defaults, and are not stored."""
    async with store.transaction() as session:  # nothing of it is counted, so nothing need be written first
        return await session.get(Server, guild_id) or default(guild_id)


async def change(store: Store, guild_id: int, **settings: Unpack[Settings]) -> Server:
    """Change some settings of a server; all of them afterwards."""
    async with store.writing(guild_id) as session:
        server = await _stored(session, guild_id)
        for name, value in settings.items():
            setattr(server, name, value)
        return server


async def left(store: Store, guild_id: int) -> None:
    """Note that the bot is no longer in a server: `retention.purge` deletes its data 30 days later. The first note counts."""
    async with store.writing(guild_id) as session:
        server = await _stored(session, guild_id)
        server.left_at = server.left_at or store.now()


async def came_back(store: Store, guild_id: int) -> None:
    """Note that the bot is in a server (again)."""
    async with store.writing(guild_id) as session:
        if (server := await session.get(Server, guild_id)) is not None:
            server.left_at = None


async def known(store: Store) -> set[int]:
    """The servers of which anything is kept: at start, those that the bot is not in any more have been left meanwhile."""
    async with store.reading() as session:
        return set(await session.scalars(union(*(select(table.guild_id) for table in (Server, Campaign, Check, PinnedWarning, Feedback)))))


async def look_around(store: Store, here: set[int], ours: Callable[[int], bool]) -> None:
    """Note of every server of which something is kept, and for which this process speaks (`ours`), whether the bot is still in it: `here` are those it is in."""
    async with store.reading() as session:
        gone = set(await session.scalars(select(Server.guild_id).where(Server.left_at.is_not(None))))
    for guild_id in await known(store) - here - gone:
        if guild_id and ours(guild_id):  # 0 is what was said in direct messages
            await left(store, guild_id)
    for guild_id in gone & here:
        await came_back(store, guild_id)


async def _stored(session: AsyncSession, guild_id: int) -> Server:
    server = await session.get(Server, guild_id)
    if server is None:
        server = default(guild_id)
        session.add(server)
    return server


def default(guild_id: int) -> Server:
    """The settings of a server that has set nothing."""
    return Server(guild_id=guild_id, sharing=True, cross_note=False, quiet=False)
