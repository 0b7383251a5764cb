"""The pack: brands, points, signals, campaigns and lists, read from TOML once and frozen.

`load(folder)` reads a folder laid out like `rules/pack`; `shipped()` is the pack that comes with the program.
"""

from __future__ import annotations

from rules.packs.reading import load, shipped
from rules.packs.records import FIELDS, FOLDER, Brand, Campaign, Domain, Example, Field, Match, Official, Pack, PackError, Rule, Signal, Status, Text

__all__ = (
    "FIELDS",
    "FOLDER",
    "Brand",
    "Campaign",
    "Domain",
    "Example",
    "Field",
    "Match",
    "Official",
    "Pack",
    "PackError",
    "Rule",
    "Signal",
    "Status",
    "Text",
    "load",
    "shipped",
)
