"""Companies in the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts

HEAD = "件名: 保留中のメール9件\n差出人: XSERVER SUPPORT <info@mail.example.cfd>\n\n"


def test_the_rows_of_held_mails_name_strangers(gathered: Callable[[str], Facts]) -> None:
    facts = gathered(
        HEAD
        + "9件のメールが保留されています。\n⚠ AMAZONバウチャー 24時間有効 2026/11/08\n⚠ [三菱UFJ銀行] 着信電信送金 2026/11/28\n⚠ PayPayボーナスプレゼント 2026/11/28\n"
    )
    assert {claim.brand.id for claim in facts.strangers} == {"amazon", "mufg", "paypay"}
    assert "三菱UFJ" in facts.first("company.strangers").slots["names@ja"]


def test_a_mail_that_nobody_signs_may_have_strangers_too(gathered: Callable[[str], Facts]) -> None:
    facts = gathered("9件のメールが保留されています。\n1. AMAZON ご注文の確認\n2. 三井住友カード ご利用のお知らせ\n3. PayPay お支払い\n")
    assert "company.strangers" in facts


@pytest.mark.parametrize(
    "text",
    [
        "件名: ご契約内容の確認\n差出人: Xserver <support@xserver.ne.jp>\n\nお支払い方法: 三井住友カード、JCB、PayPay、Amazon Pay\nNTTドコモ・au・ソフトバンクの方は受信設定をご確認ください。\n公式アカウント: LINE、Facebook、Instagram",
        "件名: ご注文ありがとうございます\n差出人: サンプル商店 <order@shop.example.co.jp>\n\nお支払い: PayPay\nお届け: ヤマト運輸\n佐川急便でのお届けはできません。",
        "件名: 新着ニュース\n差出人: Xserver <news@xserver.ne.jp>\n\n楽天市場とAmazonとメルカリで同時に使える出店の手引きを公開しました。くわしくは公式サイトをご覧ください。",
    ],
)
def test_companies_that_honest_mail_names(gathered: Callable[[str], Facts], text: str) -> None:
    facts = gathered(text)
    assert "company.strangers" not in facts
    assert facts.strangers == ()


def test_another_companys_copyright(gathered: Callable[[str], Facts]) -> None:
    facts = gathered(HEAD + "ご確認ください。\n\nCopyright © NTT DOCOMO. All Rights Reserved.")
    assert facts.first("company.foreign-copyright").quote == "Copyright © NTT DOCOMO. All Rights Reserved."


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "ご確認ください。\n\n© Xserver Inc.",
        "件名: 明細\n差出人: 楽天カード <info@mail.rakuten-card.co.jp>\n\n明細です。\n\n© Rakuten Group, Inc.",
        "件名: 明細\n差出人: 三井住友カード <mail@contact.vpass.ne.jp>\n\n明細です。\n\n© 2026 Sumitomo Mitsui Card / Visa",
    ],
)
def test_copyright_of_the_company_or_its_group(gathered: Callable[[str], Facts], text: str) -> None:
    assert "company.foreign-copyright" not in gathered(text)


def test_name_and_subject_speak_as_two(gathered: Callable[[str], Facts]) -> None:
    assert "company.mixed-claims" in gathered("件名: Amazonアカウントは停止されました\n差出人: えきねっと <a@example.org>\n\n確認してください。")
    assert "company.mixed-claims" not in gathered("件名: えきねっととAmazonの共同企画\n差出人: えきねっと <a@example.org>\n\nご案内です。")


@pytest.mark.parametrize(
    "body",
    [
        "佐川急便\n荷物の電話番号が登録と一致しません。",
        "荷物の電話番号が登録と一致しません。\n\n株式会社佐川急便",
        "荷物の電話番号が登録と一致しません。\n佐川急便\n\nお問い合わせはこちら",
        "佐川急便: 荷物の電話番号が登録と一致しません。",
    ],
)
def test_a_pasted_text_speaks_as_the_company_that_has_a_line_for_itself_at_its_ends(gathered: Callable[[str], Facts], body: str) -> None:
    assert gathered(body).first("brand.claimed").quote == "佐川急便"


@pytest.mark.parametrize("body", ["荷物は佐川急便\nで送りました。届いたら教えてください。", "会場の隣に佐川急便があります。\n駐車場はその裏です。\n鈴木"])
def test_and_not_as_one_within_a_sentence(gathered: Callable[[str], Facts], body: str) -> None:
    assert "brand.claimed" not in gathered(body)
