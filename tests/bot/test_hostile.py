"""Mails that try to talk to Discord through the card: nothing of them may act."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from tests.bot.conftest import World, buttons, texts

if TYPE_CHECKING:
    from simcord.types import HttpLogEntry

EVIL = {
    "everyone": "@everyone @here <@1234567890123456789> <@&1234567890123456789> <#1234567890123456789>",
    "markdown": "**bold** __under__ ~~strike~~ ||spoiler|| # head\n- list\n> quote",
    "masked link": "[公式サイト](https://login.example.cfd/x) [x](<http://a.example.top>)",
    "invite": "discord.gg/abcdef https://discord.com/invite/abcdef",
    "fence": "```\ncode\n``` `tick` ``two``",
    "direction": "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "long line": "あ" * 3000,
    "emoji": "<:evil:1234567890123456789> <t:1:R>",
}
MENTION = re.compile(r"<@[!&]?\d+>|<#\d+>|@everyone|@here")
LINK = re.compile(r"https?://[^\s)>\]`]+|discord(?:\.gg|app\.com|\.com)/")


def sent(requests: list[HttpLogEntry]) -> list[dict[str, object]]:
    return [request.json for request in requests if isinstance(request.json, dict)]


@pytest.mark.parametrize("name", EVIL)
async def test_nothing_of_a_mail_acts(world: World, name: str) -> None:
    evil = EVIL[name]
    mail = f"件名: {evil[:300]}\n差出人: XSERVER {evil[:80]} <info@mail.example.cfd>\n\n{evil}\nアカウントを停止しました。24時間以内に本人確認をお願いします。ログインはこちら https://login.example.cfd/{'x' * 50}"
    result = await world.ask(mail[:4000])
    card = texts(result.response.components)
    outside = re.sub(r"`[^`]*`", "", card)
    assert not MENTION.search(outside.replace("\\@", "").replace("\\<", "")), outside
    assert not LINK.search(outside)
    assert not re.search(r"(?<!\\)\[[^\]]*\]\(", outside)
    assert "```" not in card
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", card)
    for button in buttons(result.response.components).values():
        if "url" in button:
            assert button["url"].startswith(("https://www.xserver.ne.jp/", "https://www.antiphishing.jp/"))


async def test_a_quote_never_ends_its_code_span(world: World) -> None:
    result = await world.ask(
        "件名: `a` ``b`` ```c``` 保留中のメール9件`\n差出人: XSERVER `SUPPORT` <a@mail.example.cfd>\n\nログインはこちら https://login.example.cfd/"
    )
    for line in texts(result.response.components).split("\n"):
        assert line.count("`") % 2 == 0


async def test_nobody_is_ever_pinged(world: World) -> None:
    await world.hanako.send(
        world.channel, f"{world.me} 件名: @everyone 保留中のメール9件\n差出人: XSERVER <a@mail.example.cfd>\n\n<@1234567890123456789> ログインはこちら"
    )
    bodies = [body for body in sent(world.env.http_requests) if "components" in body]
    assert bodies
    for body in bodies:
        allowed = body.get("allowed_mentions") or {}
        assert not allowed.get("parse")  # type: ignore[union-attr]


async def test_a_100_kb_line_in_a_file(world: World) -> None:
    result = await world.ask(files=[("mail.txt", ("件名: 確認\n差出人: XSERVER <a@mail.example.cfd>\n\n" + "ログイン" * 25_000).encode())])
    assert sum(len(text) for text in texts(result.response.components)) <= 4000


async def test_no_line_of_the_log_holds_a_mail(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    mail = "件名: ひみつの件名\n差出人: ひみつ <secret-sender@mail.example.cfd>\n\nひみつの本文です。ログインはこちら https://secret-host.example.cfd/"
    await world.ask(mail, files=[("ひみつ.eml", b"\0\1")], address="secret-me@example.co.jp")
    await world.hanako.send(world.channel, f"{world.me} {mail}")
    assert not re.search("ひみつ|secret", caplog.text)
