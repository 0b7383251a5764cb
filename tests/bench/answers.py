"""What the filters' answers say: one number a mail. A ValueError says that an answer is none."""

from __future__ import annotations

import json
import re

_SPAMD = re.compile(rb"^Spam:\s*(?:True|False|Yes|No)\s*;\s*(-?\d+(?:\.\d+)?)\s*/\s*-?\d+(?:\.\d+)?\s*$", re.MULTILINE | re.IGNORECASE)
_HTTP = re.compile(rb"^HTTP/1\.[01] (\d{3})")


def spamd(answer: bytes) -> float:
    """The score in spamd's answer to CHECK.

    >>> spamd(b"SPAMD/1.1 0 EX_OK\\r\\nContent-length: 0\\r\\nSpam: True ; 6.1 / 5.0\\r\\n\\r\\n")
    6.1
    """
    status = answer.split(b"\r\n", 1)[0].split()
    if len(status) < 2 or status[1] != b"0":
        raise ValueError(f"spamd did not judge: {status!r}")
    found = _SPAMD.search(answer.replace(b"\r\n", b"\n"))
    if found is None:
        raise ValueError("spamd's answer holds no score")
    return float(found[1])


def rspamd(answer: bytes) -> float:
    """The score in rspamd's answer to POST /checkv2, as HTTP sends it (the connection is closed after it).

    >>> rspamd(b'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n\\r\\n{"score": 4.5, "is_skipped": false}')
    4.5
    """
    head, _, body = answer.partition(b"\r\n\r\n")
    status = _HTTP.match(head)
    if status is None or status[1] != b"200":
        raise ValueError(f"rspamd did not judge: {head[:40]!r}")
    said = json.loads(body)
    if not isinstance(said, dict) or said.get("is_skipped") or not isinstance(said.get("score"), int | float):
        raise ValueError("rspamd's answer holds no score")
    return float(said["score"])


def resident(answer: bytes) -> float:
    """The number in the line that a Python resident answers with.

    >>> resident(b'{"score": 2}\\n')
    2.0
    """
    said = json.loads(answer)
    if not isinstance(said, dict) or not isinstance(said.get("score"), int | float):
        raise ValueError(f"not judged: {said.get('error') if isinstance(said, dict) else said!r}")
    return float(said["score"])
