"""A server's settings as the bot reads them all day: remembered for a minute, and there (with their defaults) while the store is away."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Unpack

from bot.apart import apart
from bot.store import StoreError, servers
from bot.words import language

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from bot.keeping import Keeping
    from bot.store.servers import Settings
    from bot.store.tables import Server
    from rules.report import Lang

FRESH = 60.0
"""Seconds for which settings are not read again: another process may have changed them."""
KEPT = 5000
"""Servers whose settings are remembered at most."""


class Servers:
    """Settings of servers, read through."""

    def __init__(self, keeping: Keeping, clock: Callable[[], float]) -> None:
        self._keeping, self._clock = keeping, clock
        self._known: OrderedDict[int, tuple[float, Server]] = OrderedDict()
        self._asked: dict[int, asyncio.Task[Server]] = {}

    async def get(self, guild_id: int) -> Server:
        """The settings of a server. While the store is away: the last that were read, or else the defaults."""
        since, known = self._known.get(guild_id, (0.0, None))
        if known is not None and self._clock() - since < FRESH:
            return known
        task = self._asked.get(guild_id)
        if task is None:  # a crowd that comes at once asks once
            task = self._asked[guild_id] = apart(self._look(guild_id, known))
        return await asyncio.shield(task)

    async def _look(self, guild_id: int, known: Server | None) -> Server:
        try:
            return self._put(await self._keeping.briefly(lambda store: servers.get(store, guild_id)))
        except StoreError:
            return known or servers.default(guild_id)
        finally:
            self._asked.pop(guild_id, None)

    async def read(self, guild_id: int) -> Server:
        """The settings as they stand in the store. Raises StoreAway."""
        return self._put(await servers.get(self._keeping.store, guild_id))

    async def change(self, guild_id: int, **settings: Unpack[Settings]) -> Server:
        """Change some settings. Raises StoreAway."""
        return self._put(await servers.change(self._keeping.store, guild_id, **settings))

    def forget(self, guild_id: int) -> None:
        """Read the settings anew the next time."""
        self._known.pop(guild_id, None)

    async def lang(self, guild: discord.Guild) -> Lang:
        """The language of what everybody in a server reads: the chosen one, or the server's own."""
        chosen = (await self.get(guild.id)).language
        return language(chosen or guild.preferred_locale)

    def _put(self, server: Server) -> Server:
        self._known[server.guild_id] = (self._clock(), server)
        self._known.move_to_end(server.guild_id)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return server


async def may_moderate(interaction: discord.Interaction[Any]) -> bool:
    """Whether the presser may act as a moderator here, now: may manage messages in this channel, or has the role that the server chose."""
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return False
    if interaction.permissions.manage_messages:
        return True
    role = (await interaction.client.servers.get(interaction.guild_id)).moderator_role_id
    return role is not None and any(own.id == role for own in getattr(interaction.user, "roles", ()))


def may_manage(interaction: discord.Interaction[Any]) -> bool:
    """Whether the presser may change the bot's settings here, now: may manage the server."""
    return interaction.guild_id is not None and interaction.is_guild_integration() and interaction.permissions.manage_guild
