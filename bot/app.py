"""The bot: what it may see and why, what it loads, and what it says when something goes wrong."""

from __future__ import annotations

import functools
import logging
import time
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.answers import GIVEN_UP, tell
from bot.cards.presses import ITEMS, lang_of
from bot.cluster.claims import Claims
from bot.keeping import Keeping
from bot.limits import Buckets
from bot.memory import Once, Recent, Shots
from bot.ops.interactions import Interactions
from bot.ops.metrics import Metrics
from bot.ops.ready import readiness
from bot.ops.web import OpsServer
from bot.pacing import Ages, Pacer
from bot.pictures.pool import Pictures, Pool, installed
from bot.reach import Reach
from bot.running import Leaving, Running
from bot.servers import Servers
from bot.shards import Turns, chosen
from bot.spending import Spending, several
from bot.store import Store, StoreError
from bot.store.store import utc_now
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from bot.config import Settings
    from rules.report import Lang

log = logging.getLogger(__name__)

EXTENSIONS = (
    "bot.commands.about",
    "bot.commands.check",
    "bot.commands.feedback",
    "bot.commands.forms",
    "bot.commands.listen",
    "bot.commands.look",
    "bot.commands.privacy",
    "bot.commands.settings",
    "bot.commands.shots",
    "bot.commands.upkeep",
    "bot.commands.warnings",
    "bot.commands.warning_stats",
)
MINUTE = 60.0
BUSY = 15
"""Seconds to wait that people are told while the process cannot keep up."""


def intents(*, message_content: bool = False) -> discord.Intents:
    """What the bot asks Discord to tell it; no privileged intent is among it unless the operator asks for one."""
    return discord.Intents(
        guilds=True,  # channels and permissions, to know where it may answer
        guild_messages=True,  # messages that mention it (their text comes with the mention)
        dm_messages=True,  # direct messages
        message_content=message_content,  # privileged, off: the text of somebody else's message that a mention answers
    )


class Honmono(commands.AutoShardedBot):
    """The bot.

    `recent`, `shots`, `reach`, `counted` and `shared` live in memory only; `keeping` has the store, which may be away; `pictures` reads pictures, if anything does.
    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now, pictures: Pictures | None = None) -> None:
        ids, count = chosen(settings)
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=intents(message_content=settings.message_content),
            allowed_mentions=discord.AllowedMentions.none(),  # words from a mail never ping anybody
            help_command=None,
            proxy=settings.discord_proxy or None,
            max_messages=None,  # nothing is kept
            shard_ids=ids,  # type: ignore[arg-type] # None is its default
            shard_count=count,
        )
        self.settings = settings
        self.keeping = Keeping(settings.database_url.get_secret_value(), clock)
        self.servers = Servers(self.keeping, time.monotonic)
        self.turns = Turns(self.keeping, time.monotonic)
        self.claims = Claims(settings, ids or (0,))
        self.metrics = Metrics()
        self.metrics.watch(self)
        posts = {"/interactions": Interactions(self, settings.interactions_public_key).handle} if settings.interactions_public_key else {}
        self.ops = OpsServer(settings, self.metrics, functools.partial(readiness, self), posts)
        self.pacer = Pacer()
        self.ages = Ages()
        self.running = Running(self.metrics, self.pacer)
        self._identify_together: int | None = None
        self._prepared = False
        self.recent = Recent(time.monotonic)
        self.shots = Shots(time.monotonic)
        self.pictures = pictures
        self.reach = Reach(time.monotonic)
        self.counted: Once[tuple[int, int, str]] = Once()
        self.shared: Once[tuple[int, int | None]] = Once()
        self.person_limit = Buckets(settings.checks_per_minute, MINUTE, time.monotonic)
        self.server_limit = Buckets(settings.server_checks_per_minute, MINUTE, time.monotonic)
        limits = {"person": self.person_limit, "server": self.server_limit}
        self.spending = Spending(self.keeping, settings.discord_token.get_secret_value(), limits) if several(settings) else None
        self.tree.error(self.on_tree_error)

    async def prepare(self) -> None:
        """Open the store and the door for health and metrics, if they are not open: before Discord is reached, which may take its time.

        Raises StoreError when trying again would not help, OSError when the port is taken, OtherKey when other processes have another QUEUE_KEY.
        """
        if not self._prepared:
            self._prepared = True
            await self.keeping.open()
            await self.ops.open()
            self.claims.open()
            if self.pictures is not None:
                await self.pictures.open()

    async def setup_hook(self) -> None:
        """Prepare, load the cogs, the buttons and the translations, and tell Discord the commands. Raises StoreNewer and other StoreErrors for good."""
        await self.prepare()
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        self.add_dynamic_items(*ITEMS)
        await self.tree.set_translator(Translator())
        if self.shard_ids is None or 0 in self.shard_ids:  # once is enough for all processes
            await self.tree.sync()
        if self.settings.image_warm_up and self.pictures is not None:
            self.pictures.warm_up()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for this shard's turn among all shards of all processes."""
        del initial
        await self.claims.wait()
        if self._identify_together is None:
            try:
                self._identify_together = max(1, (await self.fetch_session_start_limits()).max_concurrency)
            except discord.GatewayNotFound:
                self._identify_together = 1
        await self.turns.take((shard_id or 0) % self._identify_together)

    async def close(self) -> None:
        """Leave Discord, then let go of everything else."""
        await super().close()
        await self.turns.close()
        await self.let_go()

    async def let_go(self) -> None:
        """Close the door, end the workers, and let go of the store."""
        await self.ops.close()
        if self.pictures is not None:
            await self.pictures.close()
        await self.claims.close()
        await self.keeping.close()

    @property
    def store(self) -> Store:
        """What is kept. Raises StoreAway while it cannot be used; `answers.plainly` tells a presser so."""
        return self.keeping.store

    def serves(self, guild_id: int) -> bool:
        """Whether this process hears of a server: with several, each has shards of its own."""
        return self.shard_ids is None or (guild_id >> 22) % (self.shard_count or 1) in self.shard_ids

    def forget_person(self, user_id: int) -> None:
        """Drop what is in memory of somebody; nothing else of them is kept. The bucket that keeps them from asking too often stays, and refills by itself."""
        self.recent.forget(user_id)
        self.shots.forget(user_id)
        self.reach.forget(user_id)
        self.counted.forget(lambda done: done[1] == user_id)

    def forget_server(self, guild_id: int) -> None:
        """Drop what is in memory of a server."""
        self.servers.forget(guild_id)
        self.reach.forget_server(guild_id)
        self.counted.forget(lambda done: done[0] == guild_id)

    def refusal(self, user_id: int, guild_id: int | None, lang: Lang) -> str:
        """Empty when a check may begin now, else the sentence that asks to wait: for this person's or this server's next, or until the process has caught up."""
        if self.running.busy:
            self.metrics.refused.labels("busy").inc()
            return words(lang)("say.busy", seconds=BUSY)
        wait = self.person_limit.take(user_id) or (self.server_limit.take(guild_id) if guild_id else 0)
        if wait:
            self.metrics.refused.labels("limit").inc()
            return words(lang)("say.slow", seconds=wait)
        return ""

    async def on_tree_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        """Answer with a plain sentence whatever happened; log what only we can mend, without any mail text."""
        if isinstance(error, (app_commands.CheckFailure, app_commands.CommandNotFound)):
            await tell(interaction, words(lang_of(interaction))("say.error"))
        else:
            await self.failed(interaction, getattr(error, "original", error))

    async def failed(self, interaction: discord.Interaction[Any], cause: BaseException) -> None:
        """Say a plain sentence; log what only we can mend."""
        if isinstance(cause, Leaving):
            return  # told already
        if isinstance(cause, discord.HTTPException) and cause.code in GIVEN_UP:
            self.metrics.refused.labels(GIVEN_UP[cause.code]).inc()
            log.info("an interaction was over before its first sign: %s", cause.code)
            return
        if isinstance(cause, StoreError):
            log.warning("%s", cause)
            await tell(interaction, words(lang_of(interaction))("say.store_away"))
            return
        self.metrics.failures.labels(type(cause).__name__).inc()
        log.error("a command, button or form failed: %s", type(cause).__name__, exc_info=cause)
        await tell(interaction, words(lang_of(interaction))("say.error"))

    def add_dynamic_items(self, *items: type[ui.DynamicItem[Any]]) -> None:
        """As discord.py does it; and what goes wrong after a press is told to the presser, where discord.py would only log it."""
        for item in items:
            if not hasattr(item.callback, "tells"):
                item.callback = _telling(item.callback)  # type: ignore[method-assign]
        super().add_dynamic_items(*items)

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: discord.py would look for a command in every mention, and log the mail's first word when it is none."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what an event handler raised."""
        log.exception("event %s failed", event_method)


def _telling(callback: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """A button's callback that says a plain sentence when it fails."""

    @functools.wraps(callback)
    async def press(item: ui.DynamicItem[Any], interaction: discord.Interaction[Any]) -> None:
        try:
            await callback(item, interaction)
        except Exception as error:
            bot: Honmono = interaction.client
            await bot.failed(interaction, error)

    press.tells = True  # type: ignore[attr-defined]
    return press


class Translator(app_commands.Translator):
    """Names and descriptions of the commands in Japanese."""

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes) -> str | None:
        """The Japanese words for a string that carries its key."""
        del context
        key = string.extras.get("key")
        return words("ja")(f"command.{key}") if key and locale is discord.Locale.japanese else None


def localised(key: str) -> app_commands.locale_str:
    """A command's name or description: English, with its Japanese translation."""
    return app_commands.locale_str(words("en")(f"command.{key}"), key=key)


def create_bot(settings: Settings, clock: Callable[[], datetime] = utc_now, pictures: Pictures | None = None) -> Honmono:
    """The bot, ready to be run. `clock` tells what time it is for everything that is kept; `pictures` reads pictures instead of workers of this machine."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
    if pictures is None and settings.queue_key.get_secret_value():
        from bot.cluster.queue import QueuePictures

        pictures = QueuePictures(settings.database_url.get_secret_value(), settings.queue_key.get_secret_value())
    elif pictures is None and settings.image_workers and installed():
        pictures = Pool(settings.image_workers)
    return Honmono(settings, clock, pictures)
