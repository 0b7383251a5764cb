"""To be written: what a person pasted becomes a Mail."""

from __future__ import annotations

import re

from rules.mail.model import Address, Link, Mail


def read_text(text: str, *, my_address: str = "") -> Mail:
    """Stand-in."""
    head = dict(re.findall(r"(?m)^(件名|差出人|From|Subject)\s*[:：]\s*(.*)$", text))
    sender = head.get("差出人") or head.get("From") or ""
    found = re.match(r"\s*(.*?)\s*[<＜]?([^\s<>]+@[^\s<>]+?)[>＞]?\s*$", sender)
    address = Address(found[1].strip('" '), found[2]) if found else Address(sender)
    return Mail(
        form="text",
        subject=head.get("件名") or head.get("Subject") or "",
        sender=address,
        body=text,
        my_address=my_address,
        lang="ja",
        links=tuple(Link(url, url) for url in re.findall(r"https?://[^\s<>]+", text)),
    )


def read_ocr(text: str, *, my_address: str = "") -> Mail:
    """Stand-in."""
    return read_text(text, my_address=my_address)
