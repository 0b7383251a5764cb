"""Readers: whatever was handed over becomes a `Mail`.

read(data)        any input, its form found out    read_text(text)   what a person pasted
read_eml(bytes)   a raw mail (RFC 5322)            read_ocr(text)    what an engine read off a screenshot
read_msg(bytes)   an Outlook .msg file             join(mails)       several parts of one mail
read_html(text)   a saved HTML mail
"""

from __future__ import annotations

from rules.mail.eml import read_eml
from rules.mail.errors import Unusable
from rules.mail.html import read_html
from rules.mail.msg import read_msg
from rules.mail.parts import join
from rules.mail.sniff import read
from rules.mail.text import read_ocr, read_text

__all__ = ("Unusable", "join", "read", "read_eml", "read_html", "read_msg", "read_ocr", "read_text")
