"""What people read: every word the bot and the command line say, one file a language (ja.toml, en.toml)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rules.report import Lang


class Words:
    """One language's words by dotted key.

    >>> words("en")("level.strong.name")
    'Strong suspicion'
    """

    def __init__(self, lang: Lang, table: dict[str, Any]) -> None:
        self.lang: Lang = lang
        self.flat = dict(_flatten(table, ""))

    def __call__(self, key: str, **slots: object) -> str:
        """The words under a key, with their slots filled. KeyError when there are none: a test keeps that from happening."""
        text = self.flat[key]
        return text.format(**slots) if slots else text

    def several(self, prefix: str) -> list[str]:
        """All words under a prefix, in the file's order."""
        return [text for key, text in self.flat.items() if key.startswith(prefix + ".")]


def _flatten(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return found


@lru_cache(maxsize=4)
def words(lang: Lang) -> Words:
    """The words of a language, read once."""
    return Words(lang, tomllib.loads((Path(__file__).parent / f"{lang}.toml").read_text("utf-8")))


def language(locale: object) -> Lang:
    """Our language for a Discord locale: Japanese for ja, English for everything else.

    >>> language("ja"), language("en-GB"), language("pt-BR")
    ('ja', 'en', 'en')
    """
    return "ja" if str(locale).lower().startswith("ja") else "en"
