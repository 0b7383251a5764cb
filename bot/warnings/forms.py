"""The form in which a warning's words are changed: taken, checked, and told in the other language where nobody changed them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.cards.forms import Form
from bot.cards.presses import lang_of
from bot.store import campaigns, warnings
from bot.warnings.begin import of_campaign
from bot.warnings.desk import IDS, at_desk, draft_of, shown
from bot.warnings.editor import Draft
from bot.warnings.notice import lang_of_warning
from bot.warnings.proposal import Found, propose
from bot.warnings.wording import ADVICE, EXAMPLE, EXAMPLES, FACTS, TITLE, URL, neutral, written_examples
from bot.words import words
from rules import shipped
from rules.hosts import owner, parse_url

if TYPE_CHECKING:
    from bot.app import Honmono
    from bot.store.tables import PinnedWarning
    from bot.store.warnings import Words
    from bot.words import Words as Say
    from rules.report import Lang

_MEMO = re.compile(IDS)


class WordsForm(Form):
    """The form, with the words of a draft in it."""

    kind = "words"

    def __init__(self, lang: Lang, memo: str, draft: Draft | None = None) -> None:
        say = words(lang)
        super().__init__(say("warning.form"), memo)
        has = draft.warning if draft else None
        self.heading = self._field("title", say, has.title if has else "", TITLE, long=False)
        self.facts = self._field("facts", say, has.facts if has else "", FACTS, required=False)
        self.examples = self._field("examples", say, "\n".join(draft.examples) if draft else "", EXAMPLES * (EXAMPLE + 1), required=False)
        self.advice = self._field("advice", say, has.advice if has else "", ADVICE)
        self.official = self._field("official", say, has.official_url if has else "", URL, long=False)

    def _field(self, name: str, say: Say, value: str, longest: int, *, long: bool = True, required: bool = True) -> ui.TextInput[WordsForm]:
        style = discord.TextStyle.paragraph if long else discord.TextStyle.short
        field: ui.TextInput[WordsForm] = ui.TextInput(custom_id=name, default=value[:longest] or None, max_length=longest, required=required, style=style)
        self.add_item(ui.Label(text=say(f"warning.field.{name}"), description=say(f"warning.hint.{name}"), component=field))
        return field

    @classmethod
    def again(cls, interaction: discord.Interaction[Any], memo: str) -> Self:
        """An empty form."""
        return cls(lang_of(interaction), memo)

    async def hand_in(self, interaction: discord.Interaction[Any]) -> None:
        """Take the words into the draft, and show the preview anew."""
        await at_desk(interaction, self._take)

    async def _take(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        bot: Honmono = interaction.client
        match = _MEMO.fullmatch(self.memo)
        if match is None:
            return
        draft = await draft_of(bot, interaction, guild, int(match["draft"]), int(match["target"]) if match["target"] else None)
        if draft is None:
            return
        new: Words = {
            "title": neutral(self.heading.value.replace("\n", " "), TITLE) or draft.warning.title,
            "facts": neutral(self.facts.value, FACTS),
            "advice": neutral(self.advice.value, ADVICE),
        }
        link, notes = self.official.value.strip(), []
        if link == draft.warning.official_url or await _is_official(bot, draft.warning, link):
            new["official_url"] = link
        else:
            notes.append("bad_link")
        changed = await warnings.edit(bot.store, guild.id, draft.warning.id, **new) or draft.warning
        await shown(interaction, guild, Draft(changed, written_examples(self.examples.value), draft.target), notes)


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
