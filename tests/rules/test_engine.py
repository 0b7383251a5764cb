"""How points add up: caps, weights by form, conditions, and what hints can never do."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from rules import Address, Mail, PackError, check, load, shipped
from rules.engine import Engine
from rules.packs import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

POINT = """
[[point]]
id = "{id}"
group = "{group}"
weight = "{weight}"
{more}
status = "{status}"
since = 2026-11-24
review_by = 2027-11-24
title = {{ ja = "題", en = "title" }}
why = {{ ja = "理由 {{quote}}", en = "why {{quote}}" }}
false_positives = "nobody"
{match}
[[point.hits]]
text = "{word}"
[[point.hits]]
text = "{word}です"
[[point.misses]]
text = "何もない文"
[[point.misses]]
text = "何もない通知"
genuine = true
"""


def point(name: str, word: str, weight: str = "hint", group: str = "wording", more: str = "", status: str = "stable", match: str = "") -> str:
    match = match or f'[point.match]\nfields = ["subject", "body"]\nphrases = ["{word}"]'
    return POINT.format(id=name, word=word, weight=weight, group=group, more=more, status=status, match=match)


def engine(folder: Path, *points: str, experimental: bool = False) -> Engine:
    pack = folder / "pack"
    shutil.copytree(FOLDER, pack, ignore=shutil.ignore_patterns("points", "campaigns"))
    (pack / "points").mkdir()
    (pack / "points" / "test.toml").write_text("\n".join(points), "utf-8")
    return Engine(load(pack), experimental=experimental)


def mail(body: str, form: str = "text") -> Mail:
    return Mail(
        form=form,
        sender=Address("", "a@example.com"),
        body=f"{body} これは十分に長い本文です。何かを判断できるだけの文字数があります。ありがとうございます。",
        lang="ja",
    )  # type: ignore[arg-type]


def test_a_decisive_point_alone_is_strong(tmp_path: Path) -> None:
    assert engine(tmp_path, point("wording.a", "いろは", "decisive")).check(mail("いろは")).level == "strong"


def test_one_strong_point_alone_is_caution(tmp_path: Path) -> None:
    assert engine(tmp_path, point("wording.a", "いろは", "strong")).check(mail("いろは")).level == "caution"


def test_two_strong_points_of_different_groups_are_strong(tmp_path: Path) -> None:
    made = engine(tmp_path, point("wording.a", "いろは", "strong"), point("ask.b", "にほへ", "strong", "ask"))
    assert made.check(mail("いろは にほへ")).level == "strong"


def test_a_groups_cap_holds(tmp_path: Path) -> None:
    made = engine(tmp_path, *(point(f"wording.a{number}", word, "strong") for number, word in enumerate(("いろは", "にほへ", "ちりぬ"))))
    assert made.check(mail("いろは にほへ ちりぬ")).level == "caution"


def test_hints_alone_never_make_strong(tmp_path: Path) -> None:
    groups = ("wording", "ask", "pressure", "structure", "link", "sender", "company", "authentication")
    points = [point(f"{group}.h{number}", f"語{number}{group_number}番", "hint", group) for group_number, group in enumerate(groups) for number in range(6)]
    body = " ".join(f"語{number}{group_number}番" for group_number in range(len(groups)) for number in range(6))
    report = engine(tmp_path, *points).check(mail(body))
    assert len(report.points) == 48
    assert report.level == "caution"


def test_one_hint_is_nothing(tmp_path: Path) -> None:
    report = engine(tmp_path, point("wording.a", "いろは")).check(mail("いろは"))
    assert (report.level, len(report.points)) == ("none", 1)


def test_a_form_can_weaken_or_silence_a_point(tmp_path: Path) -> None:
    made = engine(tmp_path, point("wording.a", "いろは", "decisive", more='weight_by_form = { ocr = "hint", eml = "off" }'))
    assert made.check(mail("いろは")).points[0].weight == "decisive"
    assert made.check(mail("いろは", "ocr")).points[0].weight == "hint"
    assert made.check(mail("いろは", "eml")).points == ()


def test_experimental_points_are_not_shown(tmp_path: Path) -> None:
    text = point("wording.a", "いろは", "decisive", status="experimental")
    assert engine(tmp_path / "one", text).check(mail("いろは")).points == ()
    assert engine(tmp_path / "two", text, experimental=True).check(mail("いろは")).level == "strong"


def test_conditions(tmp_path: Path) -> None:
    fact = 'fact = "sender.seen"'
    made = engine(
        tmp_path,
        point("wording.all", "いろは", more='all = ["sender.seen"]'),
        point("wording.none", "いろは", more='none = ["sender.seen"]'),
        point("wording.any", "いろは", more='any = ["sender.seen", "link.any"]'),
        point("wording.nobody", "いろは", more='brands = ["xserver"]'),
        point("sender.fact", "いろは", group="sender", match=fact),
    )
    assert {found.id for found in made.check(mail("いろは")).points} == {"wording.all", "wording.any", "sender.fact"}


def test_too_little_to_read_is_unclear(tmp_path: Path) -> None:
    assert engine(tmp_path, point("wording.a", "いろは")).check(Mail(body="本物？")).level == "unclear"


def test_the_same_mail_gets_the_same_id(tmp_path: Path) -> None:
    made = engine(tmp_path, point("wording.a", "いろは"))
    assert made.check(mail("いろは")).id == made.check(mail("いろは")).id != made.check(mail("にほへ")).id


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[[point]]\nid = ", 2, "not TOML"),
        (point("wording.a", "いろは").replace("since =", "sinse ="), 2, "unknown key 'sinse'"),
        (point("wording.a", "いろは") + point("wording.a", "にほへ"), 26, "used twice"),
        (point("wording.a", "いろは").replace('weight = "hint"\n', ""), 2, "missing key 'weight'"),
        (point("wording.a", "いろは").replace('"subject", "body"', '"subject", "foot"'), 2, "unknown field 'foot'"),
        ("[[signal]]\nid = 'x'", None, "unknown table 'signal'"),
    ],
)
def test_a_broken_pack_names_file_and_line(tmp_path: Path, text: str, line: int | None, what: str) -> None:
    with pytest.raises(PackError) as caught:
        engine(tmp_path, text)
    assert caught.value.path.name == "test.toml"
    assert what in caught.value.what
    assert line is None or caught.value.line == line


def test_a_fitted_score_counts_instead_of_the_word(tmp_path: Path) -> None:
    points = (point("wording.a", "いろは", more="score = 1.6"), point("ask.b", "にほへ", group="ask", more="score = 1.6"))
    made = engine(tmp_path / "one", *points)
    assert made.check(mail("いろは にほへ")).level == "caution"
    assert made.check(mail("いろは")).level == "none"
    assert engine(tmp_path / "two", *(text.replace("score = 1.6", "") for text in points)).check(mail("いろは にほへ")).level == "none"


def test_a_fitted_score_is_for_its_own_word_only(tmp_path: Path) -> None:
    made = engine(tmp_path, point("wording.a", "いろは", "strong", more='score = 9.0\nweight_by_form = { ocr = "hint" }'))
    assert made.check(mail("いろは")).level == "caution"  # the group's cap
    assert made.check(mail("いろは", "ocr")).level == "none"


def test_the_cap_is_per_group_and_not_over_all(tmp_path: Path) -> None:
    words = ("いろは", "にほへ", "ちりぬ", "るをわ")
    one_group = [point(f"wording.a{number}", word, "strong") for number, word in enumerate(words)]
    two_groups = [
        point(f"{group}.a{number}", word, "strong", group) for number, (group, word) in enumerate(zip(("wording", "wording", "ask", "ask"), words, strict=True))
    ]
    assert engine(tmp_path / "one", *one_group).check(mail(" ".join(words))).level == "caution"
    assert engine(tmp_path / "two", *two_groups).check(mail(" ".join(words))).level == "strong"


def test_points_come_strongest_first(tmp_path: Path) -> None:
    made = engine(tmp_path, point("wording.a", "いろは"), point("ask.b", "にほへ", "decisive", "ask"), point("link.c", "ちりぬ", "strong", "link"))
    assert [found.weight for found in made.check(mail("いろは にほへ ちりぬ")).points] == ["decisive", "strong", "hint"]


def test_a_slot_that_nothing_fills_reads_as_nothing(tmp_path: Path) -> None:
    made = engine(tmp_path, point("wording.a", "いろは").replace("why {{quote}}", "").replace("理由 {quote}", "{brand}の{nothing}「{quote}」"))
    (found,) = made.check(mail("いろは")).points
    assert found.why("ja") == "名乗っている会社の「いろは」"


def test_nothing_found_in_a_text_without_sender_subject_and_link_is_unclear() -> None:
    words = "楽天カードのご利用ありがとうございます。ご不明な点はいつでもこちらの窓口までご連絡くださいますようお願いいたします。"
    assert check(words).level == "unclear"
    assert check(f"件名: ご利用のお知らせ\n差出人: 楽天カード <info@mail.rakuten-card.co.jp>\n\n{words}").level == "none"


def test_the_only_company_a_text_names_has_its_warning_shown() -> None:
    """Naming is not claiming: the level and the company claimed stay as they are."""
    alone = check("三井住友カードの話です。カードのご利用を制限しました。")
    assert alone.brand is None
    assert alone.official == shipped().brands["smbc-card"].warning
    several = check("三井住友カードと楽天カードの話です。カードのご利用を制限しました。")
    assert several.official == shipped().official
