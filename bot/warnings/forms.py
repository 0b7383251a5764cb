"""Words that a moderator changed: taken from the form, checked, and told in the other language where nobody changed them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.store import campaigns, warnings
from bot.warnings.begin import of_campaign
from bot.warnings.desk import IDS, at_desk, draft_of, shown
from bot.warnings.editor import FORM, Draft, handed_in
from bot.warnings.notice import lang_of_warning
from bot.warnings.proposal import Found, propose
from bot.warnings.wording import ADVICE, FACTS, TITLE, neutral, written_examples
from rules import shipped
from rules.hosts import owner, parse_url

if TYPE_CHECKING:
    import discord

    from bot.app import Honmono
    from bot.store.tables import PinnedWarning
    from bot.store.warnings import Words
    from rules.report import Lang

FORM_ID = re.compile(rf"{FORM}:{IDS}")


async def words_handed_in(interaction: discord.Interaction[Any], match: re.Match[str]) -> None:
    """Take the words of a form into its draft, and show the preview anew. `match` is what FORM_ID found."""

    async def work(interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        bot: Honmono = interaction.client
        draft = await draft_of(bot, interaction, guild, int(match["draft"]), int(match["target"]) if match["target"] else None)
        if draft is None:
            return
        fields = handed_in(interaction.data)
        new: Words = {
            "title": neutral(fields.get("title", "").replace("\n", " "), TITLE) or draft.warning.title,
            "facts": neutral(fields.get("facts", ""), FACTS),
            "advice": neutral(fields.get("advice", ""), ADVICE),
        }
        link = fields.get("official", "").strip()
        notes = []
        if await _is_official(bot, draft.warning, link):
            new["official_url"] = link
        else:
            notes.append("bad_link")
        changed = await warnings.edit(bot.store, guild.id, draft.warning.id, **new) or draft.warning
        await shown(interaction, guild, Draft(changed, written_examples(fields.get("examples", "")), draft.target), notes)

    await at_desk(interaction, work)


async def _is_official(bot: Honmono, warning: PinnedWarning, link: str) -> bool:
    """Whether a link may stand as the official page: an https address, and not on a domain that the mail itself uses."""
    url = parse_url(link)
    if url is None or not link.startswith("https://") or "." not in url.host or len(link) > 512:
        return False
    campaign = await campaigns.get(bot.store, warning.guild_id, warning.campaign_id) if warning.campaign_id else None
    domain = owner(url.host) or url.host
    if campaign is None or domain not in (campaign.sender_domain, *campaign.link_domains):
        return True
    return any(brand.owns(domain) for brand in shipped().brands.values())


async def translated(bot: Honmono, warning: PinnedWarning, lang: Lang) -> Words:
    """A warning's words in another language: those that nobody changed. What a moderator wrote stays as it is."""
    campaign = await campaigns.get(bot.store, warning.guild_id, warning.campaign_id) if warning.campaign_id else None
    seen = of_campaign(campaign) if campaign else Found()
    before, after = propose(seen, shipped(), lang_of_warning(warning)), propose(seen, shipped(), lang)
    return {
        "language": lang,
        "title": after.title if warning.title == before.title else warning.title,
        "facts": after.facts if warning.facts == before.facts else warning.facts,
        "advice": after.advice if warning.advice == before.advice else warning.advice,
    }
