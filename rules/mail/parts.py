"""To be written: several parts of one mail become one Mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.mail.model import Mail


def join(mails: Sequence[Mail]) -> Mail:
    """Stand-in."""
    return mails[0]
