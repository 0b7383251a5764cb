"""「警告をピン留め」 on a card or on any message that holds a mail, and /warning post, list, edit, expire（警告 投稿・一覧・編集・終了）."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands, tasks

from bot.answering import ask
from bot.answers import deliver, finishing, tell, told_to_wait
from bot.app import localised
from bot.cards.forms import Form
from bot.cards.ids import unpack_id
from bot.cards.presses import lang_of
from bot.cards.view import View
from bot.commands.check import TEXT, problem_note
from bot.commands.warning_group import warning_group
from bot.intake import Answer, Submission, from_message, from_modal
from bot.intake.submission import FILES
from bot.progress import Progress
from bot.recall import recall
from bot.servers import may_moderate
from bot.store import StoreError, warnings
from bot.warnings.begin import from_answer, from_card
from bot.warnings.desk import at_desk
from bot.warnings.editor import Draft, Editor
from bot.warnings.listing import ListButton, listing, open_editor
from bot.warnings.notice import title_of
from bot.warnings.posting import ended_by, gone
from bot.warnings.presses import ITEMS
from bot.warnings.rounds import AnswerButton, make_round
from bot.warnings.trouble import Trouble
from bot.words import words
from rules import shipped

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from bot.app import Honmono
    from bot.cards.ids import Remembered
    from bot.store.tables import PinnedWarning
    from rules.report import Lang

log = logging.getLogger(__name__)

MINUTES = 5
"""Between two rounds over all warnings."""
CHOICES = 25


def card_in(message: discord.Message) -> Remembered | None:
    """What a card of ours remembers, whichever of its buttons is left."""
    view = View.of(message)
    found = (unpack_id(getattr(item, "custom_id", None) or "", shipped()) for item in view.walk_children())
    return next((seen for seen in found if seen is not None), None)


async def preview(interaction: discord.Interaction[Any], guild: discord.Guild, begun: tuple[Draft, list[str]]) -> None:
    """Show a draft to the moderator alone."""
    draft, notes = begun
    await deliver(interaction, Editor(draft, guild, lang_of(interaction), notes))


async def preview_of_mail(interaction: discord.Interaction[Any], guild: discord.Guild, submission: Submission, asker: int) -> None:
    """Judge a mail and show the draft of a warning about it; an empty submission gives a draft that says nothing yet."""
    bot: Honmono = interaction.client
    lang = lang_of(interaction)
    answer = Answer()
    if submission.texts or submission.files:
        if await told_to_wait(interaction):
            return
        async with (
            finishing(interaction),
            Progress(lambda view: interaction.edit_original_response(view=view), lang) as progress,
        ):
            answer = await ask(bot, submission, asker=interaction.user.id, guild_id=guild.id, on_place=progress.on_place)
        if answer.report is None:
            await deliver(interaction, problem_note(answer, lang))
            return
        answer = await recall(bot, guild.id, answer, asker=asker)
    await preview(interaction, guild, await from_answer(bot, guild, interaction.channel_id or 0, answer, lang))


class WarnButton(ui.DynamicItem[ui.Button[Any]], template=r"hm:p:(?P<rest>.+)"):
    """「警告をピン留め」 on a public card."""

    def __init__(self, custom_id: str) -> None:
        self.id_text = custom_id
        super().__init__(ui.Button(custom_id=custom_id))

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild from what the button carries."""
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the preview."""
        await at_desk(interaction, self._open, first="think")

    async def _open(self, interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        bot: Honmono = interaction.client
        seen = unpack_id(self.id_text, shipped())
        if seen is not None:
            await preview(interaction, guild, await from_card(bot, guild, interaction.channel_id or 0, seen, lang_of(interaction)))


class PostForm(Form):
    """The form of /warning post: a mail to take the facts from, or nothing, to write them oneself."""

    kind = "warning"

    def __init__(self, lang: Lang) -> None:
        say = words(lang)
        super().__init__(say("warning.post_form"))
        self.body: ui.TextInput[PostForm] = ui.TextInput(custom_id="body", style=discord.TextStyle.paragraph, max_length=TEXT, required=False)
        self.files: ui.FileUpload[PostForm] = ui.FileUpload(custom_id="files", required=False, min_values=0, max_values=FILES)
        self.add_item(ui.Label(text=say("modal.body"), description=say("warning.post_hint"), component=self.body))
        self.add_item(ui.Label(text=say("modal.files"), description=say("modal.files_hint"), component=self.files))

    @classmethod
    def again(cls, interaction: discord.Interaction[Any], memo: str) -> Self:
        """An empty form."""
        del memo
        return cls(lang_of(interaction))

    async def hand_in(self, interaction: discord.Interaction[Any]) -> None:
        """Show the preview."""
        await at_desk(interaction, self._take, first="think")

    async def _take(self, interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        await preview_of_mail(interaction, guild, from_modal(self.body.value, self.files.values, ""), member.id)


@app_commands.command(name=localised("warning_post"), description=localised("warning_post_about"))
async def post(interaction: discord.Interaction[Any]) -> None:
    """Open the form."""

    async def work(interaction: discord.Interaction[Any], _guild: discord.Guild, _member: discord.Member) -> None:
        await interaction.response.send_modal(PostForm(lang_of(interaction)))

    await at_desk(interaction, work, first="nothing")


@app_commands.command(name=localised("warning_list"), description=localised("warning_list_about"))
async def list_all(interaction: discord.Interaction[Any]) -> None:
    """Show what stands."""

    async def work(interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        bot: Honmono = interaction.client
        await deliver(interaction, listing(await warnings.listed(bot.store, guild.id), lang_of(interaction)))

    await at_desk(interaction, work, first="think")


async def choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The warnings that stand, by title, to those who may handle them."""
    bot: Honmono = interaction.client
    if interaction.guild_id is None or not await may_moderate(interaction):
        return []
    try:
        standing = await warnings.listed(bot.store, interaction.guild_id)
    except StoreError:
        return []
    wanted = typed.casefold().strip()
    named = [(f"{title_of(warning)[:80]} (#{warning.id})", str(warning.id)) for warning in standing]
    return [app_commands.Choice(name=name, value=value) for name, value in named if wanted in name.casefold()][:CHOICES]


def _number(chosen: str) -> int:
    """The warning that was chosen; 0, which is none, for what was typed and is no number."""
    return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0


@app_commands.command(name=localised("warning_edit"), description=localised("warning_edit_about"))
@app_commands.rename(warning=localised("warning_option"))
@app_commands.describe(warning=localised("warning_option_about"))
@app_commands.autocomplete(warning=choices)
async def edit(interaction: discord.Interaction[Any], warning: str) -> None:
    """Open the editor of one that stands."""

    async def work(interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
        await open_editor(interaction, guild, _number(warning))

    await at_desk(interaction, work, first="think")


@app_commands.command(name=localised("warning_expire"), description=localised("warning_expire_about"))
@app_commands.rename(warning=localised("warning_option"))
@app_commands.describe(warning=localised("warning_option_about"))
@app_commands.autocomplete(warning=choices)
async def expire(interaction: discord.Interaction[Any], warning: str) -> None:
    """End one that stands."""

    async def work(interaction: discord.Interaction[Any], guild: discord.Guild, member: discord.Member) -> None:
        bot: Honmono = interaction.client
        standing = await warnings.get(bot.store, guild.id, _number(warning))
        if standing is None or standing.status != "posted":
            raise Trouble("no_warning")
        await ended_by(bot, guild, member, standing)
        await tell(interaction, words(lang_of(interaction))("warning.ended_now"))

    await at_desk(interaction, work, first="think")


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (post, list_all, edit, expire)


class Warnings(commands.Cog):
    """The message command, the form's words, the rounds, and messages that somebody deletes."""

    def __init__(self, bot: Honmono) -> None:
        self.bot = bot
        self.menu = app_commands.ContextMenu(name=localised("warn"), callback=self.context)
        self.menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
        self.menu.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
        bot.tree.add_command(self.menu)
        self.group = warning_group(bot)
        for command in COMMANDS:
            self.group.add_command(command)

    async def cog_load(self) -> None:
        """Begin the rounds."""
        self.rounds.start()

    async def cog_unload(self) -> None:
        """Take everything away again."""
        self.rounds.cancel()
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)
        for command in COMMANDS:
            self.group.remove_command(command.name)

    async def context(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """A card of ours, a warning of ours, or anybody's message that holds a mail."""

        async def work(interaction: discord.Interaction[Any], guild: discord.Guild, _member: discord.Member) -> None:
            if self.bot.user is not None and message.author.id == self.bot.user.id:
                standing = await warnings.of_message(self.bot.store, guild.id, message.id)
                seen = card_in(message)
                if standing is not None:
                    await open_editor(interaction, guild, standing.id)
                elif seen is not None:
                    await preview(interaction, guild, await from_card(self.bot, guild, message.channel.id, seen, lang_of(interaction)))
                else:
                    await tell(interaction, words(lang_of(interaction))("say.nothing"))
                return
            submission = from_message(message)
            if submission.is_talk:
                await tell(interaction, words(lang_of(interaction))("say.nothing"))
                return
            await preview_of_mail(interaction, guild, submission, message.author.id)

        await at_desk(interaction, work, first="think")

    @tasks.loop(minutes=MINUTES)
    async def rounds(self) -> None:
        """Look after all warnings."""
        await make_round(self.bot)

    @rounds.before_loop
    async def before_rounds(self) -> None:
        """Servers are known only then."""
        await self.bot.wait_until_ready()

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Somebody deleted a message: perhaps a warning."""
        await self._gone(payload.guild_id, lambda standing: standing.message_id == payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Somebody deleted many."""
        await self._gone(payload.guild_id, lambda standing: standing.message_id in payload.message_ids)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel went, with what stood in it."""
        await self._gone(channel.guild.id, lambda standing: standing.channel_id == channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """So did a thread."""
        await self._gone(payload.guild_id, lambda standing: standing.channel_id == payload.thread_id)

    async def _gone(self, guild_id: int | None, went: Callable[[PinnedWarning], bool]) -> None:
        """Note the warnings that went. While the store is away nothing is noted; it is noticed at the next touch."""
        guild = self.bot.get_guild(guild_id) if guild_id else None
        if guild is None:
            return
        try:
            for standing in await warnings.listed(self.bot.store, guild.id):
                if went(standing):
                    await gone(self.bot, guild, standing)
        except StoreError as error:
            log.info("%s", error)


async def setup(bot: Honmono) -> None:
    """Load the cog and its controls."""
    bot.add_dynamic_items(WarnButton, ListButton, AnswerButton, *ITEMS)
    await bot.add_cog(Warnings(bot))
