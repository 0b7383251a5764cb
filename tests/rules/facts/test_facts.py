"""Each fact: a mail that has it, and one that only looks as if it had."""

from __future__ import annotations

import base64

import pytest

from rules import Address, Attachment, Authentication, Link, Mail, shipped
from rules.engine import default
from rules.facts import CATALOGUE
from rules.facts.model import Context, Facts
from rules.mail.lang import guess

OWN = "taro@example.co.jp"
XSERVER = Address("XSERVER SUPPORT", "info@mail.example.cfd")


def facts_of(mail: Mail) -> Facts:
    if mail.lang == "und":
        from dataclasses import replace

        mail = replace(mail, lang=guess(f"{mail.subject}\n{mail.body}"))
    facts, _ = default().read(Context(mail, shipped()))
    return facts


def anchor(target: str, text: str = "ここ") -> tuple[Link, ...]:
    return (Link(target, text, "anchor"),)


def headers(**fields: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", "-"), value) for name, value in fields.items())


HAS = {
    "brand.in-name": Mail(sender=Address("エックスサーバー", "a@example.com")),
    "brand.misspelled": Mail(sender=Address("Xsever", "a@example.com")),
    "brand.in-text-only": Mail(sender=Address("山田", "a@example.com"), body="先日、Amazonで買った本の話です。"),
    "sender.brand-mismatch": Mail(sender=XSERVER),
    "sender.brand-mismatch-weak": Mail(sender=Address("サポート", "a@mail.example.cfd"), subject="【三井住友カード】ご利用確認のお願い"),
    "sender.brand-own": Mail(sender=Address("Xserver", "support@xserver.ne.jp")),
    "sender.customer-domain": Mail(sender=Address("Xserver", "root@sv123.xserver.jp")),
    "sender.foreign-ending": Mail(sender=Address("イオンカード", "a@mail.example.cn")),
    "sender.odd-ending": Mail(sender=Address("事務局", "a@mail.example.cyou"), body="ご確認をお願いいたします。"),
    "sender.abused-ending": Mail(sender=Address("Desk", "a@mail.example.top"), body="hello"),
    "sender.lookalike": Mail(sender=Address("サポート", "a@xserver-support.com")),
    "sender.brand-in-local-part": Mail(sender=Address("お知らせ", "amazon-account8@mail.example.cn")),
    "sender.free-mail": Mail(sender=Address("三井住友カード", "smbc@gmail.com")),
    "sender.name-holds-address": Mail(sender=Address("support@xserver.ne.jp", "a@mail.example.cfd")),
    "sender.name-is-domain": Mail(sender=Address("eki-net.jp", "a@mail.example.cfd")),
    "sender.own-address": Mail(sender=Address("XSERVER", "taro-example.co.jp@mail.example.cfd"), my_address=OWN),
    "sender.own-domain": Mail(sender=Address("管理者", "admin@example.co.jp"), my_address=OWN),
    "sender.holds-an-address": Mail(sender=Address("サポート", "info-hanako_example.co.jp@mail.example.cfd")),
    "sender.random-domain": Mail(sender=Address("サポート", "info@djjtsedxzh.com")),
    "sender.punycode": Mail(sender=Address("サポート", "info@xn--80ak6aa92e.com")),
    "sender.reply-elsewhere": Mail(form="eml", sender=Address("a", "a@example.com"), reply_to=Address("", "b@kakunin-form.net"), headers=headers(x="y")),
    "sender.reply-free-mail": Mail(form="eml", sender=Address("a", "a@example.com"), reply_to=Address("", "b@gmail.com"), headers=headers(x="y")),
    "sender.random-case": Mail(sender=Address("AAA", "hrUsmGyi@mail.example.com")),
    "sender.generated-name": Mail(sender=Address("AAA", "Diaz_Jorge_12864@mail.example.com")),
    "sender.many-labels": Mail(sender=Address("AAA", "a@r.a.g.n.mail.example.com")),
    "sender.impossible": Mail(form="eml", sender=Address("a", "a@prefeitura795582"), authentication=Authentication("mx", spf="none"), headers=headers(x="y")),
    "sender.daemon": Mail(sender=Address("", "MAILER-DAEMON@example.com")),
    "sender.list": Mail(
        form="eml", sender=Address("a", "a@example.com"), to=(Address("", "club@lists.example.org"),), headers=headers(list_id="Club <club.lists.example.org>")
    ),
    "sender.fake-list": Mail(form="eml", sender=Address("a", "a@example.com"), headers=headers(list_id="<Zk3WtPTAdc.xt.local>")),
    "sender.message-id-elsewhere": Mail(form="eml", sender=Address("a", "a@example.com"), headers=headers(message_id="<1@host.kakunin-form.net>")),
    "sender.mailer-odd": Mail(form="eml", sender=Address("a", "a@example.com"), headers=headers(x_mailer="Foxmail 7.2")),
    "sender.zone-odd": Mail(
        form="eml", sender=Address("a", "a@example.com"), date="Mon, 02 Nov 2026 10:00:00 +0800", body="ご確認をお願いいたします。", headers=headers(x="y")
    ),
    "authentication.forged-official": Mail(
        form="eml", sender=Address("Xserver", "support@xserver.ne.jp"), authentication=Authentication("mx", spf="fail", dmarc="fail")
    ),
    "authentication.other-domain": Mail(
        form="eml", sender=XSERVER, authentication=Authentication("mx", spf="pass", dkim="pass", dkim_domains=("example.cfd",), dmarc="pass")
    ),
    "link.brand-mismatch": Mail(sender=XSERVER, links=anchor("https://login.kakunin-form.net/")),
    "link.brand-mixed": Mail(sender=XSERVER, links=(*anchor("https://www.xserver.ne.jp/"), *anchor("https://login.kakunin-form.net/"))),
    "link.brand-only": Mail(sender=XSERVER, links=anchor("https://www.xserver.ne.jp/")),
    "link.text-mismatch": Mail(links=anchor("https://login.kakunin-form.net/", "https://portal.example.com/")),
    "link.text-mismatch-brand": Mail(sender=XSERVER, links=anchor("https://login.kakunin-form.net/", "www.xserver.ne.jp")),
    "link.tracker": Mail(links=anchor("https://u123.ct.sendgrid.net/x", "https://www.example.com/")),
    "link.brand-in-subdomain": Mail(links=anchor("https://www.xserver.ne.jp.login.example.cn/")),
    "link.brand-in-path": Mail(links=anchor("https://www.example.com/xserver/login.php")),
    "link.lookalike": Mail(links=anchor("https://xserver-login.com/")),
    "link.homoglyph": Mail(links=anchor("https://amaz0n.com/")),
    "link.punycode": Mail(links=anchor("https://xn--bcher-kva.example/")),
    "link.ip-host": Mail(links=anchor("http://0x7f.1/")),
    "link.userinfo": Mail(links=anchor("https://www.xserver.ne.jp@login.kakunin-form.net/")),
    "link.odd-port": Mail(links=anchor("https://login.example.com:8899/")),
    "link.redirector": Mail(links=anchor("https://www.google.com/url?q=https://login.kakunin-form.net/")),
    "link.shortener": Mail(links=anchor("https://bit.ly/abc")),
    "link.ipfs": Mail(links=anchor("https://ipfs.io/ipfs/bafy")),
    "link.free-hosting": Mail(links=anchor("https://secure-login.web.app/")),
    "link.customer-host": Mail(links=anchor("https://abc.xsrv.jp/")),
    "link.plain-http": Mail(links=anchor("http://www.example.com/")),
    "link.script": Mail(links=anchor("data:text/html;base64,PGI+")),
    "link.odd-ending": Mail(links=anchor("https://a.example.cyou/"), body="ご確認をお願いいたします。"),
    "link.abused-ending": Mail(links=anchor("https://a.example.top/")),
    "link.random-host": Mail(links=anchor("https://djjtsedxzh.com/")),
    "link.own-address": Mail(links=anchor("https://a.example.com/?" + base64.b64encode(OWN.encode()).decode()), my_address=OWN),
    "link.sender-elsewhere": Mail(sender=Address("a", "a@example.com"), links=anchor("https://login.kakunin-form.net/")),
    "company.foreign-copyright": Mail(sender=XSERVER, body="ご確認ください。\n\nCopyright © NTT DOCOMO, INC."),
    "greeting.address": Mail(body=f"{OWN} 様\n\nご確認ください。"),
    "greeting.generic": Mail(body="お客様各位\n\nご確認ください。"),
    "greeting.unfilled": Mail(body="{{name}} 様\n\nご確認ください。"),
    "greeting.named": Mail(body="山田 太郎 様\n\nご確認ください。"),
    "date.wrong-weekday": Mail(body="期限は2026年11月24日(月)です。"),
    "date.past-deadline": Mail(date="Tue, 24 Nov 2026 10:00:00 +0900", body="2026年11月20日までにご連絡ください。"),
    "date.american": Mail(body="受信日 6/15/2024, 12:35:26 PM に届きました。"),
    "script.mixed-word": Mail(subject="XЅΕRVΕR からのお知らせ"),
    "script.mixed-brand": Mail(subject="XЅΕRVΕR からのお知らせ"),
    "script.kana-twin": Mail(body="力一ド情報を更新してください。"),
    "script.chinese": Mail(body="お客様の账户を確認してください。"),
    "script.strange-marks": Mail(sender=Address("A\u073fm\u073fazon", "a@example.com")),
    "authentication.free-mail-forged": Mail(form="eml", sender=Address("a", "a@gmail.com"), authentication=Authentication("", dmarc="fail")),
    "authentication.tenant-only": Mail(
        form="eml", sender=Address("a", "a@kakunin-form.net"), authentication=Authentication("", dkim="pass", dkim_domains=("xq7z0m.onmicrosoft.com",))
    ),
    "link.ip-name": Mail(links=anchor("http://170.140.167.72.host.example.net/")),
    "link.kit-path": Mail(links=anchor("https://a.example.net/4abcdeF2587QRst250abcdefghij551ABCDEFGHIJKLMNO26WWIB11988A9")),
    "script.invisible": Mail(subject="アカ\u2064ウント制限のお知らせ"),
    "script.broken": Mail(body="お客様??のアカウント"),
    "script.spaced-name": Mail(sender=Address("三 菱 Ｕ Ｆ Ｊ 銀 行", "a@example.com")),
    "structure.hidden-text": Mail(form="eml", hidden="x" * 30, traits=frozenset({"hidden-text"})),
    "structure.form": Mail(form="eml", body="x", traits=frozenset({"html-form"})),
    "structure.image-only": Mail(form="eml", traits=frozenset({"image-only"})),
    "structure.charset-mislabelled": Mail(form="eml", traits=frozenset({"charset-mislabelled"})),
    "structure.unfilled-slot": Mail(body="Dear {{ name }}, hello"),
    "structure.random-subject": Mail(subject="お支払い方法に問題があります #983-48211"),
    "structure.unbalanced-subject": Mail(subject="重要】アカウントの確認"),
    "structure.address-in-subject": Mail(subject=f"{OWN} は削除されます", my_address=OWN),
    "structure.no-recipient": Mail(form="eml", sender=Address("a", "a@example.com"), headers=headers(x="y")),
    "attachment.program": Mail(attachments=(Attachment("a.exe"),)),
    "attachment.web-page": Mail(attachments=(Attachment("a.html", "text/html"),)),
    "attachment.archive": Mail(attachments=(Attachment("a.zip"),)),
    "attachment.macros": Mail(attachments=(Attachment("a.docm"),)),
    "attachment.double-ending": Mail(attachments=(Attachment("請求書.pdf.exe"),)),
    "campaign.announced": Mail(subject="メールアドレスの保留中のメール12件", sender=XSERVER),
}

HAS_NOT = [
    ("sender.brand-mismatch", Mail(sender=Address("お名前.com", "verification-noreply@onamae.com"))),
    ("sender.brand-mismatch", Mail(sender=Address("三井住友カード", "statement@vpass.ne.jp"))),
    ("sender.brand-mismatch", Mail(sender=Address("taro@nifty.com", "taro@nifty.com"))),
    ("brand.claimed", Mail(sender=Address("山田", "taro@nifty.com"))),
    ("sender.own-address", Mail(sender=XSERVER, my_address=OWN)),
    ("sender.lookalike", Mail(sender=Address("a", "a@amazonia.example"))),
    ("sender.random-domain", Mail(sender=Address("a", "info@sakura-net.com"))),
    (
        "sender.zone-odd",
        Mail(form="eml", sender=Address("a", "a@example.com"), date="Mon, 02 Nov 2026 10:00:00 +0900", body="ご確認ください。", headers=headers(x="y")),
    ),
    (
        "authentication.forged-official",
        Mail(
            form="eml",
            sender=Address("Xserver", "support@xserver.ne.jp"),
            authentication=Authentication("mx", spf="fail", dkim="pass", dkim_domains=("xserver.ne.jp",), dmarc="pass"),
        ),
    ),
    ("sender.random-case", Mail(sender=Address("a", "DoNotReply@example.com"))),
    ("sender.many-labels", Mail(sender=Address("a", "ci@mail.build.eu.example.com"))),
    ("sender.impossible", Mail(form="eml", sender=Address("root", "root@localhost"), authentication=Authentication("mx", spf="none"))),
    ("sender.list", Mail(form="eml", sender=Address("a", "a@example.com"), headers=headers(list_id="<7202588.xt.local>"))),
    ("sender.fake-list", Mail(form="eml", sender=Address("a", "a@example.com"), headers=headers(list_id="<7202588.xt.local>"))),
    (
        "authentication.free-mail-forged",
        Mail(form="eml", sender=Address("a", "a@gmail.com"), authentication=Authentication("", dkim="pass", dkim_domains=("gmail.com",), dmarc="pass")),
    ),
    (
        "authentication.tenant-only",
        Mail(form="eml", sender=Address("a", "a@contoso-foods.com"), authentication=Authentication("", dkim_domains=("contosofoods.onmicrosoft.com",))),
    ),
    ("link.ip-name", Mail(links=anchor("https://docs.example.com/1.2.3.4/"))),
    ("link.kit-path", Mail(links=anchor("https://click.example.com/f/a/3kX9dQ~~/AAAAA"))),
    ("script.strange-marks", Mail(subject="Café résumé, naïve façade")),
    ("link.text-mismatch", Mail(links=anchor("https://www.vpass.ne.jp/x", "https://www.smbc-card.com/"))),
    ("link.text-mismatch", Mail(links=anchor("https://u1.ct.sendgrid.net/x", "https://www.example.com/"))),
    ("link.text-mismatch", Mail(links=anchor("https://www.example.co.jp/", "https://www.example.com/"))),
    ("link.lookalike", Mail(links=anchor("https://www.xserver.ne.jp/"))),
    ("link.brand-in-path", Mail(links=anchor("https://www.example.com/observer/"))),
    ("link.redirector", Mail(links=anchor("https://www.google.com/search?q=weather"))),
    ("link.random-host", Mail(links=anchor("https://www.nttdocomo.co.jp/"))),
    ("greeting.address", Mail(body="ご連絡は taro@example.co.jp まで。")),
    ("script.kana-twin", Mail(body="二口コンロと一口ヨウカン、八百屋と力士。")),
    ("script.mixed-word", Mail(body="長さは 5μm、角度は θ です。Ωmega 3")),
    ("script.invisible", Mail(body="家族\u200dの絵文字 👨\u200d👩\u200d👧 と ❤️")),
    ("date.wrong-weekday", Mail(body="期限は2026年11月24日(火)です。")),
    ("date.past-deadline", Mail(date="Tue, 24 Nov 2026 10:00:00 +0900", body="2026年11月30日までにご連絡ください。")),
    ("company.foreign-copyright", Mail(sender=XSERVER, body="ご確認ください。\n\nCopyright © XSERVER Inc.")),
    ("company.strangers", Mail(sender=Address("サンプル商店", "a@example.co.jp"), body="お支払い方法\nVISA\nJCB\nPayPay\nAmazon Pay")),
    ("attachment.double-ending", Mail(attachments=(Attachment("2026.11.24.pdf"),))),
    ("campaign.announced", Mail(subject="保留中のメール9件について質問", sender=Address("鈴木", "hanako@example.com"))),
]


@pytest.mark.parametrize("name", HAS)
def test_a_mail_that_has_it(name: str) -> None:
    facts = facts_of(HAS[name])
    assert name in CATALOGUE
    assert name in facts, sorted(facts)


@pytest.mark.parametrize(("name", "mail"), HAS_NOT)
def test_a_mail_that_only_looks_so(name: str, mail: Mail) -> None:
    assert name in CATALOGUE
    assert name not in facts_of(mail)


def test_every_fact_of_a_mail_is_in_the_catalogue() -> None:
    signals = {signal.id for signal in shipped().signals}
    for mail in HAS.values():
        assert set(facts_of(mail)) <= CATALOGUE.keys() | signals


def test_evidence_is_the_original_words() -> None:
    facts = facts_of(HAS["sender.brand-mismatch"])
    assert facts.first("sender.brand-mismatch").quote == "XSERVER SUPPORT <info@mail.example.cfd>"
    assert facts_of(HAS["script.mixed-word"]).first("script.mixed-word").quote == "XЅΕRVΕR"


def test_a_company_at_the_front_of_a_host_is_the_one_claimed() -> None:
    brand = facts_of(Mail(links=anchor("https://www.xserver.ne.jp.login.example.cn/"))).brand
    assert brand is not None
    assert brand.id == "xserver"
    for honest in ("https://digital.yahoo.com.au/", "https://xserver.example.co.jp/", "https://www.xserver.ne.jp/"):
        assert facts_of(Mail(links=anchor(honest))).brand is None


@pytest.mark.parametrize("body", ["【Xserver】ご利用料金のお支払いについて\n期日をご確認ください。", "これ本物?\n[エックスサーバー] 期限のお知らせ"])
def test_a_pasted_text_that_begins_with_a_name_in_brackets_speaks_as_that_company(body: str) -> None:
    brand = facts_of(Mail(body=body)).brand
    assert brand is not None
    assert brand.id == "xserver"


def test_a_name_in_brackets_further_down_is_only_named() -> None:
    assert facts_of(Mail(body=f"{'先日のお話ですが、あちらの件も含めて' * 4}【Xserver】はいかがでしょう。")).brand is None
    assert facts_of(Mail(subject="先日の件", body="【Xserver】はいかがでしょう。")).brand is None
