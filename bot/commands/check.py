"""/check（メール確認） and the message command 「本物か調べる」: the answer is for the asker alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.answering import ask, show
from bot.answers import deliver, finishing, tell, told_to_wait
from bot.app import localised
from bot.cards import Note
from bot.cards.forms import Form
from bot.cards.presses import lang_of
from bot.intake import from_message, from_modal
from bot.intake.submission import FILES
from bot.pictures.pool import Reply
from bot.progress import Progress
from bot.words import words
from rules.mail.sniff import LIMIT

if TYPE_CHECKING:
    from bot.app import Honmono
    from bot.intake import Answer, Submission
    from rules.report import Lang

TEXT = 4000
"""Characters of the form's text at most (Discord's limit)."""


def problem_note(answer: Answer, lang: Lang) -> ui.LayoutView:
    """A plain sentence when there is no report."""
    say = words(lang)
    if not answer.problems and not answer.unread:
        return Note(say("say.nothing") + "\n\n" + say("say.help"))
    lines = [say(f"picture.problem.{reason}") for reason in answer.unread]
    lines += [say(f"say.{name}", limit=LIMIT >> 20 if name == "too_large" else FILES) for name in answer.problems]
    return Note("\n".join(dict.fromkeys(lines)) + ("\n\n" + say("copy.text") if answer.unread else ""))


class CheckForm(Form):
    """The form of /check: a text, files, and one's own address."""

    kind = "check"

    def __init__(self, lang: Lang) -> None:
        say = words(lang)
        super().__init__(say("modal.title"))
        self.body: ui.TextInput[CheckForm] = ui.TextInput(custom_id="body", style=discord.TextStyle.paragraph, max_length=TEXT, required=False)
        self.files: ui.FileUpload[CheckForm] = ui.FileUpload(custom_id="files", required=False, min_values=0, max_values=FILES)
        self.address: ui.TextInput[CheckForm] = ui.TextInput(custom_id="address", max_length=254, required=False, placeholder="you@example.jp")
        self.add_item(ui.Label(text=say("modal.body"), description=say("modal.body_hint"), component=self.body))
        self.add_item(ui.Label(text=say("modal.files"), description=say("modal.files_hint"), component=self.files))
        self.add_item(ui.Label(text=say("modal.address"), description=say("modal.address_hint"), component=self.address))

    @classmethod
    def again(cls, interaction: discord.Interaction[Any], memo: str) -> Self:
        """An empty form."""
        del memo
        return cls(lang_of(interaction))

    async def hand_in(self, interaction: discord.Interaction[Any]) -> None:
        """Check what was handed in."""
        await answer_privately(interaction, from_modal(self.body.value, self.files.values, self.address.value))


async def answer_privately(interaction: discord.Interaction[Any], submission: Submission) -> None:
    """Judge a submission and answer the asker alone."""
    bot: Honmono = interaction.client
    lang = lang_of(interaction)
    if await told_to_wait(interaction):
        return
    submission.reply = Reply(interaction.application_id, interaction.token, lang)
    async with finishing(interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with Progress(lambda view: interaction.edit_original_response(view=view), lang) as progress:
            answer = await ask(bot, submission, asker=interaction.user.id, guild_id=interaction.guild_id, on_place=progress.on_place)
        if answer.report is None:
            await deliver(interaction, problem_note(answer, lang))
            return
        await show(interaction, answer, lang)


class Check(commands.Cog):
    """The two ways to ask that Discord shows in its menus."""

    def __init__(self, bot: Honmono) -> None:
        self.bot = bot
        self.menu = app_commands.ContextMenu(name=localised("context"), callback=self.context)
        self.menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
        self.menu.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
        bot.tree.add_command(self.menu)

    async def cog_unload(self) -> None:
        """Take the menu entry away again."""
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)

    @app_commands.command(name=localised("check"), description=localised("check_about"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        await interaction.response.send_modal(CheckForm(lang_of(interaction)))

    async def context(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Check a message that is there already."""
        submission = from_message(message)
        if submission.is_talk and not submission.texts:
            await tell(interaction, words(lang_of(interaction))("say.nothing"))
            return
        await answer_privately(interaction, submission)


async def setup(bot: Honmono) -> None:
    """Load the cog."""
    await bot.add_cog(Check(bot))
