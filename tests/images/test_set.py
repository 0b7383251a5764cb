"""The picture set is what it says it is, and the figures taken on it count what they should."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import async_playwright
from rich.table import Table

from rules import check, read_text
from rules.mail.model import Address, Link
from tests.images.cases import KINDS, Case, cases
from tests.images.clients import CLIENTS
from tests.images.kept import Spent
from tests.images.measure import chosen
from tests.images.metrics import Answer, as_text, fewest, score
from tests.images.render import ARGUMENTS, CHROMIUM, draw, render
from tests.images.table import Measured, levels, markdown, summary, worst
from tests.images.truth import Line, Truth, host, load
from tests.images.written import mails, urls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

BODY = "お荷物をお届けできませんでした。\nhttps://login.kurobane-post.cfd/a1"


def in_chromium(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A test that draws: left out where there is no Chromium, and run by the worker that has the browser."""
    for mark in (pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"), pytest.mark.xdist_group("browser")):
        test = mark(test)
    return test


def a_truth(body: str = BODY, display: str = "ヤマト運輸", address: str = "info@kurobane-post.cfd", subject: str = "重要なお知らせ") -> Truth:
    shown = [("display", display), ("address", address), ("subject", subject), *(("body", line) for line in body.split("\n"))]
    lines = tuple(Line(field, number, 0, gap=False, text=text, box=(0, number, 9, number + 1)) for number, (field, text) in enumerate(shown) if text)
    return Truth("one", "held-mail", "pc", "light", 1, "screen", "", ("one.png",), ((100, 100),), "ja", "phish", lines)


def perfect(truth: Truth) -> Answer:
    return Answer(truth.pasted, replace(as_text(truth), form="ocr"), codes=truth.qr)


def test_a_perfect_reading_scores_nothing_wrong() -> None:
    truth = a_truth()
    result = score(truth, perfect(truth))
    assert (result.misread, result.body_misread, result.address, result.subject, result.display) == (0, 0, "exact", True, True)
    assert (result.strangers, result.lost, result.extra, result.notes) == ((), (), (), ())
    assert result.points
    assert result.same_level


def test_letters_are_counted_where_they_stand() -> None:
    truth = a_truth()
    read = truth.pasted.replace("お荷物", "お荷牧")
    result = score(truth, Answer(read, replace(read_text(read), form="ocr")))
    assert (result.misread, result.body_misread) == (1, 1)
    assert result.letters == sum(len(line.text) for line in truth.lines)
    assert fewest("お荷物を", "＊お荷を＊") == 1


def test_a_button_taken_for_a_line_counts_in_the_body_alone() -> None:
    truth = a_truth()
    answer = perfect(truth)
    result = score(truth, replace(answer, mail=replace(answer.mail, body=answer.mail.body + "\n返信")))
    assert (result.misread, result.body_misread) == (0, 2)


def a_host_read(truth: Truth, host_read: str, doubts: frozenset[str] = frozenset()) -> Answer:
    answer = perfect(truth)
    link = Link(f"https://{host_read}/a1", f"https://{host_read}/a1", "bare")
    return replace(answer, mail=replace(answer.mail, links=(link,)), doubts=doubts)


@pytest.mark.parametrize(
    ("body", "read", "doubts", "outcome", "strangers"),
    [
        ("https://login.kurobane-post.cfd/release/?u=taro.yamada&n=6", "login.kurobane-post.cfd", (), "exact", ()),
        ("https://login.kurobane-post.cfd/release/?u=taro.yamada&n=6", "1ogin.kurobane-post.cfd", (), "missed", ()),
        ("https://login.kurobane-post.cfd/release/?u=taro.yamada&n=6", "login.kurobane-rost.cfd", (), "wrong", ("login.kurobane-rost.cfd",)),
        (
            "https://login.kurobane-post.cfd/release/?u=taro.yamada&n=6",
            "login.kurobane-rost.cfd",
            ("login.kurobane-rost.cfd", "login.kurobane-post.cfd"),
            "uncertain",
            (),
        ),
    ],
)
def test_hosts(body: str, read: str, doubts: tuple[str, ...], outcome: str, strangers: tuple[str, ...]) -> None:
    truth = a_truth(body)
    result = score(truth, a_host_read(truth, read, frozenset(doubts)))
    assert (result.hosts, result.strangers) == ((outcome,), strangers)


@pytest.mark.parametrize(
    ("true", "read", "doubts", "outcome"),
    [
        ("info@kurobane-post.cfd", "info@kurobane-post.cfd", (), "exact"),
        ("info@kurobane-post.cfd", "inf0@kurobane-post.cfd", (), "wrong"),
        ("info@kurobane-post.cfd", "", (), "missed"),
        ("info@kurobane-post.cfd", "inf0@kurobane-post.cfd", ("info@kurobane-post.cfd", "inf0@kurobane-post.cfd"), "uncertain"),
        ("", "taro@example.jp", (), "wrong"),
        ("", "", (), None),
    ],
)
def test_addresses(true: str, read: str, doubts: tuple[str, ...], outcome: str | None) -> None:
    truth = a_truth(address=true)
    answer = perfect(truth)
    result = score(truth, replace(answer, mail=replace(answer.mail, sender=Address("ヤマト運輸", read)), doubts=frozenset(doubts)))
    assert result.address == outcome


def test_the_figures_add_up_and_the_worst_comes_first() -> None:
    truth = a_truth("https://login.kurobane-post.cfd/release/?u=taro.yamada&n=6")
    good = Measured(truth, score(truth, perfect(truth)), Spent(2.0, 1.0))
    bad = Measured(replace(truth, name="bad", kind="jpeg40"), score(truth, a_host_read(truth, "login.kurobane-rost.cfd")), Spent(9.0, 3.0))
    figures = summary([good, bad])
    assert (figures["host exact"], figures["silently wrong"], figures["address exact"], figures["median cpu s"]) == (0.5, 1, 1.0, 2.0)
    assert worst([good, bad], 1) == [bad]
    assert levels([good, bad], "phish")["as text"] == {"strong": 2, "caution": 0, "none": 0, "unclear": 0}
    assert levels([good, bad], "genuine")["as picture"]["strong"] == 0


def test_a_table_as_a_document_holds_it() -> None:
    table = Table("app", "address exact")
    table.add_row("gmail-ios", "97.0%")
    assert markdown(table) == "| app | address exact |\n| --- | --- |\n| gmail-ios | 97.0% |"


def test_a_limit_spreads_over_the_set(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.json").write_text("{}")
    (tmp_path / "index.json").write_text("[]")
    assert [path.stem for path in chosen(tmp_path, 3)] == ["0", "3", "6"]


@pytest.mark.parametrize("name", mails())
def test_each_mail_declares_the_hosts_it_shows(name: str) -> None:
    written = mails()[name]
    lines = [line for line in written.body.split("\n") if not line.startswith("[qr]")]
    assert tuple(host(url) for url in urls("\n".join(lines))) == written.visible
    assert tuple(line.removeprefix("[qr] ") for line in written.body.split("\n") if line.startswith("[qr]")) == written.qr
    if written.label == "genuine":
        assert check(read_text(f"件名: {written.subject}\n差出人: {written.display} <{written.address}>\n\n{written.body}")).level == "none"


def test_the_set_is_balanced() -> None:
    made = cases()
    assert len({case.name for case in made}) == len(made)
    assert {case.client for case in made} == set(CLIENTS)
    assert {case.mail for case in made} == set(mails())
    assert {case.kind for case in made} == set(KINDS)
    assert {(case.client, case.theme) for case in made} == {(client, theme) for client in CLIENTS for theme in ("light", "dark")}


def sample() -> list[Case]:
    """One case of each app, and beside them one of each mode and one with a QR code."""
    picked: dict[str, Case] = {}
    for case in cases():
        picked.setdefault(case.client, case)
        picked.setdefault(case.mode, case)
        if case.mail == "qr" and case.mode == "screen":
            picked.setdefault("qr", case)
    return list(dict.fromkeys(picked.values()))


@in_chromium
async def test_pictures_show_what_their_truth_says(tmp_path: Path) -> None:
    made = await render(tmp_path, sample())
    assert {truth.kind for truth in made if truth.kind} <= set(KINDS)
    assert len(made) == 2 * len(sample())
    for truth in made:
        written = mails()[truth.mail]
        assert load(tmp_path / f"{truth.name}.json") == truth
        assert truth.lines
        assert truth.address in ("", written.address)
        assert set(truth.hosts) <= set(written.visible)
        assert len(truth.files) == (2 if truth.mode == "pair" and truth.kind != "cropped" else 1)
        if truth.mode == "screen" and truth.kind != "cropped":
            assert (truth.display, truth.subject, truth.address) == (written.display, written.subject, written.address)
        pictures = [np.asarray(Image.open(tmp_path / name).convert("L"), dtype=np.int16) for name in truth.files]
        assert [(picture.shape[1], picture.shape[0]) for picture in pictures] == list(truth.sizes)
        if truth.kind in ("", "cropped", "jpeg40"):
            for blank in unwritten(truth, pictures):
                raise AssertionError(f"{truth.name}: nothing is drawn at {blank}")
        if not truth.kind and truth.qr:
            assert [code.text for code in zxingcpp.read_barcodes(Image.open(tmp_path / truth.files[0]))] == list(truth.qr)


def unwritten(truth: Truth, pictures: list[np.ndarray]) -> Iterator[Line]:
    """Lines in whose box the picture is of one colour."""
    for line in truth.lines:
        left, top, right, bottom = (int(edge) for edge in line.box)
        if np.ptp(pictures[line.picture][top:bottom, left:right]) < 60:
            yield line


@in_chromium
async def test_a_picture_drawn_twice_is_the_same() -> None:
    case = cases()[0]
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        (first, one), (second, two) = await draw(browser, case), await draw(browser, case)
        await browser.close()
    assert first == second
    assert one == two
    assert Image.open(io.BytesIO(one[0])).size == first.sizes[0]
