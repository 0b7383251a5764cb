"""Those who use the stand-in: they write messages, use the menus, fill the form in, and press buttons."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcord import interactions
from simcord.backend import serializers
from simcord.enums import AppCommandType, InteractionType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcord.backend.models import Channel, Guild, Interaction, Message, User

    from tests.wire.server import Wire

WAIT = 20.0
"""Seconds that an answer is waited for."""


@dataclass
class People:
    """A server with one channel and one member; `shard` of `count` gets its events."""

    wire: Wire
    guild: Guild
    channel: Channel
    user: User

    @classmethod
    def move_in(cls, wire: Wire, *, shard: int = 0, count: int = 1, name: str = "広場") -> People:
        """Make a server whose id belongs to a shard."""
        guild = wire.backend.create_guild(name, shard_id=shard, shard_count=count, preferred_locale="ja")
        channel = wire.backend.create_channel(guild.id, "このメール本物", type=0)
        user = wire.backend.make_user("hanako")
        wire.backend.add_member(guild.id, user.id)
        return cls(wire, guild, channel, user)

    def another(self, name: str) -> People:
        """One more member of the same server."""
        user = self.wire.backend.make_user(name)
        self.wire.backend.add_member(self.guild.id, user.id)
        return People(self.wire, self.guild, self.channel, user)

    def visit(self, place: People) -> People:
        """The same person in another server."""
        self.wire.backend.add_member(place.guild.id, self.user.id)
        return People(self.wire, place.guild, place.channel, self.user)

    @property
    def me(self) -> str:
        """How the bot is mentioned."""
        return f"<@{self.wire.backend.bot_user.id}>"

    def say(self, text: str, files: Sequence[tuple[str, bytes]] = (), *, direct: bool = False) -> Message:
        """Write a message in the channel, or to the bot directly."""
        backend = self.wire.backend
        channel_id = backend.get_dm_channel(self.user.id).id if direct else self.channel.id
        return backend.create_message(channel_id, self.user.id, text, attachments=backend.store_attachments(channel_id, files))

    async def ask(self, mail: str, *, direct: bool = False) -> Message:
        """Mention the bot with a mail, and wait for its reply."""
        message = self.say(mail if direct else f"{self.me} {mail}", direct=direct)
        return await asyncio.wait_for(self.wire.reply(message), WAIT)

    def menu(self, target: Message, name: str) -> Interaction:
        """Use an entry of a message's menu."""
        resolved = {"messages": {str(target.id): dict(serializers.message_payload(self.wire.backend, target))}}
        data = {"id": self._command(name, AppCommandType.MESSAGE), "name": name, "type": 3, "target_id": str(target.id), "resolved": resolved}
        return self._send(InteractionType.APPLICATION_COMMAND, data)

    def slash(self, name: str) -> Interaction:
        """Use a slash command without options."""
        return self._send(InteractionType.APPLICATION_COMMAND, {"id": self._command(name, AppCommandType.CHAT_INPUT), "name": name, "type": 1, "options": []})

    async def open_form(self, interaction: Interaction) -> dict[str, Any]:
        """The form that the bot shows."""
        async with asyncio.timeout(WAIT):
            while interaction.modal is None:
                await asyncio.sleep(0.002)
        return interaction.modal

    def fill_in(self, form: dict[str, Any], **values: str | Sequence[tuple[str, bytes]]) -> Interaction:
        """Hand a form in, with values (texts, or files) by the custom ids of its controls."""
        resolved: dict[str, Any] = {}
        components = []
        for place, label in enumerate(form["components"]):
            control = label["component"]
            value = values.get(control["custom_id"], "" if control["type"] == 4 else [])
            filled = {"value": value} if isinstance(value, str) else {"values": [self._upload(name, data, resolved) for name, data in value]}
            components.append(
                {"type": 18, "id": 2 * place + 1, "component": {"id": 2 * place + 2, "type": control["type"], "custom_id": control["custom_id"], **filled}}
            )
        return self._send(InteractionType.MODAL_SUBMIT, {"custom_id": form["custom_id"], "components": components, "resolved": resolved})

    def _upload(self, name: str, data: bytes, resolved: dict[str, Any]) -> str:
        return interactions.store_interaction_attachment(self.wire.backend, self.channel.id, name, data, resolved)

    async def check(self, mail: str = "", *files: tuple[str, bytes]) -> Message:
        """Open the form of /check, fill it in, and wait for the card."""
        form = await self.open_form(self.slash("check"))
        return await self.answer(self.fill_in(form, body=mail, files=files))

    def press(self, message: Message, custom_id: str) -> Interaction:
        """Press a button."""
        extra = {"message": dict(serializers.message_payload(self.wire.backend, message))}
        return self._send(InteractionType.MESSAGE_COMPONENT, {"custom_id": custom_id, "component_type": 2}, source=message.id, extra=extra)

    async def answer(self, interaction: Interaction) -> Message:
        """Wait for what the bot answers."""
        return await asyncio.wait_for(self.wire.answer(interaction), WAIT)

    def _command(self, name: str, kind: AppCommandType) -> str:
        command = self.wire.backend.find_command(name, self.guild.id, type=kind)
        assert command is not None, f"the bot has no command {name!r}"
        return str(command["id"])

    def _send(self, kind: InteractionType, data: dict[str, Any], *, source: int | None = None, extra: dict[str, Any] | None = None) -> Interaction:
        record, payload = interactions.base_payload(
            self.wire.backend, type=kind, channel_id=self.channel.id, guild_id=self.guild.id, user_id=self.user.id, data=data
        )
        record.source_message_id = source
        self.wire.answer(record)
        self.wire.backend.emit(
            "INTERACTION_CREATE", payload | {"locale": "ja", "guild_locale": "ja", "authorizing_integration_owners": {"0": str(self.guild.id)}} | (extra or {})
        )
        return record
