"""The Public Suffix List works with no HTTP client loaded, and nobody else is robbed of theirs."""

from __future__ import annotations

import subprocess
import sys


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_judging_loads_no_http_client() -> None:
    assert _run("import sys, rules; rules.check('https://login.example.cfd/'); print(sorted({'requests', 'urllib3', 'discord'} & set(sys.modules)))") == "[]"


def test_others_still_find_the_real_client() -> None:
    assert _run("import rules, requests; print(requests.Session().headers['Connection'])") == "keep-alive"


def test_a_client_loaded_before_is_left_alone() -> None:
    assert _run("import requests, rules; print(requests is __import__('requests'), rules.check('a').level)") == "True unclear"


def test_fetching_a_list_is_impossible() -> None:
    code = """
from rules.suffixes import suffixes
try:
    type(suffixes())(suffix_list_urls=("http://127.0.0.1:9/list",), cache_dir=None, fallback_to_snapshot=False)("www.example.jp")
except RuntimeError as error:
    print(error)
"""
    assert _run(code) == "the Public Suffix List is never fetched"
