"""The side by side, on two mails of our own: ours as a process that really runs, and a page that says what it answered."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rules.author.corpus import entries
from tests.bench import document, figures, judges, machine, side, speed

PHISH = "From: XSERVER SUPPORT <a@mail.example.cfd>\nSubject: =?utf-8?B?5L+d55WZ5Lit44Gu44Oh44O844OrOeS7tg==?=\nContent-Type: text/plain; charset=utf-8\n\nログインはこちら https://login.example.cfd/\n"
HAM = "From: Example <a@example.co.jp>\nSubject: hello\nContent-Type: text/plain; charset=utf-8\n\n山田様\n\n来週の打ち合わせは火曜の10時でお願いいたします。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records = []
    for number, (label, text) in enumerate([("phish", PHISH), ("ham", HAM), ("phish", "")]):
        (tmp_path / f"{number}.eml").write_text(text, "utf-8")
        records.append({"id": f"m{number}", "label": label, "lang": "ja", "source": "own", "path": f"{number}.eml"})
    (tmp_path / "index.jsonl").write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return tmp_path


def gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text("utf-8")


def test_a_run_ends_in_a_page_and_leaves_no_process(folder: Path, tmp_path: Path) -> None:
    chosen = side.chosen(entries(folder), 0)
    with judges.honmono(tmp_path, "1") as ours:
        taken = side.alternate(chosen, [ours])[ours.name]
        assert not gone(ours.pid)
        memory = ours.memory()
    assert gone(ours.pid)
    answers = {entry.id: score for entry, score in zip(chosen, taken.scores, strict=True)}
    assert answers == {"m0": 2.0, "m1": 0.0, "m2": None}, "an empty file is no mail, and counts as not flagged"
    assert all(seconds > 0 for seconds in taken.cpu)
    shares = [figures.shares(ours.name, line, chosen, taken.scores) for line in ours.lines]
    assert shares[0].plain["Japanese phishing"].share == 0.5
    assert shares[1].by_language["ham", "other or none"].share == 0
    cost = figures.Cost(ours.name, 1, 2, 0.5, 1.5, 0.8, memory, ours.ready, taken.scores.count(None))
    alone = speed.Speed(3, 0.4, 0.9, 3, 2000, 40, 300, 250, 80)
    page = document.Page(
        "2026-11-24", machine.describe(), 1.0, True, 0, False, [document.Group("Japanese phishing", 2, 2, 1), document.Group("Japanese genuine", 1, 1, 1)],
        [document.Filter(ours.name, "1", ours.settings)], ["spamd is not installed"], shares, [cost], alone,
    )  # fmt: skip
    text = document.render(page)
    assert "| honmono | caution | 50 % (9.5–90.5) |" in text
    assert "| phishing, other or none | 2 | 50 % (9.5–90.5) |" in text
    assert "Not in this run: spamd is not installed." in text
    assert "| honmono | 0.50 ms | 1.50 ms | 1,250 | × 1.0 |" in text


def test_a_filter_that_leaves_children_behind_is_ended_with_them(tmp_path: Path) -> None:
    note = tmp_path / "child"
    script = f"import subprocess, time, pathlib, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path({str(note)!r}).write_text(str(subprocess.Popen(['sleep', '60']).pid)); print(flush=True); time.sleep(60)"
    patience, judges.ENDING = judges.ENDING, 0.1
    try:
        with judges._running([sys.executable, "-c", script], tmp_path / "log", stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
    finally:
        judges.ENDING = patience
    for _ in range(100):
        if gone(int(note.read_text("utf-8"))):
            break
        time.sleep(0.02)
    assert gone(int(note.read_text("utf-8")))
    assert gone(process.pid)
