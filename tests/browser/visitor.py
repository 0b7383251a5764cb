"""A visitor of the playground in a real Chromium: opens it at desk or phone size, types, presses, looks."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Error, async_playwright, expect

from bot.playground import serve
from tests.bot.conftest import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from playwright.async_api import Locator, Page

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"desk": {"width": 1200, "height": 900}, "phone": {"width": 390, "height": 844}}
IN_CHROMIUM = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"), pytest.mark.xdist_group("browser")]
TRIES = 5
PATIENCE = 6_000
"""Milliseconds that one try is given."""


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
        except BaseException as error:
            error.add_note("The page showed at its end:\n" + (await page.inner_text("body"))[-2000:])
            raise
        finally:
            await page.screenshot(path=str(folder / f"{size}.png"))
            await browser.close()


async def fits(page: Page, size: str) -> bool:
    """Whether nothing stands out of the screen's side."""
    width: int = await page.evaluate("document.documentElement.scrollWidth")
    return width <= SIZES[size]["width"] + 1


async def see(page: Page, words: str) -> None:
    await expect(page.get_by_text(words).last).to_be_visible(timeout=TRIES * PATIENCE)


async def until(act: Callable[[], Awaitable[None]], then: Locator) -> None:
    """Do it until the outcome is seen: the page refuses a press on what it was drawing anew just then, and sometimes keeps it refused until it is drawn anew as a whole."""
    for left in reversed(range(TRIES)):
        try:
            if not await then.is_visible():
                await act()
            await expect(then).to_be_visible(timeout=PATIENCE)
        except (AssertionError, Error):
            if left == 0:
                raise
            if left < TRIES - 2 and not await then.page.get_by_role("dialog").is_visible():
                await redraw(then.page)
        else:
            return


async def press(what: Locator, then: Locator) -> None:
    await until(lambda: what.click(timeout=PATIENCE), then)


async def press_button(page: Page, name: str, then: str) -> None:
    await press(page.get_by_role("button", name=name).last, page.get_by_text(then).last)


async def choose(page: Page, select: str, option: str, then: str) -> None:
    async def act() -> None:
        box = page.get_by_role("combobox", name=select).last
        if option in await box.inner_text(timeout=PATIENCE):  # a refused choice stays in the box, and choosing it again is no choice
            await redraw(page)
        await box.click(timeout=PATIENCE)
        await page.get_by_role("option", name=option).last.click(timeout=PATIENCE)

    await until(act, page.get_by_text(then).last)


async def look_as(page: Page, name: str) -> None:
    await page.get_by_role("combobox", name="Viewing as").select_option(label=name)


async def redraw(page: Page) -> None:
    """Load the page again, and go on as the same person."""
    viewer = await page.get_by_role("combobox", name="Viewing as").evaluate("box => box.selectedOptions[0].label")
    await page.reload()
    await look_as(page, viewer)


async def command(page: Page, name: str, then: Locator) -> None:
    """Type a command as a visitor would."""
    composer = page.get_by_role("textbox").last
    await composer.click()
    await composer.type(f"/{name}")
    await page.get_by_role("option").filter(has_text=name).first.click()
    await press(page.get_by_role("button", name="Send"), then)


async def submit(page: Page, then: str) -> None:
    """Send the open form."""
    dialog = page.get_by_role("dialog")
    await press(dialog.get_by_role("button", name="Submit").or_(dialog.get_by_role("button", name="送信")).first, page.get_by_text(then).last)
