"""What the reader of pictures promises to whoever asks it: light to import, and everything here can be pickled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rules.mail.model import Mail

PictureReason = Literal["empty", "too-large", "not-an-image", "unsupported", "too-many-pixels", "too-small", "broken", "no-text"]
Note = Literal["animated-first-frame", "no-header", "tiled", "overlap-removed"]

FILE_BYTES = 10 * 1024 * 1024
"""Bytes of one picture at most."""
PIXELS = 40_000_000
"""Width × height of one picture at most."""
SIDE = 24
"""Pixels of the shorter side at least; no letter fits into less."""


class PictureError(ValueError):
    """A picture that cannot be read: `reason` names why, `number` says which of those handed over (from 0), `str()` says it in one English line.

    >>> str(PictureError("broken", "the picture is damaged", 2)), PictureError("broken", "the picture is damaged", 2).reason
    ('the picture is damaged', 'broken')
    """

    def __init__(self, reason: PictureReason, sentence: str, number: int = 0) -> None:
        super().__init__(reason, sentence, number)
        self.reason: PictureReason = reason
        self.sentence = sentence
        self.number = number

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An address or host that can be read in more than one way, and it matters which.

    `read` is what the engine read; `readings` are the possible ones, the likeliest first; `owners` says of each whose it would be (a brand's name, or the
    registrable domain; "" when no reading can be a host), in the same order. `where` is where it stands. `matters` says that a company the pack knows may be the
    owner or may not: nothing is judged on it, and a person has to be asked. Else the first reading is in the mail, and all belong to strangers.
    """

    read: str
    readings: tuple[str, ...]
    owners: tuple[str, ...]
    where: Literal["from", "link"] = "link"
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What one or several pictures of one mail say.

    `mail` is for the rules (form "ocr"); a host of which `uncertain` says that it matters is neither the sender's nor among the links. `text` is everything read, in reading order. `codes`
    are what QR codes hold. `problems` are pictures that could not be read while others could.
    """

    mail: Mail
    text: str
    uncertain: tuple[Uncertain, ...] = ()
    codes: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[PictureError, ...] = ()
