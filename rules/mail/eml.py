"""To be written: a raw mail becomes a Mail."""

from __future__ import annotations

import email
import re
from email import policy
from email.utils import parseaddr

from rules.mail.model import Address, Link, Mail


def read_eml(data: bytes, *, my_address: str = "") -> Mail:
    """Stand-in."""
    message = email.message_from_bytes(data, policy=policy.default)
    part = message.get_body(("plain", "html"))
    try:
        body = part.get_content() if part else ""
    except (LookupError, KeyError):
        body = ""
    return Mail(
        form="eml",
        subject=str(message["Subject"] or ""),
        sender=Address(*parseaddr(str(message["From"] or ""))),
        body=body,
        my_address=my_address,
        links=tuple(Link(url, url) for url in re.findall(r"https?://[^\s<>\"']+", body)),
        headers=tuple((k.lower(), str(v)) for k, v in message.items()),
    )
