"""A server's own log: what moderators did with the bot, one line each, in the channel that the server chose."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.words import words

if TYPE_CHECKING:
    from bot.app import Honmono
    from rules.report import Lang

log = logging.getLogger(__name__)


async def log_channel(bot: Honmono, guild: discord.Guild, number: int | None = None) -> discord.TextChannel | discord.Thread | None:
    """The channel that a server chose for the log (or the one with this `number`), if it is there and the bot may write into it."""
    number = number or (await bot.servers.get(guild.id)).log_channel_id
    channel = guild.get_channel_or_thread(number) if number else None
    if not isinstance(channel, (discord.TextChannel, discord.Thread)):
        return None
    may = channel.permissions_for(guild.me)
    return channel if may.view_channel and (may.send_messages_in_threads if isinstance(channel, discord.Thread) else may.send_messages) else None


async def note(bot: Honmono, guild: discord.Guild | None, key: str, *, channel_id: int | None = None, lang: Lang | None = None, **slots: object) -> bool:
    """Write the words under `key` (in the server's language) as one line of the server's log. False when there is no log, or it cannot be written.

    `channel_id` writes into another channel than the one that is set, `lang` in another language.
    """
    channel = await log_channel(bot, guild, channel_id) if guild is not None else None
    if guild is None or channel is None:
        return False
    line = words(lang or await bot.servers.lang(guild))(key, **slots).replace("\n", " ")
    try:
        await channel.send(line[:2000], suppress_embeds=True)
    except discord.HTTPException as error:
        log.warning("could not write a server's log: %s", error.code)
        return False
    return True
