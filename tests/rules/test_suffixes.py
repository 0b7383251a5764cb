"""The Public Suffix List works with no HTTP client loaded, and nobody else is robbed of theirs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rules.suffixes import _ALL, _Lists, _reader, split


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_judging_loads_no_http_client() -> None:
    assert (
        _run("import sys, rules; rules.check('https://login.example.cfd/'); print(sorted({'requests', 'urllib3', 'filelock', 'discord'} & set(sys.modules)))")
        == "[]"
    )


def test_others_still_find_the_real_client() -> None:
    assert _run("import rules, requests; print(requests.Session().headers['Connection'])") == "keep-alive"


def test_a_client_loaded_before_is_left_alone() -> None:
    assert _run("import requests, rules; print(requests is __import__('requests'), rules.check('a').level)") == "True unclear"


def test_others_still_find_the_real_file_lock() -> None:
    assert _run("import rules, filelock; print(filelock.FileLock('x').is_locked)") == "False"


def test_fetching_a_list_is_impossible() -> None:
    code = """
from rules.suffixes import tldextract
try:
    tldextract.TLDExtract(suffix_list_urls=("http://127.0.0.1:9/list",), cache_dir=None, fallback_to_snapshot=False)("www.example.jp")
except RuntimeError as error:
    print(error)
"""
    assert _run(code) == "the Public Suffix List is never fetched"


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize(
    "host",
    (
        "www.xserver.ne.jp a.b.city.kawasaki.jp x.kawasaki.jp y.x.kawasaki.jp jp co.uk a.www.ck b.a.ck a.blogspot.com x.github.io web.app a.b.compute.amazonaws.com "
        "日本語.jp a.рф a.xn--p1ai xn--p1ai readme.txt 192.0.2.1 [2001:db8::1] a..jp -.jp x._ _ a.b_c.com A.JP a.РФ XN--P1AI a,b.jp a=b.co.jp= %20.com 確認 確認.あ evil.com/a.jp u@x.com:80 a。jp localhost"
    ).split(),
)
def test_the_list_of_an_ending_says_what_the_whole_list_says(host: str, private: bool) -> None:
    assert split(host, private=private) == _reader(_ALL)(host, include_psl_private_domains=private, session=_Lists())  # type: ignore[arg-type]


def test_an_empty_host_has_no_parts() -> None:
    assert split("").suffix == split("", private=True).suffix == ""
