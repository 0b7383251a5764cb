"""What was read off a picture, in a simulated Discord: shown, corrected, and asked about where it can be read in two ways."""

from __future__ import annotations

import re

from bot.app import create_bot
from tests.bot.conftest import GENUINE, buttons, controls, settings, texts
from tests.bot.pictures.people import MAIL, PNG, Told, doubtful, reading_of, shown, the_card, world_with


async def test_the_text_is_shown_masked_and_defanged_in_pages() -> None:
    long = MAIL + "\n" + "\n".join(f"行 {number}: " + "あ" * 90 for number in range(40)) + "\n```閉じる @everyone"
    async with world_with(Told(reading_of(long), 0)) as world:
        result = await world.ask(files=[("shot.png", PNG)])
        page = await world.hanako.click(result.response.message, label="読み取った文")
        assert page.ephemeral
        pages = [shown(page)]
        while "次 →" in buttons(page.response.components):
            page = await world.hanako.click(page.response.message, label="次 →")
            pages.append(shown(page))
        whole = "\n".join(pages)
        assert "（1/" in pages[0]
        assert all(f"行 {number}:" in whole for number in range(40))
        assert "＊＊＊ 様" in whole
        assert "12********" in whole
        assert "hxxps://login[.]example[.]cfd" in whole
        assert not re.search(r"太郎|1234567890|https://|info@mail\.example", whole)
        assert all(text.count("```") == 2 for text in pages)
        back = await world.hanako.click(page.response.message, label="← 前")
        assert shown(back) == pages[-2]


async def test_a_misreading_is_corrected_and_gives_a_new_card() -> None:
    misread = GENUINE.replace("support@xserver.ne.jp", "support@xserver.me.jp")
    async with world_with(Told(reading_of(misread), 0)) as world:
        first = await world.ask(files=[("shot.png", PNG)])
        assert "差出人のアドレスが会社のものではありません" in shown(first)
        form = await world.hanako.click(first.response.message, label="読み違いを直す")
        (field,) = (component["component"] for component in form.modal["components"])
        assert field["value"].startswith("差出人: Xserver <support@xserver.me.jp>\n件名: 【Xserver】契約更新のご案内\n")
        assert "山田太郎様" in field["value"]
        second = await world.hanako.submit_modal(form, {field["custom_id"]: field["value"].replace("me.jp", "ne.jp")})
        assert second.ephemeral
        assert "目立つ点なし" in shown(second)
        assert second.response.message.id != first.response.message.id
        again = await world.hanako.click(second.response.message, label="読み取った文")
        assert "support@xserver[.]ne[.]jp" in shown(again).replace("s***", "support")


async def test_what_does_not_fit_into_the_form_is_added_as_it_was_read() -> None:
    long = GENUINE + "\n" + "あ" * 5000 + "\nログインはこちら https://login.example.cfd/x"
    async with world_with(Told(reading_of(long), 0)) as world:
        first = await world.ask(files=[("shot.png", PNG)])
        form = await world.hanako.click(first.response.message, label="読み違いを直す")
        (label,) = form.modal["components"]
        assert len(label["component"]["value"]) == 4000
        assert "4,000文字" in label["description"]
        second = await world.hanako.submit_modal(form, {label["component"]["custom_id"]: label["component"]["value"]})
        pages = await world.hanako.click(second.response.message, label="読み取った文")
        last = int(re.search(r"（1/(\d+)）", shown(pages))[1])  # type: ignore[index]
        for _ in range(last - 1):
            pages = await world.hanako.click(pages.response.message, label="次 →")
        assert "login[.]example[.]cfd" in shown(pages)


async def test_two_readings_are_asked_about_and_judged_again_as_chosen() -> None:
    async with world_with(Told(doubtful(), 0)) as world:
        for option, verdict in ((0, "目立つ点なし"), (1, "差出人のアドレスが会社のものではありません")):
            result = await world.ask(files=[("shot.png", PNG)])
            asked = shown(result)
            assert "画像から読み切れない" in asked
            assert "`support@xserver[.]ne[.]jp`（`Xserver`）" in asked
            assert "`support@xserver[.]rne[.]jp`（`rne[.]jp`）" in asked
            assert "差出人のアドレスが会社のものではありません" not in asked
            select = next(node for node in controls(result.response.components) if node["custom_id"].startswith("hm-pic:h:"))
            assert [choice["description"] for choice in select["options"]] == ["Xserver", "rne[.]jp"]
            answer = await world.hanako.select(result.response.message, [str(option)], custom_id=select["custom_id"])
            card = texts((answer.response or result.response).components)
            assert "画像から読み切れない" not in card
            assert verdict in card


async def test_on_a_public_card_only_the_sender_decides_and_nothing_is_unmasked() -> None:
    async with world_with(Told(doubtful(), 0)) as world:
        await world.hanako.send(world.channel, world.me, attachments=[("shot.png", PNG)])
        message = world.channel.last_message
        assert "太郎" not in the_card(message)
        select = next(node for node in controls(message.components) if node["custom_id"].startswith("hm-pic:h:"))
        for press in (
            world.taro.select(message, ["0"], custom_id=select["custom_id"]),
            world.taro.click(message, label="読み違いを直す"),
        ):
            refused = await press
            assert refused.ephemeral
            assert "画像を送った人だけ" in shown(refused)
        read = await world.taro.click(message, label="読み取った文")
        assert read.ephemeral
        await world.hanako.select(message, ["1"], custom_id=select["custom_id"])
        changed = world.channel.last_message
        assert "差出人のアドレスが会社のものではありません" in the_card(changed)
        assert "みんなに共有" not in buttons(changed.components)


async def test_a_shared_copy_does_not_lead_to_the_text() -> None:
    async with world_with(Told(doubtful(), 0)) as world:
        result = await world.ask(files=[("shot.png", PNG)])
        shared = await world.hanako.click(result.response.message, label="みんなに共有")
        public = shared.followups[0]
        assert not public.ephemeral
        assert not [node for node in controls(public.components) if str(node.get("custom_id", "")).startswith("hm-pic:")]


async def test_after_a_restart_a_plain_sentence() -> None:
    async with world_with(Told(doubtful(), 0)) as world:
        result = await world.ask(files=[("shot.png", PNG)])
        message = result.response.message
        select = next(node for node in controls(result.response.components) if node["custom_id"].startswith("hm-pic:h:"))
        form = await world.hanako.click(message, label="読み違いを直す")
        await world.env.restart_bot(create_bot(settings(), pictures=Told(doubtful(), 0)))
        world.bot = world.env.bot
        for press in (
            world.hanako.click(message, label="読み取った文"),
            world.hanako.click(message, label="読み違いを直す"),
            world.hanako.select(message, ["0"], custom_id=select["custom_id"]),
            world.hanako.submit_modal(form, {form.modal["components"][0]["component"]["custom_id"]: "件名: x"}),
        ):
            assert "もう一度送ってください" in shown(await press)
