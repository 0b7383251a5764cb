"""What happens when a moderator presses something on a preview. All of it works after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.answers import deliver, finishing, tell
from bot.cards.notes import Note
from bot.cards.presses import lang_of
from bot.store import warnings
from bot.warnings.desk import IDS, Press, at_desk, shown
from bot.warnings.desk import done as finished
from bot.warnings.editor import Draft, Editor, days
from bot.warnings.forms import WordsForm, translated
from bot.warnings.notice import examples_in, lang_of_warning
from bot.warnings.posting import allowed, change, channel_of, counted, ended_by, post
from bot.warnings.spare import SpareButton, unpinned_note
from bot.warnings.trouble import GONE, Trouble, told
from bot.warnings.wording import merged, retold
from bot.words import words

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.store.tables import PinnedWarning
    from bot.store.warnings import Words
    from rules.report import Lang


class DeskButton(ui.DynamicItem[ui.Button[Any]], Press, template=rf"hm-w:(?P<action>post|change|words|ja|en|end|sure|back|drop):{IDS}"):
    """The buttons below a preview."""

    def __init__(self, match: re.Match[str]) -> None:
        self.named(match)
        self.action = match["action"]
        super().__init__(ui.Button(custom_id=match[0]))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says."""
        await at_desk(interaction, getattr(self, f"_{self.action}"), first="nothing" if self.action == "words" else "hold")

    async def _post(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        draft = await self.draft(interaction, guild)
        if draft is None:
            return
        if not draft.says_something:
            await shown(interaction, guild, draft, ["blank"])
            return
        say = words(lang_of(interaction))
        async with finishing(interaction):
            done = await post(bot, guild, member, draft)
        if not done.won:
            await _beaten(interaction, guild, draft, done.warning)
        elif done.warning is not None and done.unpinned is None:
            await interaction.edit_original_response(
                view=finished(say("warning.done", where=f"<#{done.warning.channel_id}>"), done.warning, lang_of(interaction))
            )
        elif done.warning is not None and done.unpinned is not None:
            await deliver(interaction, await unpinned_note(bot, guild, done.warning, done.unpinned, lang_of(interaction)))

    async def _change(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        draft = await self.draft(interaction, guild)
        if draft is None:
            return
        lang = lang_of(interaction)
        if draft.target is None:
            await shown(interaction, guild, draft, ["ended_meanwhile"])
            return
        if not draft.says_something:
            await shown(interaction, guild, draft, ["blank"])
            return
        try:
            async with finishing(interaction):
                unpinned = await change(bot, guild, member, draft)
        except Trouble as trouble:
            if trouble.key not in GONE:
                raise
            await shown(interaction, guild, Draft(draft.warning, draft.examples), ["message_gone"])
            return
        if unpinned is not None:
            await deliver(interaction, await unpinned_note(bot, guild, draft.target, unpinned, lang))
            return
        say = words(lang)
        await deliver(interaction, finished(say("warning.changed"), draft.target, lang_of(interaction)))

    async def _words(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        draft = await self.draft(interaction, guild)
        if draft is not None:
            await interaction.response.send_modal(WordsForm(lang_of(interaction), draft.ids, draft))

    async def _ja(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        await self._in(interaction, guild, "ja")

    async def _en(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        await self._in(interaction, guild, "en")

    async def _in(self, interaction: discord.Interaction[Any], guild: discord.Guild, lang: Lang) -> None:
        bot: Honmono = interaction.client
        draft = await self.draft(interaction, guild)
        if draft is None:
            return
        warning = draft.warning
        new = await translated(bot, warning, lang)
        examples = retold(draft.examples, lang_of_warning(warning), lang)
        changed = await warnings.edit(bot.store, guild.id, warning.id, **new) or warning
        own = any(new.get(name) == getattr(warning, name) for name in ("title", "facts", "advice") if getattr(warning, name))
        await shown(interaction, guild, Draft(changed, examples, draft.target), ["own_words"] if own and warning.language != lang else [])

    async def _end(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        draft = await self.draft(interaction, guild)
        if draft is not None:
            await deliver(interaction, Editor(draft, guild, lang_of(interaction), ending=draft.target is not None))

    async def _back(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        draft = await self.draft(interaction, guild)
        if draft is not None:
            await shown(interaction, guild, draft)

    async def _sure(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        draft = await self.draft(interaction, guild)
        if draft is None:
            return
        if draft.target is not None:
            await ended_by(bot, guild, member, draft.target)
        await warnings.discard(bot.store, guild.id, draft.warning.id)
        await deliver(interaction, Note(words(lang_of(interaction))("warning.ended_now")))

    async def _drop(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        bot: Honmono = interaction.client
        await warnings.discard(bot.store, guild.id, self.draft_id)
        await deliver(interaction, Note(words(lang_of(interaction))("warning.dropped")))


class DeskSelect(ui.DynamicItem[ui.Select[Any]], Press, template=rf"hm-w:(?P<what>where|until):{IDS}"):
    """The two choices below a preview: where, and until when."""

    def __init__(self, match: re.Match[str], item: Any) -> None:
        self.named(match)
        self.what = match["what"]
        super().__init__(item)

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the select carries."""
        return cls(match, item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take what was chosen."""
        await at_desk(interaction, self._chosen)

    async def _chosen(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        draft = await self.draft(interaction, guild)
        if draft is None or not self.item.values:
            return
        value: Any = self.item.values[0]
        chosen: Words = {"channel_id": value.id} if self.what == "where" else {}
        if self.what == "until" and (span := days(str(value))) is not None:
            chosen["expires_at"] = bot.store.now() + span
        changed = await warnings.edit(bot.store, guild.id, draft.warning.id, **chosen) or draft.warning
        await shown(interaction, guild, Draft(changed, draft.examples, draft.target))
        if self.what == "where":  # what would keep them from posting there is told now, not after the last press
            await allowed(bot, await channel_of(guild, changed.channel_id), member)


async def _beaten(interaction: discord.Interaction[Any], guild: discord.Guild, draft: Draft, stands: PinnedWarning | None) -> None:
    """Another warning of the same kind was there first: the draft may change it now."""
    if stands is not None and stands.id != draft.warning.id and stands.status == "posted":
        bot: Honmono = interaction.client
        await counted(bot, draft.warning)
        channel = await channel_of(guild, stands.channel_id)
        with told():
            message = await channel.fetch_message(stands.message_id or 0)
        await shown(interaction, guild, Draft(draft.warning, merged(examples_in(message), draft.examples), stands), ["same_kind"])
        return
    say = words(lang_of(interaction))
    await tell(interaction, say("warning.being_posted") if stands is not None else say("warning.draft_gone"))


ITEMS = (DeskButton, DeskSelect, SpareButton)
