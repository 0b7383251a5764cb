"""Whether a bot's process is of use now, for who sends it work or restarts it: what /readyz tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.app import Honmono


async def readiness(bot: Honmono) -> dict[str, Any]:
    """What works; "ok" says whether that is enough.

    Without the store the bot still answers every check, only without the server's memory: that is told ("store", and why) and does not count, because taking the
    process away would take the answers away too. Two processes with the same shards count, but not where Discord sends its interactions to any of several.
    """
    over_http = bool(bot.settings.interactions_public_key)
    store = await bot.keeping.state()
    state: dict[str, Any] = {
        "discord": over_http or (bot.is_ready() and not bot.is_closed()),
        "leaving": bot.running.leaving,
        "store": store == "open",
        "alone": bot.claims.alone,
    }
    ready = state["discord"] and not state["leaving"] and (over_http or bot.claims.alone is not False)
    without = [] if store == "open" else [WITHOUT[store]]
    return state | {"without": without, "ok": ready}


WITHOUT = {
    "late": "store: it does not answer in time; checks go without the server's memory until it does",
    "away": "store: it cannot be reached (DATABASE_URL); checks go without the server's memory, moderators' features wait for it",
    "refused": "store: it refuses the name, password or database of DATABASE_URL; checks go without the server's memory, moderators' features wait for it",
}
"""What the bot does without, for a person who reads it."""
