"""To be written: HTML becomes visible text and links."""

from __future__ import annotations

from rules.mail.model import Mail


def read_html(html: str, *, my_address: str = "") -> Mail:
    """Stand-in."""
    return Mail(body=html, my_address=my_address)
