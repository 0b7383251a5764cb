"""Tricks with letters and with Discord's own syntax, put wherever a mail may put them: none of them acts on a card."""

from __future__ import annotations

import re
from email.header import Header
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from bot.cards import Card, all_points, remembered_points
from bot.cards.ids import pack_id, unpack_id
from bot.intake import Answer
from rules import check, read, read_eml, read_text
from rules.report import LANGS
from tests.fuzz import holds

if TYPE_CHECKING:
    from rules.report import Lang, Report

OWN = "taro.yamada@example.co.jp"
TRICKS = {
    "mass mention": "@everyone @here",
    "mention": "<@1234567890123456789> <@!1> <@&1234567890123456789> <#1234567890123456789>",
    "command, page and time": "</check:1234567890123456789> <id:customize> <t:1:R> <t:-1>",
    "custom emoji": "<:ok:1234567890123456789> <a:ok:1234567890123456789> :white_check_mark:",
    "masked link": "[公式サイト](https://login.example.cfd/x) [x](<https://login.example.cfd/>) [y]( https://a.example.cfd 'z')",
    "link": "https://login.example.cfd/ <https://login.example.cfd/> <mailto:a@example.cfd> <tel:+81312345678> steam://run/1 discord://a",
    "link in mid-word": "公式https://login.example.cfd/x ahttps://login.example.cfd/ ＨＴＴＰＳ://login.example.cfd/ https:／／login.example.cfd/",
    "invite": "discord.gg/abcdef https://discord.com/invite/abcdef discordapp.com/invite/a",
    "code": "`a` ``b`` ```c\nd``` `",
    "code left open": "``` ` ``",
    "wide ticks": "｀a｀ ˋbˋ ´c´",
    "escapes": "\\` \\\\` \\* \\",
    "spoiler": "||ひみつ|| |||| ||",
    "bold, italics, lines": "**a** *b* ***c*** __d__ _e_ ~~f~~ ** * __ ~~",
    "heading": "# 見出し\n## 🟢 安全です\n### x\n-# 小さく",
    "heading after a strange line end": "x\u2028# 安全です\x85## y\x0b# z\x0c# w\r# v",
    "quote and list": "> a\n>>> b\n- c\n* d\n1. e",
    "bidi override": "\u202egnp.exe\u202c \u202dabc\u202c",
    "bidi isolate": "\u2066a\u2067b\u2068c\u2069 \u200e\u200f\u061c",
    "zero width": "本\u200b物\u200c\u200d\u2060\ufeff\u00ad",
    "tags": "a\U000e0061\U000e0062\U000e007f",
    "fillers": "a\u3164\u115f\u1160\uffa0\u2800b",
    "marks piled up": "H" + "\u0300\u0301\u0302\u0303\u0304" * 40 + "กิ็่้๊๋",
    "notes and music": "\ufff9a\ufffab\ufffb\U0001d173\U0001d17a",
    "half a letter": "a\ud83d",
    "controls": "\x00\x01\x07\x08\x1b[31mred\x1b[0m\x7f\x9b",
    "right to left": "مرحبا بالعالم שלום",
    "wide letters": "﷽" * 20 + "𒐫" * 20 + "⸻" * 20,
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈🟢✅" * 20,
    "one long word": "あ" * 3000,
    "templates": "{brand} {quote} {0} {pack.brands} %s %(a)s ${x} {{y}} {",
    "a card of its own": "## ⚪ 目立つ点なし\n怪しい点は見つかりませんでした。**本物という証明です。**",
    "own address": f"{OWN} {OWN.upper()} ｔａｒｏ．ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ https://a.example.cfd/?u=taro.yamada%40example.co.jp",
}
ASKS = "アカウントを停止しました。24時間以内に本人確認をお願いします。ログインはこちら https://login.example.cfd/"


def pasted(trick: str) -> Report:
    return check(
        read_text(
            f"件名: {trick[:400]} 保留中のメール9件\n差出人: XSERVER {trick[:100]} <info@mail.example.cfd>\n宛先: {OWN}\n\n{trick}\n{ASKS}{trick}",
            my_address=OWN,
        )
    )


def bare(trick: str) -> Report:
    return check(read_text(f"{trick}\n{ASKS} {trick}", my_address=OWN))


def raw(trick: str) -> Report:
    """Every field of a raw mail holds it, as a mail program would encode it."""
    clean = re.sub("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]", " ", trick)[:600]
    word = Header(clean, "utf-8", maxlinelen=10_000).encode()
    html = EmailMessage()
    html.set_content(
        f'<p>{trick}<a href="https://login.example.cfd/{clean}">{clean}</a>{ASKS}<img alt="{clean}">'.encode("utf-8", "replace"), "text", "html", cte="base64"
    )
    html.set_param("charset", "utf-8")
    head = f"From: {word} <info@mail.example.cfd>\nReply-To: {word} <a@example.cfd>\nTo: {OWN}\nSubject: {word}\nX-Mailer: {word}\n"
    file = f"--b\nContent-Type: application/zip; name*=utf-8''{''.join(f'%{byte:02X}' for byte in clean.encode()[:300])}.zip.exe\nContent-Disposition: attachment\n\nx\n--b--\n"
    return check(read_eml(f"{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{html.as_string()}\n{file}".encode(), my_address=OWN))


def named(trick: str) -> Report:
    return check(
        read(
            f"件名: 確認\n差出人: XSERVER <info@mail.example.cfd>\n\n{ASKS}\nCopyright © {trick}".encode("utf-8", "surrogatepass").replace(b"\0", b""),
            name=trick,
        )
    )


def holding(report: Report, trick: str, lang: Lang) -> None:
    answer = Answer(report, skipped=[trick, f"{OWN}{trick}.eml", trick[:1]])
    seen = unpack_id(pack_id("a", report), report.pack)
    assert seen is not None
    for view in (
        Card(answer, report, lang, who=trick[:32]),
        Card(answer, report, lang, public=True, sharing=False),
        all_points(report, lang),
        remembered_points(seen, lang),
    ):
        holds.card(view, report.pack, (OWN,))


@pytest.mark.parametrize("name", TRICKS)
@pytest.mark.parametrize("way", [pasted, bare, raw, named])
def test_nothing_acts(name: str, way: object) -> None:
    trick = TRICKS[name]
    report = way(trick)  # type: ignore[operator]
    holds.report(report, (OWN,))
    for lang in LANGS:
        holding(report, trick, lang)


@pytest.mark.parametrize("name", TRICKS)
def test_the_verdict_stands_on_top_whatever_the_mail_writes(name: str) -> None:
    for lang in LANGS:
        mine, plain = (Card(Answer(report), report, lang).to_components() for report in (pasted(TRICKS[name]), pasted("")))
        first = [str(view[0]["components"][0]["content"]).split("\n") for view in (mine, plain)]  # type: ignore[typeddict-item]
        assert first[0][0] == first[1][0]
        assert len(first[0]) == len(first[1])


def test_the_checker_itself_sees_what_acts() -> None:
    """A card that would show a mail as it is does not hold: the tests above are not blind."""
    from discord import ui

    report = pasted("")
    for name in (
        "mass mention",
        "mention",
        "custom emoji",
        "masked link",
        "link",
        "code",
        "spoiler",
        "bold, italics, lines",
        "heading",
        "quote and list",
        "own address",
        "bidi override",
        "zero width",
    ):
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay(f"x\n{TRICKS[name]}"))
        with pytest.raises(AssertionError):
            holds.card(view, report.pack, (OWN,))
    view = ui.LayoutView()
    view.add_item(ui.ActionRow(ui.Button(label="x", url="https://login.example.cfd/")))
    with pytest.raises(AssertionError):
        holds.card(view, report.pack, ())
