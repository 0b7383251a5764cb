"""The bytes of a picture as upright RGB pixels: what the header says is checked before anything is decoded."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from bot.pictures.contract import FILE_BYTES, PIXELS, SIDE, PictureError

if TYPE_CHECKING:
    from bot.pictures.contract import PictureReason

_HEIF = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
"""Brands of the files that iPhones write."""
_OTHERS = (b"II*\0", b"MM\0*", b"8BPS", b"\0\0\1\0", b"<svg", b"<?xml", b"%PDF", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"\xff\x0a")
"""How files begin that are pictures, or hold one, and are not read: TIFF, PSD, ICO, SVG, PDF, JPEG 2000, JPEG XL."""
_SENTENCES: dict[PictureReason, str] = {
    "empty": "the picture is empty",
    "too-large": f"the picture is larger than {FILE_BYTES // 1024 // 1024} MiB",
    "not-an-image": "the file is not a picture",
    "unsupported": "pictures of this kind are not read; send PNG, JPEG, WebP or HEIC",
    "too-many-pixels": f"the picture has more than {PIXELS // 1_000_000} megapixels",
    "too-small": "the picture is too small to hold words",
    "broken": "the picture is damaged or incomplete",
    "no-text": "no words were found in the picture",
}


def error(reason: PictureReason, number: int = 0) -> PictureError:
    """The error for a reason, with its sentence."""
    return PictureError(reason, _SENTENCES[reason], number)


def kind(data: bytes) -> str:
    """Pillow's name of the format that the first bytes tell, "other" for pictures that are not read, "" for no picture.

    >>> kind(b"\\x89PNG\\r\\n\\x1a\\n"), kind(b"II*\\0"), kind(b"Hello")
    ('PNG', 'other', '')
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "BMP"
    if data[4:8] == b"ftyp":
        return "HEIF" if data[8:12] in _HEIF else "other"
    return "other" if data.lstrip()[:8].startswith(_OTHERS) or data.startswith(_OTHERS) else ""


def decode(data: bytes, number: int = 0) -> tuple[Image.Image, bool]:
    """The picture, upright, on white where it is transparent, and whether it is the first of several frames. Raises `PictureError`."""
    if not data:
        raise error("empty", number)
    if len(data) > FILE_BYTES:
        raise error("too-large", number)
    name = kind(data)
    if name in ("", "other"):
        raise error("unsupported" if name else "not-an-image", number)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
            return _decoded(data, name, number)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise error("too-many-pixels", number) from problem
    except MemoryError:
        raise
    except Exception as problem:  # what damaged bytes make a decoder raise cannot be listed
        raise error("broken", number) from problem


def _decoded(data: bytes, name: str, number: int) -> tuple[Image.Image, bool]:
    if name == "HEIF":
        from pillow_heif import HeifImageFile

        image: Image.Image = HeifImageFile(io.BytesIO(data))  # type: ignore[no-untyped-call]
    else:
        image = Image.open(io.BytesIO(data), formats=(name,))
    if image.width * image.height > PIXELS:
        raise error("too-many-pixels", number)
    if min(image.size) < SIDE:
        raise error("too-small", number)
    animated = getattr(image, "n_frames", 1) > 1 and name != "HEIF"
    image.load()
    ImageOps.exif_transpose(image, in_place=True)  # a picture of 40 megapixels takes 160 MB, each copy of it as much
    return _flat(image), animated


def _flat(image: Image.Image) -> Image.Image:
    """RGB, with white behind what is transparent, and 16 bits brought down to 8 (Pillow alone would make nearly all of it white)."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")
