"""Official pages, as we wrote them after the ways such pages are built, served by a server of ours."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web

from bot.ops.notices import SIZE, State, Unread, fetch, pages, read, update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ENTRIES = """<html><body><h1>緊急情報</h1>
<dl><dt>2026年11月20日</dt><dd><a href="/news/alert/a_20261120.html">イオンカードをかたるフィッシング (2026/11/20)</a></dd>
<dt>2026年11月18日</dt><dd><a href="/news/alert/etc_20261118.html">ＥＴＣ利用照会サービスをかたるフィッシング</a></dd>
<dt>2026年11月01日</dt><dd><a href="https://elsewhere.example/x">銀行をかたるフィッシング</a></dd></dl>
<a href="/contact">お問い合わせ</a></body></html>"""
SUBJECTS = """<html><body><p>弊社をかたるメールの例</p><ul><li>件名：【重要】メールボックスの確認<br>差出人：XSERVER &lt;info@mail.example.cfd&gt;</li>
<li>件 名: 「サーバー停止のお知らせ」</li></ul><table><tr><th>件名：</th><td>ドメイン失効の警告</td></tr><tr><th>送信者：</th><td>Xsever</td></tr></table></body></html>"""


class Site:
    """One page, with what was asked for it."""

    def __init__(self) -> None:
        self.body, self.status, self.asked = ENTRIES.encode(), 200, 0
        self.headers = {"ETag": '"one"'}

    async def page(self, request: web.Request) -> web.Response:
        self.asked += 1
        if request.headers.get("If-None-Match", "none") == self.headers.get("ETag"):
            return web.Response(status=304)
        return web.Response(status=self.status, body=self.body, headers={"Content-Type": "text/html; charset=utf-8", **self.headers})


@pytest.fixture
async def site() -> AsyncIterator[tuple[Site, dict[str, Any]]]:
    served = Site()
    app = web.Application()
    app.router.add_get("/news/alert/", served.page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    yield served, pages()[0] | {"url": f"http://127.0.0.1:{port}/news/alert/"}
    await runner.cleanup()


def test_a_page_of_news() -> None:
    found = read(pages()[0], ENTRIES)
    assert [(notice.name, notice.day) for notice in found] == [("イオンカード", date(2026, 11, 20)), ("ETC利用照会サービス", date(2026, 11, 18))]
    assert found[0].url == "https://www.antiphishing.jp/news/alert/a_20261120.html"


def test_a_standing_warning() -> None:
    found = read(pages()[1], SUBJECTS)
    assert [(notice.subject, notice.sender) for notice in found] == [
        ("【重要】メールボックスの確認", "XSERVER <info@mail.example.cfd>"),
        ("サーバー停止のお知らせ", "XSERVER <info@mail.example.cfd>"),
        ("ドメイン失効の警告", "Xsever"),
    ]


@pytest.mark.parametrize("html", ["", "<p>", "<html><body>工事中</body></html>", "\0" * 1000, "<a>" * 5000])
def test_a_page_built_otherwise_is_told(html: str) -> None:
    for page in pages():
        with pytest.raises(Unread, match="built otherwise"):
            read(page, html)


async def test_what_is_new_is_proposed_once(site: tuple[Site, dict[str, Any]], tmp_path: Path) -> None:
    served, page = site
    written, count, troubles = await update(tmp_path, NOW, listed=[page])
    assert (count, troubles) == (2, [])
    assert written is not None
    records = tomllib.loads(written.read_text("utf-8"))["campaign"]
    assert [(record["brand"], record["date"], record["announced"]) for record in records] == [("aeon", "2026-11", True), ("etc-meisai", "2026-11", True)]
    assert await update(tmp_path, NOW, listed=[page]) == (None, 0, [])
    served.headers = {"ETag": '"two"'}
    served.body = ENTRIES.replace("イオンカード", "楽天カード").encode()
    written, count, _ = await update(tmp_path, NOW.replace(hour=1), listed=[page])
    assert count == 1
    assert served.asked == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": 500}, "answered 500"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example/"}}, "answered 302"),
        ({"body": b"x" * (SIZE + 1)}, "larger"),
    ],
)
async def test_a_page_that_cannot_be_had_is_told(site: tuple[Site, dict[str, Any]], changes: dict[str, Any], words: str) -> None:
    served, page = site
    for name, value in changes.items():
        setattr(served, name, value)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Unread, match=words):
            await fetch(session, page, State())


async def test_a_page_that_is_away_is_told(tmp_path: Path) -> None:
    written, count, troubles = await update(tmp_path, NOW, listed=[pages()[0] | {"url": "http://127.0.0.1:9/"}])
    assert (written, count) == (None, 0)
    assert "could not be read" in troubles[0]


def test_only_official_hosts_are_listed() -> None:
    assert {page["url"].split("/")[2] for page in pages()} == {"www.antiphishing.jp", "www.xserver.ne.jp"}
    assert all(page["url"].startswith("https://") for page in pages())
