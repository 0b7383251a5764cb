"""To be written: an Outlook .msg file becomes a Mail."""

from __future__ import annotations

from rules.mail.model import Mail


def read_msg(data: bytes, *, my_address: str = "") -> Mail:
    """Stand-in."""
    return Mail(body=repr(data[:10]), my_address=my_address)
