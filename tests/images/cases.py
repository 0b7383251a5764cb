"""Which pictures are drawn: a balanced part of all mails × apps × themes × sizes, the same on every run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from tests.images.clients import CLIENTS
from tests.images.written import mails

Mode = Literal["screen", "brief", "crop", "long", "pair"]
"""One screen; one with the header folded; the body alone; the whole mail stitched; two screens of one mail, the second scrolled on."""
KINDS = ("jpeg40", "width750", "cropped", "rotated", "chat-jpeg", "chat-webp")
"""What is done to a picture on its way: see `tests.images.degrade`."""
PHONE: tuple[tuple[Mode, str, int], ...] = (
    ("screen", "light", 3),
    ("screen", "dark", 3),
    ("screen", "light", 2),
    ("screen", "dark", 2),
    ("brief", "light", 3),
    ("crop", "dark", 2),
    ("long", "light", 2),
)
DESK: tuple[tuple[Mode, str, int], ...] = (("screen", "light", 1), ("screen", "dark", 1), ("screen", "light", 2), ("screen", "dark", 2))

PAIRS = {"gmail-android": "shop", "ios-mail": "card", "outlook-ios": "held-mail", "docomo-mail": "genuine-host"}
"""Apps of which two screens are drawn, with a mail long enough for it."""


@dataclass(frozen=True)
class Case:
    """One mail in one app, drawn in one way; `kind` is what becomes of its degraded twin."""

    mail: str
    client: str
    mode: Mode
    theme: str
    scale: int
    kind: str
    turn: int

    @property
    def name(self) -> str:
        """The stem of its files."""
        return f"{self.client}-{self.mail}-{self.mode}-{self.theme}-{self.scale}x"


def cases() -> list[Case]:
    """Every case of the set, in a fixed order; each app takes the mails of its languages in turn."""
    queues = {langs: cycle([mail.id for mail in mails().values() if mail.lang in langs]) for langs in {client.langs for client in CLIENTS.values()}}
    made: list[Case] = []
    for client in CLIENTS.values():
        plan = [(next(queues[client.langs]), *step) for step in (DESK if client.desk else PHONE)]
        if client.name in PAIRS:
            plan.append((PAIRS[client.name], "pair", "light", 2))
        for mail, mode, theme, scale in plan:
            turn = len(made)
            kinds = [kind for kind in KINDS if kind != "width750" or scale > 1]
            made.append(Case(mail, client.name, mode, theme, scale, kinds[turn % len(kinds)], turn))
    return made
