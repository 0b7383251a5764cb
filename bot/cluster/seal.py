"""What passes through the database between processes is sealed: an interaction's token answers in the bot's name, and addresses of files open them."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

LIFE = 14 * 60
"""Seconds that a sealed thing can be opened: a minute less than an interaction's token lives."""


class Broken(Exception):
    """It was not sealed with this key, was changed, or is too old."""


class Seal:
    """Seals and opens JSON with a key that all processes share; what was sealed opens for `LIFE` seconds.

    >>> Seal("one key").open(Seal("one key").close({"token": "t"}))
    {'token': 't'}
    """

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))

    def close(self, what: Any) -> str:
        """Seal."""
        return self._fernet.encrypt(json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")).decode()

    def open(self, sealed: str) -> Any:
        """Open. Raises Broken."""
        try:
            return json.loads(self._fernet.decrypt(sealed.encode(), ttl=LIFE))
        except (InvalidToken, ValueError) as error:
            raise Broken(type(error).__name__) from None
