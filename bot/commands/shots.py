"""What is pressed on a card about pictures: the text as read, a correction of it, and the choice between two readings. All of it from this process's memory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.answering import card_of, home, keep
from bot.answers import deliver, tell, told_to_wait
from bot.cards.forms import Form
from bot.cards.presses import lang_of
from bot.cards.shots import Page
from bot.commands.check import TEXT
from bot.intake import Answer
from bot.intake.judge import judge_shot
from bot.pictures.shot import Shot, chosen, corrected, doubts, draft, shown
from bot.words import words

if TYPE_CHECKING:
    import re

    from bot.app import Honmono
    from bot.memory import Kept
    from rules.report import Lang


async def kept_of(interaction: discord.Interaction[Any], key: str, *, own: bool) -> Kept | None:
    """What is still remembered under a key. When nothing is, or (with `own`) it is somebody else's, the presser is told so."""
    bot: Honmono = interaction.client
    kept = bot.shots.get(key)
    if kept is None:
        await tell(interaction, words(lang_of(interaction))("picture.gone"))
    elif own and kept.asker != interaction.user.id:
        await tell(interaction, words(lang_of(interaction))("picture.not_yours"))
        return None
    return kept


class ReadButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-pic:(?P<how>[tp]):(?P<key>[0-9a-f]+):(?P<page>\d+)"):
    """「読み取った文」, and the turning of its pages."""

    def __init__(self, how: str, key: str, page: int) -> None:
        self.how, self.key, self.page = how, key, page
        super().__init__(ui.Button(custom_id=f"hm-pic:{how}:{key}:{page}"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match["how"], match["key"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the first page beside the card, or turn it."""
        if (kept := await kept_of(interaction, self.key, own=False)) is None:
            return
        view = Page(shown(kept.shot), self.key, self.page, lang_of(interaction))
        if self.how == "p":
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


class FixButton(ui.DynamicItem[ui.Button[Any]], template=r"hm-pic:f:(?P<key>[0-9a-f]+)"):
    """「読み違いを直す」: opens the form, for the person who sent the picture."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(ui.Button(custom_id=f"hm-pic:f:{key}"))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match["key"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form with the text in it: it is the asker's own mail, and nobody else sees it."""
        if (kept := await kept_of(interaction, self.key, own=True)) is not None:
            lang = lang_of(interaction)
            await interaction.response.send_modal(FixForm(lang, self.key, draft(kept.shot, lang)))


class FixForm(Form):
    """The text as read, to be corrected. What does not fit into Discord's form is added as it was read."""

    kind = "fix"

    def __init__(self, lang: Lang, key: str, text: str = "") -> None:
        say = words(lang)
        super().__init__(say("picture.fix"), key)
        self.body: ui.TextInput[FixForm] = ui.TextInput(custom_id="body", style=discord.TextStyle.paragraph, max_length=TEXT, default=text[:TEXT] or None)
        hint = say("picture.fix_cut" if len(text) > TEXT else "picture.fix_hint")
        self.add_item(ui.Label(text=say("picture.fix_label"), description=hint, component=self.body))

    @classmethod
    def again(cls, interaction: discord.Interaction[Any], memo: str) -> Self:
        """An empty form."""
        return cls(lang_of(interaction), memo)

    async def hand_in(self, interaction: discord.Interaction[Any]) -> None:
        """A new card for the corrected text."""
        bot: Honmono = interaction.client
        lang = lang_of(interaction)
        if (kept := await kept_of(interaction, self.memo, own=True)) is None:
            return
        if await told_to_wait(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        answer = await _judged(interaction, corrected(kept.shot, self.body.value + draft(kept.shot, lang)[TEXT:]))
        await deliver(interaction, await card_of(bot, answer, lang, guild_id=home(interaction), asker=None))


class HostSelect(ui.DynamicItem[ui.Select[Any]], template=r"hm-pic:h:(?P<key>[0-9a-f]+):(?P<open>\d+):(?P<number>\d+)"):
    """Which reading the picture shows."""

    def __init__(self, key: str, questions: int, number: int, item: ui.Select[Any]) -> None:
        self.key, self.questions, self.number = key, questions, number
        super().__init__(item)

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the select carries."""
        assert isinstance(item, ui.Select)  # noqa: S101 -- nothing else has such an id
        return cls(match["key"], int(match["open"]), int(match["number"]), item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Judge again with the reading chosen, on the same card."""
        bot: Honmono = interaction.client
        if (kept := await kept_of(interaction, self.key, own=True)) is None:
            return
        shot, public = kept.shot, kept.public
        if len(doubts(shot)) == self.questions:  # else the card is an older one, and shows what is known now
            shot = chosen(shot, self.number, int(self.item.values[0]))
        await interaction.response.defer()
        answer = await _judged(interaction, shot, public=public)
        lang = await bot.servers.lang(interaction.guild) if public and interaction.guild else lang_of(interaction)  # everybody's, or the presser's own
        await interaction.edit_original_response(view=await card_of(bot, answer, lang, guild_id=home(interaction), asker=None, public=public))


async def _judged(interaction: discord.Interaction[Any], shot: Shot, *, public: bool = False) -> Answer:
    """The answer to a shot that was changed, remembered for whoever changed it; it is the same mail, and not counted again."""
    bot: Honmono = interaction.client
    answer = keep(bot, await judge_shot(Answer(shot=shot), bot.pacer, interaction.guild_id or interaction.user.id), asker=interaction.user.id, public=public)
    bot.recent.put(answer, interaction.user.id)
    return answer


async def setup(bot: Honmono) -> None:
    """Load the buttons and the select."""
    bot.add_dynamic_items(ReadButton, FixButton, HostSelect)
