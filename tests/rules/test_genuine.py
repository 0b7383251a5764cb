"""Scary mails that are genuine: nothing, or one hint, may be said of them. Written by us after the ways real companies write."""

from __future__ import annotations

import pytest

from rules import check, read_text
from rules.mail import read_ocr

GENUINE = {
    "renewal with a freeze": """件名: 【XFREE】■重要■無料レンタルサーバー契約更新に関するお知らせ
差出人: XFREE <support@xfree.ne.jp>

会員ID：yamada
サーバーID：yamada-sv

ご利用中の無料サーバーの期限は2026年11月30日です。期限までに更新されない場合は、サーバーアカウントを順に凍結し、その後削除いたします。
更新は管理パネルから行えます。""",
    "domain of Xserver": """件名: 【Xserverアカウント】■重要■ドメイン「example.jp」更新のお知らせ
差出人: Xserverサポート <support@xserver.ne.jp>

会員ID：xs1234567

「example.jp」の利用期限は 2026-12-12 です。支払期限日 2026-11-30 までにお支払いください。期限を過ぎるとドメインは失効します。
https://secure.xserver.ne.jp/xapanel/login/xserver/""",
    "verification of a registrant": """件名: 【重要】[お名前.com] ドメイン 情報認証のお願い
差出人: お名前.com <verification-noreply@onamae.com>

山田 太郎 様

登録者のメールアドレスが有効かどうかの確認をお願いしています。2週間以内に下記のURLから認証されない場合、ドメインの利用が制限されます。
https://www.onamae.com/verify?x=1""",
    "verification without a name": """件名: 【ムームードメイン】【重要】2週間以内にドメイン情報認証を行ってください
差出人: ムームードメイン <verification-noreply@onamae.com>

ドメイン名：example.jp

上記のドメインについて、登録者情報の認証が済んでいません。期日までに認証がない場合は利用制限の対象となります。""",
    "mailbox nearly full": """件名: [重要]メールボックス容量警告に関するお知らせ
差出人: 会員サポート <support@isp.example.ne.jp>

メールボックスに280MBのメールがあります。上限は300MBです。上限を超えると、新しいメールを受信できなくなります。不要なメールを削除してください。
このメールにはリンクを載せておりません。""",
    "quarantine digest": """件名: メール隔離通知（本日3件）
差出人: 迷惑メール対策 <quarantine@isp.example.ne.jp>

山田 太郎 様

隔離されたメールの一覧です。7日後に削除されます。
1. 11/24 Amazon 特価のご案内
2. 11/24 楽天市場 ポイント増量
3. 11/24 Apple 新製品のお知らせ
必要なメールは隔離メール一覧から取り出せます。
https://mail.isp.example.ne.jp/""",
    "bounce": """件名: Undelivered Mail Returned to Sender
差出人: Mail Delivery System <MAILER-DAEMON@sv123.xserver.jp>

This is the mail system at host sv123.xserver.jp.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients. It's attached below.

<nobody@example.com>: host mx.example.com said: 550 5.1.1 User unknown""",
    "bounce in Japanese": """件名: 配信不能のお知らせ
差出人: MAILER-DAEMON@mail.example.jp

次のあて先へのメッセージはエラーのため送信できませんでした。送信先のメールボックスがいっぱいの可能性があります。元のメールは削除しても構いません。""",
    "forced change of a password": """件名: メールパスワード変更のお知らせ
差出人: メールサービス事務局 <info@mailservice.example.co.jp>

山田 太郎 様

お客様のメールアドレスから不正な送信を検知したため、パスワードを当社で変更いたしました。新しいパスワードは書面でお送りします。""",
    "abuse report": """件名: 【重要】お客様サーバーからの不正なアクセスについて
差出人: ホスティング事業者 <abuse@hosting.example.jp>

株式会社サンプル 御中
契約番号: H-204518

お客様のサーバーから外部への不正なアクセスが確認されたとの通報を受けました。48時間以内に状況をご返信ください。対応いただけない場合はサーバーを停止することがあります。""",
    "direct debit failed": """件名: 口座振替（自動引落）による支払不能のお知らせ
差出人: さくらインターネット <support@sakura.ad.jp>

会員ID：abc12345
山田 太郎 様

11月分のご利用料金を引き落としできませんでした。請求書をお送りしますので、期日までにお支払いください。""",
    "login code": """件名: 認証コードのお知らせ
差出人: 楽天 <notice@info.rakuten.co.jp>

認証コード：482913

有効期限は10分です。心当たりがない場合は、このメールを破棄してください。
Your verification code is 482913.""",
    "login from a new device": """件名: 新しい端末からのログインがありました
差出人: サンプル銀行 <info@bank.example.co.jp>

山田 太郎 様

2026年11月24日 10:15 に、いつもと異なる端末からログインがありました。ご本人の場合、お手続きは必要ありません。""",
    "card was used": """件名: ご利用のお知らせ【三井住友カード】
差出人: 三井住友カード <statement@vpass.ne.jp>

山田 太郎 様

ご利用日時：2026/11/24 12:34
ご利用先：コンビニエンスストア
ご利用金額：1,280円

お心当たりがない場合は、カード裏面の電話番号へご連絡ください。""",
    "e-Tax": """件名: 税務署からのお知らせ【山田 太郎 様】
差出人: e-Tax（国税電子申告・納税システム） <info@e-tax.nta.go.jp>

山田 太郎 様

メッセージボックスに新しいお知らせが届いています。e-Taxにログインしてご覧ください。""",
    "order": """件名: Amazon.co.jpでのご注文 250-1234567-7654321
差出人: Amazon.co.jp <auto-confirm@amazon.co.jp>

山田太郎様

ご注文ありがとうございます。お届け予定日：11月26日 ご注文合計：￥2,480
https://www.amazon.co.jp/gp/css/order-history""",
    "shop with means of payment": """件名: ご注文ありがとうございます【サンプル商店】
差出人: サンプル商店 <order@shop.example.co.jp>

山田 太郎 様

配送先住所：東京都千代田区
お支払い方法：クレジットカード（VISA・Mastercard・JCB）
配送：ヤマト運輸　送料：500円
公式LINE・Instagramもご覧ください。
https://shop.example.co.jp/mypage""",
    "parcel": """件名: お荷物お届けのお知らせ
差出人: ヤマト運輸株式会社 <mail@kuronekoyamato.co.jp>

山田 太郎 様

11月25日にお荷物をお届けする予定です。送り状番号 1234-5678-9012
ご不在の場合は、不在票から再配達を受け付けております。""",
    "membership fee failed": """件名: お支払いができませんでした
差出人: サンプル動画 <billing@video.example.co.jp>

山田 太郎 様

11月分の会費のお支払いができませんでした。アプリの「お支払い」から別のカードを登録してください。12月1日までに確認できない場合、視聴を停止いたします。""",
    "survey": """件名: ご宿泊アンケートのお願い
差出人: サンプルホテル <info@hotel.example.co.jp>

山田 太郎 様

先日はご宿泊ありがとうございました。かんたんなアンケートにお答えください。
https://hotel.example.co.jp/enquete""",
    "warning of phishing": """件名: 【重要】当社を装った不審なメールにご注意ください
差出人: サンプル証券 <info@sec.example.co.jp>

お客様各位

当社を装い、「口座を凍結した」などと不安にさせてログインさせようとするメールが多数確認されています。メールのリンクは使わず、公式アプリからログインしてください。""",
    "colleague": """件名: Re: 至急：見積の件
差出人: 鈴木 花子 <hanako@example.co.jp>

山田様

お世話になっております。至急で恐縮ですが、本日中に見積をお送りいただけますでしょうか。よろしくお願いいたします。""",
    "maintenance": """件名: システムメンテナンスのお知らせ
差出人: サンプル銀行 <info@bank.example.co.jp>

お客様各位

12月1日 0時から6時まで、メンテナンスのためサービスをご利用いただけなくなります。""",
    "English receipt": """Subject: Thank you for your order
From: Example Books <orders@books.example.com>

Hello Taro,

Order confirmed. $39 was charged to the card ending in 1234. Track your package at any time.
https://books.example.com/orders

If you no longer wish to receive these emails, you can unsubscribe.""",
    "English newsletter": """Subject: 20% off everything this week
From: Example Garden <news@garden.example.com>

Hello Taro,

Limited time offer: 20% off all bulbs, and a chance to win a garden chair. Shop now.
https://garden.example.com/sale

You may unsubscribe at any time.""",
    "English reset": """Subject: Reset your password
From: Example Wiki <no-reply@wiki.example.com>

Hello Taro,

Someone asked to reset your password. The link is valid for 24 hours. If you did not ask for it, ignore this mail.
https://wiki.example.com/reset?token=1""",
    "crypto news": """Subject: The week in bitcoin
From: Example Coin News <news@coins.example.com>

Hello Taro,

The price of one bitcoin fell by two per cent. Miners earned $5 million on Friday.
https://coins.example.com/week""",
}


CASES = list(GENUINE)


@pytest.mark.parametrize("name", CASES)
def test_a_genuine_mail_gets_one_hint_at_most(name: str) -> None:
    report = check(read_text(GENUINE[name]))
    assert report.level in ("none", "unclear"), [(point.id, point.quote) for point in report.points]
    assert len(report.points) <= 1, [(point.id, point.quote) for point in report.points]


@pytest.mark.parametrize("name", CASES)
def test_and_as_read_off_a_picture(name: str) -> None:
    report = check(read_ocr(GENUINE[name]))
    assert report.level in ("none", "unclear"), [(point.id, point.quote) for point in report.points]
