"""Where the fuzzers start: the pack's own examples and a few shapes of our own, and the mails of a corpus when HONMONO_CORPUS names one."""

from __future__ import annotations

import email
import os
from functools import lru_cache
from pathlib import Path

from rules import shipped
from rules.author.corpus import CorpusError, entries
from rules.mail import read_eml
from tests.rules.mail.cfb import msg

MOST = 400
"""Mails of a corpus that are taken at most."""
LONGEST = 32_768
"""Bytes of one seed at most: the fuzzers learn little from longer ones, and slowly."""

PAGES = (
    '<p>確認は<a href="https://example.cfd/x">https://www.example.co.jp</a><span style="display:none">zq</span>',
    '<!doctype html><html><head><base href="https://a.example/"><title>t</title><meta http-equiv="refresh" content="0;url=/b"></head><body><table><tr><td>1<td>2</table></body>',
    '<form action="https://a.example/f"><input type=password name=p><img src=x alt="ロゴ"></form><area href="//b.example" alt=c>',
    '<div style="font-size:0">a</div><font size=0>b</font><svg><a href="x">c</a></svg><!-- d --><a href="javascript:e">f</a>&amp;&#x4e00;&nbsp;',
)
HEADERS = (
    "=?iso-2022-jp?B?GyRCPUVNVxsoQg==?= =?utf-8?Q?=E3=81=8A?=\r\n =?utf-8?Q?=E7=9F=A5?=",
    'attachment; filename*0*=utf-8\'\'%E8%AB%8B; filename*1*=%E6%B1%82.zip; name="a\\"b"; charset=shift_jis',
    "mx.example.net; dkim=pass (a) header.d=example.cfd; spf=softfail smtp.mailfrom=x@example.cfd; dmarc=fail header.from=example.com",
    '"Support, \\"A\\"" <a@example.cfd>, サポート（info＠example．cfd）; x[at]example[.]com via list',
)
LINKS = (
    "詳細は hxxps://login[.]example[.]cfd/x をご覧ください http://0x7f.1:8080/a?b [公式](https://example.cfd/a) と（リンク）",
    "https://a.example.cfd/very/long/path/that/is/broken/over/two/lines/because/it/is\nlong/x?y=1#z <https://b.example/> www.example.com http://user:pw@[2001:db8::1]/",
)
RAW = (
    b"From: a@example.cfd\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=cp932\nContent-Transfer-Encoding: base64\n\nPHA+eA==\n--b\nContent-Type: message/rfc822\n\nFrom: c@example.cfd\nSubject: y\n\nz\n--b\nContent-Type: application/zip; name=a.zip\nContent-Disposition: attachment\n\nPK\n--b--\n",
    b"From: a@example.cfd\nSubject: Fwd: x\nContent-Transfer-Encoding: quoted-printable\n\n---------- Forwarded message ---------\nFrom: B <b@example.cfd>\nSubject: y\n\n=E4=BF=9D\n",
)
OUTLOOK = msg({0x0037: "保留中のメール9件", 0x0C1A: "SUPPORT", 0x5D01: "info@mail.example.cfd", 0x1000: "ログインはこちら https://login.example.cfd/x"})


@lru_cache(maxsize=1)
def mails() -> tuple[bytes, ...]:
    """Mails as files: the pack's raw examples, a few of our own, and the corpus."""
    own = (example.text.encode() for record in (*shipped().rules, *shipped().signals) for example in (*record.hits, *record.misses) if example.form == "eml")
    return (*RAW, *own, *_corpus())


@lru_cache(maxsize=1)
def pasted() -> tuple[str, ...]:
    """Mails as people paste them."""
    own = (example.text for record in (*shipped().rules, *shipped().signals) for example in (*record.hits, *record.misses) if example.form != "eml")
    read = (read_eml(data) for data in _corpus())
    return (*own, *(f"件名: {mail.subject}\n差出人: {mail.sender.display} <{mail.sender.address}>\n\n{mail.body}"[: LONGEST // 3] for mail in read))


@lru_cache(maxsize=1)
def pages() -> tuple[str, ...]:
    """HTML: a few pages of our own, and the parts of the mails above."""
    parts = (part for data in mails() for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html")
    return (*PAGES, *(bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace") for part in parts))


@lru_cache(maxsize=1)
def records() -> tuple[tuple[str, str], ...]:
    """Files of a pack by the folder they belong to: the shipped ones, cut into single records."""
    folder = shipped().folder
    found = [("", folder.joinpath("pack.toml").read_text("utf-8"))]
    for name, head in (("points", "[[point]]"), ("signals", "[[signal]]"), ("campaigns", "[[campaign]]")):
        for path in sorted(folder.joinpath(name).glob("*.toml")):
            found += [(name, head + record) for record in path.read_text("utf-8").split(f"\n{head}")[1:4]]
    for name in ("brands", "lists"):
        found += [(name, path.read_text("utf-8")) for path in sorted(folder.joinpath(name).glob("*.toml"))[:12]]
    return tuple(found)


@lru_cache(maxsize=1)
def _corpus() -> tuple[bytes, ...]:
    name = os.environ.get("HONMONO_CORPUS", "")
    if not name:
        return ()
    try:
        found = [entry for entry in entries(Path(name)) if entry.format == "eml"]
    except CorpusError:
        return ()
    return tuple(entry.path.read_bytes()[:LONGEST] for entry in found[:: max(1, len(found) // MOST)] if entry.path.stat().st_size)
