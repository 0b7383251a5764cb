"""Pictures of one mail become a `Reading`: pure work for a processor, meant for a worker process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import zxingcpp

from bot.pictures.contract import Note, PictureError, Reading, Uncertain
from bot.pictures.decode import decode, error
from bot.pictures.engine import OVERLAP, SCREEN, TILE, look, pieces
from rules.mail.screen import Page, both, read, stitched, to_mail, worth_it
from rules.packs import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rules.mail.screen import Piece

STRETCH = 1.3
"""How much the second look widens a line with an address."""


@dataclass(frozen=True)
class Seen:
    """What the engine saw in the pictures of one mail, before any of it was understood: `codes` are what QR codes hold."""

    pages: tuple[Page, ...]
    codes: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[PictureError, ...] = ()


def read_pictures(pictures: Sequence[bytes]) -> Reading:
    """Read one or several pictures of one mail. Raises `PictureError` when none of them can be read."""
    return understood(seen(pictures))


def seen(pictures: Sequence[bytes]) -> Seen:
    """Look at the pictures: nearly all of the time that reading takes. Raises `PictureError` when none of them can be read."""
    pages: list[Page] = []
    codes: list[str] = []
    problems: list[PictureError] = []
    notes: list[Note] = []
    for number, data in enumerate(pictures):
        try:
            image, animated = decode(data, number)
        except PictureError as problem:
            problems.append(problem)
            continue
        if animated:
            notes.append("animated-first-frame")
        held = [code.text for code in zxingcpp.read_barcodes(image.convert("L")) if code.text]
        pixels = np.asarray(image)
        if tall(pixels):
            notes.append("tiled")
        found = _found(pixels)
        if not found and not held:
            problems.append(error("no-text", number))
            continue
        codes += held
        pages.append(Page(tuple(found), image.width, image.height))
    if not pages:
        raise problems[0] if problems else error("empty")
    return Seen(tuple(pages), tuple(dict.fromkeys(codes)), tuple(notes), tuple(problems))


def understood(found: Seen) -> Reading:
    """Lay out what was seen, and settle its addresses: the same for the same `found`."""
    pack = shipped()
    screen = read(found.pages, pack)
    mail, doubts = to_mail(screen, pack, found.codes)
    notes = list(found.notes)
    if screen.overlapped:
        notes.append("overlap-removed")
    if not screen.header.end:
        notes.append("no-header")
    uncertain = tuple(Uncertain(doubt.read, doubt.readings, doubt.owners, doubt.where, doubt.matters) for doubt in doubts)
    return Reading(mail, "\n".join(screen.lines), uncertain, found.codes, tuple(dict.fromkeys(notes)), found.problems)


def tall(pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture is longer than any phone's screen, so that it is read tile by tile."""
    height, width = pixels.shape[:2]
    return bool(height > max(TILE + OVERLAP, SCREEN * width))


def _found(pixels: NDArray[np.uint8]) -> list[Piece]:
    """The runs of letters of a picture, those with an address looked at twice."""
    height = pixels.shape[0]
    found: list[Piece] = []
    if tall(pixels):
        end = 0.0
        for top in range(0, height - OVERLAP, TILE):
            tile = [piece.moved(top) for piece in pieces(pixels[top : top + TILE + OVERLAP])]
            found = stitched(found, tile, top, end) if found else tile
            end = min(height, top + TILE + OVERLAP)
    else:
        found = pieces(pixels)
    for number in worth_it(found):
        found[number] = both(found[number], look(pixels, found[number].corners, STRETCH))
    return found
