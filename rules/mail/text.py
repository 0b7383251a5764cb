"""What a person pasted to a Mail: with a header or without, quoted, bulleted, half of it missing."""

from __future__ import annotations

import re
from dataclasses import replace

from rules.mail import addresses, asked, enclosed, mimehead, ocr, quoted, shown, urls
from rules.mail.html import BODY
from rules.mail.lang import guess
from rules.mail.mime import split_head
from rules.mail.model import Address, Mail, Trait, Unseen
from rules.regex import regex

_FENCE = regex(r"^\s*(?:```|~~~)\w*\s*$")
_QUOTE = regex(r"^\s{0,3}[>＞](?:\s?[>＞])*\s?")
_DISCORD = regex(r"<(?:@[!&]?|#|a?:\w+:|t:)\d+(?::\w)?>")
_SOURCE = regex(
    r"^(?:Received|MIME-Version|Content-Type|Content-Transfer-Encoding|Message-ID|DKIM-Signature|Return-Path|Delivered-To|Authentication-Results|X-[\w-]+|ARC-[\w-]+):",
    re.IGNORECASE,
)
_FIELD = regex(r"^[A-Za-z][\w-]{1,40}:")
_SOURCE_LINES = 80
_GREETED = regex(
    r"([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)[ \u3000>)）」』]{0,3}(?:様|さま|殿)|(?im:^[ \t]*(?:dear|hello|hi)[ ,]{1,3}([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+))"
)
_TOP = 1500
"""Letters at the start of a body where its reader is greeted."""


def read_text(text: str, *, my_address: str = "") -> Mail:
    """Read pasted text. Never raises; what the paste does not show is in `unseen`.

    >>> mail = read_text("このメール本物？\\n> 件名：保留中のメール\\n> 差出人：XSERVER SUPPORT＜info@mail.example.cfd＞\\n>\\n> ログイン： hxxps://login[.]example[.]cfd/")
    >>> mail.subject, mail.sender.display, mail.sender.address, mail.links[0].target, sorted(mail.unseen)
    ('保留中のメール', 'XSERVER SUPPORT', 'info@mail.example.cfd', 'https://login.example.cfd/', ['headers'])
    """
    traits: set[Trait] = set()
    if len(text) > BODY:
        text = text[:BODY]
        traits.add("truncated")
    lines = _unquoted(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    if (start := _source(lines)) is not None:
        from rules.mail.eml import read_eml

        return read_eml("\n".join(lines[start:]).encode("utf-8", "replace"), my_address=my_address)
    header = quoted.find(lines) or shown.find(lines)
    if header is None and (number := quoted.sender_line(lines)) is not None:
        header = quoted.Header({"from": lines[number]}, number, number + 1)
    if header is None and (about := asked.sender("\n".join(lines))) is not None:
        return assemble(Mail(form="text", sender=about[0], body=about[1], my_address=my_address))
    values = header.values if header else {}
    if header and header.forwarded:
        traits.add("forwarded")
    if header is None:
        rest = lines
    elif quoted.is_aside(lines[: header.start]):
        rest = lines[header.body :]
    else:
        rest = [*lines[: header.start], "", *lines[header.body :]]
    body = "\n".join(rest).strip()
    return assemble(
        Mail(
            form="text",
            subject=values.get("subject", ""),
            sender=addresses.parse(values["from"]) if "from" in values else Address(),
            reply_to=addresses.parse(values["reply-to"]) if "reply-to" in values else Address(),
            to=addresses.parse_list(values.get("to", "")),
            date=values.get("date", ""),
            body=body,
            attachments=enclosed.find("\n".join(lines)),
            my_address=my_address,
            traits=frozenset(traits),
        )
    )


def read_ocr(text: str, *, my_address: str = "") -> Mail:
    """Read what an engine read off a screenshot: the phone's own lines are dropped, and letters that engines confuse are repaired where it is plain.

    >>> mail = read_ocr("12:34 ◀ 5G 87%\\nメ ー ル が 保 留 さ れ て い ま す\\nXSERVER SUPPORT <info©mail.example.cfd>\\nTo: 自分\\nこちらから確認")
    >>> mail.form, mail.sender.address, mail.subject
    ('ocr', 'info@mail.example.cfd', 'メールが保留されています')
    """
    lines = ocr.repair(text[:BODY])
    mail = read_text("\n".join(lines), my_address=my_address)
    if not mail.sender.address and (found := ocr.sender(lines)) is not None:
        number, address = found
        before = [line for line in lines[:number] if line.strip() and line.strip() != address.display]
        mail = replace(mail, sender=address, subject=mail.subject or " ".join(before[-2:]), body="\n".join(lines[number + 1 :]).strip())
    elif mail.sender.address and not mail.subject and (number_or_none := quoted.sender_line(lines)):
        before = [line for line in lines[:number_or_none] if line.strip()]
        mail = replace(mail, subject=" ".join(before[-2:]))
    return assemble(replace(mail, form="ocr"))


def assemble(mail: Mail) -> Mail:
    """Fill in what follows from a text mail's other fields: its links, its language, and what could not be seen."""
    links = urls.find(f"{mail.subject}\n{mail.body}" if "://" in mail.subject else mail.body)
    unseen: set[Unseen] = {"headers"}
    if not mail.sender.address:
        unseen.add("sender")
    if not mail.subject:
        unseen.add("subject")
    if not mail.body:
        unseen.add("body")
    if mail.form == "ocr" or any(link.kind == "placeholder" for link in links) or (mail.body and not any(link.target for link in links)):
        unseen.add("link-targets")
    to = mail.to
    if not to and (greeted := _GREETED.search(mail.body[:_TOP])) is not None:
        to = (Address("", greeted[1] or greeted[2]),)  # who is greeted by address is who got the mail
    return replace(mail, to=to, links=links, lang=guess(f"{mail.subject}\n{mail.sender.display}\n{mail.body}"), unseen=frozenset(unseen))


def _unquoted(text: str) -> list[str]:
    """The lines without Discord's marks, code fences, and quote marks where most lines carry them."""
    lines = [line for line in _DISCORD.sub("", text).split("\n") if not _FENCE.match(line)]
    full = [line for line in lines if line.strip()]
    marked = sum(1 for line in full if _QUOTE.match(line))
    if (marked >= 2 and marked * 2 >= len(full)) or (marked and len(full) <= 3):
        lines = [_QUOTE.sub("", line, count=1) for line in lines]
    return lines


def _source(lines: list[str]) -> int | None:
    """Where a raw mail's source begins in the paste, if that is what was pasted."""
    hits = [number for number, line in enumerate(lines[:_SOURCE_LINES]) if _SOURCE.match(line)]
    if len(hits) < 2:
        return None
    start = hits[0]
    while start > 0 and (_FIELD.match(lines[start - 1]) or lines[start - 1][:1] in (" ", "\t")) and lines[start - 1].strip():
        start -= 1
    return start if quoted.is_aside(lines[:start]) and _same_sender(lines[:start], lines[start:]) else None


def _same_sender(before: list[str], source: list[str]) -> bool:
    """Whether what stands before a source is no header, or one of the same mail, as the table is that a mail service puts above it."""
    own = quoted.find(before)
    if own is None:
        return True
    above = addresses.parse(own.values.get("from", "")).address
    fields, _ = split_head("\n".join(source).encode("utf-8", "replace"))
    return bool(above) and any(addresses.parse(mimehead.field(value)).address == above for name, value in fields if name == "from")
