"""The command line: what it prints, and the one clear line when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app, main
from rules import PackError, shipped
from tests.bot.conftest import MAIL

RUN = CliRunner()


def test_a_mail_on_standard_input() -> None:
    shown = RUN.invoke(app, ["check", "-"], input=MAIL.encode())
    assert shown.exit_code == 0
    assert "強い疑い" in shown.output
    assert "campaign.announced" in shown.output


def test_json_and_english(tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text(MAIL, "utf-8")
    shown = RUN.invoke(app, ["check", str(tmp_path / "mail.txt"), "--json", "--lang", "en", "--my-address", "taro@example.co.jp"])
    document = json.loads(shown.output)
    assert document["schema"] == "honmono.report/1"
    assert document["level"] == "strong"
    assert document["brand"]["id"] == "xserver"


@pytest.mark.parametrize("data", [b"", b"  \n", bytes(range(256)) * 30, b"a" * (3 << 20), b"%PDF-1.7 x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken"])
def test_unusable_input_is_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    shown = RUN.invoke(app, ["check", str(path)])
    assert shown.exit_code == 2
    assert shown.stderr.startswith("honmono: ")
    assert shown.stderr.count("\n") == 1


@pytest.mark.parametrize("name", [".", "no-such-file", "\0"])
def test_what_is_no_file_is_one_line(name: str) -> None:
    shown = RUN.invoke(app, ["check", name])
    assert shown.exit_code == 2
    assert shown.stderr.count("\n") == 1


def test_a_broken_eml_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(
        b'From: a@example.cfd\nSubject: =?utf-8?B?broken\nContent-Type: multipart/mixed; boundary="x\n\n--x\nContent-Transfer-Encoding: base64\n\n!!!'
    )
    assert RUN.invoke(app, ["check", str(path)]).exit_code == 0


def test_the_version_names_program_and_rules() -> None:
    done = RUN.invoke(app, ["--version"])
    assert done.exit_code == 0
    assert shipped().version in done.output
    assert RUN.invoke(app, []).exit_code in (0, 2)  # the help


def test_rules_commands() -> None:
    assert "nothing wrong" in RUN.invoke(app, ["rules", "lint"]).output
    assert "sender.brand-mismatch" in RUN.invoke(app, ["rules", "list", "--json"]).output
    assert "points" in RUN.invoke(app, ["rules", "list", "--group", "sender"]).output
    assert "Xserver" not in RUN.invoke(app, ["rules", "show", "sender.brand-mismatch"]).stderr
    assert "examples behave" in RUN.invoke(app, ["rules", "test", "campaign.announced"]).output
    unknown = RUN.invoke(app, ["rules", "show", "sender.brand-mismach"], env={"LANGUAGE": "en"})
    assert unknown.exit_code == 2
    assert "did you mean sender.brand-mismatch" in unknown.stderr


def test_a_wrong_pack_is_one_line(tmp_path: Path) -> None:
    shown = RUN.invoke(app, ["rules", "list", "--pack", str(tmp_path)])
    assert shown.exit_code == 2
    assert "pack.toml" in shown.stderr


def test_a_new_rule_is_ready_to_edit(tmp_path: Path) -> None:
    import shutil

    from rules.packs import FOLDER

    shutil.copytree(FOLDER, tmp_path / "pack")
    made = RUN.invoke(app, ["rules", "new", "ask.gift-card", "--pack", str(tmp_path / "pack")])
    assert made.exit_code == 0
    tested = RUN.invoke(app, ["rules", "test", "ask.gift-card", "--pack", str(tmp_path / "pack")])
    assert "4 of 4 examples behave" in tested.output
    assert RUN.invoke(app, ["rules", "new", "ask.gift-card", "--pack", str(tmp_path / "pack")]).exit_code == 2


@pytest.mark.parametrize(("lang", "sentence"), [("ja", "URL ではありません"), ("en", "not a URL")])
def test_what_is_no_url_is_told(lang: str, sentence: str) -> None:
    shown = RUN.invoke(app, ["check", "--url", "あああ", "--lang", lang])
    assert shown.exit_code == 2
    assert sentence in shown.stderr
    assert RUN.invoke(app, ["check", "--url", "hxxps://x[.]example[.]com/a", "--lang", lang]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "ja", "en"),
    [
        (["check"], "メールを 1 通", "give one mail"),
        (["check", "."], "フォルダーです", "is a folder"),
        (["check", "no-such-file"], "読めません", "cannot read"),
        (["check", "broken.bin"], "メールとして読めない", "not text and not a mail"),
        (["check", "large.txt"], "2 MiB まで", "larger than 2 MiB"),
        (["check", "one.txt", "two.txt"], "一度に調べるのはメール 1 通", "one mail at a time"),
        (["score", "nowhere"], "メールのフォルダーとして読めません", "holds no readable index.jsonl"),
        (["score-links", "nowhere.csv"], "リンクの一覧として", "no readable list of links"),
        (["rules", "show", "sender.brand-mismach"], "のことですか", "did you mean"),
        (["rules", "list", "--group", "x"], "使えるもの", "known:"),
        (["rules", "new", "X"], "小文字", "lower case"),
        (["rules", "lint", "--pack", "nowhere"], "フォルダーはありません", "is no folder"),
        (["rules", "list", "--pack", "nowhere"], "パックを読めません", "pack.toml"),
    ],
)
def test_what_cannot_be_done_is_told_in_the_operators_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], ja: str, en: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.bin").write_bytes(b"a\0b" * 99)
    (tmp_path / "large.txt").write_bytes(b"a" * (3 << 20))
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(MAIL, "utf-8")
    monkeypatch.setenv("LANGUAGE", "en_US:en")  # the system's, not ours
    plain = RUN.invoke(app, arguments)
    (tmp_path / ".env").write_text("LANGUAGE=en\n")
    english = RUN.invoke(app, arguments)
    monkeypatch.setenv("LANGUAGE", "ja")
    again = RUN.invoke(app, arguments)
    assert [shown.exit_code for shown in (plain, english, again)] == [2, 2, 2]
    assert ja in plain.stderr
    assert en in english.stderr
    assert again.stderr == plain.stderr
    assert all(shown.stderr.count("\n") == 1 for shown in (plain, english, again))


def test_the_answer_speaks_the_operators_language_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    assert "Strong suspicion" in RUN.invoke(app, ["check", "-"], input=MAIL.encode()).output
    assert "強い疑い" in RUN.invoke(app, ["check", "-", "--lang", "ja"], input=MAIL.encode()).output


def test_who_says_they_typed_it_already_gets_the_help_first() -> None:
    said = RUN.invoke(app, ["check", "-", "--lang", "ja"], input=("もうパスワードを入力してしまいました\n\n" + MAIL).encode()).output
    assert said.index("パスワードをすぐ変える") < said.index("強い疑い")
    assert "パスワードをすぐ変える" not in RUN.invoke(app, ["check", "-", "--lang", "ja"], input=MAIL.encode()).output


def test_a_pack_that_cannot_be_read_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise PackError(Path("rules/pack/brands/midori.toml"), None, "missing key 'checked'")

    monkeypatch.setattr("bot.__main__.app", broken)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert "midori.toml: missing key 'checked'" in shown
    assert shown.count("\n") == 1
