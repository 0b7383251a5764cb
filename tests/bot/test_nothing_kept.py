"""A full run over several mails, on both databases: afterwards nothing of the mails and of the people is in the database, in its files or in the logs."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bot.app import create_bot
from bot.simulation import simulated
from bot.store.address import address
from tests.bot.conftest import Clock, World, both, buttons, restart, settings
from tests.bot.test_feedback import complain, select
from tests.bot.test_room import threads

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "ひみつの合言葉"
MAILS = [
    "件名: 【重要】鈴木 一郎 様の荷物 48271 をお預かりしています\n差出人: ヤマト運輸 <ichiro-suzuki@parcel-mail.example.cfd>\n\n鈴木 一郎 様\n\nお荷物番号 4827-1190-3342 を持ち帰りました。合言葉はひみつの合言葉です。再配達はこちら\nhttps://redeliver.example.top/track?id=SECRET-TOKEN-48271",
    "Subject: Your mailbox is almost full, Genevieve Oddname\nFrom: Mail Admin <admin@quota-mail.example.ru>\n\nDear Genevieve Oddname,\nyour account genevieve.oddname@company.example will be closed within 24 hours. Reference ZX-77312-QQ. Sign in now: https://quota-login.example.ru/renew/77312",
    "件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <reiko-tanaka.example.jp@hold.example.cfd>\n\nreiko-tanaka@example.jp 様\n9件のメールが保留されています。会員番号 90817263 で確認してください。\nhttps://hold.example.cfd/release/90817263",
]
EML = b'From: "Billing Desk 5519" <billing@invoice-mail.example.cn>\r\nTo: kaede.mori@example.co.jp\r\nSubject: Invoice INV-5519 for Kaede Mori\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Dear Kaede Mori, pay invoice INV-5519 at <a href="https://pay.example.cn/inv/5519">https://www.amazon.co.jp/</a></p>'
FRAGMENTS = [
    *(SECRET, "鈴木", "一郎", "4827", "48271", "持ち帰りました", "SECRET-TOKEN", "ichiro", "track?id", "redeliver.example.top/track"),
    *("Oddname", "oddname", "Genevieve", "77312", "almost full", "will be closed", "quota-login.example.ru/renew", "genevieve"),
    *("reiko", "tanaka", "90817263", "保留されています", "hold.example.cfd/release"),
    *("INV-5519", "Kaede", "kaede", "Mori", "Billing Desk", "pay invoice", "example.cn/inv"),
]
"""What would tell that a mail was kept. Registrable domains are kept, as docs/privacy.md says."""


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged with LOG_LEVEL=DEBUG, as the bot sets its logging up."""
    discord_before = logging.getLogger("discord").level
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("discord").setLevel(logging.INFO)
        yield caplog
    logging.getLogger("discord").setLevel(discord_before)


async def everything(world: World, log: Any) -> None:
    """Each mail in several ways, and every press that writes something."""
    boss = world.member("midori-no-kanrinin", manage_messages=True, manage_guild=True)
    await world.bot.servers.change(world.guild.id, check_channel_id=world.channel.id, log_channel_id=log.id, cross_note=True)
    other = world.guild.create_text_channel("雑談")
    for number, mail in enumerate(MAILS):
        card = (await world.ask(mail, address="kaede.mori@example.co.jp")).response.message
        await world.hanako.click(card, label="みんなに共有")
        if "ぜんぶ見る" in buttons(card.components):
            await world.hanako.click(card, label="ぜんぶ見る")
        await complain(world, world.hanako, card, ("false_alarm", "missed", "point")[number])
        told = log.history()[-1]
        await boss.select(told, [("strong", "none", "back")[number]], custom_id=select(told, "hm:o:"))
        await boss.click(log.history()[-1], label="対応済み")
        await world.taro.send(world.channel, mail)
        await world.taro.send(other, f"{world.me} {mail}")
        await world.taro.send_dm(mail)
        message = await world.taro.send(other, mail)
        await world.hanako.context_menu(other, "Is this real?", message)
        await warn(world, boss, other, message)
    assert threads(world)
    await world.ask(files=[("Kaede Mori INV-5519.eml", EML)])
    await world.bot.servers.change(world.guild.id, quiet=True)
    await world.taro.send(other, f"{world.me} {MAILS[0]}")
    await world.hanako.click(other.last_message, label="答えを見る")
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, message="Missing Permissions", times=1)
    await world.taro.send(other, f"{world.me} {MAILS[1]}")
    await boss.slash(world.channel, "settings")
    await world.hanako.slash(world.channel, "privacy")
    await world.hanako.slash(world.channel, "forget")


async def warn(world: World, boss: Any, room: Any, message: Any) -> None:
    """A warning, drafted with the mail's subject in it, posted, opened again, and left as a draft that changes it."""
    for action in ("post", "en"):
        preview = (await boss.context_menu(room, "Pin a warning", message)).response.message
        pressed = next(button["custom_id"] for button in buttons(preview.components).values() if button.get("custom_id", "").startswith(f"hm-w:{action}:"))
        await boss.click(preview, custom_id=pressed)
    assert room.pinned_messages()


def kept(database: str) -> str:
    """All that the database holds: every file of SQLite byte for byte, every row of every table of PostgreSQL."""
    if database.startswith("sqlite"):
        files = list(Path(address(database).database or "").parent.iterdir())
        assert files
        return "\n".join(path.read_bytes().decode("utf-8", "surrogateescape") for path in files)
    with psycopg.connect(database) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return "\n".join(str(row) for table in tables for row in connection.execute(f"SELECT * FROM {table}"))


def found(fragments: list[str], text: str) -> list[str]:
    """Which of them stand in a text; numbers only where they are whole, since others hold digits too."""
    return [each for each in fragments if re.search(rf"(?<!\d){each}(?!\d)" if each.isdigit() else re.escape(each), text)]


@both
async def test_nothing_of_mails_or_people_is_kept(database: str, clock: Clock, lines: pytest.LogCaptureFixture) -> None:
    bot = create_bot(settings(message_content=True), clock)
    async with simulated(bot) as env:
        world = World(env, bot)
        log = world.guild.create_text_channel("記録")
        await everything(world, log)
        people = [who for member in (world.hanako, world.taro) for who in (member.name, str(member.id))] + ["midori-no-kanrinin"]
        running = kept(database)  # with SQLite's journal, which holds what was written last
        await restart(env, message_content=True)
        fresh = world.env.bot
        assert len(fresh.recent._answers) == 0
    ended = kept(database)
    logged = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in lines.records)
    assert str(world.guild.id) in running or database.startswith("sqlite")  # SQLite writes numbers as bytes
    assert "example.cfd" in running
    assert "false_alarm" in running
    assert "could not reply" in logged
    for name, text in (("running", running), ("ended", ended), ("logged", logged)):
        assert found(FRAGMENTS, text) == [], name
        assert found(people, text) == [], name
        assert [fragment for fragment in FRAGMENTS if fragment.encode("utf-16-le").decode("latin-1") in text] == [], name


async def test_the_check_above_would_notice() -> None:
    assert found(FRAGMENTS, f"x {MAILS[0]}") != []
    assert found(["123"], "0123 1234") == []
    assert found(["123"], "id=123,") == ["123"]
