"""Everything that a bot needs, looked at one by one, with what to do about it: for `honmono doctor`.

A store that is there is opened as at a start, which brings it to this program's schema; a SQLite file that is not is not made. Discord is asked who the bot is, a picture of nothing is read.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import aiohttp
import discord

from bot.cluster.claims import claimed_twice
from bot.cluster.held import GONE, long_transaction
from bot.pictures.pool import NotRead, Picture, Pool, installed
from bot.shards import chosen, split_over_sqlite
from bot.store import Store, StoreAway, StoreError, StoreRefused
from bot.store.address import address
from bot.words import words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.config import Settings

State = Literal["good", "off", "bad"]
PATIENCE = 60.0
"""Seconds that one look may take."""
WANTED = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
HELPFUL = ("pin_messages", "create_public_threads")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: `bad` findings say what to do. `what` is a key of the words under doctor.of."""

    what: str
    state: State
    says: str


def _found(settings: Settings, what: str, state: State, key: str, **slots: object) -> Finding:
    return Finding(what, state, words(settings.language)(f"doctor.{what}.{key}", **slots))


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which a start needs it."""
    looks: tuple[tuple[str, Callable[[Settings], Awaitable[list[Finding]]]], ...] = (
        ("rules", _rules),
        ("store", _store),
        ("shards", _shards),
        ("queue", _queue),
        ("pictures", _pictures),
        ("discord", _discord),
    )
    for what, one in looks:
        try:
            async with asyncio.timeout(PATIENCE):
                for finding in await one(settings):
                    yield finding
        except TimeoutError:
            yield Finding(what, "bad", words(settings.language)("doctor.slow", seconds=f"{PATIENCE:.0f}"))


async def _rules(settings: Settings) -> list[Finding]:
    from rules import check, shipped

    pack = shipped()
    level = check("件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <info@mail.example.cfd>\nhttps://login.example.cfd/x").level
    if level != "strong":
        return [_found(settings, "rules", "bad", "blind")]
    return [_found(settings, "rules", "good", "there", pack=pack.version, points=len(pack.rules), brands=len(pack.brands))]


async def _store(settings: Settings) -> list[Finding]:
    try:
        target = address(settings.database_url.get_secret_value())
        if target.drivername.startswith("sqlite"):
            name, there, usable = _file(target.database or "")
            if not there:
                return [_found(settings, "store", "good" if usable else "bad", "not_yet" if usable else "nowhere", file=name)]
        else:
            name = f"PostgreSQL {target.host}/{target.database}"
        store = await Store.open(settings.database_url.get_secret_value())
    except StoreRefused as error:
        return [_found(settings, "store", "bad", "refused", error=_cause(error))]
    except StoreError as error:
        return [_found(settings, "store", "bad", "away", error=_cause(error))]
    await store.close()
    return [_found(settings, "store", "good", "there", name=name)]


def _cause(error: StoreError) -> str:
    """What the database or its driver said, without the log's words around it: the finding says those in the reader's language."""
    return (isinstance(error, StoreAway) and str(error).partition(": ")[2]) or str(error)


def _file(database: str) -> tuple[str, bool, bool]:
    """A SQLite file's whole path, whether it is there, and whether it can be made: nothing is made for a look."""
    file = Path(database).absolute()
    home = next(folder for folder in file.parents if folder.exists())
    return str(file), file.exists(), home.is_dir() and os.access(home, os.W_OK)


async def _shards(settings: Settings) -> list[Finding]:
    """Which this process runs, and whether another one runs them too; that is not known while the database is away, which was told."""
    ids, count = chosen(settings)
    if split_over_sqlite(settings):
        return [_found(settings, "shards", "bad", "apart")]
    if settings.database_url.get_secret_value().startswith("postgres"):
        with suppress(*GONE):
            async with long_transaction(settings.database_url.get_secret_value()) as connection:
                if twice := await claimed_twice(connection):
                    return [_found(settings, "shards", "bad", "twice", ids=", ".join(map(str, twice)))]
    if ids is None:
        return [_found(settings, "shards", "good", "whole")]
    return [_found(settings, "shards", "good", "part", ids=", ".join(map(str, ids)), count=count)]


async def _queue(settings: Settings) -> list[Finding]:
    if not settings.queue_key.get_secret_value():
        return [_found(settings, "queue", "off", "off")]
    try:
        from bot.cluster.agreement import disagreeing
        from bot.cluster.queue import libpq, prepare, queue_app
    except ModuleNotFoundError:
        return [_found(settings, "queue", "bad", "missing")]
    from procrastinate.exceptions import ProcrastinateException

    app = queue_app(libpq(settings.database_url.get_secret_value()))
    try:
        async with app.open_async():
            await prepare(app)
            row = await app.connector.execute_query_one_async(
                "SELECT count(*) AS workers FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
            )
        others = await disagreeing(settings.database_url.get_secret_value(), settings.queue_key.get_secret_value())
    except (ProcrastinateException, *GONE) as error:
        return [_found(settings, "queue", "bad", "away", error=type(error).__name__)]
    if others:
        return [_found(settings, "queue", "bad", "other_key", count=others)]
    if not row["workers"]:
        return [_found(settings, "queue", "bad", "idle")]
    return [_found(settings, "queue", "good", "there", workers=row["workers"])]


async def _pictures(settings: Settings) -> list[Finding]:
    if settings.queue_key.get_secret_value() or not settings.image_workers:
        return [_found(settings, "pictures", "off", "off")]
    if not installed():
        return [_found(settings, "pictures", "bad", "missing")]
    pool = Pool(1)
    try:
        await pool.read([Picture("nothing", _nothing)], lambda _place: None)
    except NotRead as error:
        if error.reason != "nothing":
            return [_found(settings, "pictures", "bad", "stuck", reason=error.reason)]
    finally:
        await pool.close()
    return [_found(settings, "pictures", "good", "there")]


async def _nothing() -> bytes | None:
    return None


async def _discord(settings: Settings) -> list[Finding]:
    token = settings.discord_token.get_secret_value()
    if not token:
        if find_spec("simcord") is None:
            return [_found(settings, "token", "off", "bare")]
        return [_found(settings, "token", "off", "off")]
    client = discord.Client(intents=discord.Intents.none(), proxy=settings.discord_proxy or None)
    try:
        async with client:
            try:
                await client.login(token)
            except discord.LoginFailure:
                return [_found(settings, "token", "bad", "refused")]
            about = await client.application_info()
            return [
                _found(settings, "token", "good", "there", name=client.user),
                *_intents(settings, about),
                *_invite(about),
                *await _servers(settings, client),
            ]
    except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
        return [_found(settings, "discord", "bad", "away", error=type(error).__name__)]


def _intents(settings: Settings, about: discord.AppInfo) -> list[Finding]:
    allowed = about.flags.gateway_message_content or about.flags.gateway_message_content_limited
    if settings.message_content and not allowed:
        return [_found(settings, "intents", "bad", "off")]
    return [_found(settings, "intents", "good", "content" if settings.message_content else "none")]


def _invite(about: discord.AppInfo) -> list[Finding]:
    permissions = discord.Permissions(**dict.fromkeys((*WANTED, *HELPFUL), True))
    url = discord.utils.oauth_url(about.id, permissions=permissions, scopes=("bot", "applications.commands"))
    return [Finding("invite", "good", url)]


async def _servers(settings: Settings, client: discord.Client) -> list[Finding]:
    """What the bot's own roles lack in the servers it is in, as far as the list of servers tells."""
    findings = []
    count = 0
    say = words(settings.language)
    async for guild in client.fetch_guilds(limit=200):
        count += 1
        member = await guild.fetch_member(client.user.id) if client.user else None
        roles = {role.id: role for role in await guild.fetch_roles()}
        mine = discord.Permissions.none()
        for number in (guild.id, *(role.id for role in member.roles)) if member else ():
            if number in roles:
                mine |= roles[number].permissions
        lacks = [name for name in WANTED if not getattr(mine, name)]
        if lacks and not mine.administrator:
            findings.append(_found(settings, "permissions", "bad", "lacking", server=guild.name, names=", ".join(say(f"permission.{name}") for name in lacks)))
        if len(findings) >= 10:
            break
    return findings or [_found(settings, "permissions", "good", "there", count=count)]
