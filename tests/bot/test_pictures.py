"""Screenshots in a simulated Discord: every way to hand them over, what is shown while they wait, and what they are told."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
from dataclasses import replace
from typing import Any, get_args

import pytest

import bot.commands.check as check_command
from bot.pictures.contract import FILE_BYTES, PictureError, PictureReason
from bot.pictures.pool import NotRead, Pool
from tests.bot.conftest import World, buttons, texts
from tests.bot.pictures.people import MAIL, PNG, Told, broken, reading_of, shown, the_card, world_with
from tests.bot.pictures.test_pool import JOBS, until


def said(world: World) -> str:
    """What the newest message in the channel says, whoever sees it."""
    stored = list(world.env.backend.messages.get(world.channel.id, {}).values())
    return texts(stored[-1].components) if stored else ""


async def test_a_picture_in_the_form() -> None:
    async with world_with(Told(reading_of(MAIL), 0)) as world:
        result = await world.ask(files=[("shot.png", PNG)])
        assert result.ephemeral
        assert "強い疑い" in shown(result)
        assert {"読み取った文", "読み違いを直す"} <= set(buttons(result.response.components))
        assert "画像の文字を写すには" not in buttons(result.response.components)


async def test_every_other_way_to_hand_a_picture_over() -> None:
    async with world_with(Told(reading_of(MAIL), 0)) as world:
        file = [("shot.png", PNG)]
        message = await world.taro.send(world.channel, attachments=file)
        assert "強い疑い" in shown(await world.hanako.context_menu(world.channel, "Is this real?", message))
        forwarded = await world.hanako.forward(await world.taro.send(world.guild.create_text_channel("other"), attachments=file), world.channel)
        assert "強い疑い" in shown(await world.hanako.context_menu(world.channel, "Is this real?", forwarded))
        await world.hanako.send(world.channel, f"{world.me} これ本物？", attachments=file)
        assert "強い疑い" in the_card(world.channel.last_message)
        direct = world.hanako.user.dm_channel
        await world.hanako.user.send_dm(attachments=world.env.backend.store_attachments(direct.id, file))
        assert "強い疑い" in the_card(direct.last_message)


async def test_a_mention_that_answers_a_picture_with_the_intent() -> None:
    async with world_with(Told(reading_of(MAIL), 0), message_content=True) as world:
        message = await world.taro.send(world.channel, attachments=[("shot.png", PNG)])
        await world.hanako.send(world.channel, world.me, reply_to=message)
        assert "強い疑い" in the_card(world.channel.last_message)


async def test_several_screens_and_what_is_typed_are_one_mail() -> None:
    reader = Told(reading_of("件名: 【重要】お支払い方法の確認\n\nご利用のカードを確認してください。"), 0)
    async with world_with(reader) as world:
        result = await world.ask("差出人: Xserver <a@mail.example.cfd>", files=[("1.png", PNG + b"1"), ("2.jpg", PNG + b"2")])
        assert reader.fetched == [PNG + b"1", PNG + b"2"]
        assert "差出人のアドレスが会社のものではありません" in shown(result)


async def test_a_question_beside_the_picture_is_no_part_of_the_mail() -> None:
    async with world_with(Told(reading_of(MAIL), 0)) as world:
        await world.ask("このメールって本物ですか？心配です", files=[("shot.png", PNG)])
        (kept,) = world.bot.shots._kept.values()
        assert kept.asker == world.hanako.id
        report = next(iter(world.bot.recent._answers.values()))[2].report
        assert report.mail.form == "ocr"
        assert {"headers", "link-targets"} <= set(report.unseen)


@pytest.mark.parametrize("reason", [*get_args(PictureReason), "busy", "late", "lost", "failed"])
async def test_each_reason_is_a_sentence_and_the_way_to_copy_the_text(reason: Any) -> None:
    fault = PictureError(reason, "-") if reason in get_args(PictureReason) else NotRead(reason)
    async with world_with(Told(fault, 0)) as world:
        said = shown(await world.ask(files=[("shot.png", PNG)]))
        assert said.split("\n")[0].endswith("。")
        assert "iPhone" in said
        assert "Android" in said
        assert "強い疑い" in shown(await world.ask(MAIL))


async def test_what_cannot_be_read_beside_what_can() -> None:
    reading = replace(reading_of(MAIL), problems=(PictureError("broken", "-", 1),), notes=("animated-first-frame",))
    async with world_with(Told(reading, 0)) as world:
        result = await world.ask(files=[("good.gif", PNG), ("bad.png", PNG)])
        assert "強い疑い" in shown(result)
        assert "壊れている" in shown(result)
        assert "bad.png" in shown(result)
        assert "good.gif" not in shown(result)
        assert "はじめの1枚" in shown(result)
        assert "画像の文字を写すには" in buttons(result.response.components)
    async with world_with(Told(broken(), 0)) as world:
        result = await world.ask(MAIL, files=[("bad.png", PNG)])
        assert "強い疑い" in shown(result)
        assert "壊れている" in shown(result)
        pressed = await world.hanako.click(result.response.message, label="画像の文字を写すには")
        assert "iPhone" in shown(pressed)


async def test_too_large_is_not_even_fetched() -> None:
    reader = Told(reading_of(MAIL), 0)
    async with world_with(reader) as world:
        assert "10MB" in shown(await world.ask(files=[("big.png", b"x" * (FILE_BYTES + 1))]))
        assert not reader.asked.is_set()


async def test_a_picture_under_another_name() -> None:
    async with world_with(Told(reading_of(MAIL), 0)) as world:
        assert "強い疑い" in shown(await world.ask(files=[("mail.txt", PNG)]))


@pytest.mark.parametrize("how", ["setting", "extra"])
async def test_without_a_reader_it_says_so_and_everything_else_works(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.installed", lambda: how == "setting")
    async with world_with(None, image_workers=0 if how == "setting" else 1) as world:
        assert world.bot.pictures is None
        said = shown(await world.ask(files=[("shot.png", PNG)]))
        assert "ここでは画像を読めません" in said
        assert "iPhone" in said
        assert "強い疑い" in shown(await world.ask(MAIL, files=[("shot.png", PNG)]))


async def test_the_place_in_the_line_is_shown_and_replaced_by_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.progress.FIRST", 0.05)
    monkeypatch.setattr("bot.progress.EVERY", 0.05)
    reader = Told(reading_of(MAIL), 3)
    reader.go.clear()
    async with world_with(reader) as world:
        await world.hanako.send(world.channel, world.me, attachments=[("shot.png", PNG)])
        await until(lambda: "順番待ち **3 番目**" in said(world))
        reply = world.channel.last_message.id
        reader.tell(0)
        await until(lambda: "読み取っています" in said(world))
        assert "強い疑い" in shown(await world.ask(MAIL))
        reader.go.set()
        await until(lambda: any(message.id == reply and "強い疑い" in the_card(message) for message in world.channel.history()))


async def test_the_asker_of_a_private_check_sees_their_place_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.progress.FIRST", 0.05)
    reader = Told(reading_of(MAIL), 2)
    reader.go.clear()
    async with world_with(reader) as world:
        result = await world.ask(files=[("shot.png", PNG)])
        assert result.ephemeral
        await until(lambda: "順番待ち **2 番目**" in said(world))
        reader.go.set()
        await until(lambda: "強い疑い" in said(world))


async def test_who_deletes_the_message_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.progress.FIRST", 0.05)
    reader = Told(reading_of(MAIL), 3)
    reader.go.clear()
    async with world_with(reader) as world:
        await world.hanako.send(world.channel, world.me, attachments=[("shot.png", PNG)])
        await until(lambda: "順番待ち" in said(world))
        (asked,) = [message for message in world.channel.history() if message.attachments]
        await world.hanako.delete(asked)
        await until(lambda: world.channel.history() == [])
        assert reader.left == 1


async def test_when_the_token_has_run_out_the_answer_comes_by_direct_message() -> None:
    reader = Told(reading_of(MAIL), 0)
    reader.go.clear()
    async with world_with(reader) as world:
        await world.ask(files=[("shot.png", PNG)])
        for record in world.env.backend.interactions.values():
            record.expires_at = "2026-01-01T00:00:00+00:00"
        reader.go.set()
        await until(lambda: "強い疑い" in "".join(map(the_card, world.hanako.user.dm_channel.history())))


async def test_nobody_is_written_to_who_closed_the_answer() -> None:
    reader = Told(reading_of(MAIL), 0)
    reader.go.clear()
    async with world_with(reader) as world:
        await world.ask(files=[("shot.png", PNG)])
        world.env.backend.messages[world.channel.id].clear()
        reader.go.set()
        await world.env.settle()
        assert world.hanako.user.dm_channel.history() == []


async def test_a_busy_pool_goes_on_answering_texts() -> None:
    pool = Pool(1, job=JOBS)
    async with world_with(pool) as world:
        slow = asyncio.create_task(pool.read([_picture("sleep 2")], lambda _place: None))
        await until(lambda: pool._running == 1)
        assert "強い疑い" in shown(await world.ask(MAIL))
        assert not slow.done()
        await slow


def _picture(text: str) -> Any:
    from tests.bot.pictures.test_pool import picture

    return picture(text)


async def test_a_worker_killed_during_a_check_is_not_noticed() -> None:
    pool = Pool(1, job=JOBS)
    async with world_with(pool) as world:
        await world.ask(files=[("shot.png", b"sleep 1")])
        await until(lambda: pool._running == 1 and bool(pool.workers))
        await asyncio.sleep(0.3)
        os.kill(next(iter(pool.workers)).pid, signal.SIGKILL)
        await until(lambda: "判断材料が足りません" in said(world))


async def test_nothing_of_a_picture_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    pool = Pool(1, job=JOBS)
    async with world_with(pool) as world:
        await world.ask(files=[("ひみつ.png", "say ひみつの件名 secret-sender@mail.example.cfd".encode())])
        await until(lambda: "ルール" in said(world))
        await world.ask(files=[("ひみつ.png", "raise ひみつ".encode())])
        await until(lambda: "うまくいきませんでした" in said(world))
        assert not re.search("ひみつ|secret", caplog.text)


async def test_the_workers_start_with_the_bot_where_that_is_set() -> None:
    reader = Told(reading_of(MAIL))
    async with world_with(reader, image_warm_up=True):
        assert reader.warm
    reader = Told(reading_of(MAIL))
    async with world_with(reader):
        assert not reader.warm


def test_the_form_is_as_long_as_discord_allows() -> None:
    assert check_command.TEXT == 4000
