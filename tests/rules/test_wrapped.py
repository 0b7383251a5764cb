"""What a company's mail filter wrote into a link is taken out again, and nothing else."""

from __future__ import annotations

import pytest

from rules import check, read_text
from rules.hosts import parse_url
from rules.wrapped import unwrapped

INNER = "https://login.example.cfd/x"
WRAPPED = (
    "https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2Flogin.example.cfd%2Fx&data=05",
    "https://urldefense.com/v3/__https://login.example.cfd/x__;!!AbC!dEf$",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__login.example.cfd_x&d=Dw",
    "https://urldefense.proofpoint.com/v1/url?u=https://login.example.cfd/x&k=1",
    "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2flogin.example.cfd%2fx&c=E",
    "https://protect.checkpoint.com/v2/___https://login.example.cfd/x___.YzJl",
)
LEFT_ALONE = (
    "https://safelinks.protection.outlook.com.example.cfd/?url=https%3A%2F%2Fwww.xserver.ne.jp%2F",
    "https://jpn01.safelinks.protection.outlook.com/?data=05",
    "https://protect-eu.mimecast.com/s/AbCd",
    "https://example.com/?url=https%3A%2F%2Fwww.xserver.ne.jp%2F",
)


@pytest.mark.parametrize("link", WRAPPED)
def test_the_sender_s_link_comes_out(link: str) -> None:
    url = parse_url(link)
    assert url is not None
    assert unwrapped(url).href == INNER


@pytest.mark.parametrize("link", LEFT_ALONE)
def test_what_is_no_filter_stays(link: str) -> None:
    url = parse_url(link)
    assert url is not None
    assert unwrapped(url) == url


def test_filters_one_after_another() -> None:
    from urllib.parse import quote

    link = f"https://jpn01.safelinks.protection.outlook.com/?url={quote(WRAPPED[1], safe='')}"
    url = parse_url(link)
    assert url is not None
    assert unwrapped(url).href == INNER


def test_a_fake_behind_a_filter_is_still_a_fake() -> None:
    mail = "件名: 確認\n差出人: XSERVER SUPPORT <support@xserver.ne.jp>\n\nログインはこちら\n[https://www.xserver.ne.jp/]({})"
    report = check(read_text(mail.format(WRAPPED[0])))
    assert "link.text-mismatch-brand" in [point.id for point in report.points]
    honest = WRAPPED[0].replace("login.example.cfd%2Fx", "www.xserver.ne.jp%2F")
    assert check(read_text(mail.format(honest))).points == ()
