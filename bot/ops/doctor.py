"""Everything that a bot needs, looked at one by one, with what to do about it: for `honmono doctor`.

Nothing is changed: the store is opened as at a start (which brings it to this program's schema), Discord is asked who the bot is, a picture of nothing is read.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import aiohttp
import discord

from bot.pictures.pool import NotRead, Picture, Pool, installed
from bot.store import Store, StoreError

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
    """What was found: `bad` findings say what to do."""

    what: str
    state: State
    says: str


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which a start needs it."""
    looks: tuple[tuple[str, Callable[[Settings], Awaitable[list[Finding]]]], ...] = (
        ("rules", _rules),
        ("store", _store),
        ("queue", _queue),
        ("pictures", _pictures),
        ("Discord", _discord),
    )
    for what, one in looks:
        try:
            async with asyncio.timeout(PATIENCE):
                for finding in await one(settings):
                    yield finding
        except TimeoutError:
            yield Finding(what, "bad", f"no answer within {PATIENCE:.0f} seconds")


async def _rules(_settings: Settings) -> list[Finding]:
    from rules import check, shipped

    pack = shipped()
    level = check("件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <info@mail.example.cfd>\nhttps://login.example.cfd/x").level
    if level != "strong":
        return [Finding("rules", "bad", "the rule pack does not recognise its own first mail; install the program again")]
    return [Finding("rules", "good", f"pack {pack.version}: {len(pack.rules)} points, {len(pack.brands)} companies")]


async def _store(settings: Settings) -> list[Finding]:
    try:
        store = await Store.open(settings.database_url.get_secret_value())
    except StoreError as error:
        return [Finding("store", "bad", f"{error}; see DATABASE_URL")]
    name = store.engine.dialect.name
    await store.close()
    return [Finding("store", "good", f"{name}, with this program's tables")]


async def _queue(settings: Settings) -> list[Finding]:
    if not settings.queue_key.get_secret_value():
        return [Finding("queue", "off", "pictures are read by this machine; set QUEUE_KEY for workers on others")]
    try:
        from bot.cluster.queue import libpq, prepare, queue_app
    except ModuleNotFoundError:
        return [Finding("queue", "bad", "QUEUE_KEY is set, but `honmono[cluster]` is not installed")]
    from procrastinate.exceptions import ProcrastinateException

    app = queue_app(libpq(settings.database_url.get_secret_value()))
    try:
        async with app.open_async():
            await prepare(app)
            row = await app.connector.execute_query_one_async(
                "SELECT count(*) AS workers FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
            )
    except (ProcrastinateException, OSError) as error:
        return [Finding("queue", "bad", f"cannot be reached ({type(error).__name__}); see DATABASE_URL")]
    if not row["workers"]:
        return [Finding("queue", "bad", "there, but nobody works on it: start `honmono worker`")]
    return [Finding("queue", "good", f"{row['workers']} workers")]


async def _pictures(settings: Settings) -> list[Finding]:
    if settings.queue_key.get_secret_value() or not settings.image_workers:
        return [Finding("pictures", "off", "not read by this process")]
    if not installed():
        return [Finding("pictures", "bad", "`honmono[images]` is not installed; `make run` installs it, IMAGE_WORKERS=0 turns it off")]
    pool = Pool(1)
    try:
        await pool.read([Picture("nothing", _nothing)], lambda _place: None)
    except NotRead as error:
        if error.reason != "nothing":
            return [Finding("pictures", "bad", f"the worker does not start ({error.reason}); it needs about 700 MB of memory")]
    finally:
        await pool.close()
    return [Finding("pictures", "good", "a worker starts and has its models")]


async def _nothing() -> bytes | None:
    return None


async def _discord(settings: Settings) -> list[Finding]:
    token = settings.discord_token.get_secret_value()
    if not token:
        return [Finding("token", "off", "no DISCORD_TOKEN: `honmono run` opens the playground; to connect, write DISCORD_TOKEN=… into .env (README, step 2)")]
    client = discord.Client(intents=discord.Intents.none(), proxy=settings.discord_proxy or None)
    try:
        async with client:
            try:
                await client.login(token)
            except discord.LoginFailure:
                return [Finding("token", "bad", "Discord refuses it; copy it again from the Developer Portal (Bot → Reset Token)")]
            about = await client.application_info()
            return [Finding("token", "good", f"it is {client.user}"), *_intents(settings, about), *_invite(about), *await _servers(client)]
    except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
        return [Finding("Discord", "bad", f"cannot be reached ({type(error).__name__}); see DISCORD_PROXY")]


def _intents(settings: Settings, about: discord.AppInfo) -> list[Finding]:
    allowed = about.flags.gateway_message_content or about.flags.gateway_message_content_limited
    if settings.message_content and not allowed:
        return [Finding("intents", "bad", "MESSAGE_CONTENT=1, but Message Content is off in the Developer Portal (Bot → Privileged Gateway Intents)")]
    return [Finding("intents", "good", "message content is read in the check channel" if settings.message_content else "none of the privileged ones is needed")]


def _invite(about: discord.AppInfo) -> list[Finding]:
    permissions = discord.Permissions(**dict.fromkeys((*WANTED, *HELPFUL), True))
    url = discord.utils.oauth_url(about.id, permissions=permissions, scopes=("bot", "applications.commands"))
    return [Finding("invite", "good", url)]


async def _servers(client: discord.Client) -> list[Finding]:
    """What the bot's own roles lack in the servers it is in, as far as the list of servers tells."""
    findings = []
    count = 0
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
            findings.append(Finding("permissions", "bad", f"in {guild.name}: give the bot's role {', '.join(lacks)}"))
        if len(findings) >= 10:
            break
    return findings or [Finding("permissions", "good", f"nothing is lacking in {count} servers")]
