"""What a server remembers, in a real Chromium at phone size: the asker's word to the moderators, and what these do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.visitor import IN_CHROMIUM, choose, command, fits, look_as, page_of, press, press_button, see

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = IN_CHROMIUM


async def test_something_is_wrong_reaches_the_moderators_and_comes_back(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        await press(page.get_by_role("button", name="判定がおかしい").last, page.get_by_role("combobox", name="ひとつ選んでください").last)
        await choose(page, "ひとつ選んでください", "本物なのに、怪しいと出た", "このサーバーの管理者に伝えました")
        await look_as(page, "管理人みどり")
        await see(page, "判定への意見")
        await choose(page, "管理者の判断に改める", "目立つ点なし", "と判断しました（相談した人")
        await press_button(page, "対応済み", "が対応済みにしました")
        assert await fits(page, "phone")
        await look_as(page, "あなた")
        await see(page, "のメールを「目立つ点なし」と判断しました")


async def test_settings_on_a_phone(tmp_path: Path) -> None:
    async with page_of("phone", tmp_path) as page:
        await look_as(page, "管理人みどり")
        await command(page, "settings", page.get_by_role("heading", name="設定"))
        await press(page.get_by_role("button", name="オフ", exact=True).first, page.get_by_text("が「静かに答える」をオンにしました").last)
        assert await fits(page, "phone")
