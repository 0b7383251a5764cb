"""What a server's memory adds to an answer: how often the same kind of mail was asked about, and what the server's own moderators found.

`recall` counts and looks up; `level_with` decides, and is pure. Nothing of a mail is kept but its trace (bot/store/fingerprint.py), nothing of who asked,
and nothing at all of a direct message.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from bot.keeping import Late
from bot.store import StoreAway, StoreError, campaigns, statistics
from bot.store.days import day
from bot.store.kinds import RANK
from rules.report import Level

if TYPE_CHECKING:
    from datetime import date

    from bot.app import Honmono
    from bot.intake import Answer
    from bot.store import Store
    from bot.store.fingerprint import Trace
    from bot.store.kinds import Kind
    from rules.report import Report

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recall:
    """What is known of the kind of mail that an answer is about.

    `campaign` is its number in this server, `week` how many were checked here this week (this one with them), `confirmed` the day on which this server's
    moderators confirmed it as fake, `ruled` the level they gave it instead of the rules', `elsewhere` how many other servers' moderators confirmed it (0
    unless this server wants to know), `raised` whether the answer's level was raised for it.
    """

    campaign: int
    week: int = 0
    confirmed: date | None = None
    ruled: Level | None = None
    elsewhere: int = 0
    raised: bool = False


async def recall(bot: Honmono, guild_id: int | None, answer: Answer, *, asker: int | None = None) -> Answer:
    """The answer with what the server's memory adds; as it was where nothing is remembered: in direct messages, while the store is away, and in a crowd.

    It counts, once for the same mail and `asker` (remembered in this process's memory alone); without an asker it only looks up.
    """
    report, trace = answer.report, answer.trace
    if guild_id is None or report is None or trace is None:
        return answer
    if bot.running.strained:
        bot.metrics.refused.labels("memory").inc()
        return answer
    counts = asker is not None and bot.counted.add((guild_id, asker, report.id))
    wants = (await bot.servers.get(guild_id)).cross_note
    try:
        found, level = await bot.keeping.briefly(lambda store: _look(store, guild_id, trace, report, counts=counts, wants=wants))
    except Late:
        return answer  # it is counted by itself
    except StoreError as error:
        if not isinstance(error, StoreAway):  # the keeping has said that
            log.warning("%s", error)
        if counts:
            bot.counted.discard((guild_id, asker or 0, report.id))
        return answer
    if found is None:
        return answer
    return replace(answer, report=replace(report, level=level), recall=replace(found, raised=level != report.level))


async def _look(store: Store, guild_id: int, trace: Trace, report: Report, *, counts: bool, wants: bool) -> tuple[Recall | None, Level]:
    """What is remembered, and the level that it makes."""
    if counts:
        met = await campaigns.remember(store, guild_id, trace, report.level, [point.id for point in report.points])
    else:
        met = await campaigns.recognise(store, guild_id, trace)
    found = None
    if met is not None:
        found = _recall(met.campaign, met.week, await campaigns.confirmed_elsewhere(store, guild_id, trace) if wants else 0)
    level = level_with(report, trace, found) if found else report.level
    if counts:
        await statistics.count_check(store, guild_id, level, report.brand.id if report.brand else "")
    return found, level


def _recall(campaign: Kind, week: int, elsewhere: int) -> Recall:
    ruled: Level | None = next((level for level in get_args(Level) if level == campaign.overruled_level), None)
    confirmed = day(campaign.confirmed_at) if campaign.confirmed_at else None
    return Recall(campaign.id, week, confirmed, ruled, elsewhere)


def level_with(report: Report, trace: Trace, found: Recall) -> Level:
    """The level that this server's moderators' word makes of the rules' one. Never a lower one: the next mail with the same text may be a copy.

    A fake's text is often an honest notice's, word for word. So a mail that leads to the company's own domains alone is not raised, and one of which
    neither sender nor links were seen is raised to caution at most.
    """
    ruled: Level = "strong" if found.confirmed else found.ruled or report.level
    domains = [domain for domain in (trace.sender, *trace.links) if domain]
    foreign = [domain for domain in domains if report.brand is None or not report.brand.owns(domain)]
    if not foreign:
        ruled = report.level if trace.links else min(ruled, "caution", key=RANK.index)
    return max(report.level, ruled, key=RANK.index)
