"""Which permissions are missing, of whom and where: asked at every press, for the person and for the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.words import words

if TYPE_CHECKING:
    from bot.app import Honmono
    from rules.report import Lang

Place = discord.TextChannel | discord.Thread
"""Where a warning can be posted and pinned."""
BOT = ("view_channel", "send_messages", "read_message_history", "pin_messages")
"""What the bot needs where a warning stands; history, since the examples are read from the message."""
READ = ("view_channel", "read_message_history")
PERSON = ("view_channel", "send_messages")
"""What a person needs there: nobody speaks through the bot where they may not speak themselves."""
_MANY = {"send_messages": "send_messages_in_threads"}


def lacking(channel: Place, member: discord.Member, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these permissions a member lacks in a channel, as Discord counts them: overwrites, owner, administrator, time-out."""
    has = channel.permissions_for(member)
    if isinstance(channel, discord.Thread):
        names = tuple(_MANY.get(name, name) for name in names)
    return tuple(name for name in names if not getattr(has, name))


async def person_lacks(bot: Honmono, channel: Place, member: discord.Member) -> tuple[str, ...]:
    """What keeps a person from putting a warning there: to see it, to write there, and to manage messages or have the role that the server chose."""
    missing = lacking(channel, member, PERSON)
    role = (await bot.servers.get(channel.guild.id)).moderator_role_id
    chosen = role is not None and any(own.id == role for own in member.roles)
    return missing if chosen else (*missing, *lacking(channel, member, ("manage_messages",)))


def bot_lacks(channel: Place, names: tuple[str, ...] = BOT) -> tuple[str, ...]:
    """What keeps the bot from posting and pinning there."""
    return lacking(channel, channel.guild.me, names)


def named(permissions: tuple[str, ...], lang: Lang) -> str:
    """Permissions as Discord's own settings call them."""
    say = words(lang)
    quoted = [say("permission.quoted", name=say(f"permission.{name}")) for name in permissions]
    return ("" if lang == "ja" else ", ").join(quoted)


def place(channel: Any) -> Place | None:
    """A channel, if a warning can be posted and pinned in it."""
    return channel if isinstance(channel, Place) else None
