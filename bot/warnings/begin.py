"""Where a draft comes from: a card, a mail in a message, a form, a warning that stands. One kind of mail has one warning: a second draft changes the first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import campaigns, warnings
from bot.warnings.editor import USUAL, Draft
from bot.warnings.notice import examples_in
from bot.warnings.posting import channel_of, gone, words_of
from bot.warnings.proposal import Found, found, propose
from bot.warnings.rights import place
from bot.warnings.trouble import GONE, Trouble, told
from bot.warnings.wording import examples_of, merged
from bot.words import language
from rules import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.app import Honmono
    from bot.cards.ids import Remembered
    from bot.intake import Answer
    from bot.store.tables import Campaign, PinnedWarning
    from rules.report import Lang


async def from_card(bot: Honmono, guild: discord.Guild, channel_id: int, seen: Remembered, reader: Lang) -> tuple[Draft, list[str]]:
    """A draft from what a card's button remembers; the subject is there as long as the answer is in memory. With notes for the preview.

    `reader` is the moderator's own language, for servers that have none.
    """
    lang = await language_of(bot, guild, reader)
    report = bot.recent.get(seen.id)
    campaign = await campaigns.get(bot.store, guild.id, seen.campaign) if seen.campaign else None
    known = found(shipped(), [rule.id for rule in seen.rules], seen.brand.id if seen.brand else None)
    examples = examples_of(report, lang) if report else ()
    notes = [] if seen.level in ("strong", "caution") else ["no_points"]
    return await begin(bot, guild, channel_id, campaign, known, examples, [*notes, *([] if report else ["no_subject"])], lang)


async def from_answer(bot: Honmono, guild: discord.Guild, channel_id: int, answer: Answer, reader: Lang) -> tuple[Draft, list[str]]:
    """A draft from a mail that was just judged."""
    lang = await language_of(bot, guild, reader)
    report, trace = answer.report, answer.trace
    if report is None:
        return await begin(bot, guild, channel_id, None, Found(), (), ["blank"], lang)
    campaign = await campaigns.get(bot.store, guild.id, answer.recall.campaign) if answer.recall else None
    brand = report.brand.id if report.brand else None
    known = found(shipped(), [point.id for point in report.points], brand, trace.sender if trace else "", trace.links if trace else ())
    notes = [] if report.level in ("strong", "caution") else ["no_points"]
    return await begin(bot, guild, channel_id, campaign, known, examples_of(report, lang), notes, lang)


async def begin(
    bot: Honmono, guild: discord.Guild, channel_id: int, campaign: Campaign | None, known: Found, examples: Sequence[str], notes: Sequence[str], lang: Lang
) -> tuple[Draft, list[str]]:
    """A new draft, or one that changes the warning that stands for this kind of mail."""
    if campaign is not None:
        known = of_campaign(campaign)
        stands = await warnings.standing(bot.store, guild.id, campaign.id)
        if stands is not None and stands.status == "posted" and (draft := await from_standing(bot, guild, stands, examples)) is not None:
            return draft, ["same_kind"]
    words = propose(known, shipped(), lang)
    warning = await warnings.draft(
        bot.store,
        guild.id,
        campaign.id if campaign else None,
        channel_id=await _room(bot, guild, channel_id),
        title=words.title,
        facts=words.facts,
        advice=words.advice,
        official_url=words.official_url,
        language=lang,
        expires_at=bot.store.now() + timedelta(days=USUAL),
        count=campaign.count if campaign else 0,
        last_seen=campaign.last_seen if campaign else None,
    )
    return Draft(warning, tuple(examples)), list(notes)


async def from_standing(bot: Honmono, guild: discord.Guild, stands: PinnedWarning, new: Sequence[str] = ()) -> Draft | None:
    """A draft that changes a posted warning, with new examples added to those that its message shows; None when the message is gone. Raises Trouble."""
    try:
        channel = await channel_of(guild, stands.channel_id)
        with told():
            message = await channel.fetch_message(stands.message_id or 0)
    except Trouble as trouble:
        if trouble.key not in GONE:
            raise
        await gone(bot, guild, stands)
        return None
    words = words_of(stands)
    words["channel_id"] = stands.channel_id
    campaign = await campaigns.get(bot.store, guild.id, stands.campaign_id) if stands.campaign_id else None
    if campaign is not None:
        words["count"], words["last_seen"] = campaign.count, campaign.last_seen
    draft = await warnings.draft(bot.store, guild.id, stands.campaign_id, **words)
    return Draft(draft, merged(examples_in(message), new), stands)


def of_campaign(campaign: Campaign) -> Found:
    """What the server's memory knows of a kind of mail."""
    return found(shipped(), campaign.rules, campaign.brand, campaign.sender_domain, campaign.link_domains)


async def language_of(bot: Honmono, guild: discord.Guild, reader: Lang) -> Lang:
    """The language of a warning: the one that the server chose, Japanese where Discord says so, else the moderator's. Most servers never told Discord theirs."""
    chosen = (await bot.servers.get(guild.id)).language
    return language(chosen or (guild.preferred_locale if language(guild.preferred_locale) == "ja" else reader))


async def _room(bot: Honmono, guild: discord.Guild, here: int) -> int:
    """The channel to offer: where this server's newest warning stands, else where was asked."""
    for warning in (await warnings.listed(bot.store, guild.id))[:1]:
        if place(guild.get_channel_or_thread(warning.channel_id)) is not None:
            return warning.channel_id
    return here
