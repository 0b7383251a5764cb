"""`honmono feedback export`: answers that people found wrong, as candidates for the rules' examples."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import fail, quiet, refuse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    import discord

    from bot.cards.feedback import Fragment
    from bot.store.tables import Feedback

    Fetch = Callable[[int, int], Awaitable[str]]
    """The text of a moderators' message by channel and message; "" when it is gone."""

app = typer.Typer(help="Answers that people found wrong.", no_args_is_help=True)

_HEAD = """\
# Candidates for the rules' examples, from answers that somebody found wrong.
# The quotes are masked and defanged: write a mail of your own wording around them, and put it under the hits or misses of the rule
# (docs/rules.md). A quote is here as long as the moderators' message with it stands in their log; nothing else of the mail was ever kept.
"""
_BECOMES = {"false_alarm": "misses", "point": "misses", "missed": "hits"}
"""Which list of examples a candidate is for; the other reasons are about wording and brands."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What somebody said, and the masked fragments that can still be read."""

    said: Feedback
    fragments: tuple[Fragment, ...]


@app.callback()
def feedback() -> None:
    """Answers that people found wrong."""


@app.command()
def export(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.toml", help="where to write; the terminal when not given")] = None,
    every: Annotated[bool, typer.Option("--all", help="also what the moderators marked as handled")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="do not read the moderators' messages from Discord: rules and reasons alone")] = False,
) -> None:
    """Write them as TOML: rules and reason from the store, masked fragments from the moderators' own log."""
    import asyncio

    from bot.config import ConfigError, load_settings
    from bot.store import StoreError

    try:
        settings = load_settings()
        token = "" if offline else settings.discord_token.get_secret_value()
        if not token and not offline:
            typer.echo("honmono: without DISCORD_TOKEN the fragments in the moderators' logs cannot be read; rules and reasons alone", err=True)
        found = asyncio.run(_candidates(settings.database_url.get_secret_value(), token, settings.discord_proxy or None, every=every))
    except ConfigError as error:
        fail(str(error))
    except StoreError as error:
        refuse("store", error=error)
    text = to_toml(found)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        refuse("write", path=out, error=error.strerror or error)
    typer.echo(f"{len(found)} candidates → {out}", err=True)


async def _candidates(url: str, token: str, proxy: str | None, *, every: bool) -> list[Candidate]:
    from bot.store import Store
    from bot.store import feedback as kept

    store = await Store.open(url)
    try:
        said = await kept.listed(store, open_only=not every)
    finally:
        await store.close()
    if not token or not said:
        return await gathered(said, None)
    import discord

    with quiet("discord", logging.ERROR):
        async with discord.Client(intents=discord.Intents.none(), proxy=proxy) as client:
            try:
                await client.login(token)
            except (discord.LoginFailure, discord.HTTPException, OSError) as error:
                refuse("discord", error=error)
            return await gathered(said, lambda channel_id, message_id: text_of(client, channel_id, message_id))


async def gathered(said: Iterable[Feedback], fetch: Fetch | None) -> list[Candidate]:
    """What was said, with the fragments of the moderators' messages where these can be fetched."""
    from bot.cards.feedback import Fragment, read_fragments

    found = []
    for each in said:
        text = await fetch(each.channel_id, each.message_id) if fetch and each.channel_id and each.message_id else ""
        quoted = read_fragments(text)
        rest = [Fragment(rule, "") for rule in each.rules if rule not in {fragment.rule for fragment in quoted}]  # the message names the first of them
        found.append(Candidate(each, (*quoted, *rest)))
    return found


async def text_of(client: discord.Client, channel_id: int, message_id: int) -> str:
    """The text of the bot's own message."""
    import discord
    from discord import ui

    try:
        message = await client.get_partial_messageable(channel_id).fetch_message(message_id)
    except discord.HTTPException:
        return ""
    if client.user is None or message.author.id != client.user.id:
        return ""
    view = ui.LayoutView.from_message(message, timeout=None)
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))


def to_toml(found: Iterable[Candidate]) -> str:
    """The document: no server and no person is named in it."""
    parts = [_HEAD]
    for each in found:
        said = each.said
        lines = [
            "[[candidate]]",
            f"report = {_text(said.report_id)}",
            f"said = {said.created_at.date()}",
            f"reason = {_text(said.reason)}",
            f"becomes = {_text(_BECOMES.get(said.reason, ''))}",
            f"handled = {str(said.handled).lower()}",
            f"rules = [{', '.join(map(_text, said.rules))}]",
        ]
        for fragment in each.fragments:
            lines += ["[[candidate.fragment]]", f"rule = {_text(fragment.rule)}", f"quote = {_text(fragment.quote)}"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
