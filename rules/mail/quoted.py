"""How mail apps, and people, write a mail's header into text: one block of labelled lines, found near the top or after a forward mark.

The block that counts is the innermost forwarded mail's, or else the first near the top: a mail's body may hold lines that look like headers
(「差出人: … 件名: …」 in a list of held messages), and those must not be taken for its own.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Literal

from rules.regex import regex

Label = Literal["subject", "from", "to", "date", "reply-to", "other"]

_LABELS: dict[Label, str] = {
    "subject": "件名|題名|タイトル|表題|サブジェクト|subject|sub|subj|betreff|objet|assunto|asunto|onderwerp|oggetto",
    "from": "差出人(?:名|アドレス|メールアドレス)?|差し出し?人|差出し人|送信者(?:名|アドレス)?|送信元(?:アドレス|メールアドレス)?|発信者|発信元|送り主|from|sender|von|de|remitente|remetente|mittente",
    "to": "宛先|宛て先|あて先|受信者|送信先|to|an|para|aan|à|destinataire",
    "date": "日時|日付|送信日時|受信日時|送信日|受信日|date|sent|gesendet|datum|enviado(?: em)?|fecha|envoyé",
    "reply-to": "返信先|返信用アドレス|reply-to|replyto",
    "other": "cc|bcc|ＣＣ|優先度|重要度|添付(?:ファイル)?|attachments?|importance|priority|返信先なし|アカウント名|メールアドレス|アドレス",
}
_ALL = "|".join(f"(?P<{kind.replace('-', '_')}>{names})" for kind, names in _LABELS.items())
_BULLETS = r"[\s>|｜・■●◆▼▽□○◇◎★☆*•▪\-–—_＞]{0,12}"
_LINE = regex(
    rf"^{_BULLETS}(?:[【\[「『［]\s?)?(?:{_ALL})(?P<close>\s?[】\]」』］])?[*_]{{0,2}}(?:\s{{0,4}}(?P<colon>[:：=＝]))?[*_]{{0,2}}(?P<gap>[ \t\u3000]*)(?P<value>.*)$",
    re.IGNORECASE,
)
_INSIDE = regex(
    rf"(?<=[^\w])(?=(?:[【\[])?(?:{'|'.join((_LABELS['subject'], _LABELS['from'], _LABELS['to'], _LABELS['date']))})[】\]]?\s{{0,2}}[:：])", re.IGNORECASE
)
_MARK = regex(
    r"^[\s>|]*(?:[-—–─━_*=]{2,}\s*)?(?:forwarded (?:message|mail)|original message|begin forwarded message|weitergeleitete nachricht|ursprüngliche nachricht|"
    r"message d'origine|mensagem original|mensagem encaminhada|mensaje (?:original|reenviado)|message transféré|doorgestuurd bericht|"
    r"転送(?:された)?メッセージ|元の?メッセージ|転送メール|オリジナルメッセージ|以下(?:、)?転送|fwd)(?:\s*[:：])?\s*(?:[-—–─━_*=]{2,})?\s*$",
    re.IGNORECASE,
)
_RULE = regex(r"^\s*_{10,}\s*$")
SPOKEN = regex(
    r"[。、，]|[^\s:：]{1,20}[:：](?<!差出人[:：])(?<!送信者[:：])(?<!送信元[:：])(?<![Ff][Rr][Oo][Mm][:：])|(?i:\b(?:id|account|to|by)[\s(]{1,3}$)|(?:\S+\s+){6}"
)
"""Before an address: a sentence, or a label that is not the sender's. The mail speaks of the address, it does not come from there."""
_SENDER_LINE = regex(r"^[^<>\n]{0,80}[<＜][^\s<>@]{1,120}[@＠][^\s<>]{3,120}[>＞]\s*$")
_LINK = regex(r"(?i)\b(?:h(?:tt|xx)ps?|ftp)(?::|\[:\])//|\bwww\.|\[\.\]")
FORWARD = regex(r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|wg|tr|enc|rv|i|vs|doorst|転送|转发|轉寄)\s?[:：]", re.IGNORECASE)
"""How the subject of a mail begins that was forwarded."""
_ASIDE = 600
"""Letters said about a mail before its header at most: a question, or the table that a mail service puts above the source."""
_TOP = 14
"""Lines with words before which a header block must begin, unless a forward mark stands before it."""
_LOOK = 400
"""Lines looked at for forward marks."""
_LONGEST = 1000
"""Letters of one line looked at for a label."""


@dataclass(slots=True)
class Header:
    """A labelled block: the values by label, the line where it begins, and the one where the body does. `forwarded`: it stood after a forward mark."""

    values: dict[Label, str] = field(default_factory=dict)
    start: int = 0
    body: int = 0
    forwarded: bool = False


def find(lines: list[str]) -> Header | None:
    """The header block that speaks for the mail in these lines, or None.

    >>> find(["これ本物？", "件名：保留中のメール９件　差出人：XSERVER SUPPORT", "", "本文"]).values
    {'subject': '保留中のメール９件', 'from': 'XSERVER SUPPORT'}
    """
    best: Header | None = None
    with_words = 0
    number = 0
    marked = False
    while number < min(len(lines), _LOOK):
        line = lines[number][:_LONGEST]
        if _MARK.match(line) or (_RULE.match(line) and number + 1 < len(lines) and _label(lines[number + 1], strict=True)):
            marked = True
        elif line.strip():
            with_words += 1
            near = marked or (best is None and with_words <= _TOP)
            if near and (header := _block(lines, number, marked=marked)) is not None:
                if marked or best is None:
                    best = header
                number = max(header.body, number + 1)
                marked = False
                continue
            if marked:
                marked = False
        number += 1
    return best


def _block(lines: list[str], start: int, *, marked: bool) -> Header | None:
    header = Header(start=start, forwarded=marked)
    number, blanks = start, 0
    if start and not marked:
        if (before := _label(lines[start - 1][:_LONGEST], strict=False)) is not None and before[0] == "from":
            return None  # senders line after line below other words: a list of mails that were held
        last = next((line for line in reversed(lines[:start]) if line.strip()), "")
        if all((found := _label(line[:_LONGEST], strict=False)) is not None and found[0] == "subject" for line in (lines[start], last)):
            return None  # so it is of subjects
    while number < len(lines) and number - start < 60:
        line = lines[number][:_LONGEST]
        if not line.strip():
            blanks += 1
            number += 1
            if blanks > 1 or header.values.keys() >= {"subject", "from"}:
                break
            continue
        found = _label(line, strict=marked)
        if found is None:
            if header.values and blanks == 0 and _continues(line, header):
                number += 1
                continue
            break
        kind, value = found
        pieces = _split(value)
        if kind in header.values and kind != "other":
            if not marked and start and (kind == "from" or (kind == "subject" and "from" not in header.values)):
                return None
            break  # a second list begins: it is the body's
        blanks = 0
        number += 1
        if not pieces[0][1] and number < len(lines) and lines[number].strip() and _label(lines[number], strict=True) is None:
            pieces[0] = ("", lines[number].strip())  # the value stands on the next line
            number += 1
        _put(header, kind, pieces[0][1])
        for extra, text in pieces[1:]:
            if (again := _label(extra + text, strict=True)) is not None:
                _put(header, *again)
    if not ({"subject", "from"} & header.values.keys()):
        return None
    header.body = number
    return header


def _put(header: Header, kind: Label, value: str) -> None:
    if kind not in header.values:
        header.values[kind] = value.strip()
    elif kind == "other" and "@" in value and "from" not in header.values:
        header.values["from"] = value.strip()


def _label(line: str, *, strict: bool) -> tuple[Label, str] | None:
    """The label a line begins with, and what follows it. A label needs a colon, brackets, a tab, or the line for itself."""
    found = _LINE.match(line[:_LONGEST])
    if found is None:
        return None
    kind: Label = next(kind for kind in _LABELS if found[kind.replace("-", "_")])
    value = found["value"].strip()
    word = found[kind.replace("-", "_")]
    if found["colon"] or found["close"]:
        return kind, value
    if (
        not word.isascii()
        and kind != "other"
        and (not value or "\t" in found["gap"] or "\u3000" in found["gap"] or len(found["gap"]) > 1 or (strict and found["gap"]))
    ):
        return kind, value
    return None


def _split(value: str) -> list[tuple[str, str]]:
    """Several labels on one line, cut apart: the first value, then pieces that begin with a label."""
    cuts = [place.start() for place in _INSIDE.finditer(value[:_LONGEST])]
    edges = [0, *(cut for cut in cuts if cut > 0), len(value)]
    return [("", value[start:end].strip()) for start, end in itertools.pairwise(edges)] or [("", "")]


def _continues(line: str, header: Header) -> bool:
    """Whether a line goes on with the header: an address alone under a name, or a folded value."""
    if "from" in header.values and "@" not in header.values["from"] and re.fullmatch(r"\s*[<＜(（\[]?[^\s<>@]{1,120}[@＠][^\s<>]{3,120}\s*", line):
        header.values["from"] += " " + line.strip()
        return True
    return bool(
        line[:1] in " \t"
        and line.strip()
        and "from" in header.values
        and len(line) < 80
        and header.values.keys() >= {"from", "to"}
        and "subject" not in header.values
    )


def sender_line(lines: list[str]) -> int | None:
    """The number of a line near the top that is nothing but `name <address>`, as apps show a mail's sender."""
    with_words = 0
    for number, line in enumerate(lines[:40]):
        if line.strip():
            with_words += 1
            if with_words > 6:
                return None
            if _SENDER_LINE.match(line[:_LONGEST]) and not SPOKEN.search(line.partition("<")[0].partition("＜")[0]):
                return number
    return None


def is_mark(line: str) -> bool:
    """Whether a line says that a forwarded mail begins below it.

    >>> is_mark("---------- Forwarded message ---------"), is_mark("転送されたメッセージ："), is_mark("転送しました")
    (True, True, False)
    """
    return _MARK.match(line[:_LONGEST]) is not None or _RULE.match(line[:_LONGEST]) is not None


def is_aside(before: list[str]) -> bool:
    """Whether what stands before a header is only said about the mail. If not it is mail: a header written into a mail's text would hide all that is above it."""
    text = "\n".join(before).strip()
    return len(text) <= _ASIDE and not _LINK.search(text)
