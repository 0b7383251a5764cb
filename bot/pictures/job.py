"""The job of an image worker: pictures in, a reading out. The same wherever the worker runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.pictures.engine import engine
from bot.pictures.reading import read_pictures
from bot.pictures.wire import pack

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(pictures: Sequence[bytes]) -> dict[str, Any]:
    """Read the pictures of one mail. Raises PictureError."""
    return pack(read_pictures(pictures))


def warm_up() -> None:
    """Load the models, and use them once on nothing."""
    engine()(np.full((64, 64, 3), 255, np.uint8))
