"""The Python detector phishguard: its risk level, 0 to 100. Runs in an environment of its own, which holds nothing of ours.

The package judges sender, subject, content and reply address, and leaves reading the mail to its caller: here the standard library reads it, and the
content is what a mail program shows (the HTML where there is one, else the text).
"""

from __future__ import annotations

import email
import json
import sys
from email.policy import default
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import EmailMessage


def offline(event: str, _: tuple[object, ...]) -> None:
    """Refuse every connection and every name: nothing is fetched from an address that a mail names."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise OSError("offline")


def fields(data: bytes) -> dict[str, str]:
    """What the detector asks for.

    >>> fields(b"From: a@example.com\\nSubject: hi\\n\\nGood morning")["content"]
    'Good morning'
    """
    message: EmailMessage = email.message_from_bytes(data, policy=default)
    part = message.get_body(("html", "plain"))
    return {
        "sender": str(message["From"] or ""),
        "subject": str(message["Subject"] or ""),
        "reply_to": str(message["Reply-To"] or ""),
        "content": "" if part is None else _text(part),
    }


def _text(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def main() -> None:
    """Judge until the input ends."""
    from phishguard import PhishingDetector

    sys.addaudithook(offline)
    detector = PhishingDetector()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        data = source.read(int(line))
        try:
            said = {"score": detector.analyze(fields(data))["risk_level"]}
        except Exception as error:  # a mail it cannot take is a finding, not the end of the run
            said = {"error": type(error).__name__}
        sink.write(json.dumps(said).encode() + b"\n")
        sink.flush()


if __name__ == "__main__":
    main()
