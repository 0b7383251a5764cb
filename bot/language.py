"""The operator's language: LANGUAGE from the environment or `.env`, light enough for a command that needs no other setting."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.report import Lang


def ours(value: str | None) -> Lang | None:
    """A value of LANGUAGE that is meant for us. gettext's list of languages has the same name ("en_US:en"), and is not.

    >>> ours("en"), ours("en_US:en"), ours(None)
    ('en', None, None)
    """
    return "ja" if value == "ja" else "en" if value == "en" else None


def chosen() -> Lang:
    """The language that messages on a terminal are in; Japanese unless the setting says otherwise."""
    if (given := ours(os.environ.get("LANGUAGE"))) is None and Path(".env").is_file():
        from dotenv import dotenv_values

        given = ours(dotenv_values(".env", encoding="utf-8", interpolate=False).get("LANGUAGE"))
    return given or "ja"
