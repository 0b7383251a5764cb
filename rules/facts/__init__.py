"""Facts: what can be observed in a mail, each with the words that show it.

`gather(context, facts)` runs every reader over a mail, in order: who it claims to be first, since the others ask about that.
`CATALOGUE` names every fact with one sentence; a point of the pack may speak of these and of the pack's own signals, and of
nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.facts import (
    answers,
    attachments,
    authentication,
    brands,
    buttons,
    campaigns,
    companies,
    dates,
    envelope,
    greeting,
    headers,
    links,
    names,
    own_ground,
    pages,
    script,
    sender,
    shape,
    structure,
    urls,
)

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

READERS = (
    brands,
    campaigns,
    sender,
    names,
    headers,
    authentication,
    envelope,
    urls,
    buttons,
    links,
    pages,
    companies,
    greeting,
    dates,
    script,
    structure,
    shape,
    answers,
    attachments,
    own_ground,
)
CATALOGUE: dict[str, str] = {name: meaning for reader in READERS for name, meaning in reader.NAMES.items()}


def gather(context: Context, facts: Facts) -> None:
    """Let every reader look at the mail. `facts` already holds the pack's signals."""
    for reader in READERS:
        reader.read(context, facts)
