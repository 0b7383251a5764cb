"""Who reads the pictures: the bot's own reader, and the OCR engine alone as the baseline that it has to beat."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import zxingcpp
from PIL import Image

from bot.pictures.reading import understood
from rules.mail import read_ocr
from tests.images.kept import Spent, looked
from tests.images.metrics import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

TILE, OVERLAP = 2000, 160


def engine_alone(pictures: Sequence[bytes], _folder: Path | None = None) -> tuple[Answer, Spent]:
    """The engine's boxes as lines from top to bottom, handed to the rules as they are: no layout, no second look. Nothing of it is kept."""
    start = Spent.now()
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in pictures]
    text = "\n".join(line for image in images for line in _lines(np.asarray(image)[:, :, ::-1]))
    answer = Answer(text, read_ocr(text), codes=tuple(code.text for image in images for code in zxingcpp.read_barcodes(image.convert("L"))))
    return answer, Spent.now() - start


def _lines(pixels: np.ndarray) -> Iterable[str]:
    for top in range(0, max(1, pixels.shape[0] - OVERLAP), TILE):
        read = _engine()(pixels[top : top + TILE + OVERLAP])
        row: list[tuple[float, str]] = []
        middle = height = 0.0
        for box, text in sorted(zip(read.boxes if read.boxes is not None else (), read.txts or (), strict=True), key=lambda item: item[0][:, 1].mean()):
            if row and box[:, 1].mean() - middle > height / 2:
                yield " ".join(word for _, word in sorted(row))
                row = []
            if not row:
                middle, height = box[:, 1].mean(), np.ptp(box[:, 1])
            row.append((float(box[:, 0].min()), text))
        if row:
            yield " ".join(word for _, word in sorted(row))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # screens are upright; the classifier turns good lines over
            "Rec.rec_batch_num": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": 1280,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def honmono(pictures: Sequence[bytes], folder: Path | None = None) -> tuple[Answer, Spent]:
    """The bot's own reader. What it saw is kept in the folder."""
    found, spent = looked(pictures, folder)
    start = Spent.now()
    reading = understood(found)
    doubts = {text for doubt in reading.uncertain for text in (*doubt.readings, *(text.rpartition("@")[2] for text in doubt.readings))}
    return Answer(reading.text, reading.mail, frozenset(doubts), reading.codes), spent + (Spent.now() - start)


READERS: dict[str, Callable[[Sequence[bytes], Path | None], tuple[Answer, Spent]]] = {"honmono": honmono, "engine": engine_alone}
"""Each gives its answer and what it took."""
