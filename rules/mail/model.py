"""A mail as the reader saw it: what was there, and what could not be seen.

Every reader (text, .eml, .msg, OCR) makes the same `Mail`. Strings keep the original spelling, so that a quote is
exact; folding for comparison happens later, in `rules.fold`. Nothing here judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Form = Literal["text", "eml", "ocr", "image"]
Unseen = Literal["sender", "subject", "body", "link-targets", "headers"]
LinkKind = Literal["anchor", "bare", "image", "form", "qr", "placeholder"]
Trait = Literal[
    "html",  # the body was made from HTML
    "html-form",  # the HTML asks for input itself
    "hidden-text",  # text the style hides from the reader
    "image-only",  # pictures and next to no words
    "charset-mislabelled",  # the bytes are not in the charset the mail names
    "forwarded",  # found inside a wrapper: quoted, or message/rfc822
    "truncated",  # longer than the reader's limit; the rest was not read
]


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: `display` is the decoded display name, `address` the addr-spec as written; "" where absent.

    >>> Address("XSERVER SUPPORT", "info@mail.example.cfd").domain
    'mail.example.cfd'
    """

    display: str = ""
    address: str = ""

    @property
    def local(self) -> str:
        """The part before the last @, "" without one."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The part after the last @ in lower case, "" without one."""
        return self.address.rpartition("@")[2].lower().strip(".") if "@" in self.address else ""


@dataclass(frozen=True, slots=True)
class Link:
    """One way out of the mail.

    `target` is the URL that would open, re-fanged (`hxxp` and `[.]` undone), or "" when it could not be seen;
    `text` is what the reader sees and may press, as written (for a bare URL, the URL as it stood in the text).
    """

    target: str = ""
    text: str = ""
    kind: LinkKind = "bare"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail by its label alone; it is never opened. `size` in bytes of the decoded content."""

    name: str = ""
    media_type: str = "application/octet-stream"
    size: int = 0


@dataclass(frozen=True, slots=True)
class Authentication:
    """The topmost Authentication-Results (RFC 8601): the receiving provider's words, the only ones that count.

    Results are lower-case RFC words ("pass", "fail", "none", "softfail", …) or "" when the method is not named.
    """

    server: str = ""
    spf: str = ""
    spf_domain: str = ""
    dkim: str = ""
    dkim_domains: tuple[str, ...] = ()
    dmarc: str = ""
    dmarc_domain: str = ""


class _Named:
    """The topmost header field of each name, worked out when one is first asked for."""

    __slots__ = ("_topmost",)
    _topmost: dict[str, str]
    headers: tuple[tuple[str, str], ...]

    def _by_name(self) -> dict[str, str]:
        try:
            return self._topmost
        except AttributeError:
            topmost = dict(reversed(self.headers))
            object.__setattr__(self, "_topmost", topmost)
            return topmost


@dataclass(frozen=True, slots=True)
class Mail(_Named):
    """A mail handed over for checking, whatever way it came.

    `form` is how it was seen. `headers` are raw header fields top to bottom, names lower-cased, values decoded; empty
    unless the raw mail was there. `my_address` is the asker's own address, if they told it. `date` is the Date field or
    the date line as written. `body` is the visible text. `unseen` lists what this form or this paste could not show.
    """

    form: Form = "text"
    subject: str = ""
    sender: Address = field(default_factory=Address)
    reply_to: Address = field(default_factory=Address)
    return_path: Address = field(default_factory=Address)
    to: tuple[Address, ...] = ()
    date: str = ""
    body: str = ""
    hidden: str = ""
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    authentication: Authentication | None = None
    headers: tuple[tuple[str, str], ...] = ()
    my_address: str = ""
    lang: str = "und"
    traits: frozenset[Trait] = frozenset()
    unseen: frozenset[Unseen] = frozenset()

    def header(self, name: str) -> str:
        """The topmost header field of that name (any case), "" without one."""
        return self._by_name().get(name.lower(), "")

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every header field of that name, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)
