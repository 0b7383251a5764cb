"""「判定がおかしい」: what is asked, what the moderators read, what they can do with it, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.cards.feedback import read_fragments
from bot.store import campaigns, feedback
from tests.bot.conftest import GENUINE, MAIL, World, both, buttons, click_at_once, controls, restart, said, texts
from tests.bot.test_recall import ODD, number

WRONG = "判定がおかしい"


@pytest.fixture
async def log(world: World) -> Any:
    channel = world.guild.create_text_channel("記録")
    await world.bot.servers.change(world.guild.id, log_channel_id=channel.id)
    return channel


def select(message: Any, head: str) -> str:
    return next(node["custom_id"] for node in controls(message.components) if node.get("custom_id", "").startswith(head))


async def complain(world: World, who: Any, card: Any, reason: str = "false_alarm") -> Any:
    """Press the button on a card, and choose a reason."""
    asked = await who.click(card, label=WRONG)
    assert asked.ephemeral
    message = asked.response.message
    return await who.select(message, [reason], custom_id=select(message, "hm:y:")), message


def latest(channel: Any) -> Any:
    return channel.history()[-1]


@both
async def test_the_moderators_read_rules_and_masked_fragments_and_nobody_s_name(world: World, log: Any) -> None:
    card = (await world.ask(MAIL)).response.message
    answer, _ = await complain(world, world.hanako, card)
    assert "管理者に伝えました" in said(answer)
    told = texts(latest(log).components)
    assert "本物なのに、怪しいと出た" in told
    assert "判定 🔴 強い疑い・Xserver" in told
    assert "hanako" not in told
    assert str(world.hanako.id) not in told
    assert "taro@example" not in told
    assert "https://" not in told
    found = read_fragments(told)
    (kept,) = await feedback.listed(world.bot.store, world.guild.id)
    assert [fragment.rule for fragment in found] == kept.rules[:8]
    assert f"ほかに {len(kept.rules) - 8} 件" in told
    assert "差出人のアドレスが会社のものではありません" in told
    assert any("[.]" in fragment.quote for fragment in found)
    quotes = [fragment.quote for fragment in found if fragment.quote]
    assert len(quotes) == len(set(quotes))
    assert (kept.reason, kept.channel_id, kept.message_id, kept.handled) == ("false_alarm", log.id, latest(log).id, False)


async def test_what_was_missed_can_be_told_by_its_subject(world: World, log: Any) -> None:
    card = (await world.ask(GENUINE)).response.message
    await complain(world, world.hanako, card, "missed")
    found = read_fragments(texts(latest(log).components))
    assert [fragment.rule for fragment in found] == ["mail.subject", "mail.from"]
    assert "契約更新のご案内" in found[0].quote


async def test_the_same_person_is_heard_once_for_one_answer(world: World, log: Any) -> None:
    card = (await world.ask(MAIL)).response.message
    await complain(world, world.hanako, card)
    again, _ = await complain(world, world.hanako, card, "brand")
    assert "もう受け取っています" in said(again)
    assert len(await feedback.listed(world.bot.store)) == 1
    assert len(log.history()) == 1


async def test_without_a_log_it_is_noted_all_the_same(world: World) -> None:
    answer, _ = await complain(world, world.hanako, (await world.ask(MAIL)).response.message)
    assert "「記録の部屋」がまだありません" in said(answer)
    assert len(await feedback.listed(world.bot.store, world.guild.id)) == 1


async def test_in_a_direct_message(world: World) -> None:
    message = await world.hanako.send_dm(MAIL)
    card = await anext(message.channel.history(limit=1))
    answer, _ = await complain(world, world.hanako.user, card, "unclear")
    assert "ボットを動かしている人が" in said(answer)
    (kept,) = await feedback.listed(world.bot.store)
    assert (kept.guild_id, kept.reason, kept.channel_id) == (0, "unclear", None)


async def test_after_a_restart_rules_alone_are_told(world: World, log: Any) -> None:
    card = (await world.ask(MAIL)).response.message
    asked = (await world.hanako.click(card, label=WRONG)).response.message
    await restart(world.env)
    await world.hanako.select(asked, ["point"], custom_id=select(asked, "hm:y:"))
    found = read_fragments(texts(latest(log).components))
    assert len(found) >= 3
    assert {fragment.quote for fragment in found} == {""}
    told = latest(log)
    boss = world.member("midori", manage_messages=True)
    await restart(world.env)
    await boss.click(told, label="対応済み")
    assert f"<@{boss.id}> が対応済みにしました" in texts(latest(log).components)
    assert buttons(latest(log).components)["対応済み"]["disabled"]
    assert [kept.handled for kept in await feedback.listed(world.env.bot.store)] == [True]


async def test_only_moderators_handle_and_overrule(world: World, log: Any) -> None:
    await complain(world, world.hanako, (await world.ask(MAIL)).response.message)
    told = latest(log)
    for press in (world.taro.click(told, label="対応済み"), world.taro.select(told, ["none"], custom_id=select(told, "hm:o:"))):
        assert "メッセージの管理" in said(await press)
    assert [kept.handled for kept in await feedback.listed(world.bot.store)] == [False]


async def test_two_moderators_at_once_leave_one_line(world: World, log: Any) -> None:
    await complain(world, world.hanako, (await world.ask(MAIL)).response.message)
    told = latest(log)
    await click_at_once([world.member(name, manage_messages=True) for name in ("midori", "akane")], told, label="対応済み")
    assert texts(latest(log).components).count("対応済みにしました") == 1


async def test_who_asked_is_told_when_the_moderators_overrule(world: World, log: Any) -> None:
    asked = await world.ask(ODD)
    campaign = number(asked) or 0
    await world.taro.send(world.channel, f"{world.me}\n{ODD}")
    public = world.channel.last_message
    pressed, _ = await complain(world, world.hanako, asked.response.message, "missed")
    boss = world.member("midori", manage_messages=True)
    await boss.select(latest(log), ["strong"], custom_id=select(latest(log), "hm:o:"))
    assert "相談した人 2 人に知らせました" in texts(latest(log).components)
    private = [texts(each.components) for each in pressed.followups]
    assert ["「**強い疑い**」と判断しました" in text for text in private] == [True]
    assert pressed.followups[0].ephemeral
    assert world.channel.last_message.reference.message_id == public.id
    kept = await campaigns.get(world.bot.store, world.guild.id, campaign)
    assert kept is not None
    assert kept.confirmed
    assert "強い疑い" in said(await world.ask(ODD, who=world.member("jiro")))
    await boss.select(latest(log), ["none"], custom_id=select(latest(log), "hm:o:"))
    kept = await campaigns.get(world.bot.store, world.guild.id, campaign)
    assert kept is not None
    assert (kept.confirmed, kept.overruled_level) == (False, "none")
    await boss.select(latest(log), ["back"], custom_id=select(latest(log), "hm:o:"))
    kept = await campaigns.get(world.bot.store, world.guild.id, campaign)
    assert kept is not None
    assert (kept.confirmed, kept.overruled_level) == (False, None)
    shown = texts(latest(log).components)
    assert "判断を取り消しました" in shown
    assert "」と判断しました" not in shown  # one line for how it stands


async def test_nobody_is_told_when_the_token_is_too_old(world: World, log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await complain(world, world.hanako, (await world.ask(ODD)).response.message, "missed")
    real = world.bot.reach._clock
    monkeypatch.setattr(world.bot.reach, "_clock", lambda: real() + timedelta(minutes=15).total_seconds())
    boss = world.member("midori", manage_messages=True)
    await boss.select(latest(log), ["caution"], custom_id=select(latest(log), "hm:o:"))
    assert "相談した人 0 人に知らせました" in texts(latest(log).components)


async def test_while_the_store_is_away(world: World, log: Any) -> None:
    card = (await world.ask(MAIL)).response.message
    await complain(world, world.hanako, card)
    told = latest(log)
    boss = world.member("midori", manage_messages=True)
    await world.bot.keeping.close()
    for press in (boss.click(told, label="対応済み"), boss.select(told, ["none"], custom_id=select(told, "hm:o:"))):
        assert "いまは記録につながらない" in said(await press)
    refused, _ = await complain(world, world.hanako, (await world.ask(GENUINE)).response.message, "missed")
    assert "いまは記録につながらない" in said(refused)


async def test_the_log_that_is_gone_is_no_obstacle(world: World, log: Any) -> None:
    card = (await world.ask(MAIL)).response.message
    world.env.inject_error("POST", f"/channels/{log.id}/messages", status=403, code=50013, message="Missing Permissions")
    answer, _ = await complain(world, world.hanako, card)
    assert "ルールの名前と理由だけを控えました" in said(answer)
