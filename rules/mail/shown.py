"""A header as mail apps show it, without labels: a name, an address below or behind it, to whom, when. Phones copy it so out of a picture.

The address alone is no proof: a text may name one anywhere. It is the sender's where the next line says to whom or when, or a dot stands between name and address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.mail.quoted import SPOKEN, Header
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR = 8
"""Lines with words among which the sender stands."""
_BELOW = 8
"""Lines below the sender that can belong to the header."""
_LONGEST = 200
_NAME = 60
"""Letters of a name, or of a subject above it, at most."""
_SENDER = regex(
    r"^\s*(?P<name>[^<>@\n]{0,60}?)\s*(?P<dot>[•·∙])?\s*(?P<open>[<＜(（]?)\s*(?P<address>[A-Za-z0-9][\w.+=-]{0,63}[@＠][A-Za-z0-9][\w-]*(?:\.[\w-]+)+)\s*[>＞)）]?\s*$",
    re.ASCII,
)
_FROM = regex(r"^\s*(?:差出人|送信者|送信元|from)(?:\s*[:：]\s*|\s+|$)", re.IGNORECASE)
_LABEL = regex(r"^\s*(?:to|宛先|cc|bcc|date|日付|日時|送信日時|受信日時|subject|件名)\s*[:：]?\s*$", re.IGNORECASE)
"""A label that has its line for itself: what it says is on the next one."""
_BESIDE = regex(
    r"^\s*(?:(?:to|宛先|cc|date|日付|日時|送信日時|受信日時)(?:\s*[:：]|\s)\s*\S|to me\b|自分(?:へ|宛)?\s*$|20\d\d\s?[年/.-]|\d{1,2}\s?[月/]\s?\d{1,2}\s?日?|\d{1,2}[:：]\d\d|今日|昨日|おととい|一昨日"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d|\d{1,2}\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|yesterday|today)",
    re.IGNORECASE,
)
"""To whom, or when."""
_FRAME = regex(r"^\s*(?:受信トレイ|受信箱|inbox|メール|重要|☆|★|<|＜|戻る|編集|返信|詳細|details|非表示|hide|外部|\[外部\]|external)\s*$", re.IGNORECASE)
"""What apps put around a mail."""
_ASKED = regex(r"[?？]|本物|詐欺|怪し|大丈夫|どう(?:思|です)|real|scam|legit", re.IGNORECASE)
_READERS = regex(r"\b(?:id|e-?mail(?: address)?|user ?name|login)$|メールアドレス$", re.IGNORECASE)
"""What stands before the reader's own address in a receipt: Apple ID taro@example.com."""
_SENTENCE = regex(r"[。、!！?？:：]$|様$|さま$|^(?:dear|hi|hello)\b", re.IGNORECASE)


def find(lines: Sequence[str]) -> Header | None:
    """The header that an app shows at the top, or None.

    >>> found = find(["お知らせ", "受信トレイ", "XSERVER SUPPORT", "info@mail.example.cfd", "To 自分", "", "本文です"])
    >>> found.values, found.start, found.body
    ({'from': 'XSERVER SUPPORT <info@mail.example.cfd>', 'subject': 'お知らせ'}, 0, 5)
    >>> find(["ご連絡は", "info@example.com", "まで"]) is None, find(["Receipt", "APPLE ID taro@example.com", "DATE Nov 14, 2026"]) is None
    (True, True)
    """
    top = [number for number, line in enumerate(lines[: 3 * _NEAR]) if line.strip()][:_NEAR]
    for place, number in enumerate(top):
        found = _SENDER.match(lines[number][:_LONGEST])
        if found is None:
            continue
        below = lines[top[place + 1]] if place + 1 < len(top) else ""
        if not (found["dot"] or _LABEL.match(below) or _BESIDE.match(below)):
            return None
        start, name = number, _FROM.sub("", found["name"]).strip()
        above = [other for other in top[:place] if not _FRAME.match(lines[other])]
        if not name and above and (own := _name(lines[above[-1]])):
            start, name = above.pop(), own
        elif above and _FROM.fullmatch(lines[above[-1]]):
            start = above.pop()
        if SPOKEN.search(name) or (not found["dot"] and not found["open"] and _READERS.search(found["name"])):
            return None
        header = Header({"from": f"{name} <{found['address']}>" if name else found["address"]}, start, _end(lines, number + 1))
        if above and (subject := lines[above[-1]].strip()) and len(subject) <= _NAME and not _ASKED.search(subject):
            header.values["subject"], header.start = subject, above[-1]
        return header
    return None


def _name(line: str) -> str:
    """The name that a line is, "" when it is a sentence or a greeting."""
    name = _FROM.sub("", line).strip()
    return "" if len(name) > _NAME or _SENTENCE.search(name) else name


def _end(lines: Sequence[str], number: int) -> int:
    """Where the body begins, below to whom and when."""
    last = number
    while number < min(len(lines), last + _BELOW):
        line = lines[number][:_LONGEST]
        if _LABEL.match(line):
            last = number = number + 2
        elif _BESIDE.match(line) or _FRAME.match(line):
            last = number = number + 1
        elif not line.strip():
            number += 1
        else:
            break
    return min(last, len(lines))
