"""Links: where they hide, and what a reader sees of them."""

from __future__ import annotations

import pytest

from rules.mail.html import read_html, visible
from rules.mail.urls import find


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://login.example.cfd/x?a=1をクリック", "https://login.example.cfd/x?a=1"),
        ("hxxps://login[.]example[.]cfd/x", "https://login.example.cfd/x"),
        ("https://login。example。cfd/x", "https://login.example.cfd/x"),
        ("http://login．example．cfd", "http://login.example.cfd"),
        ("hxxp[:]//login(.)example(dot)cfd/a", "http://login.example.cfd/a"),
        ("（https://login.example.cfd/a）。", "https://login.example.cfd/a"),
        ("<https://login.example.cfd/a>", "https://login.example.cfd/a"),
        ("www.example.cfd/login です", "http://www.example.cfd/login"),
        ("login.example.cfd/x に", "http://login.example.cfd/x"),
        (
            "https://login.example.cfd/very/long/path/that/goes/on/and/on/and/breaks/in\nthe/middle?x=1\n次の行",
            "https://login.example.cfd/very/long/path/that/goes/on/and/on/and/breaks/inthe/middle?x=1",
        ),
        ("http://192.0.2.1:8080/x", "http://192.0.2.1:8080/x"),
        ("http://user@login.example.cfd/", "http://user@login.example.cfd/"),
        ("https://日本語.jp/a", "https://日本語.jp/a"),
    ],
)
def test_a_link_is_found_and_refanged(text: str, target: str) -> None:
    assert [link.target for link in find(text)] == [target]


@pytest.mark.parametrize(
    "text",
    ["info@example.com", "請求書.pdf", "バージョン 1.2.3", "10.5%", "file.txt と main.py", "了解です。ありがとう", "12:30.45", "Amazon.co.jpをご利用いただき"],
)
def test_what_is_no_link(text: str) -> None:
    assert find(text) == ()


def test_markdown_and_angle_brackets_show_one_thing_and_open_another() -> None:
    links = find("[https://www.xserver.ne.jp/](https://a.example.cfd/)\nログイン <https://b.example.cfd/>")
    assert [(link.text, link.target, link.kind) for link in links] == [
        ("https://www.xserver.ne.jp/", "https://a.example.cfd/", "anchor"),
        ("ログイン", "https://b.example.cfd/", "anchor"),
    ]


@pytest.mark.parametrize("word", ["（リンク）", "[リンク]", "【URL】", "<link>", "(リンク先)"])
def test_a_placeholder_is_a_link_without_target(word: str) -> None:
    assert [(link.kind, link.target) for link in find(f"こちら{word}から")] == [("placeholder", "")]


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : NONE !important",
        "visibility:hidden",
        "font-size:0",
        "font-size:1px;",
        "opacity:0",
        "max-height:0;overflow:hidden",
        "mso-hide:all",
        "color:transparent",
    ],
)
def test_what_the_style_hides_is_not_shown(style: str) -> None:
    page = visible(f'<p>見える</p><div style="{style}">これは見えない長い文章です。検査よけの詰め物。</div>')
    assert page.text == "見える"
    assert "見えない" in page.hidden
    assert "hidden-text" in page.traits


def test_lines_cells_and_alternative_texts() -> None:
    page = visible('<table><tr><td>件名</td><td>確認</td></tr></table><img alt="XSERVER" src="cid:1"><br>次の行<script>x</script><!-- y -->')
    assert page.text == "件名 確認\n\nXSERVER \n次の行" or page.text.split() == ["件名", "確認", "XSERVER", "次の行"]


def test_every_way_out_is_a_link() -> None:
    page = visible(
        '<head><base href="https://base.example.cfd/"><meta http-equiv="refresh" content="0;url=/r"></head><a href="x">a</a><a href="//c.example.cfd/y"><img src="cid:1"></a>'
        '<map><area href="https://d.example.cfd/" alt="d"></map><form action="https://e.example.cfd/"><input type="password"></form>https://f.example.cfd/'
    )
    assert {link.target for link in page.links} == {
        "https://base.example.cfd/r",
        "https://base.example.cfd/x",
        "https://c.example.cfd/y",
        "https://d.example.cfd/",
        "https://e.example.cfd/",
        "https://f.example.cfd/",
    }
    assert "html-form" in page.traits


def test_a_mail_of_one_picture() -> None:
    assert "image-only" in visible('<a href="https://a.example.cfd/"><img src="https://b.example.cfd/1.png"></a>').traits


def test_a_saved_page_has_no_header() -> None:
    mail = read_html("<title>保留中のメール</title><p>本文</p>")
    assert (mail.subject, mail.body) == ("保留中のメール", "本文")
    assert {"headers", "sender"} <= mail.unseen
