"""Several processes that answer for one bot tell each other, once a second, how often each person and server has asked.

A check never waits for it: a process judges by its own buckets, and lowers them to what all have spent together. So somebody who asks in the servers of several
processes at once gets what one process allows, and at most a second's worth from each of the others. While the store is away each process goes by its own.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from bot.shards import chosen
from bot.store import StoreError, buckets

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from bot.config import Settings
    from bot.keeping import Keeping
    from bot.limits import Buckets

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two rounds."""
ROUNDS = 60
"""Rounds after which buckets that are full again are deleted."""


def several(settings: Settings) -> bool:
    """Whether other processes may answer for this bot too."""
    shards = chosen(settings)[0] is not None
    return settings.database_url.get_secret_value().startswith("postgres") and (shards or bool(settings.interactions_public_key))


class Spending:
    """Tells the other processes what was spent here, and learns what they did. `limits` are this process's buckets, by a name of their own."""

    def __init__(self, keeping: Keeping, secret: str, limits: Mapping[str, Buckets]) -> None:
        self._keeping, self._secret, self._limits = keeping, secret.encode(), limits
        self._away = False
        for limit in limits.values():
            limit.spent = Counter()

    async def run(self) -> None:
        """Go on for ever."""
        for number in count(1):
            await asyncio.sleep(EVERY)
            try:
                await self.round()
                if number % ROUNDS == 0:
                    await buckets.forget_full(self._keeping.store, max(limit.period for limit in self._limits.values()))
                self._away = False
            except StoreError:
                if not self._away:
                    log.warning("how often people ask is known in this process only: the store is away")
                self._away = True

    async def round(self) -> None:
        """Tell and learn once. Raises StoreError, and keeps what could not be told."""
        for name, limit in self._limits.items():
            spent, limit.spent = limit.spent or Counter(), Counter()
            hidden = {self.key(name, who): who for who in spent}
            try:
                levels = await buckets.spend(self._keeping.store, {key: spent[who] for key, who in hidden.items()}, limit.size, limit.period)
            except BaseException:
                limit.spent.update(spent)
                raise
            for key, level in levels.items():
                limit.settle(hidden[key], level)

    def key(self, name: str, who: Hashable) -> str:
        """What a bucket is called in the store: nobody can tell from it who asked without the bot's token."""
        return hmac.digest(self._secret, f"{name} {who}".encode(), "sha256").hex()[:32]
