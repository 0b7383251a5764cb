"""What can be wrong with an input: one exception, one sentence a person can use."""

from __future__ import annotations

from typing import Literal

Reason = Literal["empty", "too-large", "binary", "not-a-file", "unreadable", "unsupported"]


class Unusable(ValueError):
    """The input is not a mail that can be read; `reason` names why, `str()` says it in one English line."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason: Reason = reason
