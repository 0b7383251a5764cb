"""What is logged, and how: never a mail's text, never a token."""

from __future__ import annotations

import logging
import sys

import discord


def set_up(name: str) -> None:
    """Log at the level of that name (DEBUG to ERROR)."""
    level = logging.getLevelName(name)
    plain = (
        None if sys.stderr.isatty() else logging.Formatter("[{asctime}] [{levelname:<8}] {name}: {message}", "%Y-%m-%d %H:%M:%S", style="{")
    )  # no colours in a file
    discord.utils.setup_logging(level=level, formatter=plain or discord.utils.MISSING)
    logging.getLogger("alembic").setLevel(max(level, logging.WARNING))
    logging.getLogger("procrastinate").setLevel(max(level, logging.WARNING))  # its lines hold what a job was given
    logging.getLogger("discord").setLevel(max(level, logging.INFO))  # its debug lines hold whole messages
