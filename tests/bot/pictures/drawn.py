"""Small pictures of mails, drawn with Pillow, and pictures that are none."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = next((path for path in Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.*")), None)
"""Japanese letters; without them nothing can be drawn."""
LINES = (
    "メールアドレスの保留中のメール9件",
    "差出人: XSERVER SUPPORT <info@mail.example.cfd>",
    "9件のメールが保留されています。",
    "受信するには下記のリンクをクリックしてください。",
    "https://login.example.cfd/release",
)


def screenshot(lines: tuple[str, ...] = LINES, *, width: int = 900, size: int = 28, kind: str = "PNG") -> bytes:
    """Lines in black on white."""
    image = Image.new("RGB", (width, 40 + len(lines) * size * 2), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), size)
    for number, line in enumerate(lines):
        draw.text((24, 24 + number * size * 2), line, "black", font=font)
    return _bytes(image, kind)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes whose header promises a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * 64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def blank(width: int, height: int, kind: str = "PNG") -> bytes:
    """A white picture."""
    return _bytes(Image.new("RGB", (width, height), "white"), kind)


def moving() -> bytes:
    """An animated GIF whose first frame shows the lines."""
    first = Image.open(io.BytesIO(screenshot())).convert("P")
    file = io.BytesIO()
    first.save(file, "GIF", save_all=True, append_images=[Image.new("P", first.size)] * 3, duration=100)
    return file.getvalue()


def _bytes(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()
