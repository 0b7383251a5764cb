"""`/warning`（警告）: the group that the moderators' commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.app import localised
from bot.words import words

if TYPE_CHECKING:
    from bot.app import Honmono


def warning_group(bot: Honmono) -> app_commands.Group:
    """The group of a bot, to add commands to: made for whoever asks first.

    It is not hidden from members: the role that a server chose may use it too, and who may not is told so at the press.
    """
    found = bot.tree.get_command(words("en")("command.warning"))
    if isinstance(found, app_commands.Group):
        return found
    group = app_commands.Group(
        name=localised("warning"),
        description=localised("warning_about"),
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    )
    bot.tree.add_command(group)
    return group
