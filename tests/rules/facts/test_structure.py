"""How the mail is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.mail import read_eml
from rules.mail.model import Address, Attachment, Link, Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts

LINK = (Link("https://a.example.cfd/x", "https://a.example.cfd/x"),)


@pytest.mark.parametrize(
    "slot",
    [
        "{{ name }}",
        "{name}",
        "%EMAIL%",
        "[RAND_LETTER-LOW_0]",
        "[/HIDE1]",
        "##mix_normal_10##",
        "[[-Email-]]",
        "${username}",
        "<%= user %>",
        "{メールアドレス}",
        "[Your Company]",
    ],
)
def test_a_slot_that_nobody_filled(gathered: Callable[[Mail], Facts], slot: str) -> None:
    assert gathered(Mail(body=f"お客様のアカウント {slot} を確認", lang="ja")).first("structure.unfilled-slot").quote == slot


def test_a_tool_that_makes_copies_differ(gathered: Callable[[Mail], Facts]) -> None:
    assert gathered(Mail(body="あ##mix_normal_10##な##mix_normal_10##た", lang="ja")).first("structure.randomizer").quote == "##mix_normal_10##"
    assert "structure.randomizer" not in gathered(Mail(body="{name} 様", lang="ja"))


@pytest.mark.parametrize("text", ["[PATCH v2] fix", "50%引きと30%引き", "{a: 1}", "[重要] お知らせ", "## 見出し ##", "$HOME/bin", "[spambayes] list"])
def test_brackets_that_are_no_slots(gathered: Callable[[Mail], Facts], text: str) -> None:
    assert "structure.unfilled-slot" not in gathered(Mail(subject=text, body=text, lang="ja"))


@pytest.mark.parametrize("subject", ["重要】お支払い情報の更新", "楽天会員規約」改定のお知らせ", "【重要 お知らせ"])
def test_a_subject_that_was_cut(gathered: Callable[[Mail], Facts], subject: str) -> None:
    assert "structure.unbalanced-subject" in gathered(Mail(subject=subject, lang="ja"))


@pytest.mark.parametrize("subject", ["【重要】お支払い", "[お知らせ]「新機能」", "【重要】とても長い件名なので「途中で…", "8) はじめに"])
def test_a_subject_that_is_whole(gathered: Callable[[Mail], Facts], subject: str) -> None:
    assert "structure.unbalanced-subject" not in gathered(Mail(subject=subject, lang="ja"))


@pytest.mark.parametrize(
    ("subject", "token"),
    [
        ("ご利用料金SZ=0442713556", "SZ=0442713556"),
        ("会員資格 #030-30837526", "#030-30837526"),
        ("退会処理について番号：0148581761", "番号：0148581761"),
        ("Fatura - KtSaGYs9nd3SGR", "KtSaGYs9nd3SGR"),
    ],
)
def test_a_token_for_every_copy(gathered: Callable[[Mail], Facts], subject: str, token: str) -> None:
    assert gathered(Mail(subject=subject, lang="ja")).first("structure.random-subject").quote == token


def test_plain_numbers_are_no_tokens(gathered: Callable[[Mail], Facts]) -> None:
    assert "structure.random-subject" not in gathered(Mail(subject="2026年11月分のご請求（3件）", lang="ja"))


def test_only_a_link(gathered: Callable[[Mail], Facts]) -> None:
    assert "structure.only-link" in gathered(Mail(body="今すぐ確認\nhttps://a.example.cfd/x", links=LINK, lang="ja"))
    assert "structure.only-link" in gathered(Mail(body="_" * 300 + "\n1284772 9731552\nunsubscribe", links=LINK))
    assert "structure.only-link" not in gathered(Mail(body="本日はご来店いただきありがとうございました。" * 8, links=LINK, lang="ja"))


def test_a_text_that_leads_nowhere(gathered: Callable[[Mail], Facts]) -> None:
    threat = "期限までに提出がない場合、手当の支払いを差し止めます。マイページにログインして確認してください。"
    assert "structure.no-way" in gathered(Mail(body=threat, lang="ja"))
    assert "structure.no-way" not in gathered(Mail(body=threat, links=LINK, lang="ja"))
    assert "structure.no-way" not in gathered(Mail(body=threat + "\n\n書類を提出する", lang="ja"))
    assert "structure.no-way" not in gathered(Mail(body=threat, attachments=(Attachment("書類.html", "text/html"),), lang="ja"))


def test_the_readers_address_in_the_subject(gathered: Callable[[Mail], Facts]) -> None:
    mail = Mail(subject="taro@example.co.jp は削除されます", to=(Address("", "taro@example.co.jp"),), lang="ja")
    assert "structure.address-in-subject" in gathered(mail)


def _eml(head: str, body: str) -> Mail:
    return read_eml(f"From: Sender <a@example.org>\n{head}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{body}".encode())


def test_a_reply_to_nothing(gathered: Callable[[Mail], Facts]) -> None:
    assert "structure.fake-reply" in gathered(_eml("To: taro@example.com\nSubject: Re: your prize", "<p>You have won.</p>"))
    assert "structure.fake-reply" not in gathered(_eml("To: taro@example.com\nSubject: Re: lunch\nIn-Reply-To: <1@example.com>", "<p>Yes.</p>"))
    assert "structure.fake-reply" not in gathered(_eml("To: taro@example.com\nSubject: Re: lunch", "<p>Yes.</p><p>&gt; Shall we eat?</p>"))


def test_nobody_in_the_to(gathered: Callable[[Mail], Facts]) -> None:
    assert "structure.no-recipient" in gathered(_eml("Subject: Hello", "<p>Hello.</p>"))
    assert "structure.no-recipient" in gathered(_eml("To: a@example.org\nSubject: Hello", "<p>Hello.</p>"))
    assert "structure.no-recipient" not in gathered(_eml("To: taro@example.com\nSubject: Hello", "<p>Hello.</p>"))


def test_hidden_text_is_filler_only_when_it_is_long_and_seen_nowhere(gathered: Callable[[Mail], Facts]) -> None:
    shown = "今月のおすすめ商品をご案内いたします。" * 20
    filler = "むかしむかしあるところにおじいさんとおばあさんが住んでいました。" * 12

    def hidden(text: str) -> Facts:
        return gathered(_eml("To: taro@example.com\nSubject: News", f'<div style="display:none">{text}</div><p>{shown}</p>'))

    assert "structure.hidden-filler" in hidden(filler)
    assert "structure.hidden-filler" not in hidden("今月のおすすめ商品を一足先にご紹介いたします。" + "&zwnj; " * 200)
    assert "structure.hidden-filler" not in hidden(shown)


def test_a_form_in_the_mail(gathered: Callable[[Mail], Facts]) -> None:
    assert "structure.form" in gathered(_eml("To: taro@example.com\nSubject: Login", '<form action="https://a.example.cfd/x"><input type="password"></form>'))
