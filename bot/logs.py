"""What is logged, and how: never a mail's text, never a token."""

from __future__ import annotations

import logging

import discord


def set_up(name: str) -> None:
    """Log at the level of that name (DEBUG to ERROR)."""
    level = logging.getLevelName(name)
    discord.utils.setup_logging(level=level)
    logging.getLogger("procrastinate").setLevel(max(level, logging.WARNING))  # its lines hold what a job was given
    logging.getLogger("discord").setLevel(max(level, logging.INFO))  # its debug lines hold whole messages
