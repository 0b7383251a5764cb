"""Wording: both languages say the same things, nothing is unused, and nothing promises safety."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import bot.words
from bot.words import words
from rules.packs import FOLDER

ROOT = Path(bot.words.__file__).parents[1]
NEVER = tomllib.loads((FOLDER / "never.toml").read_text("utf-8"))["words"]


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_slots() -> None:
    ja, en = words("ja").flat, words("en").flat
    assert ja.keys() == en.keys()
    for key in ja:
        assert slots(ja[key]) == slots(en[key]), key


def test_every_key_is_used_and_every_used_key_exists() -> None:
    source = "\n".join(path.read_text("utf-8") for path in ROOT.rglob("*.py"))
    flat = words("ja").flat
    for key in re.findall(r"(?:say|words\([^)]*\))\(\s*\"([a-z_.-]+)\"", source):
        assert key in flat, key
    for what, key in re.findall(r"_found\(settings, \"(\w+)\", \"\w+\", \"(\w+)\"", source):
        assert f"doctor.{what}.{key}" in flat
    for key in re.findall(r"(?:refuse|refusal)\(\"([a-z_.-]+)\"", source):
        assert f"refusal.{key}" in flat
    prefixes = (
        "level.",
        "weight.",
        "unseen.",
        "proves_nothing.",
        "aid.",
        "command.",
        "doctor.",
        "say.",
        "button.",
        "permission.",
        "shards.",
        "trouble.",
        "warning.field.",
        "warning.hint.",
        "warning.log.",
        "warning.note.",
        "settings.about.",
        "settings.languages.",
        "settings.log.",
        "feedback.reason.",
        "privacy.count.",
        "picture.field.",
        "picture.problem.",
    )
    for key in flat:
        used = key.startswith(prefixes) or f'"{key}"' in source or re.search(rf'(?:refuse|refusal)\("{key.removeprefix("refusal.")}"', source) is not None
        assert used, key


def test_nothing_promises_safety() -> None:
    for lang in ("ja", "en"):
        for key, text in words(lang).flat.items():  # type: ignore[arg-type]
            for word in NEVER:
                assert word not in text, key
