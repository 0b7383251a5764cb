"""Honmono's rule set: which points of a mail are suspicious, and which words show it.

>>> from rules import check, read_text
>>> report = check(read_text("差出人: XSERVER SUPPORT <info@mail.example.cfd>\\n件名: メールアドレスの保留中のメール9件"))
>>> report.level
'strong'

It needs no network, no Discord and no storage, and knows nothing of `bot`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.engine import Engine, default
from rules.mail import Unusable, read, read_eml, read_text
from rules.mail.model import Address, Attachment, Authentication, Link, Mail
from rules.packs import PackError, load, shipped
from rules.report import Point, Report

if TYPE_CHECKING:
    from rules.packs import Pack

__all__ = (
    "Address",
    "Attachment",
    "Authentication",
    "Engine",
    "Link",
    "Mail",
    "PackError",
    "Point",
    "Report",
    "Unusable",
    "check",
    "load",
    "read",
    "read_eml",
    "read_text",
    "shipped",
)


def check(mail: Mail | str | bytes, pack: Pack | None = None) -> Report:
    """Judge a mail: a `Mail`, a pasted text (str), or the bytes of an .eml, .msg, .html or text file.

    `pack` defaults to the shipped one. Raises Unusable when the input is no mail at all.
    """
    if not isinstance(mail, Mail):
        mail = read(mail)
    return (default() if pack is None else Engine(pack)).check(mail)
