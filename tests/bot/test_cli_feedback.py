"""`honmono feedback export`: what it writes, with the moderators' log at hand and without."""

from __future__ import annotations

import asyncio
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.feedback import gathered, text_of, to_toml
from bot.store import Store, feedback
from tests.bot.conftest import MAIL, World
from tests.bot.test_feedback import complain

if TYPE_CHECKING:
    from pathlib import Path

RUN = CliRunner()


async def test_fragments_come_from_the_moderators_own_log(world: World) -> None:
    log = world.guild.create_text_channel("記録")
    await world.bot.servers.change(world.guild.id, log_channel_id=log.id)
    await complain(world, world.hanako, (await world.ask(MAIL)).response.message)

    async def fetch(channel_id: int, message_id: int) -> str:
        return await text_of(world.bot, channel_id, message_id)

    said = await feedback.listed(world.bot.store)
    (candidate,) = tomllib.loads(to_toml(await gathered(said, fetch)))["candidate"]
    assert (candidate["reason"], candidate["becomes"], candidate["handled"]) == ("false_alarm", "misses", False)
    assert [fragment["rule"] for fragment in candidate["fragment"]] == candidate["rules"]
    assert any("mail[.]example[.]cfd" in fragment["quote"] for fragment in candidate["fragment"])
    assert str(world.guild.id) not in to_toml(await gathered(said, fetch))
    message = log.history()[-1]
    world.env.backend.delete_message(log.id, message.id)
    (candidate,) = tomllib.loads(to_toml(await gathered(said, fetch)))["candidate"]
    assert {fragment["quote"] for fragment in candidate["fragment"]} == {""}


async def test_somebody_else_s_message_is_not_read(world: World) -> None:
    message = await world.taro.send(world.channel, "- `link.shortener`　`hxxps://x`")
    assert await text_of(world.bot, world.channel.id, message.id) == ""


def keep(database: str, *said: tuple[str, list[str], bool]) -> None:
    async def work() -> None:
        store = await Store.open(database)
        for reason, rules, handled in said:
            kept = await feedback.add(store, 5, "0123abcd", rules, reason)
            if handled:
                await feedback.handled(store, 5, kept.id)
        await store.close()

    asyncio.run(work())


def test_the_command_writes_a_file(database: str, tmp_path: Path) -> None:
    keep(database, ("missed", [], False), ("brand", ["link.shortener"], True))
    out = tmp_path / "candidates.toml"
    shown = RUN.invoke(app, ["feedback", "export", "--offline", "--out", str(out)])
    assert (shown.exit_code, shown.stderr) == (0, f"1 candidates → {out}\n")
    assert [each["becomes"] for each in tomllib.loads(out.read_text("utf-8"))["candidate"]] == ["hits"]
    shown = RUN.invoke(app, ["feedback", "export", "--all"])
    assert "without DISCORD_TOKEN" in shown.stderr
    document: dict[str, Any] = tomllib.loads(shown.stdout)
    assert [each["rules"] for each in document["candidate"]] == [[], ["link.shortener"]]


@pytest.mark.parametrize(("url", "sentence"), [("mysql://x", "DATABASE_URL names"), ("postgresql://u:secret@127.0.0.1:1/x", "cannot be used now")])
def test_a_database_that_cannot_be_used_is_one_line(monkeypatch: pytest.MonkeyPatch, url: str, sentence: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    shown = RUN.invoke(app, ["feedback", "export", "--offline"])
    assert shown.exit_code == 2
    assert sentence in shown.stderr
    assert "secret" not in shown.stderr
    assert shown.stderr.count("\n") == 1


def test_an_output_that_cannot_be_written_is_one_line(database: str, tmp_path: Path) -> None:
    keep(database)
    shown = RUN.invoke(app, ["feedback", "export", "--offline", "--out", str(tmp_path / "no" / "file.toml")])
    assert (shown.exit_code, shown.stderr.count("\n")) == (2, 1)
