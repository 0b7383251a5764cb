"""Screens of mail apps, as runs of letters with their places, become the mail that a person sees there."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from rules import check
from rules.mail.screen import Page, Piece, both, read, stitched, to_mail, worth_it
from rules.mail.screen.addresses import find
from rules.mail.screen.hosts import decide
from rules.mail.screen.lines import pane, rows, upright
from rules.mail.screen.model import certain, width
from rules.packs import shipped

PACK = shipped()
PHONE = (1080.0, 2340.0)


def piece(text: str, left: float, middle: float, size: float = 40, *, bold: bool = False, places: tuple = ()) -> Piece:
    """A run of letters of a size, as an engine boxes it: a little larger than what is drawn."""
    right, top, bottom = left + width(text) * size, middle - size * 0.65, middle + size * 0.65
    return Piece(text, ((left, top), (right, top), (right, bottom), (left, bottom)), 1.0, places, stroke=size * (0.12 if bold else 0.08))


def screen(*lines: tuple, size: tuple[float, float] = PHONE) -> Page:
    """A page from (text, left, middle[, size[, bold]]) entries."""
    pieces = [piece(entry[0], entry[1], entry[2], *entry[3:4], bold=bool(entry[4:])) for entry in lines]
    return Page(tuple(pieces), *size)


def body(*texts: str, top: float = 900, left: float = 40, size: float = 40) -> list[tuple]:
    """Lines of a text one below the other."""
    return [(text, left, top + number * size * 1.5, size) for number, text in enumerate(texts)]


STATUS = [("9:41", 40, 40, 36), ("5G", 900, 40, 36), ("87%", 980, 40, 36)]
TEXT = ("お客様", "本日お荷物をお届けにあがりましたが、宛先不明のた", "め持ち帰りました。", "https://sagawa-nimotsu.example.cfd/r/7l0x1")
FOOT = [("返信", 150, 2250, 34), ("全員に返信", 420, 2250, 34), ("転送", 860, 2250, 34)]

SUBJECT_FIRST = screen(
    *STATUS,
    ("く受信トレイ", 40, 150),
    ("お荷物のお届けについての", 40, 300, 60),
    ("お知らせ", 40, 380, 60),
    ("受信トレイ", 300, 380, 30),
    ("佐", 60, 500, 44),
    ("佐川急便", 190, 480, 42, "bold"),
    ("11月21日", 420, 480, 30),
    ("To: 自分", 190, 540, 30),
    ("From", 60, 640, 32),
    ("佐川急便 • haitatsu@sagawa-nimotsu.", 190, 640, 32),
    ("example.cfd", 190, 690, 32),
    ("To", 60, 740, 32),
    ("jiro.sato@example.jp", 190, 740, 32),
    ("日時", 60, 790, 32),
    ("2026年11月21日(土) 8:15", 190, 790, 32),
    *body(*TEXT),
    *FOOT,
)
SUBJECT_LAST = screen(
    *STATUS,
    ("＜", 40, 150),
    ("差出人: 佐川急便", 190, 260, 38, "bold"),
    ("haitatsu@sagawa-nimotsu.example.cfd", 190, 320, 32),
    ("宛先: jiro.sato@example.jp", 190, 380, 32),
    ("お荷物のお届けについてのお知らせ", 40, 520, 52, "bold"),
    ("2026/11/21 8:15", 40, 600, 30),
    *body(*TEXT, top=760),
    ("0", 200, 2250, 34),
    ("口", 800, 2250, 34),
)
ADDRESS_ONLY = screen(
    *STATUS,
    ("Inbox", 160, 150),
    ("団", 900, 150),
    ("お荷物のお届けについてのお知らせ", 40, 320, 56, "bold"),
    ("佐", 60, 480, 44),
    ("佐川急便", 190, 450, 42, "bold"),
    ("haitatsu@sagawa-nimotsu.example.cfd", 190, 510, 32),
    ("宛先: jiro.sato@example.jp", 190, 560, 32),
    ("2026/11/21 (土) 8:15", 190, 610, 32),
    *body(*TEXT),
    ("返信", 100, 2250, 40),
)
SUBJECT_BELOW_LABELS = screen(
    *STATUS,
    ("受信BOX", 160, 150),
    ("From", 40, 280),
    ("佐川急便", 190, 280),
    ("haitatsu@sagawa-nimotsu.example.cfd", 190, 350),
    ("To", 40, 450),
    ("jiro.sato@example.jp", 190, 450),
    ("日時", 40, 550),
    ("2026/11/21 (±) 8:15", 190, 550),
    ("お荷物のお届けについてのお知らせ", 40, 670, 42, "bold"),
    *body(*TEXT),
    *FOOT,
)


@pytest.mark.parametrize(
    "page", [SUBJECT_FIRST, SUBJECT_LAST, ADDRESS_ONLY, SUBJECT_BELOW_LABELS], ids=["subject first", "subject last", "address only", "below labels"]
)
def test_a_header_is_found_wherever_an_app_puts_its_parts(page: Page) -> None:
    mail, doubts = to_mail(read([page], PACK), PACK)
    assert mail.form == "ocr"
    assert (mail.sender.display, mail.sender.address) == ("佐川急便", "haitatsu@sagawa-nimotsu.example.cfd")
    assert mail.subject == "お荷物のお届けについてのお知らせ"
    assert [address.address for address in mail.to] == ["jiro.sato@example.jp"]
    assert "2026" in mail.date
    assert mail.body.split() == ["お客様", "本日お荷物をお届けにあがりましたが、宛先不明のため持ち帰りました。", "https://sagawa-nimotsu.example.cfd/r/7l0x1"]
    assert [link.target for link in mail.links] == ["https://sagawa-nimotsu.example.cfd/r/7l0x1"]
    assert not doubts


def test_a_file_below_the_text_is_enclosed() -> None:
    page = screen(
        *STATUS,
        ("請求書のご送付", 40, 300, 60),
        ("経理", 190, 430, 42, "bold"),
        ("自分へ", 190, 490, 30),
        *body("添付をご確認ください。", "請求書.html", "24 KB"),
    )
    mail, _ = to_mail(read([page], PACK), PACK)
    assert [file.name for file in mail.attachments] == ["請求書.html"]


def test_a_picture_that_leans_reads_the_same() -> None:
    angle = math.radians(3)
    cos, sin = math.cos(angle), math.sin(angle)
    leaning = tuple(replace(item, corners=tuple((x * cos - y * sin, x * sin + y * cos) for x, y in item.corners)) for item in SUBJECT_FIRST.pieces)
    straight, turned = (to_mail(read([Page(pieces, *PHONE)], PACK), PACK)[0] for pieces in (SUBJECT_FIRST.pieces, leaning))
    assert turned == straight


def test_a_folded_header_names_the_sender_and_no_address() -> None:
    page = screen(
        *STATUS,
        ("Inbox", 160, 150),
        ("Action required", 40, 300, 60),
        ("PayPal Service", 190, 430, 42, "bold"),
        ("Nov 19", 520, 430, 30),
        ("to me", 190, 490, 30),
        *body("Dear Customer,", "We noticed a payment.", "Please log in."),
    )
    mail, _ = to_mail(read([page], PACK), PACK)
    assert (mail.subject, mail.sender.display, mail.sender.address) == ("Action required", "PayPal Service", "")
    assert mail.body.startswith("Dear Customer,")
    assert "sender" in mail.unseen


def test_the_readers_own_address_at_the_top_of_a_text_is_no_sender() -> None:
    crop = screen(*body("alex.morgan@example.com", "Your mailbox is almost full and five messages", "could not be delivered.", "Keep the same password now."))
    mail, _ = to_mail(read([crop], PACK), PACK)
    assert (mail.sender.address, mail.subject) == ("", "")
    assert mail.body.startswith("alex.morgan@example.com\nYour mailbox is almost full and five messages could not be delivered.")


def test_labels_in_a_text_are_no_header() -> None:
    page = screen(
        *STATUS,
        ("Inbox", 160, 150),
        ("Your item is out for delivery", 40, 300, 56, "bold"),
        ("USPS", 190, 430, 42, "bold"),
        ("auto-reply@usps.com", 190, 490, 32),
        ("To: alex.morgan@example.com", 190, 540, 32),
        *body("Hello Alex Morgan,", "Your item arrives today.", "From: Willow Lane Books", "Date: 2026/11/20", top=700),
    )
    mail, _ = to_mail(read([page], PACK), PACK)
    assert mail.sender.address == "auto-reply@usps.com"
    assert "From: Willow Lane Books" in mail.body


def test_side_columns_of_a_window_are_left_out_and_tables_are_kept() -> None:
    entries = [("受信トレイ 12", 20, 130, 14), ("下書き", 20, 171, 14), ("送信済み", 20, 212, 14), ("ゴミ箱", 20, 253, 14), ("迷惑メール", 20, 294, 14)]
    text = body(
        "山田 太郎 様",
        "以下のご契約の利用期限が近づいてまいりましたので、お知らせいたします。",
        "ご利用期限：2026年12月31日",
        "エックスサーバー株式会社",
        top=200,
        left=260,
        size=15,
    )
    page = screen(
        *entries, ("サーバーご契約更新のご案内", 260, 100, 22), ("エックスサーバー株式会社 <support@xserver.ne.jp>", 260, 140, 14), *text, size=(1100, 760)
    )
    mail, _ = to_mail(read([page], PACK), PACK)
    assert (mail.subject, mail.sender.address) == ("サーバーご契約更新のご案内", "support@xserver.ne.jp")
    assert not any(word in mail.body for word in ("受信トレイ", "下書き", "ゴミ箱"))
    table = [piece(text, left, 100 + row * 30, 15) for row in range(6) for text, left in ((f"項目{row}", 40), (f"この行の値はこちらにあります {row}", 300))]
    assert len(pane(table, (1100, 400))) == len(table)


def test_two_screens_of_one_mail_are_one_mail_in_either_order() -> None:
    shared = ("期限を過ぎますとポイントは失効します。", "下のリンクからお受け取りください。")
    first = screen(
        *STATUS,
        ("く受信トレイ", 40, 150),
        ("失効前のご案内", 40, 300, 60),
        ("From: NTTドコモ <d@mail.example.xyz>", 40, 420, 34),
        *body("いつもご利用いただきありがとうございます。", *shared, top=600),
    )
    second = screen(*STATUS, ("く受信トレイ", 40, 150), *body(*shared, "d-point.example.xyz/get", "NTT DOCOMO, INC.", top=300))
    for pages in ([first, second], [second, first]):
        shown = read(pages, PACK)
        mail, _ = to_mail(shown, PACK)
        assert shown.overlapped
        assert mail.subject == "失効前のご案内"
        assert mail.body.count("下のリンクからお受け取りください。") == 1
        assert mail.body.index("いつも") < mail.body.index("期限") < mail.body.index("DOCOMO")


def test_tiles_are_joined_without_doubled_or_lost_lines() -> None:
    whole = [piece(f"{number} 行目の本文です", 40, 30 + number * 60) for number in range(40)]
    for cut in range(900, 1000, 7):
        end = cut + 160
        above = [item for item in whole if item.top < end - 8] + [piece("行日の木", 40, end - 6, 10)]
        below = [replace(item, text=item.text + " ") for item in whole if item.bottom > cut + 8]
        joined = sorted(stitched(above, below, cut, end), key=lambda item: item.middle)
        assert [item.text.strip() for item in joined if "行目" in item.text] == [item.text for item in whole]


@pytest.mark.parametrize(
    ("lines", "target"),
    [
        (("http://www.smbc-card.com.kakunin-", "l1.cn/mem/index"), "http://www.smbc-card.com.kakunin-l1.cn/mem/index"),
        (
            ("https://amazom-co-jp.example.top/ap/signin?ope", "nid.pape.max_auth_age=0&openid.return_to=jp_cl", "m_2026"),
            "https://amazom-co-jp.example.top/ap/signin?openid.pape.max_auth_age=0&openid.return_to=jp_clm_2026",
        ),
        (("https://www.kuronekoyamato.co.jp/", "ヤマト運輸"), "https://www.kuronekoyamato.co.jp/"),
        (("https://www.amazon.co.jp/", "Amazon.co.jp"), "https://www.amazon.co.jp/"),
    ],
)
def test_an_address_is_put_together_where_the_screen_broke_it(lines: tuple[str, ...], target: str) -> None:
    page = screen(*body("この本文の行はいっぱいまで書かれているのでここで", "折れます。次のリンクをご確認くださいますようお願", *lines), size=(1080, 2340))
    mail, _ = to_mail(read([page], PACK), PACK)
    assert mail.links[0].target == target


def test_letters_are_weighed_and_a_host_is_never_moved_towards_a_company() -> None:
    assert decide(certain("xserver-supp0rt.com"), PACK).reading == "xserver-supp0rt.com"
    assert decide(certain("paypa1.com"), PACK).others == ()
    unsure = (*certain("paypa"), (("l", 0.55), ("1", 0.45)), *certain(".com"))
    assert decide(unsure, PACK).reading == "paypal.com"
    assert decide(unsure, PACK).others == ("paypa1.com",)
    assert decide(unsure, PACK).matters
    strangers = (*certain("kakunin-"), (("l", 0.5), ("1", 0.5)), *certain("1.cn"))
    assert len(decide(strangers, PACK).others) == 1
    assert not decide(strangers, PACK).matters
    assert decide(strangers, PACK, {"kakunin-l1.cn": 1.0}).others == ()
    assert decide((*certain("www"), (("", 0.6), (".", 0.4)), *certain("xserver.ne.jp")), PACK).matters
    assert decide(certain("xserver.ne.ip"), PACK).reading == "xserver.ne.jp"


def test_nothing_is_judged_on_a_host_in_doubt() -> None:
    places = (*certain("https://www.paypa"), (("1", 0.6), ("l", 0.4)), *certain(".com/jp"))
    page = Page((piece("ログインしてください。", 40, 100), piece("https://www.paypa1.com/jp", 40, 220, places=places)), *PHONE)
    mail, doubts = to_mail(read([page], PACK), PACK)
    assert mail.links == ()
    assert (doubts[0].readings, doubts[0].owners, doubts[0].where) == (("www.paypa1.com", "www.paypal.com"), ("paypa1.com", "PayPal（ペイパル）"), "link")
    assert not any(point.id.startswith("link.") for point in check(mail).points)


def test_a_sender_in_doubt_is_not_taken_for_the_company() -> None:
    places = (*certain("From: PayPal <service@paypa"), (("l", 0.7), ("1", 0.3)), *certain(".com>"))
    page = Page((piece("From: PayPal <service@paypal.com>", 40, 100, places=places), piece("To: alex@example.com", 40, 160), piece("Hello", 40, 300)), *PHONE)
    mail, doubts = to_mail(read([page], PACK), PACK)
    assert (mail.sender.display, mail.sender.address) == ("PayPal", "")
    assert doubts[0].readings == ("service@paypal.com", "service@paypa1.com")
    assert doubts[0].where == "from"


def test_two_looks_say_more_than_one() -> None:
    corners = piece("al.cn", 0, 0).corners
    first = Piece("a1cn", corners, 0.9, ((("a", 1.0),), (("1", 0.5), ("l", 0.4)), (("c", 1.0),), (("n", 1.0),)))
    second = Piece("al.cn", corners, 0.9, ((("a", 1.0),), (("l", 0.9), ("1", 0.1)), ((".", 0.9), ("", 0.1)), (("c", 1.0),), (("n", 1.0),)))
    together = both(first, second)
    assert together.text in {"al.cn", "alcn"}
    assert decide(together.places, PACK).reading == "al.cn"


def test_what_is_looked_at_twice() -> None:
    texts = [
        "いつもご利用いただきありがとうございます。",
        "差出人 info@mail.example.cfd",
        "https://login.example.cfd/release/?",
        "u=taro.yamada&n=6",
        "12.5%",
        "9:41",
    ]
    assert worth_it([piece(text, 40, 60 * number) for number, text in enumerate(texts)]) == [1, 2, 3]


def test_addresses_are_found_however_badly_they_were_read() -> None:
    for text, host in (
        ("https: //www. example.co.jp/a", "www. example.co.jp"),
        ("お支払いへ⇒https://e-tax,example.cyou/x", "e-tax,example.cyou"),
        ("d-point.example.xyz/get", "d-point.example.xyz"),
    ):
        assert [text[item.start : item.end] for item in find(text)] == [host]
    assert [item.kind for item in find("https://example.cfd/?m=taro@example.jp")] == ["url"]
    assert not find("1,974MB/2,000MB に達しました。 18:30 3.5")


def test_a_code_goes_through_the_rules_of_links() -> None:
    page = screen(
        *STATUS,
        ("Inbox", 160, 150),
        ("本人認証サービスの再設定のお願い", 40, 300, 56, "bold"),
        ("From: 楽天カード株式会社 <info@card.example.cfd>", 40, 430, 34),
        *body("下のQRコードを読み取り、楽天e-NAVIにログインしてください。", "有効期限は24時間です。"),
    )
    mail, _ = to_mail(read([page], PACK), PACK, ("https://e-navi.example.cfd/auth", "WIFI:S:home;;"))
    assert [(link.target, link.kind) for link in mail.links] == [("https://e-navi.example.cfd/auth", "qr")]
    assert {"link.quishing", "link.quishing-asks"} <= {point.id for point in check(mail).points}


def test_letters_that_japanese_has_are_preferred() -> None:
    places = (*certain("納付"), (("稅", 0.55), ("税", 0.45)), *certain("額：40,000円です"))
    mail, _ = to_mail(read([Page((piece("納付稅額：40,000円です", 40, 100, places=places),), *PHONE)], PACK), PACK)
    assert mail.body == "納付税額：40,000円です"


def test_lines_are_rows_of_what_stands_side_by_side() -> None:
    pieces = [piece("差出人", 40, 100), piece("佐川急便", 240, 104), piece("本文", 40, 160)]
    assert [line.text for line in rows(upright(pieces))] == ["差出人 佐川急便", "本文"]
    assert [cell.text for cell in rows(pieces)[0].cells] == ["差出人", "佐川急便"]


def test_nothing_in_sight_is_an_empty_mail() -> None:
    mail, doubts = to_mail(read([Page((), *PHONE)], PACK), PACK, ("https://example.cfd/",))
    assert (mail.body, mail.subject, doubts) == ("", "", ())
    assert {"sender", "subject", "body"} <= mail.unseen
