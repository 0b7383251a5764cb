"""Judging a campaign as if it were new: what it alone shows is taken away, what others show too is not."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
import re2
from typer.testing import CliRunner

from bot.__main__ import app
from rules.author import held_out, score
from rules.author.corpus import Entry
from rules.packs import FOLDER, shipped

if TYPE_CHECKING:
    from pathlib import Path

KEY = "再び開くための鍵"
CODE = "貸し出しの番号"
POINT = """
[[point]]
id = "ask.{name}"
group = "ask"
weight = "strong"
status = "stable"
since = 2026-11-01
review_by = 2027-11-01
false_positives = "none known"
match = {{ fields = ["body"], patterns = [{patterns}] }}
{more}
title = {{ ja = "鍵をたずねています", en = "It asks for a key" }}
why = {{ ja = "鍵は本物のメールではたずねません。", en = "Honest mail does not ask for it." }}
references = ["https://www.example.co.jp/"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The shipped pack with a point of two wordings more, and one that an excuse holds back."""
    folder = shutil.copytree(FOLDER, tmp_path / "pack")
    (folder / "points" / "zz.toml").write_text(
        POINT.format(name="key", patterns=f'"{KEY}|{CODE}"', more="") + POINT.format(name="held", patterns='"庭の門を閉める"', more='none = ["signal.garden"]'),
        "utf-8",
    )
    (folder / "signals" / "zz.toml").write_text(
        '[[signal]]\nid = "signal.garden"\nmatch = { fields = ["body"], patterns = ["植木屋より", "造園の会より"] }\n', "utf-8"
    )
    return folder


def _entries(folder: Path, *mails: tuple[str, str, str]) -> list[Entry]:
    """Mails by label, campaign and text."""
    found = []
    for number, (label, campaign, text) in enumerate(mails):
        path = folder / f"{number}.txt"
        path.write_text(f"件名: ご連絡\n差出人: 会 <a@example.org>\n\n{text}を水曜日までにお書きください。会の者がうかがいます。", "utf-8")
        found.append(Entry(str(number), label, "ja", "own", "text", campaign, path))
    return found


def _points(results: list[score.Result]) -> list[set[str]]:
    return [{point for point, _ in result.points if point in ("ask.key", "ask.held")} for result in results]


def test_a_wording_that_one_campaign_shows_is_taken_from_it(tmp_path: Path, pack: Path) -> None:
    entries = _entries(tmp_path, ("phish", "a", KEY), ("phish", "a", KEY), ("phish", "b", CODE), ("phish", "c", CODE), ("ham", "d", KEY))
    assert _points(score.run(entries, "eml", 1, pack=pack)) == [{"ask.key"}] * 5
    told: list[int] = []
    held = held_out.run(entries, "eml", 1, told.append, pack=pack)
    assert [result.entry.id for result in held] == list("01234")
    assert _points(held) == [set(), set(), {"ask.key"}, {"ask.key"}, {"ask.key"}]
    assert sum(told) == 2 * len(entries)


def test_a_point_that_one_campaign_shows_is_taken_whole(tmp_path: Path, pack: Path) -> None:
    entries = _entries(tmp_path, ("phish", "a", KEY + "と" + CODE), ("phish", "b", "回覧板"))
    assert _points(held_out.run(entries, "eml", 1, pack=pack)) == [set(), set()]


def test_honest_mail_loses_the_excuse_that_it_alone_needs(tmp_path: Path, pack: Path) -> None:
    alone, both = "植木屋より、庭の門を閉めるお願い", "造園の会より、庭の門を閉めるお願い"
    entries = _entries(tmp_path, ("ham", "a", alone), ("ham", "b", both), ("ham", "c", both), ("phish", "d", alone), ("phish", "e", alone))
    assert _points(score.run(entries, "eml", 1, pack=pack)) == [set()] * 5
    assert _points(held_out.run(entries, "eml", 1, pack=pack)) == [{"ask.held"}, set(), set(), set(), set()]


def test_more_processes_give_the_same(tmp_path: Path, pack: Path) -> None:
    entries = _entries(tmp_path, *(("phish", f"c{number}", KEY if number % 2 else CODE) for number in range(42)))
    alone, together = (held_out.run(entries, "text", jobs, pack=pack) for jobs in (1, 2))
    assert [(result.entry, result.points) for result in alone] == [(result.entry, result.points) for result in together]


def test_the_alternatives_of_the_packs_own_patterns_match_what_the_patterns_match() -> None:
    book = shipped()
    for record in (*book.signals, *book.rules):
        for pattern in record.match.patterns if record.match else ():
            parts = held_out.alternatives(pattern)
            assert "|".join(parts) == pattern
            for part in parts:
                re2.compile(part)  # nothing was cut in the middle of a bracket
    assert sum(len(held_out.alternatives(pattern)) > 1 for signal in book.signals for pattern in signal.match.patterns) > 10


def test_the_command_says_how_it_judged(tmp_path: Path, pack: Path) -> None:
    entries = _entries(tmp_path, ("phish", "a", KEY), ("ham", "b", "回覧板"))
    rows = [
        {"id": entry.id, "label": entry.label, "lang": "ja", "source": "own", "format": "text", "campaign": entry.campaign, "path": entry.path.name}
        for entry in entries
    ]
    (tmp_path / "index.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    given = ["score", str(tmp_path), "--jobs", "1", "--pack", str(pack)]
    shown = CliRunner().invoke(app, [*given, "--held-out", "--misses"]).stdout
    assert "as if new" in shown
    assert "1 campaigns of phishing are too few" in shown
    assert "judged without ask.key" in shown
    plain, held = (json.loads(CliRunner().invoke(app, [*given, "--json", "--misses", *more]).stdout) for more in ([], ["--held-out"]))
    assert (plain["held_out"], held["held_out"]) == (False, True)
    assert plain["listed"] == []
    assert [(listed["id"], listed["without"]) for listed in held["listed"]] == [("0", ["ask.key"])]
