"""The playground in a real Chromium: what a visitor sees, types and presses, at desk and phone size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.bot.conftest import MAIL
from tests.browser.visitor import IN_CHROMIUM, SIZES, command, fits, page_of, press, press_button, see, submit

if TYPE_CHECKING:
    from pathlib import Path

EML = b'From: XSERVER SUPPORT <info@mail.example.cfd>\r\nTo: taro@example.co.jp\r\nSubject: =?utf-8?B?5L+d55WZ5Lit44Gu44Oh44O844OrOeS7tg==?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Xserver</p><a href="https://login.example.cfd/x">https://www.xserver.ne.jp/</a>'

pytestmark = IN_CHROMIUM


@pytest.mark.parametrize("size", SIZES)
async def test_the_seeded_conversation_shows_a_card(size: str, tmp_path: Path) -> None:
    async with page_of(size, tmp_path) as page:
        await see(page, "強い疑い")
        await see(page, "怪しいポイント①")
        await expect(page.get_by_text("公式の注意喚起").first).to_be_attached()
        assert await fits(page, size)


@pytest.mark.parametrize("size", SIZES)
async def test_type_a_mail_and_press_the_buttons(size: str, tmp_path: Path) -> None:
    async with page_of(size, tmp_path) as page:
        await command(page, "check", page.get_by_role("dialog"))
        await page.get_by_role("dialog").get_by_role("textbox").first.fill(MAIL)
        await submit(page, "みんなに共有")
        await press_button(page, "もう押した・入力した", "あてはまるものを選んでください")
        await press_button(page, "パスワードを入力した", "パスワードをすぐ変える")


async def test_upload_an_eml(tmp_path: Path) -> None:
    async with page_of("desk", tmp_path) as page:
        await command(page, "check", page.get_by_role("dialog"))
        dialog = page.get_by_role("dialog")
        await dialog.locator("input[type=file]").set_input_files({"name": "mail.eml", "mimeType": "message/rfc822", "buffer": EML})
        await submit(page, "見えているURLと開く先が違います")


async def test_post_a_warning_on_a_phone(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        await press_button(page, "警告をピン留め", "警告の下書き")
        await press(page.get_by_role("button", name="文面を直す").last, page.get_by_role("dialog"))
        await page.get_by_role("dialog").get_by_role("textbox").first.fill("保留メールのお知らせについて")
        await submit(page, "保留メールのお知らせについて")
        await press_button(page, "載せてピン留め", "載せて、ピン留めしました")
        await see(page, "保留メールのお知らせについて")
        assert await fits(page, "phone")


async def test_a_typed_mention_is_answered(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        composer = page.get_by_role("textbox").last
        await composer.fill("@Honmono これ本物ですか？ https://login.typed.cfd/x")
        await press_button(page, "Send", "login[.]typed[.]cfd")
