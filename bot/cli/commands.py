"""The commands by name, each imported and built when it is asked for: reading the options of all takes longer than judging a mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_group

_PLACES = {
    "check": "check:check",
    "score": "score:score",
    "score-links": "links:score_links",
    "run": "run:run",
    "worker": "worker:worker",
    "doctor": "doctor:doctor",
    "try": "run:playground",
    "rules": "fit:app",  # fit adds itself to the rules' commands
    "notices": "notices:app",
    "feedback": "feedback:app",
}
"""Module of this package, and the function or the Typer app in it."""


class Commands(TyperGroup):
    """The program's group of commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast("dict[str, Any]", _Commands())


class _Commands(Mapping[str, Any]):
    def __getitem__(self, name: str) -> Any:
        return _built(name, _PLACES[name])

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


@cache
def _built(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(f"bot.cli.{module}"), attribute)
    alone = typer.Typer(add_completion=False)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return get_group(alone).commands[name]
