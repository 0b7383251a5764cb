"""A link alone: fakes are recognised by their address, and no company's own page is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from rules import check, shipped

FAKES = (
    "https://xserver-login.example.com/",
    "http://sv-webmail-xserver-ne-jp.example.com/xi/login.html",
    "https://www.xserver.ne.jp.iled.example.net/login_server/",
    "https://ae0n.example.cn/",
    "http://192.0.2.7/jp/login.php",
    "https://outlet.example.net/wp-includes/css/xs/",
    "https://yyqefdojqh.duckdns.org/",
    "https://updatebiglobe-103273.example.org/",
    "https://example.net/xserver.ne.jp/login.php",
    "https://amazon.co.jp.signin-openid.example.top/ap/signin",
    "https://square-moon-7f01.d3-pm01m.workers.dev/",
    "https://youdontcare.example.com/auth.sso.biglobe.ne.jp3/W/index.php",
    "https://eki-login.youdontcare.com/",
    "https://garden.example.com/mailwebplala/login.php",
    "https://connect-au-loginn.example.org/",
    "https://storage.googleapis.com/abc-kakunin/index.html#taro@example.co.jp",
    "https://docs.google.com/presentation/d/e/2PACX-1vAbCdEfGhIjKlMnOp/pub?start=false",
    "https://shorturl.at/kmnpR",
    "https://smbc-crad.example.org/",
)
HONEST = (
    "https://github.com/example/project/blob/main/login.py",
    "https://ja.wikipedia.org/wiki/Amazon.com",
    "https://hanako.github.io/garden/",
    "https://www.yahoo.com/",
    "https://applepie.example.com/recipes",
    "https://www.example.co.jp/login",
    "https://example.com/wp-content/uploads/2026/11/photo.jpg",
    "https://www.city.example.lg.jp/bousai/",
)


@pytest.mark.parametrize("url", FAKES)
def test_a_fake_is_recognised(url: str) -> None:
    report = check(url)
    assert report.level in ("caution", "strong"), [point.id for point in report.points]
    assert all("://" not in point.quote or point.quote.startswith("hxxp") for point in report.points)


@pytest.mark.parametrize("url", HONEST)
def test_an_honest_link_is_left_alone(url: str) -> None:
    report = check(url)
    assert report.level in ("none", "unclear"), [point.id for point in report.points]


def test_no_everyday_link_is_flagged() -> None:
    lines = (Path(__file__).parent / "links" / "honest.txt").read_text("utf-8").splitlines()
    links = [line for line in lines if line and not line.startswith("#")]
    assert len(links) >= 300
    flagged = {link: [point.id for point in report.points] for link in links if (report := check(link)).level in ("caution", "strong")}
    assert flagged == {}


def test_the_same_link_inside_of_a_mail_is_not_judged_by_its_address_alone() -> None:
    report = check("件名: 今週の資料\n差出人: 鈴木 <hanako@example.co.jp>\n\n山田様\n\n資料を置きました。ご覧ください。\nhttps://is.gd/VziAeC")
    assert not [point.id for point in report.points if point.id.endswith("-alone")]


def test_no_companys_own_page_is_flagged() -> None:
    pages = set()
    for brand in shipped().brands.values():
        pages |= {f"https://{domain}/" for domain in brand.official_domains} | {f"https://www.{domain}/login?next=/mypage" for domain in brand.official_domains}
        pages |= {brand.warning.url} if brand.warning else set()
    assert len(pages) > 500
    flagged = {page: [point.id for point in report.points] for page in sorted(pages) if (report := check(page)).level in ("caution", "strong")}
    assert flagged == {}


def test_the_command_judges_a_link_and_asks_for_one_thing() -> None:
    judged = CliRunner().invoke(app, ["check", "--url", FAKES[0], "--json"])
    assert judged.exit_code == 0
    assert '"link.lookalike"' in judged.stdout
    both = CliRunner().invoke(app, ["check", "mail.eml", "--url", FAKES[0]])
    neither = CliRunner().invoke(app, ["check"])
    assert both.exit_code == neither.exit_code == 2
    assert "--url を 1 つ" in both.stderr


def test_a_list_of_links_is_scored(tmp_path: object) -> None:
    file = Path(str(tmp_path)) / "links.csv"
    file.write_text("date,url,brand\n" + "".join(f"2026,{url},Some\n" for url in (*FAKES, *HONEST[:2])), "utf-8")
    scored = CliRunner().invoke(app, ["score-links", str(file), "--misses"])
    assert scored.exit_code == 0, scored.output
    assert f"{100 * len(FAKES) / (len(FAKES) + 2):.1f}" in scored.stdout
    assert HONEST[0] in scored.stdout
    broken = CliRunner().invoke(app, ["score-links", str(tmp_path)])
    assert broken.exit_code == 2


@pytest.mark.parametrize(
    "url",
    [
        "https://bigglob.weebly.com/",
        "https://secure-account-hotmail.example.com/",
        "https://garden.example.com/aab-pllala",
        "https://207abc.example.com/bgHt.php",
        "https://garden.example.com/send/outlook_owa/login/",
        "https://ht.ly/AbCdE30",
    ],
)
def test_a_misspelled_name_a_counted_host_and_a_mail_page_s_folder_are_recognised(url: str) -> None:
    report = check(url)
    assert report.level in ("caution", "strong"), [point.id for point in report.points]


@pytest.mark.parametrize(
    "url",
    [
        "https://bigbite.weebly.com/",
        "https://garden.example.com/plaza",
        "https://sourceforge.net/projects/phpmyadmin/",
        "https://www.example.com/office/",
        "https://2024.pycon.example.org/talk.php",
    ],
)
def test_and_what_only_resembles_them_is_not(url: str) -> None:
    report = check(url)
    assert report.level in ("none", "unclear"), [point.id for point in report.points]


@pytest.mark.parametrize("url", ["https://shop.example.net/?1=dGFyb0BleGFtcGxlLmNvLmpw", "https://shop.example.net/dGFyb0BleGFtcGxlLmNvLmpwCg=="])
def test_a_mail_address_in_base64_is_read(url: str) -> None:
    assert "link.holds-address-alone" in [point.id for point in check(url).points]


@pytest.mark.parametrize(
    "url", ["https://shop.example.net/unsubscribe/dGFyb0BleGFtcGxlLmNvLmpwCg==", "https://shop.example.net/dGhlIGNhdCBzYXQgb24gdGhlIG1hdA"]
)
def test_other_words_in_base64_and_a_list_to_leave_are_let_be(url: str) -> None:
    assert check(url).level == "none"
