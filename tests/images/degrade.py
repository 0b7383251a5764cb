"""What happens to a screenshot on its way: saved small, made smaller, cut, photographed askew, sent through a chat app."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tests.images.truth import clipped, file_names

if TYPE_CHECKING:
    from tests.images.truth import Truth

CHAT_WIDTH, PHONE_WIDTH, DESK_WIDTH = 1080, 750, 1100
ANGLE, NOISE = 2, 6
"""Degrees, and the noise's standard deviation in steps of 256."""


def degraded(truth: Truth, pictures: list[bytes], kind: str) -> tuple[Truth, list[bytes]]:
    """The degraded twin of a case: its truth and its pictures."""
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in pictures]
    ending = {"chat-webp": "webp", "jpeg40": "jpg", "chat-jpeg": "jpg"}.get(kind, "png")
    name = f"{truth.name}+{kind}"
    twin = replace(truth, name=name, kind=kind, files=file_names(name, len(images), ending))
    if kind == "cropped":
        top, bottom = _cuts(truth)
        images = [image.crop((0, top, image.width, bottom)) for image in images[:1]]
        twin = clipped(replace(twin, files=twin.files[:1], lines=tuple(line for line in twin.lines if line.picture == 0)), top, bottom)
    else:
        images = [_changed(image, kind, zlib.crc32(name.encode()) + number) for number, image in enumerate(images)]
        twin = replace(twin, sizes=tuple(image.size for image in images))
    return twin, [_saved(image, kind) for image in images]


def _changed(image: Image.Image, kind: str, seed: int) -> Image.Image:
    if kind == "width750":
        return _narrowed(image, DESK_WIDTH if image.width > image.height else PHONE_WIDTH)
    if kind.startswith("chat"):
        return _narrowed(image, CHAT_WIDTH)
    if kind == "rotated":
        return _noisy(image.rotate(ANGLE if seed % 2 else -ANGLE, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(127, 127, 127)), seed)
    return image


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


def _noisy(image: Image.Image, seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).normal(0, NOISE, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) + noise, 0, 255).astype(np.uint8))


def _saved(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "jpeg40":
        image.save(file, "JPEG", quality=40)
    elif kind == "chat-jpeg":
        image.save(file, "JPEG", quality=60)
    elif kind == "chat-webp":
        image.save(file, "WEBP", quality=60)
    else:
        image.save(file, "PNG")
    return file.getvalue()


def _cuts(truth: Truth) -> tuple[int, int]:
    """Where somebody would cut: just above the mail's first line, and after about seven tenths of its lines; never through a line or a code."""
    boxes = [line.box for line in truth.lines if line.picture == 0]
    top = int(min(box[1] for box in boxes)) - 3 * truth.scale
    kept = sorted(boxes, key=lambda box: box[3])[: max(4, len(boxes) * 7 // 10)]
    bottom = int(max(box[3] for box in kept)) + 2
    through = [box for box in (*boxes, *(box for _, box in truth.codes)) if box[1] < bottom < box[3]]
    return max(0, top), min(truth.sizes[0][1], int(max([bottom, *(box[3] + 1 for box in through)])))
