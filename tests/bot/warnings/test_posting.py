"""From a card or a message to one pinned warning, and from the next copy of the mail to the same one."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import Store, campaigns, warnings
from bot.warnings.editor import Draft
from bot.warnings.posting import post
from tests.bot.conftest import MAIL, Clock, World, both, buttons, restart, said, texts
from tests.bot.warnings.conftest import LIKE_IT, MENU, OTHER, WARN, Desk, at_once


@both
async def test_a_card_becomes_a_pinned_warning(desk: Desk) -> None:
    await desk.with_log()
    message = await desk.preview()
    preview = desk.text(message)
    assert "あなただけに見えています" in preview
    assert desk.room.history() == []
    await desk.press_select(message, "where", [desk.room])
    await desk.press(message, "post")
    (pinned,) = desk.room.pinned_messages()
    shown = desk.text(pinned)
    assert shown in preview  # what was shown is what is posted
    for line in ("Xserver（エックスサーバー）を名乗るメールにご注意ください", "このサーバーでの相談 1 件", "- 差出人のアドレスが会社のものではありません"):
        assert line in shown
    assert "`件名：メールアドレスの保留中のメール9件`" in shown
    assert "`差出人名：XSERVER SUPPORT`" in shown
    assert "代わりにすること：ブックマークから Xserverアカウント を開いて" in shown
    links = [button["url"] for button in buttons(desk.now(pinned).components).values() if "url" in button]
    assert links == ["https://www.xserver.ne.jp/support/information_phishing.php"]
    assert "載せて、ピン留めしました" in desk.text(message)
    link = f"https://discord.com/channels/{desk.guild.id}/{desk.room.id}/{pinned.id}"
    assert desk.logged() == [
        f"📌 <@{desk.midori.id}> が <#{desk.room.id}> に警告を載せました：「Xserver（エックスサーバー）を名乗るメールにご注意ください」 {link}"
    ]
    (standing,) = await desk.standing()
    assert (standing.channel_id, standing.message_id, standing.status) == (desk.room.id, pinned.id, "posted")


async def test_nothing_of_the_mail_or_of_members_is_shown(desk: Desk) -> None:
    shown = desk.text(await desk.posted())
    for name in ("taro", "hanako", "midori", "https://", "login.example.cfd"):
        assert name not in shown


async def test_posting_confirms_the_kind_of_mail(desk: Desk) -> None:
    await desk.posted()
    (standing,) = await desk.standing()
    campaign = await campaigns.get(desk.bot.store, desk.guild.id, standing.campaign_id or 0)
    assert campaign is not None
    assert campaign.confirmed


async def test_the_warning_offers_first_aid_to_everybody(desk: Desk) -> None:
    result = await desk.world.taro.click(await desk.posted(), label="もう押した・入力した")
    assert result.ephemeral
    assert "相談してくれて正解です" in said(result)


@both
async def test_the_same_kind_again_changes_the_pin_that_is_there(desk: Desk) -> None:
    await desk.with_log()
    pinned = await desk.posted()
    again = LIKE_IT.replace("メールアドレスの保留中のメール12件", "【至急】保留中のメール12件のお知らせ")
    message = await desk.preview(again)
    preview = desk.text(message)
    assert "同じ型のメールの警告が、すでにあります" in preview
    assert f"/{pinned.id})がこの内容に変わります" in preview
    await desk.press(message, "change")
    assert [one.id for one in desk.channel.pinned_messages()] == [pinned.id]
    shown = desk.text(pinned)
    assert "このサーバーでの相談 2 件" in shown
    assert "`件名：メールアドレスの保留中のメール9件`" in shown
    assert "`件名：【至急】保留中のメール12件のお知らせ`" in shown
    assert shown.count("差出人名") == 1
    assert "いまの警告を、新しい内容に書き直しました" in desk.text(message)
    assert "の警告を更新しました" in desk.logged()[-1]
    (standing,) = await desk.standing()
    assert standing.count == 2


async def test_a_copy_that_differs_in_numbers_brings_no_new_subject(desk: Desk) -> None:
    await desk.posted()
    assert desk.text(await desk.preview(LIKE_IT)).count("件名：") == 1


async def test_another_kind_gets_a_pin_of_its_own(desk: Desk) -> None:
    first = await desk.posted()
    second = await desk.posted(OTHER)
    assert {one.id for one in desk.channel.pinned_messages()} == {first.id, second.id}
    assert "三井住友銀行" in desk.text(second)


@both
async def test_two_who_press_at_once_make_one_pin(desk: Desk) -> None:
    mine, other = await desk.preview(), await desk.preview(LIKE_IT, desk.akane)
    await at_once(desk.env, lambda: desk.press(mine, "post"), lambda: desk.press(other, "post", desk.akane))
    assert len(desk.channel.pinned_messages()) == 1
    assert len(await desk.standing()) == 1
    outcomes = sorted(desk.text(message).split("\n")[0] for message in (mine, other))
    assert outcomes[1] == "## 📌 載せました"
    loser = other if desk.text(mine).startswith("## 📌 載せました") else mine
    if "警告の書き直し" in desk.text(loser):  # it came after the other one stood
        await desk.press(loser, "change", desk.akane if loser is other else desk.midori)
    assert len(desk.channel.pinned_messages()) == 1


@both
async def test_one_who_presses_twice_makes_one_pin(desk: Desk) -> None:
    message = await desk.preview()
    await at_once(desk.env, *(lambda: desk.press(message, "post") for _ in range(3)))
    assert len(desk.channel.pinned_messages()) == 1
    posts = [one for one in desk.channel.history() if "どうすればよいか" in texts(one.components)]
    assert len(posts) == 1


@both
async def test_two_processes_that_post_at_once_make_one_pin(desk: Desk, database: str, clock: Clock) -> None:
    """The same draft and another of the same kind, through two stores: as from two machines."""
    first, second = await desk.preview(), await desk.preview(LIKE_IT, desk.akane)
    numbers = [int(desk.named(message, "post").split(":")[2]) for message in (first, second)]
    elsewhere = await Store.open(database, clock)
    claims = await asyncio.gather(
        *(warnings.claim(store, desk.guild.id, number) for store in (desk.bot.store, elsewhere) for number in numbers),
    )
    assert sum(claim.won for claim in claims) == 1
    await elsewhere.close()


@both
async def test_many_posts_gathered_make_one(desk: Desk) -> None:
    drafts = []
    for who in (desk.midori, desk.akane):
        message = await desk.preview(who=who)
        drafts.append(await warnings.get(desk.bot.store, desk.guild.id, int(desk.named(message, "post").split(":")[2])))
    guild = desk.bot.get_guild(desk.guild.id)
    person = guild.me  # who may do everything there
    done = await asyncio.gather(*(post(desk.bot, guild, person, Draft(draft)) for draft in drafts if draft))
    assert sorted(one.won for one in done) == [False, True]
    await desk.env.settle()
    assert len(desk.channel.pinned_messages()) == 1


@both
async def test_a_restart_between_preview_and_post_loses_nothing(desk: Desk) -> None:
    message = await desk.preview()
    await desk.form(message, title="自分で書いた題名", examples="件名：自分で書いた例")
    await desk.press_select(message, "where", [desk.room])
    before = desk.text(message)
    await restart(desk.env)
    await desk.press(message, "post")
    (pinned,) = desk.room.pinned_messages()
    shown = desk.text(pinned)
    assert shown in before
    assert "自分で書いた題名" in shown
    assert "`件名：自分で書いた例`" in shown


async def test_a_form_opened_before_a_restart_is_taken_after_it(desk: Desk) -> None:
    message = await desk.preview()
    shown = await desk.press(message, "words")
    values = {label["component"]["custom_id"]: label["component"].get("value") or "" for label in shown.modal["components"]}
    await restart(desk.env)
    await desk.midori.submit_modal(shown, {**values, "title": "開いていた間に書いた題名"})
    assert "開いていた間に書いた題名" in desk.text(message)


async def test_a_card_from_before_a_restart_still_begins_a_warning(desk: Desk) -> None:
    card = await desk.card()
    await restart(desk.env)
    result = await desk.midori.click(card, label=WARN)
    assert "- 差出人のアドレスが会社のものではありません" in said(result)
    assert "件名の例がありません" in said(result)


async def test_the_message_command_on_a_card(desk: Desk) -> None:
    result = await desk.midori.context_menu(desk.channel, MENU, await desk.card())
    assert result.ephemeral
    assert "Xserver（エックスサーバー）を名乗るメールにご注意ください" in said(result)


async def test_the_message_command_on_somebodys_mail(desk: Desk) -> None:
    message = await desk.world.taro.send(desk.channel, MAIL)
    result = await desk.midori.context_menu(desk.channel, MENU, message)
    await desk.press(result.response.message, "post")
    assert "このサーバーでの相談 1 件" in desk.text(desk.channel.pinned_messages()[0])


async def test_the_message_command_on_a_warning_opens_it(desk: Desk) -> None:
    pinned = await desk.posted()
    result = await desk.midori.context_menu(desk.channel, MENU, pinned)
    assert "警告の書き直し" in said(result)


@pytest.mark.parametrize("text", ["おはよう", "ok"])
async def test_the_message_command_on_talk(desk: Desk, text: str) -> None:
    result = await desk.midori.context_menu(desk.channel, MENU, await desk.world.taro.send(desk.channel, text))
    assert "調べるものが見つかりませんでした" in said(result)


async def test_the_message_command_on_another_message_of_the_bot(desk: Desk) -> None:
    await desk.world.hanako.send(desk.channel, desk.world.me)
    result = await desk.midori.context_menu(desk.channel, MENU, desk.channel.last_message)
    assert "調べるものが見つかりませんでした" in said(result)


async def test_a_shared_card_has_the_button(desk: Desk) -> None:
    result = await desk.world.ask(MAIL)
    shared = await desk.world.hanako.click(result.response.message, label="みんなに共有")
    opened = await desk.midori.click(shared.followups[0].message, label=WARN)
    assert "警告の下書き" in said(opened)
    assert "`件名：メールアドレスの保留中のメール9件`" in said(opened)


async def test_a_card_in_a_direct_message_has_no_such_button(world: World) -> None:
    message = await world.hanako.send_dm(MAIL)
    answer = await anext(message.channel.history(limit=1))
    assert WARN not in buttons(answer.components)


async def test_a_mail_in_which_nothing_stood_out_is_said_to_be_one(desk: Desk) -> None:
    from tests.bot.conftest import GENUINE

    message = await desk.preview(GENUINE)
    assert "目立つ点が見つかっていません" in desk.text(message)
    assert "このメールに見られた点" not in desk.text(message)


async def test_a_preview_that_was_dropped_posts_nothing(desk: Desk) -> None:
    message = await desk.preview()
    press = desk.named(message, "post")
    stale = desk.now(message).components
    await desk.press(message, "drop")
    assert "何も載せていません" in desk.text(message)
    desk.now(message).components = stale  # a preview still open on another device
    result = await desk.midori.click(message, custom_id=press)
    assert "もう、ありません" in said(result) or "もうありません" in said(result)
    assert desk.channel.pinned_messages() == []


async def test_a_preview_left_open_cannot_change_what_is_posted(desk: Desk) -> None:
    message = await desk.preview()
    stale = desk.now(message).components
    await desk.press(message, "post")
    desk.now(message).components = stale
    for action in ("post", "en", "words"):
        assert "もう載せてあります" in said(await desk.press(message, action))
    assert len(desk.channel.pinned_messages()) == 1
