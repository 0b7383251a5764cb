"""The scorecard on a small corpus of our own wording."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from rules.author import corpus
from rules.author.score import Rate, rows, rule_rows, run

if TYPE_CHECKING:
    from pathlib import Path

PHISH = "From: XSERVER SUPPORT <a@mail.example.cfd>\nSubject: =?utf-8?B?5L+d55WZ5Lit44Gu44Oh44O844OrOeS7tg==?=\nContent-Type: text/plain; charset=utf-8\n\nログインはこちら https://login.example.cfd/\n"
HAM = "From: Example <a@example.co.jp>\nSubject: hello\nContent-Type: text/plain; charset=utf-8\n\n山田様\n\n来週の打ち合わせは火曜の10時でお願いいたします。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records = []
    for number, (label, text, campaign) in enumerate([("phish", PHISH, "c1"), ("phish", PHISH, "c1"), ("phish", HAM, "c2"), ("ham", HAM, "h1")]):
        (tmp_path / f"{number}.eml").write_text(text, "utf-8")
        records.append(
            {
                "id": f"m{number}",
                "label": label,
                "lang": "ja",
                "source": "own",
                "format": "eml",
                "kind": "own",
                "campaign": campaign,
                "n_urls": 1,
                "path": f"{number}.eml",
            }
        )
    (tmp_path / "index.jsonl").write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return tmp_path


def test_a_campaign_counts_once_beside_the_plain_count(folder: Path) -> None:
    results = run(corpus.entries(folder), "eml", jobs=1)
    card = {(row.label, row.by, row.name): row for row in rows(results)}
    everything = card["phish", "all", ""]
    assert everything.strong.share == pytest.approx(2 / 3)
    assert everything.strong_by_campaign.share == pytest.approx(1 / 2)
    assert card["ham", "all", ""].caution.share == 0
    assert card["phish", "brand", "xserver"].strong.total == 2


@pytest.mark.parametrize("form", corpus.FORMS)
def test_every_form_can_be_measured(folder: Path, form: corpus.InputForm) -> None:
    results = run(corpus.entries(folder), form, jobs=1)
    assert [result.error for result in results] == [""] * 4


def test_rules_that_hit_nothing_stand_out(folder: Path) -> None:
    lines = {row.id: row for row in rule_rows(run(corpus.entries(folder), "eml", jobs=1))}
    assert lines["sender.brand-mismatch"].phish == 2
    assert lines["attachment.program"].phish == lines["attachment.program"].ham == 0


def test_a_rate_knows_how_little_it_knows() -> None:
    assert Rate.of(0, 0).high == 1
    assert Rate.of(1, 1).low < 0.3


def test_the_command_prints_tables_and_json(folder: Path) -> None:
    shown = CliRunner().invoke(app, ["score", str(folder), "--jobs", "1", "--rules", "--misses", "--alarms"])
    assert shown.exit_code == 0
    assert "recall" in shown.output
    assert "m2" in shown.output
    document = json.loads(CliRunner().invoke(app, ["score", str(folder), "--jobs", "1", "--json"]).output)
    assert document["mails"] == 4
    assert document["errors"] == []


def test_a_folder_that_is_no_corpus_is_one_line(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["score", str(tmp_path)])
    assert shown.exit_code == 2
    (tmp_path / "index.jsonl").write_text("{}", "utf-8")
    assert CliRunner().invoke(app, ["score", str(tmp_path)]).exit_code == 2
