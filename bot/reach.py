"""Who asked about a mail and can still be told something: by the token of their press, or below a public card. In this process's memory only."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

PRIVATE = 14 * 60.0
"""Seconds for which a press can be answered once more (Discord's token lives 15 minutes)."""
PUBLIC = 60 * 60.0
"""Seconds for which a public card is answered once more."""
KEPT = 2000
"""People and cards remembered at most."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How somebody is told: a follow-up that they alone see, or a reply to a public card."""

    until: float
    followup: discord.Webhook | None = None
    card: discord.PartialMessage | None = None


class Reach:
    """Ways to the askers, by server, report and person."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ways: OrderedDict[tuple[int, str, int], _Way] = OrderedDict()

    def private(self, guild_id: int | None, report_id: str, user_id: int, followup: discord.Webhook) -> None:
        """Somebody has just pressed something about a report; a newer press counts."""
        self._put((guild_id or 0, report_id, user_id), _Way(self._clock() + PRIVATE, followup=followup))

    def public(self, guild_id: int | None, report_id: str, user_id: int, card: discord.PartialMessage) -> None:
        """Somebody was answered with a public card."""
        self._put((guild_id or 0, report_id, user_id), _Way(self._clock() + PUBLIC, card=card))

    async def tell(self, guild_id: int, report_id: str, view: Callable[[], discord.ui.LayoutView]) -> int:
        """Tell everybody in a server who asked about this report and can be reached; how many were."""
        told = 0
        for key, way in list(self._ways.items()):
            if key[:2] != (guild_id, report_id) or way.until < self._clock():
                continue
            try:
                if way.followup is not None:
                    await way.followup.send(view=view(), ephemeral=True)
                elif way.card is not None:
                    await way.card.reply(view=view(), mention_author=False)
                told += 1
            except discord.HTTPException as error:
                log.info("an asker cannot be reached any more: %s", error.code)
                self._ways.pop(key, None)
        return told

    def forget(self, user_id: int) -> None:
        """Forget a person."""
        for key in [key for key in self._ways if key[2] == user_id]:
            del self._ways[key]

    def forget_server(self, guild_id: int) -> None:
        """Forget everybody of a server."""
        for key in [key for key in self._ways if key[0] == guild_id]:
            del self._ways[key]

    def _put(self, key: tuple[int, str, int], way: _Way) -> None:
        now = self._clock()
        while self._ways and (len(self._ways) >= KEPT or next(iter(self._ways.values())).until < now):
            self._ways.popitem(last=False)
        self._ways[key] = way
        self._ways.move_to_end(key)
