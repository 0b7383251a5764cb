"""The rule author's commands: what they print, and the one clear line when they cannot."""

from __future__ import annotations

import json
import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from rules.author.lint import lint
from rules.packs import FOLDER, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PHISH = "From: XSERVER SUPPORT <a@mail.example.cfd>\nSubject: release\nContent-Type: text/plain; charset=utf-8\n\n9件のメールが保留されています。\nこちらをクリックして受信してください。 https://login.example.cfd/\n"
HAM = "From: Example <a@example.co.jp>\nSubject: hello\nContent-Type: text/plain; charset=utf-8\n\n山田様\n\n来週の打ち合わせは火曜の10時でお願いいたします。\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(app, ["rules", *args])


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator reads English."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack to write into."""
    shutil.copytree(FOLDER, tmp_path / "pack")
    return tmp_path / "pack"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = []
    for number, (label, text) in enumerate((("phish", PHISH), ("ham", HAM), ("ham", HAM))):
        (folder / f"{number}.eml").write_text(text, "utf-8")
        lines.append(json.dumps({"id": f"m{number}", "label": label, "lang": "ja", "source": "own", "format": "eml", "path": f"{number}.eml"}))
    (folder / "index.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def one_line(shown: Result, *words: str) -> None:
    assert shown.exit_code == 2
    assert shown.stderr.startswith("honmono: ")
    assert shown.stderr.count("\n") == 1
    assert all(word in shown.stderr for word in words), shown.stderr


def test_lint_lists_every_problem_with_its_place(pack: Path) -> None:
    path = pack / "points" / "campaign.toml"
    path.write_text(path.read_text("utf-8").replace("review_by = 2027", "review_by = 2025"), "utf-8")
    shown = run("lint", "--pack", str(pack))
    assert shown.exit_code == 2
    assert shown.stdout == ""
    told = shown.stderr.splitlines()
    assert len(told) - 1 == path.read_text("utf-8").count("review_by = 2025") > 1
    assert all(line.startswith(f"{path}:") and "review was due on 2025" in line for line in told[:-1])


def test_lint_of_no_folder(tmp_path: Path) -> None:
    one_line(run("lint", "--pack", str(tmp_path / "none")), "is no folder")
    assert "pack.toml" in run("lint", "--pack", str(tmp_path)).stderr


def test_list_filters() -> None:
    rules = json.loads(run("list", "--group", "sender", "--weight", "strong", "--status", "stable", "--json").output)
    assert rules
    assert {(rule["group"], rule["weight"], rule["status"]) for rule in rules} == {("sender", "strong", "stable")}
    assert set(rules[0]["title"]) == {"ja", "en"}
    shown = run("list").output
    assert all(rule.id in shown for rule in shipped().rules)
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize("option", ["--group", "--status", "--weight"])
def test_list_of_what_is_not_there(option: str) -> None:
    one_line(run("list", option, "nothing"), "there is no", "known: ")


def test_facts_are_named_with_what_they_say() -> None:
    facts = {fact["id"]: fact["meaning"] for fact in json.loads(run("list", "--facts", "--json").output)}
    assert "IP address" in facts["link.ip-host"]
    assert {signal.id for signal in shipped().signals} <= set(facts)
    assert "link.ip-host" in run("list", "--facts").output


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sender.brand-mismatch", ["差出人 · Sender", "ja", "en", "honest senders", "must match", "must not", "(genuine)"]),
        ("signal.held-mail", ["matches in", "points that speak of it", "ask.held-mail"]),
        ("xserver.held-messages", ["announced", "by the organisation itself", "information_phishing.php"]),
        ("xserver", ["xserver.ne.jp", "misspellings", "information_phishing.php"]),
        ("link.redirector", ["points that speak of it"]),
    ],
)
def test_show_tells_everything_about_a_record(name: str, words: list[str]) -> None:
    shown = run("show", name)
    assert shown.exit_code == 0
    assert all(word in shown.output for word in [name, *words]), shown.output


def test_every_record_can_be_shown() -> None:
    from bot.cli import records

    pack = shipped()
    for name in records.names(pack):
        records.show(pack, name)


@pytest.mark.parametrize("command", ["show", "test"])
def test_an_unknown_id_is_one_line(command: str) -> None:
    one_line(run(command, "sender.brand-mismach"), "there is no 'sender.brand-mismach'", "did you mean sender.brand-mismatch")
    one_line(run(command, "zzzzzz"), "honmono rules list")


def test_test_says_what_each_example_gave(pack: Path) -> None:
    shown = run("test", "campaign.announced")
    assert shown.exit_code == 0
    assert "→ strong: campaign.announced" in shown.output
    assert run("test", "signal.held-mail").exit_code == 0
    path = pack / "points" / "campaign.toml"
    path.write_text(path.read_text("utf-8").replace("メールアドレスの保留中のメール9件", "会合のお知らせ", 1), "utf-8")
    broken = run("test", "campaign.announced", "--pack", str(pack))
    assert broken.exit_code == 2
    assert f"{path}:" in broken.stderr
    assert "a hit that does not fire it" in broken.stderr


def test_test_names_the_next_step() -> None:
    assert "honmono rules lint" in run("test", "campaign.announced").stdout.splitlines()[-1]


@pytest.mark.parametrize("pattern", ["(火曜の10時", "火曜の[0-9時"])
def test_a_broken_pattern_is_one_line_with_its_place(pack: Path, corpus: Path, pattern: str) -> None:
    assert run("new", "wording.tuesday", "--pack", str(pack)).exit_code == 0
    path = pack / "points" / "wording.toml"
    path.write_text(path.read_text("utf-8").replace('phrases = ["（決め手になる言い回し）"]', f'patterns = ["{pattern}"]'), "utf-8")
    line = path.read_text("utf-8").splitlines().index(f'patterns = ["{pattern}"]') + 1
    told = (f"honmono: {path}:{line}: wording.tuesday: pattern {pattern!r} is not taken by RE2: missing ",)
    one_line(run("test", "wording.tuesday", "--pack", str(pack)), *told)
    one_line(run("test", "--pack", str(pack)), *told)
    one_line(run("try", "wording.tuesday", str(corpus), "--jobs", "1", "--pack", str(pack)), *told)
    one_line(CliRunner().invoke(app, ["score", str(corpus), "--jobs", "1", "--pack", str(pack)]), *told)


def test_try_shows_what_a_record_changes(corpus: Path) -> None:
    shown = run("try", "ask.held-mail-login", str(corpus), "--jobs", "1")
    assert shown.exit_code == 0
    assert "hits 1 of 1 phish and 0 of 2 ham" in shown.output
    heads, row = (next(line for line in shown.output.splitlines() if line.startswith(word)) for word in ("label", "phish"))
    assert [row[heads.index(head) :].split()[0] for head in ("label", "id", "source")] == ["phish", "m0", "own"]
    assert row[heads.index("level") :].split()[0] in ("none", "unclear", "caution", "strong")
    assert "メールが保留" in shown.output
    assert "hits 1 of 1 phish" in run("try", "signal.held-mail", str(corpus), "--jobs", "1", "--form", "body").output
    assert "hits 0 of 1 phish" in run("try", "attachment.program", str(corpus), "--jobs", "1").output


def test_an_experimental_point_can_be_tried(pack: Path, corpus: Path) -> None:
    assert run("new", "wording.tuesday", "--pack", str(pack)).exit_code == 0
    path = pack / "points" / "wording.toml"
    path.write_text(path.read_text("utf-8").replace("（決め手になる言い回し）", "火曜の10時").replace('weight = "hint"     ', 'weight = "strong"   '), "utf-8")
    shown = run("try", "wording.tuesday", str(corpus), "--jobs", "1", "--pack", str(pack)).output
    assert "hits 0 of 1 phish and 2 of 2 ham" in shown
    assert "2 ham: none → caution" in shown


def test_try_tells_of_mails_that_are_not_there(corpus: Path) -> None:
    (corpus / "1.eml").unlink()
    shown = run("try", "ask.held-mail-login", str(corpus), "--jobs", "1")
    assert shown.exit_code == 0
    assert "hits 1 of 1 phish and 0 of 1 ham" in shown.stdout
    assert f"left out: 1 of 3 mails, whose files are not there; the first: m1 ({corpus / '1.eml'})" in shown.stderr.splitlines()
    for number in (0, 2):
        (corpus / f"{number}.eml").unlink()
    one_line(run("try", "ask.held-mail-login", str(corpus), "--jobs", "1"), "nothing to judge: 3 of 3 mails", "the first: m0")


def test_try_without_a_corpus_or_a_record(tmp_path: Path, corpus: Path) -> None:
    one_line(run("try", "ask.held-mail-login", str(tmp_path / "none")), "index.jsonl")
    one_line(run("try", "ask.nothing-such", str(corpus)), "there is no")


def test_a_new_record_passes_the_lint_but_for_what_it_says(pack: Path) -> None:
    from datetime import UTC, datetime

    shown = run("new", "pressure.now-or-never", "--pack", str(pack))
    assert shown.exit_code == 0
    path = pack / "points" / "pressure.toml"
    line = int(shown.output.split(":")[1])
    assert path.read_text("utf-8").splitlines()[line - 1] == "[[point]]"
    assert tomllib.loads(path.read_text("utf-8"))["point"][-1]["id"] == "pressure.now-or-never"
    assert [str(problem) for problem in lint(pack, datetime.now(UTC).date()) if "now-or-never" in str(problem)] == []
    assert run("test", "pressure.now-or-never", "--pack", str(pack)).exit_code == 0


def test_a_new_record_becomes_stable_only_when_its_template_s_words_are_gone(pack: Path) -> None:
    from datetime import UTC, datetime

    def problems() -> list[str]:
        return [str(problem) for problem in lint(pack, datetime.now(UTC).date()) if "now-or-never" in str(problem)]

    assert run("new", "pressure.now-or-never", "--pack", str(pack)).exit_code == 0
    path = pack / "points" / "pressure.toml"
    path.write_text(path.read_text("utf-8").replace('status = "experimental" ', 'status = "stable"       '), "utf-8")
    left = tomllib.loads(path.read_text("utf-8"))["point"][-1]
    assert left["status"] == "stable"
    told = "\n".join(problems())
    for words in ("ひとことで", "in a few words", "なぜ気をつけるのか", "one sentence on why", "Who sends this honestly", "決め手になる言い回し"):
        assert words in told
    assert "hits: an example is still the template's" in told
    assert "misses: an example is still the template's" in told


@pytest.mark.parametrize("name", ["gift", "Ask.Gift", "gifts.card", "ask.gift card", "ask."])
def test_a_new_id_must_be_one(pack: Path, name: str) -> None:
    one_line(run("new", name, "--pack", str(pack)), "group.short-words")


def test_a_new_id_is_new(pack: Path) -> None:
    one_line(run("new", "ask.held-mail", "--pack", str(pack)), "exists already")
    (pack / "tombstones.toml").write_text('[[removed]]\nid = "ask.gone"\nremoved = 2026-11-24\nreason = "hit honest mail"\nsuccessor = ""\n', "utf-8")
    one_line(run("new", "ask.gone", "--pack", str(pack)), "never used again")
