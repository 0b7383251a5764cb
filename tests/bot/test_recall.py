"""The server's memory on the card: counts, what its own moderators confirmed, and what other servers did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.cards.ids import unpack_id
from bot.recall import Recall, level_with
from bot.store import campaigns, statistics
from bot.store.fingerprint import Trace
from rules import check, shipped
from tests.bot.conftest import GENUINE, MAIL, World, both, buttons, restart, texts

ODD = "件名: 会員様への大切なお知らせ\n差出人: 山田通販 <news@shop.example.com>\n\n佐藤 花子 様\n\nいつもご利用いただきありがとうございます。秋の新しい品物がそろいました。今週末までのご注文は送料がかかりません。詳しくは下の頁をご覧ください。\nhttps://shop.example.com/autumn"
"""A mail about which the rules find nothing."""


def card(result: Any) -> str:
    return texts(result.response.components)


def number(result: Any) -> int | None:
    """The campaign that the card's buttons carry."""
    packed = next(button["custom_id"] for button in buttons(result.response.components).values() if button.get("custom_id", "").startswith("hm:"))
    seen = unpack_id(packed, shipped())
    assert seen is not None
    return seen.campaign


@both
async def test_the_same_kind_of_mail_is_counted_whoever_asks(world: World) -> None:
    first = await world.ask(MAIL)
    assert "同じ型の相談" not in card(first)
    again = await world.ask(MAIL)
    assert "同じ型の相談" not in card(again)  # the same mail and asker: asked once
    other = await world.ask(MAIL.replace("9件", "12件").replace("taro", "jiro"), who=world.taro)
    assert "同じ型の相談が今週 2 件" in card(other)
    assert number(first) == number(other) is not None
    kept = await campaigns.get(world.bot.store, world.guild.id, number(first) or 0)
    assert (kept.count, kept.level, kept.brand) == (2, "strong", "xserver")  # type: ignore[union-attr]
    assert await statistics.top_brands(world.bot.store, world.guild.id) == [("xserver", 2)]


async def test_next_week_counts_anew(world: World, clock: Any) -> None:
    await world.ask(MAIL)
    clock.move(days=7)
    assert "同じ型の相談" not in card(await world.ask(MAIL, who=world.taro))


async def test_a_mention_counts_too_and_other_servers_do_not(world: World) -> None:
    await world.ask(MAIL)
    await world.taro.send(world.channel, f"{world.me}\n{MAIL}")
    assert "今週 2 件" in texts(world.channel.last_message.components)
    elsewhere = World(world.env, world.bot)
    await elsewhere.ask(MAIL)
    assert "同じ型の相談" not in card(await elsewhere.ask(MAIL))


async def test_direct_messages_and_users_own_installs_leave_nothing(world: World) -> None:
    await world.hanako.send_dm(MAIL)
    from bot.store import servers

    assert await servers.known(world.bot.store) == set()


async def test_what_the_moderators_confirmed_raises_the_level(world: World) -> None:
    before = await world.ask(ODD)
    assert "目立つ点なし" in card(before)
    await campaigns.confirm(world.bot.store, world.guild.id, number(before) or 0)
    for who in (world.taro, world.member("jiro")):
        after = card(await world.ask(ODD, who=who))
        assert "強い疑い" in after
        assert "このサーバーで偽物と確認された型と同じです" in after
        assert "2026年11月25日" in after
        await restart(world.env)
    assert (await statistics.by_level(world.env.bot.store, world.guild.id))[date(2026, 11, 23)] == {"none": 1, "strong": 2}


async def test_a_lower_view_of_the_moderators_is_told_and_changes_nothing(world: World) -> None:
    await campaigns.overrule(world.bot.store, world.guild.id, number(await world.ask(MAIL)) or 0, "none")
    after = card(await world.ask(MAIL, who=world.taro))
    assert "強い疑い" in after
    assert "管理者は同じ型のメールを「目立つ点なし」と判断しました" in after


async def test_a_higher_view_raises_without_a_confirmation(world: World) -> None:
    await campaigns.overrule(world.bot.store, world.guild.id, number(await world.ask(ODD)) or 0, "caution")
    after = card(await world.ask(ODD, who=world.taro))
    assert "🟡 注意" in after
    assert "同じ型のメールを「注意」と判断しました" in after


async def test_an_honest_notice_is_not_raised_for_a_fake_that_copied_it(world: World) -> None:
    notice = GENUINE + "\nhttps://www.xserver.ne.jp/login_info.php"
    await campaigns.confirm(world.bot.store, world.guild.id, number(await world.ask(notice)) or 0)
    after = card(await world.ask(notice, who=world.taro))
    assert "目立つ点なし" in after
    assert "判定には使っていません" in after


async def test_other_servers_confirmations_are_a_note_and_only_on_wish(world: World) -> None:
    other = World(world.env, world.bot)
    await campaigns.confirm(world.bot.store, other.guild.id, number(await other.ask(ODD)) or 0)
    assert "ほかのサーバー" not in card(await world.ask(ODD))
    await world.bot.servers.change(world.guild.id, cross_note=True)
    after = card(await world.ask(ODD, who=world.taro))
    assert "1 つのサーバーの管理者が" in after
    assert "目立つ点なし" in after


async def test_without_the_store_the_card_is_as_it_was(world: World) -> None:
    await world.ask(MAIL)
    await world.bot.keeping.close()
    after = await world.ask(MAIL, who=world.taro)
    assert "強い疑い" in card(after)
    assert number(after) is None


CONFIRMED = Recall(1, confirmed=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("sender", "links", "found", "level"),
    [
        ("example.cfd", (), CONFIRMED, "strong"),
        ("xserver.ne.jp", ("example.cfd",), CONFIRMED, "strong"),
        ("xserver.ne.jp", ("xserver.ne.jp",), CONFIRMED, "none"),
        ("xserver.ne.jp", (), CONFIRMED, "caution"),
        ("", (), CONFIRMED, "caution"),
        ("example.cfd", (), Recall(1), "none"),
        ("example.cfd", (), Recall(1, ruled="caution"), "caution"),
        ("example.cfd", (), Recall(1, ruled="unclear"), "none"),
        ("", (), Recall(1, ruled="strong"), "caution"),
    ],
)
def test_how_far_a_word_of_the_moderators_raises(sender: str, links: tuple[str, ...], found: Recall, level: str) -> None:
    report = check(GENUINE)
    assert report.level == "none"
    assert level_with(report, Trace(1, "", sender, links), found) == level
    assert level_with(replace(report, level="strong"), Trace(1, "", sender, links), found) == "strong"
