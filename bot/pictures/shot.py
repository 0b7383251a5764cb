"""What pictures of a mail said, kept apart from what was typed beside them, so that a doubtful host can be chosen and a misreading corrected.

Everything here is the mail unmasked: it stays in this process's memory, and only `shown` may leave it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.words import words
from rules.hosts import parse_url
from rules.mail import join, read_text, urls
from rules.mail.model import Address, Link, Mail
from rules.redact import Redactor

if TYPE_CHECKING:
    from bot.pictures.contract import Reading, Uncertain
    from rules.report import Lang

LINE = 2000
"""Letters of one line of a reading that are shown at most; lines of pictures are far shorter."""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubtful address or host as people may see it: the readings possible, masked and defanged, and whose each would be."""

    sender: bool
    readings: tuple[str, ...]
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """The reading of one mail's pictures, and the mail's other parts (a typed text, a file)."""

    reading: Reading
    others: tuple[Mail, ...] = ()
    my_address: str = ""


def whole(shot: Shot) -> Mail:
    """The one mail of all parts. A question typed beside the pictures is no part of it, and what is mostly read off a picture is weighed as such."""
    seen = replace(shot.reading.mail, my_address=shot.my_address)
    mail = join([*(part for part in shot.others if not _is_question(part, seen)), seen])
    return replace(mail, form=seen.form) if mail.form == "text" and 2 * len(seen.body) > len(mail.body) else mail


def _is_question(part: Mail, seen: Mail) -> bool:
    """Whether a typed text is what the asker says about the pictures."""
    return part.form == "text" and not part.sender.address and not part.subject and not part.links and len(part.body) < len(seen.body)


def doubts(shot: Shot) -> tuple[Uncertain, ...]:
    """What only the asker can decide, and it matters."""
    return tuple(doubt for doubt in shot.reading.uncertain if doubt.matters)


def questions(shot: Shot) -> tuple[Question, ...]:
    """What is to be asked, as it may be shown."""
    show = Redactor(whole(shot)).show
    return tuple(
        Question(doubt.where == "from", tuple(show(reading) for reading in doubt.readings), tuple(show(owner) for owner in doubt.owners))
        for doubt in doubts(shot)
    )


def chosen(shot: Shot, number: int, option: int) -> Shot:
    """The shot with one question answered: the reading that the asker sees in the picture stands in the mail."""
    open_ = doubts(shot)
    if not 0 <= number < len(open_) or not 0 <= option < len(open_[number].readings):
        return shot
    settled = open_[number]
    mail = _settled(shot.reading.mail, settled, settled.readings[option])
    return replace(shot, reading=replace(shot.reading, mail=mail, uncertain=tuple(doubt for doubt in shot.reading.uncertain if doubt is not settled)))


def _settled(mail: Mail, doubt: Uncertain, reading: str) -> Mail:
    written = next((old for old in (doubt.read, *doubt.readings) if old in mail.body), "")
    body = mail.body.replace(written, reading) if written else mail.body
    if doubt.where == "from":
        return replace(mail, body=body, sender=Address(mail.sender.display, reading), unseen=mail.unseen - {"sender"})
    found = [link for link in urls.find(body) if (url := parse_url(link.target)) is not None and url.host == reading]
    return replace(mail, body=body, links=(*mail.links, *(found or (Link(f"https://{reading}", reading, "bare"),))))


def draft(shot: Shot, lang: Lang) -> str:
    """The reading as a text that can be corrected and read again: the header's fields named, then the body."""
    mail, say = shot.reading.mail, words(lang)
    senders = [doubt.read for doubt in doubts(shot) if doubt.where == "from"]
    address = mail.sender.address or (senders[0] if senders else "")
    sender = f"{mail.sender.display} <{address}>".strip() if address else mail.sender.display
    fields = {"from": sender, "subject": mail.subject, "to": ", ".join(one.address or one.display for one in mail.to), "date": mail.date}
    head = [f"{say(f'picture.field.{name}')}: {' '.join(value.split())}" for name, value in fields.items() if value]
    lost = [doubt.read for doubt in doubts(shot) if doubt.where == "link" and doubt.read not in mail.body]
    return "\n".join([*head, "", mail.body, *lost]).strip()


def corrected(shot: Shot, text: str) -> Shot:
    """The shot as the asker corrected it. It stays a reading (no link's target was seen), but nothing in it is doubtful or repaired any more."""
    mail = read_text(text)
    codes = tuple(link for link in shot.reading.mail.links if link.kind == "qr")
    unseen = mail.unseen | (shot.reading.mail.unseen & {"link-targets"})
    mail = replace(mail, form=shot.reading.mail.form, links=(*mail.links, *codes), unseen=unseen)
    return replace(shot, reading=replace(shot.reading, mail=mail, text=text, uncertain=()))


def shown(shot: Shot) -> list[str]:
    """The lines that were read, masked and defanged."""
    mail, text = whole(shot), shot.reading.text
    redactor = Redactor(replace(mail, body=f"{text[:2000]}\n{mail.body}"))  # names are written as in the text, blanks and all, and as in the mail
    return [redactor.show(line, LINE) for line in shot.reading.text.split("\n")]
