"""Discord's refusals, each in one sentence that a moderator can act upon."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiohttp
import discord

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODES = {
    10003: "channel_gone",
    10004: "kicked",
    10008: "message_gone",
    30003: "pins_full",
    50001: "no_access",
    50013: "forbidden",
    50024: "no_place",
    50083: "archived",
    160005: "locked",
}
"""Discord's own numbers for what went wrong."""
LASTING = ("channel_gone", "kicked", "message_gone", "no_access", "forbidden", "archived", "locked", "no_place")
"""What trying again in five minutes would not mend."""
GONE = ("channel_gone", "message_gone", "kicked")
"""After which there is no message any more."""


class Trouble(Exception):
    """Something kept the bot from it. `key` stands under `trouble` in the words; `missing` names permissions."""

    def __init__(self, key: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(key)
        self.key, self.missing = key, missing


@contextmanager
def told() -> Iterator[None]:
    """Whatever Discord or the way to it refuses becomes Trouble."""
    try:
        yield
    except discord.RateLimited as error:
        raise Trouble("busy") from error
    except discord.HTTPException as error:
        raise Trouble(_key(error)) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Trouble("discord_away") from error


def _key(error: discord.HTTPException) -> str:
    if error.status == 429:
        return "busy"
    if error.status >= 500:
        return "discord_away"
    if error.code in _CODES:
        return _CODES[error.code]
    return {403: "forbidden", 404: "message_gone"}.get(error.status, "refused")
