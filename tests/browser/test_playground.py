"""The playground in a real Chromium: what a visitor sees, types and presses, at desk and phone size."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright, expect

from bot.playground import serve
from tests.bot.conftest import MAIL, settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"desk": {"width": 1200, "height": 900}, "phone": {"width": 390, "height": 844}}
EML = b'From: XSERVER SUPPORT <info@mail.example.cfd>\r\nTo: taro@example.co.jp\r\nSubject: =?utf-8?B?5L+d55WZ5Lit44Gu44Oh44O844OrOeS7tg==?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Xserver</p><a href="https://login.example.cfd/x">https://www.xserver.ne.jp/</a>'

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"), pytest.mark.xdist_group("browser")]


@contextlib.asynccontextmanager
async def playground() -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def opened(url: str) -> None:
        address.set_result(url)

    task = asyncio.create_task(serve(settings(port=port), opened=opened))
    try:
        await asyncio.wait([task, address], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield address.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def page_of(size: str, folder: Path) -> AsyncIterator[Page]:
    async with playground() as url, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport=SIZES[size], device_scale_factor=2 if size == "phone" else 1)
        await page.goto(url)
        try:
            yield page
        finally:
            await page.screenshot(path=str(folder / f"{size}.png"))
            await browser.close()


async def open_form(page: Page) -> None:
    """Type /check as a visitor would."""
    composer = page.get_by_role("textbox").last
    await composer.click()
    await composer.type("/check")
    option = page.get_by_role("option").filter(has_text="check").first
    await option.wait_for()
    await option.click()
    await page.get_by_role("button", name="Send").click()
    await page.get_by_role("dialog").wait_for()


@pytest.mark.parametrize("size", SIZES)
async def test_the_seeded_conversation_shows_a_card(size: str, tmp_path: Path) -> None:
    async with page_of(size, tmp_path) as page:
        await expect(page.get_by_text("強い疑い").first).to_be_visible()
        await expect(page.get_by_text("怪しいポイント①").first).to_be_visible()
        link = page.get_by_text("公式の注意喚起").first
        await expect(link).to_be_attached()
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size]["width"] + 1


async def press(page: Page, name: str, then: str) -> None:
    """Press a button, again if the page was being drawn anew just then: it refuses a press on what it no longer shows."""
    for last in (False, False, True):
        await page.get_by_role("button", name=name).last.click()
        try:
            await expect(page.get_by_text(then).last).to_be_visible(timeout=4000)
        except AssertionError:
            if last:
                raise
        else:
            return


@pytest.mark.parametrize("size", SIZES)
async def test_type_a_mail_and_press_the_buttons(size: str, tmp_path: Path) -> None:
    async with page_of(size, tmp_path) as page:
        await open_form(page)
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("textbox").first.fill(MAIL)
        await dialog.get_by_role("button", name="Submit").or_(dialog.get_by_role("button", name="送信")).first.click()
        await expect(page.get_by_text("みんなに共有").last).to_be_visible()
        await press(page, "もう押した・入力した", "相談してくれて正解です")
        await press(page, "パスワードを入力した", "パスワードをすぐ変える")


async def test_upload_an_eml(tmp_path: Path) -> None:
    async with page_of("desk", tmp_path) as page:
        await open_form(page)
        dialog = page.get_by_role("dialog")
        await dialog.locator("input[type=file]").set_input_files({"name": "mail.eml", "mimeType": "message/rfc822", "buffer": EML})
        await dialog.get_by_role("button", name="Submit").or_(dialog.get_by_role("button", name="送信")).first.click()
        await expect(page.get_by_text("見えているURLと開く先が違います").last).to_be_visible()


async def test_post_a_warning_on_a_phone(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        await page.get_by_role("button", name="警告をピン留め").last.click()
        await expect(page.get_by_text("警告の下書き").last).to_be_visible()
        await page.get_by_role("button", name="文面を直す").last.click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("textbox").first.fill("保留メールのお知らせについて")
        await dialog.get_by_role("button", name="Submit").or_(dialog.get_by_role("button", name="送信")).first.click()
        await expect(page.get_by_text("保留メールのお知らせについて").last).to_be_visible()
        await page.get_by_role("button", name="載せてピン留め").last.click()
        await expect(page.get_by_text("載せて、ピン留めしました").last).to_be_visible()
        await expect(page.get_by_text("保留メールのお知らせについて").last).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"] + 1
