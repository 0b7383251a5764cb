"""Attachments by name and type alone; they are never opened.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Attachment, Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(attachments=(Attachment("請求書.pdf.exe"),)), shipped()), facts)
>>> sorted(facts)
['attachment.any', 'attachment.double-ending', 'attachment.program']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.fold import INVISIBLE

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "attachment.any": "the mail has an attachment",
    "attachment.program": "an attachment is a program or runs one",
    "attachment.web-page": "an attachment is a web page",
    "attachment.archive": "an attachment is an archive or a disk image",
    "attachment.macros": "an attachment is a document that may run macros",
    "attachment.double-ending": "an attachment's name hides its real ending",
}


def read(context: Context, facts: Facts) -> None:
    """Leave what the attachments' names and types show."""
    book = context.pack.lists["files"]
    for item in context.mail.attachments:
        name = INVISIBLE.sub("", item.name).strip().lower().rstrip(". ")
        endings = [ending.strip() for ending in name.split(".")[1:]]  # blanks push the real ending out of sight
        last = endings[-1] if endings else ""
        facts.add("attachment.any", item.name or item.media_type, "attachment")
        risky = last in book["program"] or last in book["web"] or last in book["archive"]
        if last in book["program"] or item.media_type in book["program_types"]:
            facts.add("attachment.program", item.name, "attachment")
        if last in book["web"] or (item.media_type == "text/html" and not last):
            facts.add("attachment.web-page", item.name or item.media_type, "attachment")
        if last in book["archive"]:
            facts.add("attachment.archive", item.name, "attachment")
        if last in book["macros"]:
            facts.add("attachment.macros", item.name, "attachment")
        if ("\u202e" in item.name or (len(endings) > 1 and endings[-2] in book["document"])) and risky:
            facts.add("attachment.double-ending", item.name, "attachment")
