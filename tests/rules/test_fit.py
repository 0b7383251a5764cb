"""Fitting: what only phishing has gains, what honest mail has too loses, and the words' promises hold."""

from __future__ import annotations

import json
import shutil
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from rules.author.corpus import entries
from rules.author.fit import fit
from rules.author.write_scores import write_scores
from rules.packs import FOLDER, load

if TYPE_CHECKING:
    from pathlib import Path

TELLING = "件名: お知らせ {n}\n差出人: 三井住友カード <a@example.com>\n\nお客様各位\n\nアカウントを停止しました。二十四時間以内に下記のリンクからログインして確認してください。第{n}回のご案内です。\nhttps://offer{n}.example.com/"
HONEST = "件名: 町内会の案内 {n}\n差出人: 町内会 <b@example.org>\n\nお客様各位\n\n第{n}回の清掃は日曜の朝です。軍手をお持ちください。場所は公園の東側です。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    rows = []
    for number in range(24):
        label, text = ("phish", TELLING) if number % 2 else ("ham", HONEST)
        (folder / f"{number}.txt").write_text(text.format(n=number), "utf-8")
        rows.append({"id": str(number), "label": label, "lang": "ja", "source": "own", "format": "text", "campaign": f"c{number}", "path": f"{number}.txt"})
    (folder / "index.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return folder


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "pack")


def test_scores_follow_the_mails_and_stay_inside_their_words(corpus: Path, pack_folder: Path) -> None:
    pack = load(pack_folder)
    fitted, held = fit(pack, entries(corpus), 1, folder=pack_folder)
    by_id = {item.rule.id: item for item in fitted}
    assert {item.rule.weight for item in fitted} == {"hint", "strong"}
    for item in fitted:
        low, high = (0.1, 0.8 * pack.levels["caution"]) if item.rule.weight == "hint" else (pack.levels["caution"], 0.9 * pack.levels["strong"])
        assert low - 0.01 <= item.after <= high + 0.01, item.rule.id
    untold = [item for item in fitted if item.rule.group == "attachment"]
    assert untold
    assert all(abs(item.after - pack.weights[item.rule.weight]) < 0.01 for item in untold), "no mail speaks of it, so its word does"
    told = [item for item in by_id.values() if item.phish and not item.honest]
    assert told
    assert all(item.after >= pack.weights[item.rule.weight] - 0.01 for item in told)
    assert {(row.form, row.label, row.lang) for row in held} >= {("text", "phish", "ja"), ("text", "ham", "ja"), ("genuine", "ham", "ja")}
    assert all(0 <= share <= 1 for row in held for share in (*row.caution, *row.strong))


def test_written_scores_are_read_back_and_nothing_else_changes(corpus: Path, pack_folder: Path) -> None:
    pack = load(pack_folder)
    fitted, _ = fit(pack, entries(corpus), 1, folder=pack_folder)
    written = write_scores(pack, fitted, date(2026, 11, 24), least=0.01)
    again = load(pack_folder)
    assert written == sum(rule.score is not None for rule in again.rules) > 0
    for path in sorted((FOLDER / "points").glob("*.toml")):
        before, after = (tomllib.loads((folder / "points" / path.name).read_text("utf-8")) for folder in (FOLDER, pack_folder))
        for records in (before, after):
            for record in records["point"]:
                record.pop("score", None)
        assert before == after


def test_the_command_lists_and_writes_only_when_told(corpus: Path, pack_folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in (pack_folder / "points").glob("*.toml")}
    listed = CliRunner().invoke(app, ["rules", "fit", str(corpus), "--pack", str(pack_folder), "--jobs", "1", "--limit", "3"])
    assert listed.exit_code == 0, listed.output
    assert "has not seen" in listed.output
    assert {path.name: path.read_bytes() for path in (pack_folder / "points").glob("*.toml")} == before
    nothing = CliRunner().invoke(app, ["rules", "fit", str(corpus / "missing")])
    assert nothing.exit_code == 2
    assert "index.jsonl" in nothing.stderr
