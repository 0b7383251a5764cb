"""The files that a pasted text, or a picture of a mail, says are enclosed: by a word for it in the same line, or by their size.

>>> [file.name for file in find("添付ファイル：請求書.html\\nreport_2026.11.zip (24 KB)\\n詳しくは example.com へ\\nmemo.txt をご覧ください")]
['請求書.html', 'report_2026.11.zip']
"""

from __future__ import annotations

from itertools import islice

from rules.hosts import exists
from rules.mail.model import Attachment
from rules.mail.urls import FILES
from rules.regex import regex

MOST = 20
"""Files of one mail at most."""
_LINES = 2000
_LONGEST = 400
_WORD = regex(r"添付|📎|📄|(?i:\b(?:attach(?:ed|ments?)?|enclosed)\b)")
_NAME = regex(r"(?<![\w/.@:-])([^\s/\\:*?\"<>|、。,;()（）「」『』【】\[\]@・•：／]{1,120}\.[A-Za-z][A-Za-z0-9]{1,5})(?![\w.@/-]|\[\.\])")
_SIZE = regex(r"\s*[(（\[,・•]?\s*\d{1,4}(?:[.,]\d{1,2})?\s?(?i:[KM]i?B|bytes|キロバイト|メガバイト)\s*[)）\]]?\s*\Z")


def find(text: str) -> tuple[Attachment, ...]:
    """The enclosed files by their names, in order. What could be a host is none, unless its ending is far more often that of a file."""
    lines = [line[:_LONGEST] for line in islice(text.split("\n"), _LINES)]
    names: dict[str, None] = {}
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if "." in line and (_WORD.search(line) or _SIZE.search(line) or _SIZE.match(below)):
            names |= dict.fromkeys(name for name in _NAME.findall(line) if _is_file(name))
    return tuple(Attachment(name) for name in islice(names, MOST))


def _is_file(name: str) -> bool:
    return name.rpartition(".")[2].lower() in FILES or not exists(name)
