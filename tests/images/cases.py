"""Which pictures are drawn: a balanced part of all mails × apps × themes × sizes, the same on every run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from tests.images.clients import CLIENTS
from tests.images.written import mails

Mode = Literal["screen", "brief", "crop", "long", "pair", "forward"]
"""One screen; one with the header folded; the body alone; the whole mail stitched; two screens of one mail, the second scrolled on; forwarded by somebody."""
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
FORWARDED = (
    ("gmail-android", "mailbox-quota", "light", 3),
    ("gmail-ios", "genuine-card", "dark", 2),
    ("ios-mail", "held-mail", "dark", 3),
    ("outlook-ios", "en-mailbox", "light", 2),
    ("yahoo-app", "parcel", "light", 3),
    ("docomo-mail", "card", "dark", 2),
    ("gmail-web", "tax", "light", 1),
    ("outlook-desktop", "carrier", "light", 1),
    ("pc", "genuine-host", "dark", 2),
)
"""Mails that somebody forwarded within the text of a mail of their own: the one inside is what the picture is of."""

HARD = ("letters-toll", "letters-station", "letters-bank", "genuine-market")
"""Mails whose addresses are made of letters that are hard to tell apart: every app shows two of them."""


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
    hard = cycle(HARD)
    queues = {
        langs: cycle([mail.id for mail in mails().values() if mail.lang in langs and mail.id not in HARD])
        for langs in {client.langs for client in CLIENTS.values()}
    }
    made: list[Case] = []
    for client in CLIENTS.values():
        plan = [(next(queues[client.langs]), *step) for step in (DESK if client.desk else PHONE)]
        if client.name in PAIRS:
            plan.append((PAIRS[client.name], "pair", "light", 2))
        made += [_case(mail, client.name, mode, theme, scale, turn) for turn, (mail, mode, theme, scale) in enumerate(plan, len(made))]
    made += [_case(mail, client, "forward", theme, scale, turn) for turn, (client, mail, theme, scale) in enumerate(FORWARDED, len(made))]
    plan_hard = [
        (client, theme, scale) for client in CLIENTS.values() for theme, scale in (("light", 1 if client.desk else 2), ("dark", 2 if client.desk else 3))
    ]
    return made + [_case(next(hard), client.name, "screen", theme, scale, turn) for turn, (client, theme, scale) in enumerate(plan_hard, len(made))]


def _case(mail: str, client: str, mode: Mode, theme: str, scale: int, turn: int) -> Case:
    kinds = [kind for kind in KINDS if kind != "width750" or scale > 1]
    return Case(mail, client, mode, theme, scale, kinds[turn % len(kinds)], turn)
