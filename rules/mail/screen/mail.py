"""A screen as a `Mail`, with what is in doubt about its addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.hosts import parse_url
from rules.mail import addresses, enclosed, ocr, urls
from rules.mail.model import Address, Link, Mail
from rules.mail.screen import runs
from rules.mail.screen.addresses import Settler, in_doubt
from rules.mail.text import assemble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.mail.screen.hosts import Doubt
    from rules.mail.screen.reading import Screen
    from rules.packs import Pack


def to_mail(screen: Screen, pack: Pack, codes: Iterable[str] = (), my_address: str = "") -> tuple[Mail, tuple[Doubt, ...]]:
    """The mail that a screen shows (form "ocr"), the addresses in its QR codes (`codes`) among its links.

    A host of which it is in doubt which company it belongs to is neither among the links nor the sender's: nothing is judged on a guess.
    """
    head = screen.header
    settler = Settler(pack, (head.address, head.subject, *(part.run for part in screen.body)))
    address = settler.address(head.address) if head.address else ""
    texts = [ocr.letters(settler.text(part.run)) for part in screen.body]
    doubtful = in_doubt(settler.doubts)
    body = "".join(("\n\n" if part.gap else "\n") * bool(number) + text for number, (part, text) in enumerate(zip(screen.body, texts, strict=True)))
    links = [link for text in texts for link in urls.find(text) if not ((url := parse_url(link.target)) and url.host in doubtful)]
    links += [Link(code, "", "qr") for code in dict.fromkeys(codes) if parse_url(code) is not None]
    mail = assemble(
        Mail(
            form="ocr",
            subject=ocr.letters(runs.text(head.subject)).strip(),
            sender=Address(ocr.letters(runs.text(head.display)).strip(), address),
            to=addresses.parse_list(runs.text(head.to)),
            date=head.date.strip(),
            body=body,
            attachments=enclosed.find(body),
            my_address=my_address,
            traits=frozenset({"forwarded"} if head.forwarded else ()),
        )
    )
    return replace(mail, links=tuple(links[: urls.MOST])), tuple(settler.doubts)
