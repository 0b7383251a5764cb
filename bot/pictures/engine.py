"""The OCR engine: rapidocr with the models inside its wheel, made once a process. Nothing is downloaded.

Its detector finds the boxes; its recogniser's letters are decoded here, because what else a letter may be is thrown away by its own decoder.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from rules.mail.screen.model import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from rules.mail.screen.model import Place, Point

    Pixels = NDArray[np.uint8]

SCREEN = 2.3
"""Height of the tallest phone's screen as a multiple of its width: it is read in one go."""
TILE, OVERLAP = 2000, 160
"""Rows of a tall picture that are read at a time, and those that two neighbours share, in pixels."""
DETECT = 1280
"""The longer side of what the detector looks at, in pixels."""
HEIGHT, NARROWEST = 48, 160
"""Height of a line for the recogniser, and the least width, in pixels."""
LEAST = 0.5
"""A run that was read less surely is no writing: an icon, a picture."""
FAINT = 0.02
"""What is less likely than this is not kept as another reading."""
MOST = 4
"""Readings kept of one place."""


@cache
def engine() -> Any:
    """The engine; its models are loaded at the first call (1–2 s)."""
    from rapidocr import RapidOCR

    made = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # screens are upright; the classifier turns good lines over
            "Rec.rec_batch_num": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECT,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    blank = np.full((64, 320, 3), 255, np.uint8)
    made(blank, use_det=True, use_rec=False)  # its parts are made when first used, the recogniser only when there is something to read
    made(blank, use_det=False, use_rec=True)
    return made


def pieces(pixels: Pixels) -> list[Piece]:
    """The runs of letters of one tile (rows × columns × red, green, blue), in no order."""
    found = engine().text_det(pixels[:, :, ::-1])
    if found.boxes is None:
        return []
    read = (look(pixels, corners) for corners in found.boxes.astype(np.float32))
    return [piece for piece in read if piece.text.strip() and piece.score >= LEAST]


def look(pixels: Pixels, corners: NDArray[np.float32] | Sequence[Point], stretch: float = 1.0) -> Piece:
    """Read what stands between four corners. A `stretch` above 1 widens it first: narrow letters and dots come out better, at the cost of time."""
    corners = np.asarray(corners, np.float32)
    line = _upright(pixels, corners)
    height, width = line.shape[:2]
    wide = max(8, round(HEIGHT * width / height * stretch))
    small: Any = cv2.resize(line, (wide, HEIGHT), interpolation=cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC)
    batch = np.zeros((1, 3, HEIGHT, max(NARROWEST, wide)), np.float32)
    batch[0, :, :, :wide] = small[:, :, ::-1].transpose(2, 0, 1) / 127.5 - 1
    recogniser = engine().text_rec
    places = _places(recogniser.session(batch)[0], recogniser.postprocess_op.character)
    text = "".join(place[0][0] for place in places)
    sure = [place[0][1] for place in places if place[0][0]]
    four: Any = tuple((float(x), float(y)) for x, y in corners)
    ink, stroke = drawn(small)
    return Piece(text, four, sum(sure) / len(sure) if sure else 0.0, places, ink * height / HEIGHT, stroke * height / HEIGHT)


def drawn(line: Pixels) -> tuple[float, float]:
    """How high the letters of a line are, and how thick their lines (twice their area over the length of their outlines), in pixels."""
    _, ink = cv2.threshold(cv2.cvtColor(line, cv2.COLOR_RGB2GRAY), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if cv2.countNonZero(ink) * 2 > ink.size:
        ink = cv2.bitwise_not(ink)
    rows = np.flatnonzero((ink > 0).sum(1) > 0.01 * ink.shape[1])
    outlines, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    length = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    return (float(rows[-1] - rows[0] + 1) if len(rows) else 0.0), (2 * cv2.countNonZero(ink) / length if length else 0.0)


def _upright(pixels: Pixels, corners: NDArray[np.float32]) -> Pixels:
    """The quadrangle as an upright rectangle; a tall one is turned, as the engine does."""
    above, right, below, left = (float(np.linalg.norm(corners[number] - corners[number - 3])) for number in range(4))
    width, height = int(max(above, below, 1)), int(max(right, left, 1))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    line: Any = cv2.warpPerspective(
        pixels, cv2.getPerspectiveTransform(corners, target), (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.rot90(line) if height >= 1.5 * width else line


def _places(steps: NDArray[np.float32], letters: Sequence[str]) -> tuple[Place, ...]:
    """What the recogniser says step by step (CTC: shares of each letter, class 0 is "nothing here"), as places."""
    best = steps.argmax(1)
    places: list[Place] = []
    start = 0
    for end in range(1, len(best) + 1):
        if end < len(best) and best[end] == best[start]:
            continue
        run = steps[start:end]
        if best[start]:
            places.append(_rivals(run[run[:, best[start]].argmax()], letters))
        else:
            near = {int(best[start - 1])} if start else set()
            near |= {int(best[end])} if end < len(best) else set()
            places += _between(run, near, letters)
        start = end
    return tuple(places)


def _between(run: NDArray[np.float32], near: set[int], letters: Sequence[str]) -> Iterator[Place]:
    """A letter that may stand where nothing was read; the edges of its neighbours do not count."""
    quiet = run.copy()
    quiet[:, [0, *near]] = 0
    step = run[quiet.max(1).argmax()]
    if quiet.max() >= 3 * FAINT:
        yield _rivals(step, letters)


def _rivals(step: NDArray[np.float32], letters: Sequence[str]) -> Place:
    order = step.argsort()[::-1][:MOST]
    return tuple((letters[number] if number else "", round(float(step[number]), 4)) for number in order if step[number] >= FAINT)
