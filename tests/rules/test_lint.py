"""Lint says everything that is wrong, each with file and line, and nothing about a pack that is right."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from rules.author.lint import lint
from rules.author.lint.text import pattern_problems
from rules.packs import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 24)
POINT = """[[point]]
id = "wording.test"
group = "wording"
weight = "hint"
status = "stable"
since = 2026-11-24
review_by = 2027-11-24
title = { ja = "題", en = "Title" }
why = { ja = "「{quote}」とあります。", en = "It says “{quote}”." }
false_positives = "Anybody who writes so."
[point.match]
fields = ["subject", "body"]
phrases = ["いろはにほへと"]
[[point.hits]]
text = "件名: いろはにほへと"
[[point.hits]]
text = "いろはにほへとです。"
[[point.misses]]
text = "散りぬるを"
[[point.misses]]
text = "件名: 会合の日程\\n\\n山田様\\n\\n来週の会合は火曜の10時からです。"
genuine = true
"""
SIGNAL = """[[signal]]
id = "signal.test"
[signal.match]
fields = ["body"]
phrases = ["ちりぬるを"]
[[signal.hits]]
text = "ちりぬるを"
[[signal.misses]]
text = "わかよたれそ"
"""
BRAND = """id = "shop"
kind = "shop"
name = { ja = "見本商店", en = "Sample Shop" }
spellings = ["見本商店", "sample shop"]

[[domains]]
name = "example.co.jp"
source = "https://www.example.co.jp/about"
evidence = "official"
checked = 2026-11-24

[warning]
name = "見本商店「ご注意ください」"
url = "https://www.example.co.jp/warning"
source = "https://www.example.co.jp/"
evidence = "official"
checked = 2026-11-24

[route]
ja = "ブックマークから見本商店を開く"
en = "Open Sample Shop from your own bookmark"
url = "https://www.example.co.jp/"
"""


class Desk:
    """A small pack to break: one point, one signal, one brand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("points", "signals", "brands", "campaigns"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(FOLDER / "lists", folder / "lists")
        shutil.copy(FOLDER / "pack.toml", folder)
        self.write("points/test.toml", POINT)
        self.write("signals/test.toml", SIGNAL)
        self.write("brands/shop.toml", BRAND)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def lint(self) -> list[str]:
        """Every problem but those of the copied lists, as `folder/file:line: message`."""
        found = [str(problem).removeprefix(f"{self.folder}/") for problem in lint(self.folder, TODAY)]
        return [problem for problem in found if not problem.startswith("lists/")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "pack")


def test_a_right_pack_has_no_problem(desk: Desk) -> None:
    assert desk.lint() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        # shape
        ("since =", "sinse =", 6, "unknown key 'sinse'; did you mean 'since'?"),
        ('weight = "hint"\n', "", 1, "missing key 'weight'"),
        ('weight = "hint"', 'weight = "certain"', 4, "'certain' is none of decisive, strong, hint"),
        ('status = "stable"', 'status = "ready"', 5, "is none of experimental, stable, deprecated"),
        ("since = 2026-11-24", 'since = "2026-11-24"', 6, "without quotes"),
        ('en = "Title"', 'fr = "Titre"', 8, "missing key 'en'"),
        ('"subject", "body"', '"subject", "foot"', 12, "'foot' is none of name, address, subject, body"),
        ('[[point.hits]]\ntext = "いろはにほへとです。"\n', "", 14, "hits: has 1; at least 2 needed"),
        ('"Anybody who writes so."', '""', 10, "too short"),
        ('weight = "hint"', 'weight = "hint"\nfact = "link.any"', 1, "give either match or fact, not both"),
        ('phrases = ["いろはにほへと"]\n', "", 11, "give either phrases or patterns"),
        ('id = "wording.test"', 'id = "Wording Test"', 2, "group.short-words"),
        # names
        ('group = "wording"', 'group = "wordings"', 3, "unknown group 'wordings'"),
        ('id = "wording.test"', 'id = "ask.test"', 2, "an id begins with its group: wording.test"),
        ('weight = "hint"', 'weight = "hint"\nall = ["link.anny"]', 5, "unknown fact or signal 'link.anny'; did you mean 'link.any'?"),
        ('weight = "hint"', 'weight = "hint"\nbrands = ["shopp"]', 5, "unknown brand 'shopp'; did you mean 'shop'?"),
        ('weight = "hint"', 'weight = "hint"\nall = ["link.any"]\nnone = ["link.any"]', 6, "can never fire: 'link.any'"),
        ('weight = "hint"', 'weight = "hint"\nscore = 4.5', 5, "score 4.5 is outside of the band of 'hint'"),
        ("genuine = true\n", "", 18, "needs a genuine notice"),
        # dates
        ("review_by = 2027-11-24", "review_by = 2026-11-23", 7, "review was due on 2026-11-23"),
        ("since = 2026-11-24", "since = 2026-12-01", 6, "since 2026-12-01 is in the future"),
        # wording
        ('"いろはにほへと"]', '"いろはにほへと", "です"]', 13, "'です' is too short"),
        ('"いろはにほへと"]', '"いろはにほへと", "いろ はにほへと"]', 13, "stands here twice"),
        ('"いろはにほへと"]', '"いろはにほへと", "shop.example.co.jp"]', 13, "holds the domain shop.example.co.jp"),
        ('"いろはにほへと"]', '"いろはにほへと"]\npatterns = ["(?=あ)いう"]', 14, "is not taken by RE2: invalid perl operator"),
        ('"いろはにほへと"]', '"いろはにほへと"]\npatterns = ["(あいう"]', 14, "is not taken by RE2: missing )"),
        ('"題"', '"題\u200b"', 8, "invisible character U+200B"),
        ('"題"', '"題\\u200b"', 8, "title holds the invisible character U+200B"),
        ("とあります。", "とあります。安全です。", 9, "says '安全です', which is never said"),
        ("とあります。", "なら 100 % 偽物です。", 9, "which is never said"),
        ("It says “{quote}”.", "It says “{quot}”.", 9, "slot {quot} is filled by nothing; here: brand, quote"),
        ("It says “{quote}”.", "It says “{quote”.", 9, "a brace that is no slot"),
        # the template
        ('"題"', '"（ひとことで）急がせています"', 8, "still says the template's '（ひとことで）'"),
        ("とあります。", ":なぜ気をつけるのかを一文で。", 9, "still says the template's"),
        ('"いろはにほへと"]', '"いろはにほへと", "(決め手になる言い回し)"]', 13, "still says the template's '（決め手になる言い回し）'"),
        ("散りぬるを", "関係のない文です。", 19, "misses: an example is still the template's"),
        # examples
        ("件名: いろはにほへと", "件名: 有為の奥山", 15, "a hit that does not fire it"),
        ("散りぬるを", "いろはにほへと 散りぬるを", 19, "a miss that fires it: “いろはにほへと”"),
    ],
)
def test_a_wrong_point(desk: Desk, old: str, new: str, line: int, what: str) -> None:
    assert old in POINT
    desk.write("points/test.toml", POINT.replace(old, new, 1))
    problems = desk.lint()
    assert any(problem.startswith(f"points/test.toml:{line}: ") and what in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('name = "example.co.jp"', 'name = "www.example.co.jp"', "'www.example.co.jp' is not a registrable domain; 'example.co.jp' is"),
        ('name = "example.co.jp"', 'name = "co.jp"', "'co.jp' is not a registrable domain"),
        ('name = "example.co.jp"', 'name = "https://example.co.jp/"', "no https://, no www"),
        ('evidence = "official"\n', "", "missing key 'evidence'"),
        ('source = "https://www.example.co.jp/about"', 'source = "the shop told me"', "an http or https address"),
        ("checked = 2026-11-24", "checked = 2026-12-24", "checked 2026-12-24 is in the future"),
        ("https://www.example.co.jp/warning", "https://www.example.net/warning", "warning.url is on www.example.net"),
        ('url = "https://www.example.co.jp/"', 'url = "https://www.example.net/"', "route.url is on www.example.net"),
        ('"sample shop"]', '"sample shop", "ss"]', "'ss' is too short; put it into ambiguous"),
        ('"sample shop"]', '"sample shop"]\nmisspellings = ["Sample　Shop"]', "is both a spelling and a misspelling"),
        ('id = "shop"', 'id = "store"', "'store' is not the file's name"),
        ('kind = "shop"', 'kind = "bakery"', "'bakery' is none of host, registrar"),
        ("ブックマークから", "これは本物です。", "says '本物です', which is never said"),
        ("ブックマークから", "正しくは https://www.example.co.jp/ です。ブックマークから", "route holds an address that can be opened; write the host alone"),
    ],
)
def test_a_wrong_brand(desk: Desk, old: str, new: str, what: str) -> None:
    assert old in BRAND
    desk.write("brands/shop.toml", BRAND.replace(old, new, 1))
    problems = desk.lint()
    assert any(problem.startswith("brands/shop.toml:") and what in problem for problem in problems), problems


def test_the_brand_that_the_guide_shows(desk: Desk) -> None:
    guide = (FOLDER / "brands" / "README.md").read_text("utf-8")
    start, end = guide.index('    id = "xserver"'), guide.index("\n\nCheck and try")
    desk.write("brands/xserver.toml", dedent(guide[start:end]))
    assert [problem for problem in desk.lint() if "in the future" not in problem] == []
    needed = json.loads((FOLDER / "schema" / "brand.schema.json").read_text("utf-8"))["required"]
    mandatory = guide[guide.index("Mandatory") : guide.index("All else")]
    assert set(re.findall(r"`\[*(\w+)\]*`", mandatory)) == set(needed)


def test_two_brands_with_one_name(desk: Desk) -> None:
    other = BRAND.replace('id = "shop"', 'id = "other"').replace('"sample shop"]', '"other shop"]\nmisspellings = ["SAMPLE SHOP"]')
    desk.write("brands/other.toml", other)
    problems = desk.lint()
    assert any("'見本商店' belongs to other too" in problem for problem in problems)
    assert any("'SAMPLE SHOP' is how shop is really written" in problem for problem in problems)
    assert any("is a domain of other too, which is of another group" in problem for problem in problems)


def test_everything_is_told_not_only_the_first(desk: Desk) -> None:
    desk.write("points/test.toml", POINT.replace("since =", "sinse =").replace("review_by = 2027", "review_by = 2025") + "[[point]]\nid = ")
    desk.write("signals/test.toml", SIGNAL.replace("hits", "hitz"))
    desk.write("brands/shop.toml", BRAND.replace('kind = "shop"', ""))
    desk.write("campaigns/test.toml", "[[fake]]\nid = 'x'\n")
    places = [problem.partition(": ")[0] for problem in desk.lint()]
    assert "points/test.toml:24" in places  # not TOML
    assert {"brands/shop.toml:1", "campaigns/test.toml:1", "signals/test.toml:1", "signals/test.toml:6"} <= set(places)
    desk.write("points/test.toml", POINT.replace("since =", "sinse =").replace("review_by = 2027", "review_by = 2025"))
    problems = desk.lint()
    assert sum(problem.startswith("points/") for problem in problems) == 3, problems  # unknown key, missing key, review past due


def test_an_id_is_used_once_and_never_again(desk: Desk) -> None:
    desk.write("points/test.toml", POINT + "\n" + POINT)
    assert desk.lint() == ["points/test.toml:24: wording.test: id 'wording.test' is used twice (first at test.toml:1)"]
    desk.write("points/test.toml", POINT)
    stone = '[[removed]]\nid = "wording.test"\nremoved = 2026-11-24\nreason = "hit mostly honest mail"\nsuccessor = "wording.gone"\n'
    desk.write("tombstones.toml", stone)
    assert desk.lint() == [
        "points/test.toml:1: wording.test: was removed and is never used again (tombstones.toml:1)",
        "tombstones.toml:5: wording.test: successor 'wording.gone' does not exist",
    ]


STEP = """[[step]]
id = "one"
ja = "返信しないでください。"
en = "Do not answer."
points = ["wording.test"]
source = "https://www.example.co.jp/"
checked = 2026-11-24
"""


def test_a_step_answers_points_that_are_there_each_once(desk: Desk) -> None:
    desk.write("steps.toml", STEP)
    assert desk.lint() == []
    desk.write("steps.toml", STEP.replace("wording.test", "wording.gone"))
    assert desk.lint() == ["steps.toml:5: one: unknown point 'wording.gone'"]
    desk.write("steps.toml", STEP + STEP.replace('"one"', '"two"'))
    assert desk.lint() == ["steps.toml:12: two: wording.test has a step already (one)"]
    desk.write("steps.toml", STEP.replace("返信しないでください。", "これは詐欺です。"))
    assert desk.lint() == ["steps.toml:3: one: ja says '詐欺です', which is never said"]
    desk.write("steps.toml", STEP.replace("checked = 2026-11-24\n", ""))
    assert len(desk.lint()) == 1


def test_a_file_that_cannot_be_read_is_told_without_its_consequences(desk: Desk) -> None:
    desk.write("steps.toml", STEP)
    desk.write("points/test.toml", POINT + "title = \n")
    assert [problem.partition(": Invalid")[0] for problem in desk.lint()] == ["points/test.toml:23: not TOML"]
    desk.write("points/test.toml", POINT.replace('weight = "hint"', 'weight = "hint"\nnone = ["signal.test"]\nbrands = ["shop"]'))
    desk.write("signals/test.toml", "x = \n")
    assert [problem.partition(": Invalid")[0] for problem in desk.lint()] == ["signals/test.toml:1: not TOML"]
    desk.write("signals/test.toml", SIGNAL)
    desk.write("brands/shop.toml", "x = \n")
    assert [problem.partition(": Invalid")[0] for problem in desk.lint()] == ["brands/shop.toml:1: not TOML"]


def test_signals_need_an_example_each_way(desk: Desk) -> None:
    desk.write("signals/test.toml", SIGNAL.replace('[[signal.misses]]\ntext = "わかよたれそ"\n', ""))
    assert desk.lint() == ["signals/test.toml:1: signal.test: missing key 'misses'"]
    desk.write("signals/test.toml", SIGNAL.replace("わかよたれそ", "ちりぬるを"))
    assert "a miss that matches: “ちりぬるを”" in desk.lint()[0]


def test_a_loud_genuine_notice_is_a_problem_until_somebody_signs(desk: Desk) -> None:
    loud = POINT.replace('weight = "hint"', 'weight = "strong"').replace("wording.test", "wording.other").replace("いろはにほへと", "会合の日程")
    loud = loud.replace("件名: 会合の日程\\n\\n山田様", "件名: 日程\\n\\n山田様")
    desk.write("points/other.toml", loud)
    problems = desk.lint()
    assert len(problems) == 1
    assert "points/test.toml:21: wording.test: a genuine notice that gets caution (wording.other): '件名: 会合の日程" in problems[0]
    signed = '[[accepted]]\ncheck = "known_alarm"\nof = "wording.test"\nwhat = "件名: 会合の日程"\nreason = "seen, and rare enough"\nsigned = "hanako"\naccepted = 2026-11-24\n'
    desk.write("exceptions.toml", signed)
    assert desk.lint() == []
    (desk.folder / "points" / "other.toml").unlink()
    assert desk.lint() == ["exceptions.toml:1: known_alarm of wording.test (件名: 会合の日程) is not found any more: take the exception out"]


def test_an_unsigned_exception_is_a_problem(desk: Desk) -> None:
    desk.write("exceptions.toml", '[[accepted]]\ncheck = "known_alarm"\nof = "wording.test"\nwhat = "x"\nreason = "because I say"\naccepted = 2026-11-24\n')
    assert any("missing key 'signed'" in problem for problem in desk.lint())


def test_what_the_pack_itself_says(desk: Desk) -> None:
    head = (FOLDER / "pack.toml").read_text("utf-8")
    desk.write("pack.toml", head.replace("caution = 3.0", "caution = 30.0"))
    assert any("levels must grow from caution to strong" in problem for problem in desk.lint())
    desk.write("pack.toml", head.replace("[unclear]", "[unclaer]"))
    assert any("unknown key 'unclaer'; did you mean 'unclear'?" in problem for problem in desk.lint())
    (desk.folder / "pack.toml").unlink()
    assert any(problem.startswith("pack.toml: cannot be read") for problem in desk.lint())


def test_lists_hold_what_can_be_found(desk: Desk) -> None:
    desk.write("lists/hosts.toml", '[shorteners]\nvalues = ["www.example.com", "readme.txt"]\nsource = "own words"\nchecked = 2026-11-24\n')
    problems = [str(problem) for problem in lint(desk.folder, TODAY)]
    assert any("'www.example.com' is never found: links are compared by registrable domain; 'example.com' is" in problem for problem in problems)
    assert any("'readme.txt' is not a domain" in problem for problem in problems)


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("Amazon", "capital"),
        ("ＡＢＣ", "folded to 'abc'"),
        ("カ一ドの", "folded to 'カードの'"),
        ("ログ イン", "blank beside"),
        ("[０-９]件以上", "folded to '0'"),
        ("(?:あいう)?", "matches the empty text"),
        (r"amazon\.co\.jp", "looks for the domain amazon.co.jp"),
        (r"(?:https?://)?example\.com", "looks for the domain example.com"),
        ("です", "too short"),
    ],
)
def test_a_pattern_that_is_not_meant(pattern: str, what: str) -> None:
    assert any(what in problem for problem in pattern_problems(pattern)), list(pattern_problems(pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bdear (?:customer|user)\b",
        r"\p{Han}{2}様",
        "[⇒→▶] ?ログイン",
        "保留中のメール[0-9]+件",
        r"@(?:gmail|yahoo)\.",
        r"\bexample\.com(?:$|[^a-z0-9.-])",
        "停止",
        r"\D{3}円\s",
    ],
)
def test_a_pattern_that_is_fine(pattern: str) -> None:
    assert list(pattern_problems(pattern)) == []
