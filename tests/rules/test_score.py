"""The scorecard on a small corpus of our own wording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import scorecard
from rules.author import corpus
from rules.author.score import Rate, rows, rule_rows, run

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
    rate = Rate.of(81, 263)  # Newcombe 1998, table I: the score interval of 81/263 is 0.2553 to 0.3662
    assert (round(rate.low, 4), round(rate.high, 4)) == (0.2553, 0.3662)


def test_more_processes_give_the_same(folder: Path) -> None:
    entries = corpus.entries(folder) * 12
    seen: list[int] = []
    alone, together = run(entries, "ocr", jobs=1), run(entries, "ocr", jobs=2, advance=seen.append)
    assert [(result.level, result.points) for result in alone] == [(result.level, result.points) for result in together]
    assert sum(seen) == len(entries)


def test_a_mail_that_cannot_be_read_is_told_and_counts_as_missed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "0.eml").unlink()
    results = run(corpus.entries(folder), "eml", jobs=1)
    assert results[0].error.startswith("FileNotFoundError")
    assert results[0].level == "error"
    scorecard.show({"eml": results}, [], misses=False, alarms=False, rules=False)
    assert "1 mails could not be judged" in capsys.readouterr().out


@given(st.text(alphabet="カードーログイン一力lI1O0@.a \n", max_size=200), st.text(max_size=5))
def test_damage_is_the_same_every_time_and_breaks_lines(text: str, seed: str) -> None:
    damaged = corpus.damaged(text, seed)
    assert damaged == corpus.damaged(text, seed)
    assert max(map(len, damaged.split("\n"))) <= 24


def test_pasted_text_shows_links_but_not_where_they_lead(tmp_path: Path) -> None:
    html = b"From: a@example.com\nSubject: x\nContent-Type: text/html\n\n<p>Dear you, <a href='https://login.example.cfd/'>press here</a> please.</p>"
    (tmp_path / "a.eml").write_bytes(html)
    entry = corpus.Entry("a", "phish", "en", "own", "eml", "a", tmp_path / "a.eml")
    assert corpus.mail_of(entry, "eml").links[0].target == "https://login.example.cfd/"
    pasted = corpus.mail_of(entry, "text")
    assert (pasted.subject, pasted.sender.address, pasted.links) == ("x", "a@example.com", ())
    assert "press here" in pasted.body
    body = corpus.mail_of(entry, "body")
    assert (body.subject, body.sender.address) == ("", "")
    assert corpus.mail_of(entry, "ocr").form == "ocr"


def test_small_rows_are_folded_and_wide_ones_fit(folder: Path) -> None:
    lines = (folder / "index.jsonl").read_text("utf-8").splitlines()
    more = [json.dumps(json.loads(lines[0]) | {"id": f"x{n}", "source": f"a-source-with-a-long-name-{n // 6}", "campaign": f"x{n}"}) for n in range(20)]
    (folder / "index.jsonl").write_text("\n".join(lines + more), "utf-8")
    shown = CliRunner().invoke(app, ["score", str(folder), "--jobs", "1", "--form", "all"]).output
    assert max(map(len, shown.splitlines())) <= 100
    assert all(form in shown for form in corpus.FORMS)
    assert "2 under 5 mails" in CliRunner().invoke(app, ["score", str(folder), "--jobs", "1"]).output
    document = json.loads(CliRunner().invoke(app, ["score", str(folder), "--jobs", "1", "--form", "all", "--json", "--misses"]).output)
    assert {row["by"] for row in document["rows"]} == set(corpus.FORMS)
    assert {listed["id"] for listed in document["listed"]} >= {"m2"}


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


@pytest.mark.parametrize(
    ("index", "what"),
    [
        ("", "is empty"),
        ('{"id": "a", "label": "ham", "lang": "ja", "source": "x", "path": "a"}\n' * 2, "index.jsonl:2: the id 'a' stands above already"),
        ("not json", "index.jsonl:1: not JSON: Expecting value"),
        ("[]", "index.jsonl:1: not an object with id, label, lang, source, path"),
        ('{"id": "a", "label": "spam", "lang": "ja", "source": "x", "path": "a"}', "'label' is 'spam'; it must be phish or ham"),
        ('{"id": "a", "label": "ham", "source": "x", "path": "a"}', "index.jsonl:1: 'lang' is missing"),
        ('{"id": "a", "label": "ham", "lang": "ja", "source": "x", "path": "a", "format": "txt"}', "'format' is 'txt'; it must be eml or text"),
        ('{"id": "a", "label": "ham", "lang": "ja", "source": "x", "path": 1}', "'path' is 1; it must be a text"),
    ],
)
def test_a_broken_index_is_one_line(tmp_path: Path, index: str, what: str) -> None:
    (tmp_path / "index.jsonl").write_text(index, "utf-8")
    shown = CliRunner().invoke(app, ["score", str(tmp_path)])
    assert shown.exit_code == 2
    assert shown.stderr.startswith("honmono: ")
    assert shown.stderr.count("\n") == 1
    assert what in shown.stderr


def test_the_index_that_the_guide_shows(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
    (tmp_path / "index.jsonl").write_text(guide.partition("```json\n")[2].partition("```")[0], "utf-8")
    assert [(entry.label, entry.format, entry.campaign) for entry in corpus.entries(tmp_path)] == [("phish", "eml", "m1"), ("ham", "text", "club-news")]


def test_filters_that_leave_nothing(folder: Path) -> None:
    assert "no mail of the corpus fits" in CliRunner(env={"LANGUAGE": "en"}).invoke(app, ["score", str(folder), "--lang", "eo"]).stderr
    document = json.loads(CliRunner().invoke(app, ["score", str(folder), "--label", "ham", "--limit", "1", "--jobs", "1", "--json", "--rules"]).output)
    assert document["mails"] == 1
    assert {row["label"] for row in document["rows"]} == {"ham"}
    assert any(rule["id"] == "sender.brand-mismatch" for rule in document["rules"])


def test_a_missing_file_is_no_miss(folder: Path) -> None:
    (folder / "1.eml").unlink()
    shown = CliRunner(env={"LANGUAGE": "en"}).invoke(app, ["score", str(folder), "--json", "--jobs", "1"])
    card = json.loads(shown.stdout)
    assert card["mails"] == 3
    assert card["errors"] == []
    assert "left out: 1 of 4 mails, whose files are not there; the first: m1" in shown.stderr
