"""The mail this project was asked for, as people paste it, and its eight cousins by subject and sender name alone."""

from __future__ import annotations

import pytest

from rules import check, read_text

SEED = """このメール本物ですか？

件名：メールアドレスの保留中のメール9件
差出人：XSERVER SUPPORT <hanako-example.co.jp@mail.example.cfd>

hanako@example.co.jp 様

2025年1月8日までに、次の9件のメッセージがサーバーで保留されています。
下記のリンクをクリックしてログインし、受信してください。

件名: ご注文の確認 差出人: AMAZON 受信日: 2025/01/08
件名: 重要なお知らせ 差出人: 三菱UFJ銀行 受信日: 2025/01/28
件名: セキュリティ通知 差出人: Google 受信日: 2025/01/08
件名: お支払いの完了 差出人: PayPay 受信日: 2025/01/08
件名: 資料の送付 差出人: 営業部 受信日: 2025/01/08

https://mail.example.cfd/login
https://mail.example.cfd/release

(C) NTT DOCOMO, INC. All Rights Reserved.
"""

COUSINS = [
    ("Xsever", "セキュリティメッセージ"),
    ("Xserver-ne inc", "アカウント情報を確認してください!"),
    ("Xserver.ne.jp", "セ キュリティ上の理由から、あなたのアカウントを一時的に無効にしました。"),
    ("E-xserver", "のアカウントを一時的に無効にしました。"),
    ("XSERVER SUPPORT", "システム メンテナンスにより、example.co.jp の 8 件の着信メッセージが返されました"),
    ("XSERVER Customer Support", "重要: XSERVER からの電子メール停止通知"),
    ("XSERVER", "同期エラー taro@example.co.jp のため、6 件のメールを配信できませんでした"),
    ("Xserverアカウント", "メールボックスのストレージ容量が少ない"),
]

RENEWAL = """件名: 【Xserver】ご契約更新のご案内
差出人: Xserver <support@xserver.ne.jp>

山田 太郎 様

平素はXserverをご利用いただき、誠にありがとうございます。

会員ID: abc12345
サービスコード: 120045
サーバーID: sv0001

上記のサービスは2026年12月31日に利用期限を迎えます。
引き続きのご利用をご希望の場合は、Xserverアカウントから更新のお手続きをお願いいたします。
"""


@pytest.mark.parametrize("my_address", ["", "hanako@example.co.jp"])
def test_the_seed_is_strong_with_its_points(my_address: str) -> None:
    report = check(read_text(SEED, my_address=my_address))
    ids = {point.id for point in report.points}
    assert report.level == "strong"
    assert report.brand is not None
    assert report.brand.id == "xserver"
    assert report.official.url == "https://www.xserver.ne.jp/support/information_phishing.php"
    wanted = {"campaign.announced", "sender.brand-mismatch", "sender.own-address", "company.strangers", "ask.held-mail-login", "company.foreign-copyright"}
    assert wanted <= ids, wanted - ids
    assert report.points[0].id == "campaign.announced"
    assert {"amazon", "mufg", "paypay"} <= set(report.strangers)


def test_the_seeds_points_show_nothing_of_the_reader() -> None:
    report = check(read_text(SEED))
    shown = str(report.to_dict("ja"))
    assert "hanako@example" not in shown
    assert "hanako-example" not in shown
    assert "https://mail.example.cfd" not in shown


@pytest.mark.parametrize(("name", "subject"), COUSINS)
def test_a_cousin_is_known_from_subject_and_sender_name(name: str, subject: str) -> None:
    report = check(read_text(f"件名: {subject}\n差出人: {name}"))
    assert "campaign.announced" in {point.id for point in report.points}
    assert report.level == "strong"
    assert report.brand is not None
    assert report.brand.id == "xserver"


def test_a_genuine_renewal_is_left_alone() -> None:
    report = check(read_text(RENEWAL))
    assert report.level == "none"
    assert report.points == ()
    assert report.brand is not None
