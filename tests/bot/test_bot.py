"""Every way to hand a mail over, and every button, in a simulated Discord."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest

from bot.app import create_bot, intents
from bot.simulation import simulated
from tests.bot.conftest import GENUINE, MAIL, World, buttons, settings, texts, validate

EML = b'From: XSERVER SUPPORT <info@mail.example.cfd>\r\nTo: taro@example.co.jp\r\nSubject: =?utf-8?B?5L+d55WZ5Lit44Gu44Oh44O844OrOeS7tg==?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>9 pending messages. <a href="https://login.example.cfd/x">https://www.xserver.ne.jp/</a></p>'


def the_card(message: object) -> str:
    return texts(message.components)  # type: ignore[attr-defined]


async def test_check_answers_the_asker_alone(world: World) -> None:
    result = await world.ask(MAIL)
    assert result.ephemeral
    card = texts(result.response.components)
    assert "強い疑い" in card
    assert "怪しいポイント①" in card
    assert "公式サイトで注意喚起されている" in card
    links = [button["url"] for button in buttons(result.response.components).values() if "url" in button]
    assert links == ["https://www.xserver.ne.jp/support/information_phishing.php"]


async def test_a_genuine_notice_gets_no_point_and_the_same_advice(world: World) -> None:
    result = await world.ask(GENUINE)
    card = texts(result.response.components)
    assert "目立つ点なし" in card
    assert "本物という証明ではありません" in card
    assert "まずすること" in card


async def test_the_form_takes_files(world: World) -> None:
    result = await world.ask(files=[("mail.eml", EML)])
    card = texts(result.response.components)
    assert "強い疑い" in card
    assert "リンク" in card


async def test_text_and_file_together_are_one_mail(world: World) -> None:
    result = await world.ask("差出人: Xserver <a@mail.example.cfd>", files=[("body.txt", "件名: 確認\n\nログインしてください".encode())])
    card = texts(result.response.components)
    assert "差出人のアドレスが会社のものではありません" in card


async def test_the_message_command_checks_what_is_there(world: World) -> None:
    message = await world.taro.send(world.channel, MAIL)
    result = await world.hanako.context_menu(world.channel, "Is this real?", message)
    assert result.ephemeral
    assert "強い疑い" in texts(result.response.components)


async def test_a_mention_with_the_mail_behind_it(world: World) -> None:
    await world.hanako.send(world.channel, f"{world.me} これ本物？\n{MAIL}")
    assert "強い疑い" in the_card(world.channel.last_message)


async def test_a_mention_alone_answering_somebody_needs_the_intent(world: World) -> None:
    message = await world.taro.send(world.channel, MAIL)
    await world.hanako.send(world.channel, world.me, reply_to=message)
    assert "本物か調べる" in the_card(world.channel.last_message)


async def test_a_mention_alone_answering_somebody_with_the_intent() -> None:
    bot = create_bot(settings(message_content=True))
    async with simulated(bot) as env:
        world = World(env, bot)
        for message in (
            await world.taro.send(world.channel, MAIL),
            await world.taro.forward(await world.taro.send(world.guild.create_text_channel("other"), MAIL), world.channel),
        ):
            await world.hanako.send(world.channel, world.me, reply_to=message)
            assert "強い疑い" in the_card(world.channel.last_message)
        validate(env)


async def test_a_mention_answering_a_message_that_mentions_it(world: World) -> None:
    message = await world.taro.send(world.channel, f"{world.me}\n{MAIL}")
    await world.hanako.send(world.channel, world.me, reply_to=message)
    assert "強い疑い" in the_card(world.channel.last_message)


async def test_a_mention_alone_gets_help(world: World) -> None:
    await world.hanako.send(world.channel, world.me)
    assert "メール確認" in the_card(world.channel.last_message)


async def test_an_answer_to_its_card_whose_text_it_cannot_see_is_told_so(world: World) -> None:
    await world.hanako.send(world.channel, f"{world.me}\n{MAIL}")
    sent = await world.hanako.send(world.channel, MAIL, reply_to=world.channel.last_message)
    channel: Any = world.bot.get_channel(world.channel.id)
    message = await channel.fetch_message(sent.id)
    message.content, message.mentions = "", [world.bot.user]  # a ping by the answer alone, the text kept back
    await world.bot.cogs["Listen"].on_message(message)
    assert "本文が見えませんでした" in the_card(world.channel.last_message)


async def test_only_a_moderator_s_own_card_offers_to_pin_a_warning(world: World) -> None:
    boss = world.member("midori", manage_messages=True)
    assert "警告をピン留め" in buttons((await world.ask(MAIL, who=boss)).response.components)
    assert "警告をピン留め" not in buttons((await world.ask(MAIL)).response.components)


async def test_silent_where_it_is_not_addressed(world: World) -> None:
    message = await world.hanako.send(world.channel, MAIL)
    assert world.channel.last_message.id == message.id


async def test_a_forwarded_message(world: World) -> None:
    other = world.guild.create_text_channel("other")
    message = await world.taro.send(other, MAIL)
    forwarded = await world.hanako.forward(message, world.channel)
    assert forwarded.content == ""
    result = await world.hanako.context_menu(world.channel, "Is this real?", forwarded)
    assert "強い疑い" in texts(result.response.components)


async def test_a_direct_message(world: World) -> None:
    message = await world.hanako.send_dm(MAIL)
    answer = await anext(message.channel.history(limit=1))
    assert "強い疑い" in the_card(answer)


async def test_a_mention_with_a_file(world: World) -> None:
    await world.hanako.send(world.channel, f"{world.me} これは？", attachments=[("mail.eml", EML)])
    assert "強い疑い" in the_card(world.channel.last_message)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("big.eml", b"a" * ((2 << 20) + 1), "大きすぎます"),
        ("a.pdf", b"%PDF-1.4", "この種類"),
        ("a.txt", b"   ", "空"),
        ("a.txt", bytes(range(256)) * 20, "読めない"),
        ("a.msg", b"not ole", "壊れて"),
    ],
)
async def test_files_that_cannot_be_read_get_one_sentence(world: World, name: str, data: bytes, sentence: str) -> None:
    result = await world.ask(files=[(name, data)])
    assert sentence in texts(result.response.components)


async def test_an_empty_form_gets_help(world: World) -> None:
    result = await world.ask()
    assert "調べるものが見つかりません" in texts(result.response.components)


async def test_first_aid_has_three_branches_and_a_way_back(world: World) -> None:
    result = await world.ask(MAIL)
    aid = await world.hanako.click(result.response.message, label="もう押した・入力した")
    assert aid.ephemeral
    labels = list(buttons(aid.response.components))
    assert labels == ["カード・お金・個人情報を渡した", "パスワードを入力した", "リンクを押しただけ"]
    for label, word in zip(labels, ("#9110", "パスワード", "ページを閉じる"), strict=True):
        branch = await world.hanako.click(aid.response.message, label=label)
        assert word in texts(branch.response.components)
        aid = await world.hanako.click(branch.response.message, label="← ほかの場合")
    assert list(buttons(aid.response.components)) == labels


async def test_all_points_have_their_quotes(world: World) -> None:
    result = await world.ask(MAIL)
    shown = await world.hanako.click(result.response.message, label="ぜんぶ見る")
    assert shown.ephemeral
    assert "`" in texts(shown.response.components)
    count = int(re.search(r"（(\d+) 件）", texts(shown.response.components))[1])  # type: ignore[index]
    assert count == len(world.bot.recent.get(result.response.message and next(iter(world.bot.recent._answers))).points)


async def test_sharing_posts_once_and_masks(world: World) -> None:
    result = await world.ask(MAIL)
    before = world.channel.last_message
    shared = await world.hanako.click(result.response.message, label="みんなに共有")
    public = shared.followups[0]
    assert not public.ephemeral
    card = texts(public.components)
    assert "強い疑い" in card
    assert "hanako さんが共有" in card
    assert "taro@example" not in card
    assert "taro-example" not in card
    assert "https://login.example.cfd" not in card
    assert "みんなに共有" not in buttons(public.components)
    again = buttons(shared.response.components) if shared.response else {}
    assert all(button.get("disabled") for label, button in again.items() if label == "共有しました")
    with pytest.raises(Exception, match=r"(?i)disabled|not found|no .*button|label"):
        await world.hanako.click(result.response.message, label="みんなに共有")
    assert world.channel.last_message.id != (before.id if before else 0)


async def test_a_service_that_is_not_used_adds_a_point(world: World) -> None:
    listed = "件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <a@mail.example.cfd>\n\n次の9件のメールが保留されています。\n・AMAZON ご注文の確認\n・三菱UFJ銀行 重要なお知らせ\n・PayPay お支払い\n"
    result = await world.ask(listed)
    select = buttons(result.response.components)["hm-unused"]
    chosen = [option["value"] for option in select["options"]][:2]
    answer = await world.hanako.select(result.response.message, chosen, custom_id="hm-unused")
    card = texts(answer.response.components if answer.response else result.response.components)
    assert "使っていないサービスの名前が並んでいます" in card


async def test_buttons_work_after_a_restart(world: World) -> None:
    result = await world.ask(MAIL)
    message = result.response.message
    await world.env.restart_bot(create_bot(settings()))
    aid = await world.hanako.click(message, label="もう押した・入力した")
    assert "相談してくれて正解" in texts(aid.response.components)
    shown = await world.hanako.click(message, label="ぜんぶ見る")
    words = texts(shown.response.components)
    assert "引用は省いてあります" in words
    assert "差出人のアドレスが会社のものではありません" in words
    shared = await world.hanako.click(message, label="みんなに共有")
    assert "強い疑い" in texts(shared.followups[0].components)


async def test_too_many_checks_are_asked_to_wait() -> None:
    bot = create_bot(settings(checks_per_minute=1))
    async with simulated(bot) as env:
        world = World(env, bot)
        await world.ask(MAIL)
        result = await world.ask(MAIL)
        assert re.search(r"あと \d+ 秒", texts(result.response.components))
        validate(env)


async def test_english_for_those_who_speak_it(english: World) -> None:
    result = await english.ask(MAIL)
    card = texts(result.response.components)
    assert "Strong suspicion" in card
    assert "I already pressed or typed" in buttons(result.response.components)
    await english.hanako.send(
        english.channel,
        f"{english.me} From: Xserver <a@mail.example.cfd>\nSubject: Your mailbox\n\nPlease sign in to your mailbox now: https://login.example.cfd/",
    )
    assert "Strong suspicion" in the_card(english.channel.last_message)


async def test_where_only_the_user_installed_it() -> None:
    bot = create_bot(settings())
    async with simulated(bot, extra={"context": 2, "authorizing_integration_owners": {"1": "1"}}) as env:
        world = World(env, bot)
        result = await world.ask(MAIL)
        assert "強い疑い" in texts(result.response.components)


async def test_requests_fit_discords_own_document(world: World) -> None:
    await world.ask(MAIL)
    from tests.bot.conftest import SPEC

    if not SPEC.exists():
        pytest.skip("Discord's OpenAPI document is not beside the checkout")
    assert validate(world.env) >= 3


def test_no_privileged_intent_is_asked_for() -> None:
    assert intents().value == discord.Intents(guilds=True, guild_messages=True, dm_messages=True).value
    assert not intents().message_content
    assert not intents().members
    assert not intents().presences


SERVER_ONLY = {"settings", "warning", "Pin a warning"}


async def test_every_command_is_named_in_both_languages_and_may_be_used_where_it_makes_sense(world: World) -> None:
    payloads = [request.json for request in world.env.http_requests if request.method == "PUT" and request.path.endswith("/commands")]
    commands = payloads[-1]
    assert {command["name"] for command in commands} == {"check", "help", "privacy", "forget", "Is this real?", *SERVER_ONLY}
    for command in commands:
        everywhere = command["name"] not in SERVER_ONLY
        assert sorted(command["integration_types"]) == ([0, 1] if everywhere else [0])
        assert sorted(command["contexts"]) == ([0, 1, 2] if everywhere else [0])
        walk(command)


def walk(command: dict[str, Any]) -> None:
    """Names and descriptions of a command and of everything below it, in both languages and within Discord's limits."""
    for name in (command["name"], command["name_localizations"]["ja"]):
        assert 1 <= len(name) <= 32, name
        if command["type"] in (1, 2) and "description" in command:
            assert re.fullmatch(r"[-_\w]+", name), name
            assert name == name.lower()
    if command.get("description"):
        assert max(len(command["description"]), len(command["description_localizations"]["ja"])) <= 100
    else:
        assert command["type"] == 3
    for option in command.get("options", []):
        walk(option)
