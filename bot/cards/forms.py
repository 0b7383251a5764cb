"""Forms (modals) that are answered whoever opened them: two people at once, after a restart, and handed in twice.

discord.py finds an open form by its custom id, has one for all who opened it, and forgets it once it was handed in, or when the process ends. So it is not
asked to keep any: what was handed in is read into a new form of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

if TYPE_CHECKING:
    from bot.app import Honmono

_PREFIX = "hm-form"
_KINDS: dict[str, type[Form]] = {}


class Form(ui.Modal):
    """A form of one `kind`. What it must know again after a restart goes into `memo` (at most 60 letters, none of them a colon).

    A subclass takes `(lang, memo)`, gives its controls fixed custom ids, and does its work in `hand_in`.
    """

    kind: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "kind" in cls.__dict__:
            _KINDS[cls.kind] = cls

    def __init__(self, title: str, memo: str = "") -> None:
        super().__init__(title=title[:45], custom_id=f"{_PREFIX}:{self.kind}:{memo}", timeout=None)
        self.memo = memo

    @classmethod
    def again(cls, interaction: discord.Interaction[Any], memo: str) -> Self:
        """An empty form of this kind, to read into what was handed in."""
        raise NotImplementedError

    async def hand_in(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    def is_finished(self) -> bool:
        """Whether discord.py should not keep it."""
        return True

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Where discord.py brings what was read in."""
        await self.hand_in(interaction)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:  # type: ignore[override] # as discord.ui.Modal has it
        """Hand on to the one place that says so."""
        bot: Honmono = interaction.client
        await bot.failed(interaction, error)


async def hand_in(interaction: discord.Interaction[Any]) -> None:
    """Read what was handed in from one of our forms into a new one of its kind, and do what it is for; nothing for any other interaction."""
    data: Any = interaction.data or {}
    prefix, _, rest = str(data.get("custom_id", "")).partition(":")
    if interaction.type is not discord.InteractionType.modal_submit or prefix != _PREFIX:
        return
    kind, memo = rest.split(":")[:2]
    # discord.py has no public way to read what was handed in
    await _KINDS[kind].again(interaction, memo)._dispatch_submit(interaction, data["components"], data.get("resolved", {}))
