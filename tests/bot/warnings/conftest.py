"""A server with moderators, a room for warnings and a log, and the ways a warning begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.store import warnings
from tests.bot.conftest import MAIL, World, buttons, texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.store.tables import PinnedWarning

LIKE_IT = "件名: メールアドレスの保留中のメール12件\n差出人: XSERVER SUPPORT <hanako-example.co.jp@mail.example.cfd>\n\nhanako@example.co.jp 様\n12件のメールが保留されています。受信するには下記のリンクをクリックしてください。\nhttps://login.example.cfd/y"
"""Another copy of MAIL."""
OTHER = "件名: 【重要】口座のご利用を制限しました\n差出人: 三井住友銀行 <info@smbc.example.top>\n\nお客様の口座に不審なアクセスがありました。24時間以内に本人確認をお願いします。\nhttps://smbc.example.top/login"
WARN = "警告をピン留め"
MENU = "Pin a warning"


class Desk:
    """The moderators' side of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.env, self.guild, self.channel = world.env, world.guild, world.channel
        self.room = world.guild.create_text_channel("お知らせ")
        self.log = world.guild.create_text_channel("記録")
        self.midori = world.member("midori", manage_messages=True)
        self.akane = world.member("akane", manage_messages=True)

    @property
    def bot(self) -> Any:
        return self.env.bot

    async def with_log(self) -> None:
        await self.bot.servers.change(self.guild.id, log_channel_id=self.log.id)

    async def card(self, mail: str = MAIL, who: Any = None) -> Any:
        """A public card below a mail that somebody posted with a mention."""
        await (who or self.world.hanako).send(self.channel, f"{self.world.me} これ本物？\n{mail}")
        return self.channel.last_message

    async def preview(self, mail: str = MAIL, who: Any = None) -> Any:
        """The preview that a press on a public card opens."""
        result = await (who or self.midori).click(await self.card(mail), label=WARN)
        assert result.ephemeral
        return result.response.message

    async def posted(self, mail: str = MAIL, who: Any = None, room: Any = None) -> Any:
        """A warning that stands; the preview says so."""
        message = await self.preview(mail, who)
        if room is not None:
            await self.press_select(message, "where", [room], who)
        await self.press(message, "post", who)
        return (room or self.channel).pinned_messages()[-1]

    async def press(self, message: Any, action: str, who: Any = None) -> Any:
        return await (who or self.midori).click(message, custom_id=self.named(message, action))

    async def end(self, message: Any) -> Any:
        """Press 「終える」 on a preview (unless it asks already), and say yes."""
        if "終える（ピンを外す）" in buttons(self.now(message).components):
            await self.press(message, "end")
        return await self.press(message, "sure")

    async def press_select(self, message: Any, action: str, values: Sequence[Any], who: Any = None) -> Any:
        return await (who or self.midori).select(message, values, custom_id=self.named(message, action))

    def now(self, message: Any) -> Any:
        """The message as it is by now."""
        return self.env.backend.get_message(message.channel.id if hasattr(message, "channel") else message.channel_id, message.id)

    def text(self, message: Any) -> str:
        return texts(self.now(message).components)

    def named(self, message: Any, action: str) -> str:
        """The custom id of a control on a message as it is now."""
        ids = [control["custom_id"] for control in buttons(self.now(message).components).values() if "custom_id" in control]
        return next(custom_id for custom_id in ids if custom_id.split(":")[1] == action)

    def logged(self) -> list[str]:
        """The lines of the log."""
        return [message.content for message in self.log.history() if message.content]

    async def standing(self) -> Sequence[PinnedWarning]:
        return await warnings.listed(self.bot.store, self.guild.id)

    async def form(self, message: Any, **fields: str) -> Any:
        """Open the form of a preview, change some fields, and hand it in."""
        shown = await self.press(message, "words")
        values = {label["component"]["custom_id"]: label["component"].get("value") or "" for label in shown.modal["components"]}
        return await self.midori.submit_modal(shown, {**values, **fields})

    def forbid(self, channel: Any, **denied: bool) -> None:
        """Deny the bot permissions in a channel."""
        self.overwrite(channel, self.bot.user.id, **denied)

    def overwrite(self, channel: Any, member_id: int, **denied: bool) -> None:
        from simcord.backend.models import Overwrite
        from simcord.enums import OverwriteType

        deny = discord.Permissions(**{name: True for name, allowed in denied.items() if not allowed}).value
        allow = discord.Permissions(**{name: True for name, allowed in denied.items() if allowed}).value
        self.env.backend.set_overwrite(channel.id, Overwrite(target_id=member_id, type=OverwriteType.MEMBER, allow=allow, deny=deny))


async def at_once(env: Any, *presses: Callable[[], Awaitable[Any]]) -> list[Any]:
    """Several people act in the same moment: everything is on its way before the bot sees any of it."""
    real = env._settle_internal

    async def later(**_kwargs: Any) -> None:
        return None

    env._settle_internal = later
    try:
        results = [await press() for press in presses]
    finally:
        env._settle_internal = real
    await env.settle()
    return results


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)
