"""`python -m tests.hostile.offline [FOLDER]`: judge mails and build their cards where asking the network is an error, and say how many there were.

The mails are generated ones, that name addresses in every way a mail can; the pack's own examples; and every mail of the corpus in FOLDER. Whatever opens a socket,
looks a name up or starts another program is written to standard error, and ends with status 1, also where the code that asked would have passed over it.
"""

from __future__ import annotations

import os
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cards import Card
from bot.cards.notes import all_points
from bot.intake import Answer
from rules import Unusable, check, read, read_text, shipped
from rules.author import corpus
from rules.report import LANGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.mail.model import Mail

WATCHED = ("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "webbrowser.")
"""Beginnings of the names of audit events that nothing on the way from a mail to its card may cause."""
SCHEMES = (
    "http://{}/a",
    "https://{}/a?u=taro@example.co.jp",
    "//{}/a",
    "ftp://{}/a",
    "file://{}/share/a",
    "\\\\{}\\share\\a",
    "ldap://{}/x",
    "jar:http://{}!/a",
    "cid:{}",
)
HOSTS = (
    "login.example.cfd",
    "127.0.0.1",
    "[::1]",
    "169.254.169.254",
    "0x7f000001",
    "例え.example.cfd",
    "xn--r8jz45g.example.cfd",
    "user:pw@login.example.cfd:81",
)
TAGS = (
    '<a href="{}">確認</a>', '<img src="{}">', '<img srcset="{} 2x">', '<link rel="stylesheet" href="{}">', '<style>@import url({});body{{background:url({})}}</style>',
    '<iframe src="{}"></iframe>', '<object data="{}"></object>', '<embed src="{}">', '<script src="{}"></script>', '<form action="{}"><input type="image" src="{}"></form>',
    '<meta http-equiv="refresh" content="0;url={}">', '<base href="{}">', '<video poster="{}"><source src="{}"></video>', '<table background="{}"></table>',
    '<svg><image xlink:href="{}"/><use href="{}#a"/></svg>', '<!DOCTYPE x [<!ENTITY e SYSTEM "{}">]><x>&e;</x>', '<link rel="dns-prefetch" href="{}">', "{}",
)  # fmt: skip
HEADERS = (
    "List-Unsubscribe",
    "X-Image-URL",
    "Face-URL",
    "Content-Location",
    "Content-Base",
    "Disposition-Notification-To",
    "BIMI-Location",
    "Reply-To",
    "Message-ID",
)


def generated() -> Iterator[bytes]:
    """Mails that name an address in some way: each tag and header with each way to write an address, hosts in turn."""
    turn = 0
    for way in SCHEMES:
        for tag in TAGS:
            turn += 1
            address = way.format(HOSTS[turn % len(HOSTS)])
            mail = EmailMessage()
            mail["From"], mail["Subject"] = f"XSERVER SUPPORT <info@{HOSTS[0]}>", "保留中のメール9件"
            mail.set_content(f"確認してください。\n{address}\n")
            page = "<html><body>" + tag.replace("{}", address).replace("{{", "{").replace("}}", "}") + "</body></html>"
            mail.add_alternative(page, subtype="html")
            mail.add_attachment(page.encode(), maintype="image", subtype="svg+xml", filename="logo.svg")
            mail.add_attachment(page.encode(), maintype="text", subtype="html", filename="invoice.html")
            name = HEADERS[turn % len(HEADERS)].encode()
            data = mail.as_bytes()
            yield name + b": <" + address.encode() + b">\n" + data
            yield data.replace(b"Content-Type: image/svg+xml", b'Content-Type: message/external-body; access-type=URL; URL="' + address.encode() + b'"')


def mails(folder: str) -> Iterator[Mail]:
    """All of them, read."""
    for data in generated():
        yield read(data)
    pack = shipped()
    for record in (*pack.rules, *pack.signals):
        for example in (*record.hits, *record.misses):
            try:
                yield read(example.text.encode(), name="mail.eml") if example.form == "eml" else read_text(example.text)
            except Unusable:
                continue
    if folder:
        for entry in corpus.entries(Path(folder)):
            yield corpus.mail_of(entry, "eml")
            yield corpus.mail_of(entry, "text")


def main(folder: str = "") -> int:
    """Judge them all; the exit status."""
    asked: list[str] = []

    def forbid(event: str, _arguments: object) -> None:
        if event.startswith(WATCHED):
            asked.append(event)
            raise PermissionError(event)

    check(read_text("件名: x\n\nhttps://a.example.cfd/"))  # what is loaded once is loaded
    sys.addaudithook(forbid)
    if os.environ.get("HONMONO_ASK"):  # the test of the test
        import contextlib
        import socket

        with contextlib.suppress(OSError):
            socket.getaddrinfo("login.example.cfd", 80)
    count = 0
    for mail in mails(folder):
        report = check(mail)
        for lang in LANGS:
            Card(Answer(report), report, lang).to_components()
            all_points(report, lang).to_components()
        count += 1
    for event in sorted(set(asked)):
        print(f"asked the network: {event}", file=sys.stderr)
    print(f"{count} mails judged, {len(asked)} requests")
    return 1 if asked else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
