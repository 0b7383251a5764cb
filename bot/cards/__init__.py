"""A report becomes what people see. Nothing here judges; wording lives in bot/words."""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.notes import Note, aid, all_points, copy_help, door, remembered_points

__all__ = ("Card", "Note", "aid", "all_points", "copy_help", "door", "remembered_points")
