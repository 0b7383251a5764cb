"""Letters that do not belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail.model import Address, Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts


@pytest.mark.parametrize("word", ["XЅΕRVΕR", "Аmazon", "Αmazon", "lоlірор", "pаypаl", "Pгotеction"])
def test_one_word_of_two_scripts(gathered: Callable[[Mail], Facts], word: str) -> None:
    assert gathered(Mail(subject=f"{word} からのお知らせ", lang="ja")).first("script.mixed-word").quote == word


@pytest.mark.parametrize("text", ["50μm の精度", "α版の公開", "Ωhm の法則", "Москва is a city", "ΔT を測る", "naïve café"])
def test_two_scripts_that_are_honest(gathered: Callable[[Mail], Facts], text: str) -> None:
    assert "script.mixed-word" not in gathered(Mail(body=text, lang="ja"))


def test_a_company_in_another_script(gathered: Callable[[Mail], Facts]) -> None:
    assert gathered(Mail(sender=Address("Аmazon"))).first("script.mixed-brand").slots["plain"] == "amazon"
    assert "script.mixed-brand" not in gathered(Mail(subject="Pгotеction"))


@pytest.mark.parametrize("word", ["力一ド", "口グイン", "アカウン卜", "メ一ル", "サ一ビス", "エックスサ一バ一"])
def test_kanji_as_kana(gathered: Callable[[Mail], Facts], word: str) -> None:
    assert gathered(Mail(body=f"{word}をご確認ください", lang="ja")).first("script.kana-twin").quote == word


@pytest.mark.parametrize("text", ["メール一覧", "アプリ口コミ", "カード一枚", "ブランド力アップ", "データ二件", "一ヶ月プラン"])
def test_kanji_beside_kana(gathered: Callable[[Mail], Facts], text: str) -> None:
    assert "script.kana-twin" not in gathered(Mail(body=text, lang="ja"))


def test_letters_of_chinese(gathered: Callable[[Mail], Facts]) -> None:
    assert "下记URL" in gathered(Mail(body="下记URLよりアクセスしてください", lang="ja")).first("script.chinese").quote
    assert "script.chinese" not in gathered(Mail(body="与える、国会、学校、声、髙橋、﨑", lang="ja"))
    assert "script.chinese" not in gathered(Mail(body="请点击链接", lang="zh"))


@pytest.mark.parametrize("text", ["自動的に?信されます", "カード\ufffd\ufffd情報", "必要・ェあります", "$B%f!<%7!<%+!<%I(Bカード"])
def test_broken_letters(gathered: Callable[[Mail], Facts], text: str) -> None:
    assert "script.broken" in gathered(Mail(body=text, lang="ja"))


def test_questions_are_not_broken(gathered: Callable[[Mail], Facts]) -> None:
    assert "script.broken" not in gathered(Mail(body="ご存じですか?また、ご利用ですか?はい。", lang="ja"))


def test_invisible_letters_inside_words(gathered: Callable[[Mail], Facts]) -> None:
    assert gathered(Mail(subject="メ\u2061ルカリからのお知らせ", lang="ja")).first("script.invisible").quote == "メ␣ルカリからのお知"
    assert "script.invisible" in gathered(Mail(body="ア\u200bカウ\u200bントとパス\u200bワードを確認", lang="ja"))
    assert "script.invisible" not in gathered(Mail(body="本日は\u200b天気が\u200b良いので\u200b出かけます\u200b予定です", lang="ja"))
    assert "script.invisible" not in gathered(Mail(body="長い\u200b言葉", lang="ja"))
    assert "script.invisible" not in gathered(Mail(subject="葛\U000e0100飾区と👨\u200d👩\u200d👧とauto\u00admatisch", lang="ja"))
    assert "script.invisible" not in gathered(Mail(body="\u200c \u200c \u200c \u200c 本文です", lang="ja"))


def test_blanks_inside_words(gathered: Callable[[Mail], Facts]) -> None:
    assert "script.stray-blanks" in gathered(Mail(body="三 井 住 友 カ ー ドをご利用の方は、リ ン ク をクリ ッ ク", lang="ja"))
    assert "script.stray-blanks" not in gathered(Mail(body="お 知 ら せ\n\nサンプル ストア からの ご案内です。小　計 合　計", lang="ja"))


def test_filler_between_paragraphs(gathered: Callable[[Mail], Facts]) -> None:
    assert gathered(Mail(body="お知らせ\n\ndKEf DfTs tJjZ Kie\n\n本文です", lang="ja")).first("script.filler").quote == "dKEf DfTs tJjZ Kie"
    assert "script.filler" in gathered(Mail(body="特別なご案内 やロヮ パょぃも\nオピテグ゠ぉゴ゠ のお知らせ", lang="ja"))


@pytest.mark.parametrize("lines", ["LinkedIn YouTube GitHub", "PayPay\neBay\niPhone", "Thank you\nBest regards", "myTOKYOGAS\nmyTOKYOGAS", "ABC DEF GHI"])
def test_lines_of_honest_names(gathered: Callable[[Mail], Facts], lines: str) -> None:
    assert "script.filler" not in gathered(Mail(body=f"お知らせです。\n\n{lines}\n\nご確認ください。", lang="ja"))


@pytest.mark.parametrize("subject", ["𝐐𝐮𝐢𝐜𝐤 help", "ᴘᴀʏᴍᴇɴᴛ declined", "XＳＥＲＶＥＲ", "Aܿcܿcܿount"])
def test_fancy_letters(gathered: Callable[[Mail], Facts], subject: str) -> None:
    assert "script.fancy-letters" in gathered(Mail(subject=subject))


def test_full_width_names_are_official(gathered: Callable[[Mail], Facts]) -> None:
    assert "script.fancy-letters" not in gathered(Mail(sender=Address("三菱ＵＦＪ銀行"), subject="ＥＴＣのご案内", lang="ja"))


def test_letters_set_apart_in_the_name(gathered: Callable[[Mail], Facts]) -> None:
    assert "script.spaced-name" in gathered(Mail(sender=Address("A m a z o n"), lang="ja"))
    assert "script.spaced-name" not in gathered(Mail(sender=Address("A B Store"), lang="ja"))


@pytest.mark.parametrize("word", ["waIIet", "AppIe", "WalIet", "lD", "lnternational"])
def test_l_for_i(gathered: Callable[[Mail], Facts], word: str) -> None:
    assert gathered(Mail(body=f"Verify your {word} now", lang="en")).first("script.letter-swap").quote == word


@pytest.mark.parametrize("word", ["McIntosh", "OpenID", "VoIP", "LiIon", "wallet", "FinIsh"])
def test_honest_capitals(gathered: Callable[[Mail], Facts], word: str) -> None:
    assert "script.letter-swap" not in gathered(Mail(body=f"The {word} is here", lang="en"))


def test_translated_wording_needs_two_places(gathered: Callable[[Mail], Facts]) -> None:
    assert gathered(Mail(body="必要なアクション: メールボックスは96%がいっぱいです。", lang="ja")).first("script.translated").slots["count"] == "2"
    assert "script.translated" not in gathered(Mail(body="全著作権所有", lang="ja"))
