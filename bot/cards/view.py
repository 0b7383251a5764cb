"""What everything the bot shows is built on."""

from __future__ import annotations

from typing import Self

import discord
from discord import ui


class View(ui.LayoutView):
    """A message's components. Its buttons are found again by their custom ids (DynamicItem), so discord.py need not keep it.

    It would, for ever, since a card has no time limit: about 10 kB each.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        """Whether discord.py should not keep it."""
        return True

    @classmethod
    def of(cls, message: discord.Message) -> Self:
        """The components that a message shows, to be changed and sent again."""
        view = cls()
        for item in ui.LayoutView.from_message(message, timeout=None).children:
            view.add_item(item)
        return view
