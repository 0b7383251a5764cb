"""The card holds whatever a report holds, and no more than Discord takes."""

from __future__ import annotations

import itertools
from datetime import date
from typing import get_args

import pytest

from bot.cards import Card, all_points, remembered_points
from bot.cards.ids import LONGEST, pack_id, short, unpack_id
from bot.first_step import first_step
from bot.intake import Answer
from bot.pictures.contract import PictureReason
from bot.pictures.shot import Question
from bot.recall import Recall
from bot.told import Done
from rules import check, read_text, shipped
from rules.report import LANGS, Point, Report, Seen

LONG = "`@everyone` **x** " * 40


def worst(level: str = "strong", count: int = 40) -> Report:
    pack = shipped()
    points = tuple(
        Point(rule, rule.weight, LONG[:160], "body", {"brand@ja": LONG[:60], "names@ja": LONG}) for rule in itertools.islice(itertools.cycle(pack.rules), count)
    )
    brand = max(pack.brands.values(), key=lambda brand: len(brand.route["ja"]) + len(brand.name["ja"]))
    strangers = tuple(pack.brands)[:40]
    return Report(
        level,
        points,
        brand,
        ("sender", "link-targets", "subject", "body", "headers"),
        pack.official,
        Seen("text", LONG, LONG, "ja"),
        "0123abcd",
        pack,
        strangers,
    )  # type: ignore[arg-type]


def count(payload: list[dict[str, object]]) -> tuple[int, int]:
    """Components and characters of a message."""
    components = letters = 0
    stack = list(payload)
    while stack:
        node = stack.pop()
        components += 1
        letters += len(str(node.get("content") or ""))
        stack += node.get("components", [])  # type: ignore[arg-type]
    return components, letters


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("level", ["strong", "caution", "none", "unclear"])
def test_the_worst_report_fits(lang: str, level: str) -> None:
    recall = Recall(10**18, 10**6, date(2026, 11, 25), "caution", 10**6, raised=level == "strong")
    doubts = (Question(True, ("`" * 160,) * 30, ("**x**" * 40,) * 30),) * 5
    reasons = [*get_args(PictureReason)]
    answer = Answer(unread=reasons, skipped=["`" * 90] * 10, recall=recall, shot_key="0" * 12, questions=doubts, notes=("animated-first-frame",))
    for public, done in itertools.product((False, True), get_args(Done)):
        view = Card(answer, worst(level), lang, public=public, who="**x**" * 10, done=done)  # type: ignore[arg-type]
        components, letters = count(view.to_components())
        assert components <= 40
        assert letters <= 4000
        for button in [item for item in view.walk_children() if getattr(item, "label", None)]:
            assert len(button.label) <= 80  # type: ignore[attr-defined]
    assert count(all_points(worst(level), lang).to_components())[1] <= 4000  # type: ignore[arg-type]


def test_a_custom_id_carries_the_report_without_the_mail() -> None:
    report = worst(count=60)
    text = pack_id("a", report)
    assert len(text) <= LONGEST
    seen = unpack_id(text, shipped())
    assert seen is not None
    assert (seen.id, seen.level, seen.brand) == (report.id, report.level, report.brand)
    assert [rule.id for rule in seen.rules] == [point.id for point in report.points][: len(seen.rules)]
    assert len(seen.rules) >= 20
    assert remembered_points(seen, "ja")
    assert seen.campaign is None
    longest = pack_id("a", report, 10**18)
    assert len(longest) <= LONGEST
    assert unpack_id(longest, shipped()).campaign == 10**18  # type: ignore[union-attr]


def test_short_names_are_kept_apart() -> None:
    pack = shipped()
    for names in ([rule.id for rule in pack.rules], list(pack.brands)):
        codes: dict[str, str] = {}
        for name in names:
            assert codes.setdefault(short(name), name) == name, f"{name} and {codes[short(name)]} share their three letters: give the newer one another id"


def test_foreign_ids_are_nobodys() -> None:
    assert unpack_id("hm:a:zzz", shipped()) is None
    assert unpack_id("hm:a:0123abcds---!!!", shipped()) is None


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        (
            "件名：至急\n差出人：社長 <a@example.com>\n\n新しいLINEグループを作成し、QRコードをこのメールに返信してください。他の人は招待しないでください。",
            "前から知っている電話番号か対面で",
        ),
        ("差出人: XSERVER SUPPORT <a@mail.example.cfd>\n\n未受信メール9件が保留中です。ログインしてください。", "Xserverアカウント"),
        ("こんにちは。", "公式アプリか自分のブックマークから"),
    ],
)
def test_the_first_step_fits_the_mail(mail: str, expected: str) -> None:
    assert expected in first_step(check(read_text(mail)), "ja")
