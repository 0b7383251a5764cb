"""Several parts handed over together are one mail: a text, an .eml, a few pastes or screenshots."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.mail.html import BODY
from rules.mail.lang import guess
from rules.mail.urls import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.model import Mail

_RICHNESS = ("eml", "text", "ocr", "image")
_OVERLAP = 2000


def join(mails: Sequence[Mail]) -> Mail:
    """One mail of several: the richest form leads, the others fill what it lacks; what one part shows is no longer unseen.

    >>> from rules.mail.text import read_text
    >>> mail = join([read_text("件名: 確認"), read_text("差出人: a@example.cfd\\n\\n本文です")])
    >>> mail.subject, mail.sender.address, mail.body
    ('確認', 'a@example.cfd', '本文です')
    """
    if not mails:
        raise ValueError("nothing to join")
    ordered = sorted(mails, key=lambda mail: _RICHNESS.index(mail.form))
    whole = ordered[0]
    for part in ordered[1:]:
        whole = _add(whole, part)
    return whole


def _add(whole: Mail, part: Mail) -> Mail:
    body = _text(whole.body, part.body)
    targets = {(link.target, link.text) for link in whole.links}
    links = (*whole.links, *(link for link in part.links if (link.target, link.text) not in targets))
    unseen = whole.unseen & part.unseen
    if "link-targets" in whole.unseen | part.unseen and not any(link.target for link in links):
        unseen |= {"link-targets"}
    return replace(
        whole,
        subject=whole.subject or part.subject,
        sender=whole.sender if whole.sender.address or not part.sender.address else part.sender,
        reply_to=whole.reply_to if whole.reply_to.address else part.reply_to,
        return_path=whole.return_path if whole.return_path.address else part.return_path,
        to=whole.to or part.to,
        date=whole.date or part.date,
        body=body,
        hidden=whole.hidden or part.hidden,
        links=links[:MOST],
        attachments=(*whole.attachments, *part.attachments),
        authentication=whole.authentication or part.authentication,
        headers=whole.headers or part.headers,
        my_address=whole.my_address or part.my_address,
        lang=guess(f"{whole.subject or part.subject}\n{body}"),
        traits=whole.traits | part.traits,
        unseen=unseen,
    )


def _text(first: str, second: str) -> str:
    """Two bodies in a row, with what the second repeats of the first's end left out."""
    if not second or second in first:
        return first
    if not first or first in second:
        return second
    for length in range(min(len(first), len(second), _OVERLAP), 9, -1):
        if first.endswith(second[:length]):
            return (first + second[length:])[:BODY]
    return f"{first}\n\n{second}"[:BODY]
