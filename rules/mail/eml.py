"""A raw mail (RFC 5322) to a Mail.

A mail forwarded as an attachment is the one to check, not its wrapper. Attachments are known by name, type and size; they are never opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from rules.mail import addresses, authentication, mime, mimehead, quoted, urls
from rules.mail.decode import decode
from rules.mail.errors import Unusable
from rules.mail.html import BODY, visible
from rules.mail.lang import guess
from rules.mail.model import Address, Attachment, Authentication, Mail, Trait, Unseen
from rules.regex import regex

FIELDS = 500
"""Header fields kept, at most."""
WRAPPERS = 5
"""Mails within mails that are unwrapped, at most."""
RECIPIENTS = 50
"""Recipients kept, at most: each is masked in every quote."""
ATTACHMENTS = 200
"""Attachments listed, at most."""
NOTE = 1000
"""Letters of an X- field from which it is a program's note to itself, and left as it is written."""
_VIA = regex(r"(.*?)[\s\"']* via ([^<>\s\"]{1,80})[\s\"]*\Z", re.DOTALL)
_LINK_TEXT = 20


@dataclass(slots=True)
class _Content:
    """The parts of one mail by what they are."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    inner: list[mime.Part] = field(default_factory=list)
    traits: set[Trait] = field(default_factory=set)


def read_eml(data: bytes, *, my_address: str = "") -> Mail:
    """Read a raw mail. Raises Unusable only when there is nothing at all.

    >>> mail = read_eml(b"From: Support <a@example.cfd>\\nSubject: =?utf-8?B?56K66KqN?=\\n\\nhttps://login.example.cfd/")
    >>> mail.sender.address, mail.subject, mail.links[0].target
    ('a@example.cfd', '確認', 'https://login.example.cfd/')
    """
    if not data.strip():
        raise Unusable("empty", "the input is empty")
    data = data.lstrip(b"\r\n\t \xef\xbb\xbf")
    if data[:5] == b"From " and b"\n" in data:  # an mbox separator
        data = data.partition(b"\n")[2]
    message = mime.split(data)
    traits: set[Trait] = set()
    for _ in range(WRAPPERS):
        content = _content(message)
        if not content.inner or message.kind == "multipart/report":
            break
        message = content.inner[0]
        traits.add("forwarded")
    return _mail(message, content, traits, my_address)


def _content(message: mime.Part) -> _Content:
    """Sort the parts, without going into mails within."""
    content = _Content()
    stack = [message]
    while stack:
        part = stack.pop()
        kind = part.kind
        if kind.startswith("message/"):
            if kind == "message/rfc822" and part.parts is not None:
                content.inner += part.parts
            continue
        if part.parts is not None:
            stack.extend(reversed(part.parts))
            continue
        disposition, where = part.structured("content-disposition") or ("", {})
        name = where.get("filename") or part.parameters.get("name", "")
        if disposition == "attachment" or not kind.startswith("text/") or (name and kind not in ("text/plain", "text/html")):
            picture = kind.startswith("image/") and (disposition == "inline" or part.first("content-id"))
            if (name or not kind.startswith(("text/", "multipart/"))) and not picture and len(content.attachments) < ATTACHMENTS:
                content.attachments.append(Attachment(name, kind, len(part.content())))
            continue
        text, mislabelled = decode(part.content()[: BODY * 8], part.parameters.get("charset", ""))
        if mislabelled:
            content.traits.add("charset-mislabelled")
        (content.html if kind == "text/html" else content.plain).append(text)
    return content


def _mail(message: mime.Part, content: _Content, traits: set[Trait], my_address: str) -> Mail:
    headers = tuple((name, value.strip() if len(value) > NOTE and name.startswith("x-") else mimehead.field(value)) for name, value in _fields(message))
    first = dict(reversed(headers))
    reply_to = addresses.parse(first.get("reply-to", ""))
    plain = "\n\n".join(content.plain)
    page = visible("\n".join(content.html)) if content.html else None
    body, links = plain, urls.find(plain[:BODY])
    if page is not None:
        seen = {link.target for link in page.links}
        links = (*page.links, *(link for link in links if link.target not in seen))[: urls.MOST]
        longer = len(plain) > 2 * len(page.text) + 200
        body = f"{page.text}\n\n{plain}".strip() if longer or len(page.text) < _LINK_TEXT else page.text
    traits |= content.traits | (page.traits if page is not None else set())
    if len(body) > BODY:
        body = body[:BODY]
        traits.add("truncated")
    sender = _sender(first, reply_to)
    unseen: set[Unseen] = set()
    if not sender.address:
        unseen.add("sender")
    if not body.strip():
        unseen.add("body")
    if not headers:
        unseen |= {"headers", "subject"}
    subject = first.get("subject", "")
    mail = Mail(
        form="eml",
        subject=subject,
        sender=sender,
        reply_to=reply_to,
        return_path=addresses.parse(first.get("return-path", "")),
        to=_recipients(headers),
        date=first.get("date", ""),
        body=body,
        hidden=page.hidden if page is not None else "",
        links=links,
        attachments=tuple(content.attachments),
        authentication=_authentication(first, headers),
        headers=headers,
        my_address=my_address,
        lang=guess(f"{subject}\n{body}"),
        traits=frozenset(traits),
        unseen=frozenset(unseen),
    )
    return _forwarded(mail) if quoted.FORWARD.match(subject) else mail


def _fields(message: mime.Part) -> list[tuple[str, str]]:
    return [(name, value[: mime.FIELD]) for name, value in message.fields[:FIELDS]]


def _forwarded(mail: Mail) -> Mail:
    """A mail forwarded in the text: the one inside is the one to check, and nothing is known of how it was sent."""
    lines = mail.body.split("\n")
    header = quoted.find(lines)
    if header is None or "from" not in header.values or "subject" not in header.values:
        return mail
    sender = addresses.parse(header.values["from"])
    body = "\n".join(lines[header.body :]).strip()
    unseen: set[Unseen] = {"headers"} if sender.address else {"headers", "sender"}
    if not body:
        unseen.add("body")
    return replace(
        mail,
        subject=header.values["subject"],
        sender=sender,
        reply_to=Address(),
        return_path=Address(),
        to=addresses.parse_list(header.values.get("to", "")) or mail.to,
        date=header.values.get("date", ""),
        body=body,
        authentication=None,
        headers=(),
        traits=mail.traits | {"forwarded"},
        unseen=mail.unseen | unseen,
    )


def _sender(first: dict[str, str], reply_to: Address) -> Address:
    """Who wrote the mail. A mailing list that put its own address into From leaves the author in X-Original-From or Reply-To."""
    sender = addresses.parse(first.get("from", ""))
    via = _VIA.match(sender.display)
    if via is None or via[2].lower() not in (sender.local.lower(), sender.domain):
        return sender
    original = addresses.parse(first.get("x-original-from", "")).address or reply_to.address
    if not original or original.lower() == sender.address.lower():
        return sender
    return Address(via[1].strip(" \"'"), original)


def _recipients(headers: tuple[tuple[str, str], ...]) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for wanted in (("delivered-to", "x-original-to"), ("to", "cc")):  # whose mailbox it is counts most
        for name, value in headers:
            if name in wanted and len(found) < RECIPIENTS:
                for address in addresses.parse_list(value):
                    found.setdefault(address.address.lower(), address)
    return tuple(found.values())[:RECIPIENTS]


def _authentication(first: dict[str, str], headers: tuple[tuple[str, str], ...]) -> Authentication | None:
    if first.get("authentication-results"):
        return authentication.read(value for name, value in headers if name == "authentication-results")
    if value := first.get("received-spf"):
        return Authentication(spf=value.split(" ", 1)[0].split(":", 1)[0].strip().lower())
    return None
