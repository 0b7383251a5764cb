"""What a server remembers, in a real Chromium at phone size: the asker's word to the moderators, and what these do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.test_playground import CHROMIUM, SIZES, page_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"), pytest.mark.xdist_group("browser")]


async def choose(page: Page, select: str, option: str) -> None:
    await page.get_by_role("combobox", name=select).last.click()
    await page.get_by_role("option", name=option).last.click()


async def command(page: Page, name: str) -> None:
    composer = page.get_by_role("textbox").last
    await composer.click()
    await composer.type(f"/{name}")
    await page.get_by_role("option").filter(has_text=name).first.click()
    await page.get_by_role("button", name="Send").click()


async def fits(page: Page) -> bool:
    width: int = await page.evaluate("document.documentElement.scrollWidth")
    return width <= SIZES["phone"]["width"] + 1


async def test_something_is_wrong_reaches_the_moderators_and_comes_back(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        await page.get_by_role("button", name="判定がおかしい").last.click()
        await choose(page, "ひとつ選んでください", "本物なのに、怪しいと出た")
        await expect(page.get_by_text("このサーバーの管理者に伝えました").last).to_be_visible()
        await page.get_by_role("combobox", name="Viewing as").select_option(label="管理人みどり")
        await expect(page.get_by_text("判定への意見").last).to_be_visible()
        await choose(page, "管理者の判断に改める", "目立つ点なし")
        await expect(page.get_by_text("に改めました（相談した人").last).to_be_visible()
        await page.get_by_role("button", name="対応済み").last.click()
        await expect(page.get_by_text("が対応済みにしました").last).to_be_visible()
        assert await fits(page)
        await page.get_by_role("combobox", name="Viewing as").select_option(label="あなた")
        await expect(page.get_by_text("の判定を「目立つ点なし」に改めました").last).to_be_visible()


async def test_settings_on_a_phone(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        await page.get_by_role("combobox", name="Viewing as").select_option(label="管理人みどり")
        await command(page, "settings")
        await expect(page.get_by_role("heading", name="設定")).to_be_visible()
        await page.get_by_role("button", name="オフ", exact=True).first.click()
        await expect(page.get_by_text("が静かに答える設定を変えました：ON").last).to_be_visible()
        assert await fits(page)
