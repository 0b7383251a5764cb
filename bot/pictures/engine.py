"""The OCR engine: rapidocr with the models inside its wheel, made once a process. Nothing is downloaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

TILE, OVERLAP = 2000, 160
"""Rows of a tall picture that are read at a time, and those that two neighbours share, in pixels."""


@cache
def engine() -> Any:
    """The engine; its models are loaded at the first call (1–2 s)."""
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


def lines(image: Image.Image) -> Iterator[str]:
    """The lines of a picture from top to bottom."""
    pixels = np.asarray(image)[:, :, ::-1]
    for top in range(0, max(1, pixels.shape[0] - OVERLAP), TILE):
        read = engine()(pixels[top : top + TILE + OVERLAP])
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
