"""How well a picture was read: pure comparison of what it truly shows with what the reader made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from rapidfuzz.distance import Levenshtein

from rules import Link, Mail, check, read_text
from rules.hosts import owner, parse_url
from rules.mail import urls
from tests.images.truth import letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.images.truth import Truth

Outcome = Literal["exact", "uncertain", "missed", "wrong"]
"""As it stands in the picture; shown with a question; not there; something else stands there."""


@dataclass(frozen=True)
class Answer:
    """What a reader made of a case: all the text it shows, the mail it hands to the rules, the hosts and addresses it is not sure of, and what QR codes held."""

    text: str
    mail: Mail
    doubts: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """One case compared. Letters are counted without blanks and with widths folded."""

    letters: int
    misread: int
    body_letters: int
    body_misread: int
    display: bool | None
    subject: bool | None
    address: Outcome | None
    hosts: tuple[Outcome, ...]
    urls: tuple[bool, ...]
    codes: tuple[bool, ...]
    strangers: tuple[str, ...]
    points: tuple[str, ...]
    lost: tuple[str, ...]
    extra: tuple[str, ...]
    level: str
    level_read: str
    notes: tuple[str, ...]

    @property
    def same_level(self) -> bool:
        """Whether the picture got the level that the text gets."""
        return self.level == self.level_read


def score(truth: Truth, answer: Answer) -> Score:
    """Compare one answer with the truth.

    `misread` looks for each drawn line of header and body anywhere in what was read: the engine's letters alone. `body_misread` compares the body as a whole: what
    was left out counts, and so does an app's button that was taken for a line of the mail. `strangers` are hosts that were read, belong to nobody in the
    picture, and are not marked as doubtful: the silent mistakes.
    """
    mail = answer.mail
    haystack = letters("\n".join((answer.text, mail.sender.display, mail.sender.address, mail.subject, mail.date, mail.body)))
    lines = [line for line in truth.lines if line.field in ("display", "address", "subject", "body")]
    missed = [(line.text, fewest(letters(line.text), haystack)) for line in lines]
    body = letters(truth.body)
    reference = as_text(truth)
    expected, got = check(reference), check(mail)
    wanted = tuple(point.id for point in expected.points if point.rule.weight_by_form.get("ocr") != "off")
    found = {point.id for point in got.points}
    doubts = {doubt.lower() for doubt in answer.doubts}
    read_hosts = set(hosts(mail)) - {""}
    strangers = tuple(sorted(_strangers(read_hosts | {mail.sender.domain} - {""}, reference, doubts)))
    notes = [f"{count} letters: {text!r}" for text, count in missed if count]
    if truth.address.lower() != mail.sender.address.lower():
        notes.append(f"address: {truth.address!r} read {mail.sender.address!r}")
    if letters(truth.subject) != letters(mail.subject):
        notes.append(f"subject: {truth.subject!r} read {mail.subject!r}")
    if letters(truth.display) != letters(mail.sender.display):
        notes.append(f"display: {truth.display!r} read {mail.sender.display!r}")
    return Score(
        letters=sum(len(letters(line.text)) for line in lines),
        misread=sum(count for _, count in missed),
        body_letters=len(body),
        body_misread=Levenshtein.distance(body, letters(mail.body)),
        display=letters(truth.display) == letters(mail.sender.display) if truth.display else None,
        subject=letters(truth.subject) == letters(mail.subject) if truth.subject else None,
        address=_address(truth.address, mail.sender.address, doubts),
        hosts=tuple(_host(host, read_hosts, strangers, doubts) for host in truth.hosts),
        urls=tuple(_target(url) in {link.target for link in mail.links} for url in truth.urls),
        codes=tuple(url in answer.codes for url in truth.qr),
        strangers=strangers,
        points=wanted,
        lost=tuple(point for point in wanted if point not in found),
        extra=tuple(sorted(found - {point.id for point in expected.points})),
        level=expected.level,
        level_read=got.level,
        notes=tuple(notes),
    )


def as_text(truth: Truth) -> Mail:
    """The same mail as somebody would paste it, with the QR codes' addresses as links."""
    mail = read_text(truth.pasted)
    return replace(mail, links=(*mail.links, *(Link(url, "", "qr") for url in truth.qr)))


def fewest(needle: str, haystack: str) -> int:
    """The fewest edits that turn some part of the haystack into the needle (Sellers).

    >>> fewest("abc", "xxabcxx"), fewest("abc", "xxaxcxx"), fewest("abc", "")
    (0, 1, 3)
    """
    if needle in haystack:
        return 0
    text = np.frombuffer(haystack.encode("utf-32-le"), dtype=np.uint32)
    steps = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, dtype=np.int64)
    for number, letter in enumerate(needle, 1):
        best = np.minimum(row[:-1] + (text != ord(letter)), row[1:] + 1)
        row = np.minimum.accumulate(np.concatenate(([number], best)) - steps) + steps
    return int(row.min())


def hosts(mail: Mail) -> Iterable[str]:
    """The hosts of a mail's links, as browsers read them."""
    return (url.host for link in mail.links if (url := parse_url(link.target)))


def _target(url: str) -> str:
    """An address of the picture as the readers write it."""
    found = urls.find(url)
    return found[0].target if found else url


def _address(true: str, read: str, doubts: set[str]) -> Outcome | None:
    """What became of the sender's address; None where there was none and none was read."""
    true, read = true.lower(), read.lower()
    if true == read:
        return "exact" if true else None
    if true in doubts or read in doubts or read.rpartition("@")[2] in doubts - {""}:
        return "uncertain"
    return "wrong" if read else "missed"


def _host(true: str, read: set[str], strangers: tuple[str, ...], doubts: set[str]) -> Outcome:
    if true in read:
        return "exact"
    if true in doubts:
        return "uncertain"
    return "wrong" if strangers else "missed"


def _strangers(read: set[str], reference: Mail, doubts: set[str]) -> Iterable[str]:
    """Hosts that were read and whose owner stands nowhere in the picture."""
    shown = {reference.sender.domain, *(address.domain for address in reference.to), *hosts(reference)}
    shown |= {word.rpartition("@")[2].lower() for word in reference.body.split() if "@" in word}
    owners = {owner(host) for host in shown if host}
    return (host for host in read if host not in shown and owner(host) not in owners and host not in doubts)
