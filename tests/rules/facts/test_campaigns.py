"""Announced and reported fakes, from subject and sender name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail.model import Address, Mail
from rules.packs import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts


def test_subject_and_name_together(gathered: Callable[[Mail], Facts]) -> None:
    facts = gathered(Mail(subject="メールアドレスの保留中のメール 12 件", sender=Address("XSERVER SUPPORT"), lang="ja"))
    found = facts.first("campaign.announced")
    assert found.quote == "メールアドレスの保留中のメール 12 件"
    assert found.slots["source"] == "https://www.xserver.ne.jp/support/information_phishing.php"


@pytest.mark.parametrize("name", ["鈴木 花子", "営業部", "Example Mail"])
def test_another_name_is_another_mail(gathered: Callable[[Mail], Facts], name: str) -> None:
    assert "campaign.announced" not in gathered(Mail(subject="メールアドレスの保留中のメール9件", sender=Address(name), lang="ja"))


def test_a_telling_subject_alone(gathered: Callable[[Mail], Facts]) -> None:
    assert "campaign.announced" in gathered(Mail(subject="メールアドレスの保留中のメール9件", lang="ja"))
    assert "campaign.announced" not in gathered(Mail(subject="セキュリティメッセージ", lang="ja"))
    assert "campaign.announced" in gathered(Mail(subject="セキュリティメッセージ", body="Xserverアカウントをご確認ください", lang="ja"))


def test_a_short_skeleton_must_be_the_whole_subject(gathered: Callable[[Mail], Facts]) -> None:
    assert "campaign.announced" not in gathered(Mail(subject="セキュリティメッセージの受信設定を変える手順のご案内", sender=Address("Xserver"), lang="ja"))


def test_a_clone_of_a_genuine_notice_is_not_decided_by_its_subject(gathered: Callable[[Mail], Facts]) -> None:
    facts = gathered(Mail(subject="【Xserverアカウント】■重要■ お客様ご契約のアカウントにおける大量メール送信について", sender=Address("Xserver"), lang="ja"))
    assert "campaign.clone" in facts
    assert "campaign.announced" not in facts


def test_phrases_of_the_body(gathered: Callable[[Mail], Facts]) -> None:
    two = "最新のXSERVER請求書の支払いを処理できませんでした。サービスは切断される予定です。"
    assert gathered(Mail(body=two, lang="ja")).first("campaign.similar").slots["date"] == "2021-01-16"
    assert "campaign.similar" not in gathered(Mail(body="サービスは切断される予定です。", lang="ja"))


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Xserver", "【Xserverアカウント】■重要■ドメイン「example.jp」更新のお知らせ"),
        ("XFREE", "【XFREE】■重要■無料レンタルサーバー契約更新に関するお知らせ"),
        ("さくらインターネット", "【重要】ドメイン更新の案内および支払方法・会員情報確認のお願い[example.jp]"),
        ("お名前.com", "[お名前.com]【example.jp】期限3ヶ月前 □ドメイン契約更新のご案内□"),
        ("e-Tax（国税電子申告・納税システム）", "税務署からのお知らせ【山田 太郎様】"),
        ("三井住友カード", "ご利用のお知らせ【三井住友カード】"),
        ("Amazon.co.jp", "Amazon.co.jpでのご注文 250-1234567-7654321"),
        ("ETC利用照会サービス", "ETC利用照会サービス 解約予告のお知らせ"),
    ],
)
def test_genuine_subjects_are_no_campaign(gathered: Callable[[Mail], Facts], name: str, subject: str) -> None:
    facts = gathered(Mail(subject=subject, sender=Address(name), lang="ja"))
    assert not [fact for fact in facts if fact.startswith("campaign.")]


def test_every_campaign_can_be_met(gathered: Callable[[Mail], Facts]) -> None:
    for campaign in shipped().campaigns:
        assert campaign.subjects or len(campaign.phrases) >= 2, campaign.id
        assert campaign.source.startswith("https://"), campaign.id
