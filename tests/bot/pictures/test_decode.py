"""Whatever file is handed over gets a picture or one clear reason, before anything large is decoded."""

from __future__ import annotations

import io
import pickle
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from bot.pictures.contract import FILE_BYTES, PictureError
from bot.pictures.decode import decode, kind


def a_picture(ending: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", colour: object = "red", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, ending, **options)
    return file.getvalue()


def heic() -> bytes:
    from pillow_heif import from_pillow

    file = io.BytesIO()
    from_pillow(Image.new("RGB", (64, 48), "red")).save(file)
    return file.getvalue()


def png_header(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever it holds."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    )


def frames(ending: str) -> bytes:
    file = io.BytesIO()
    first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (60, 40), "blue")
    first.save(file, ending, save_all=True, append_images=[second])
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"Subject: hello\n\nworld", "not-an-image", id="a text"),
        pytest.param(b"PK\x03\x04" + bytes(60), "not-an-image", id="an archive"),
        pytest.param(b"\x89PNG" + bytes(FILE_BYTES), "too-large", id="too many bytes"),
        pytest.param(a_picture("TIFF"), "unsupported", id="a kind that is not read"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported", id="a drawing"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "broken", id="a signature alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), "broken", id="a signature and nonsense"),
        pytest.param(a_picture()[:-30], "broken", id="a PNG cut short"),
        pytest.param(a_picture("JPEG", (400, 400))[:700], "broken", id="a JPEG cut short"),
        pytest.param(a_picture("WEBP")[:40], "broken", id="a WebP cut short"),
        pytest.param(heic()[:200], "broken", id="a HEIC cut short"),
        pytest.param(a_picture(size=(1, 1)), "too-small", id="one pixel"),
        pytest.param(a_picture(size=(2000, 3)), "too-small", id="a thread"),
        pytest.param(png_header(30_000, 30_000, bytes(1000)), "too-many-pixels", id="30,000 square"),
        pytest.param(png_header(9_000, 9_000, bytes(1000)), "too-many-pixels", id="what Pillow only warns of"),
        pytest.param(png_header(2**31 - 1, 2**31 - 1), "too-many-pixels", id="the largest header"),
        pytest.param(a_picture("GIF", (20_000, 3_000), "P", 0), "too-many-pixels", id="a GIF bomb"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(PictureError) as caught:
        decode(data, 3)
    assert (caught.value.reason, caught.value.number) == (reason, 3)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 – our own
    assert (again.reason, again.number, str(again)) == (reason, 3, str(caught.value))


@pytest.mark.parametrize("ending", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_the_bytes_tell_the_format_and_not_the_name(ending: str) -> None:
    data = a_picture(ending)
    assert kind(data) == ending
    image, animated = decode(data)
    assert (image.mode, image.size, animated) == ("RGB", (60, 40), False)
    assert image.getpixel((30, 20))[0] > 240


def test_what_iphones_send() -> None:
    image, animated = decode(heic())
    assert (image.mode, image.size, animated) == ("RGB", (64, 48), False)
    assert image.getpixel((30, 20))[0] > 230


@pytest.mark.parametrize("ending", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame(ending: str) -> None:
    image, animated = decode(frames(ending))
    assert animated
    assert image.getpixel((30, 20))[0] > 240


@pytest.mark.parametrize(("turn", "corner"), [(1, (0, 0)), (3, (59, 39)), (6, (39, 0)), (8, (0, 59))])
def test_a_picture_is_turned_as_its_camera_says(turn: int, corner: tuple[int, int]) -> None:
    sheet = Image.new("RGB", (60, 40), "white")
    sheet.paste("black", (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = turn
    file = io.BytesIO()
    sheet.save(file, "PNG", exif=exif)
    image, _ = decode(file.getvalue())
    assert image.size == ((60, 40) if turn < 5 else (40, 60))
    assert image.getpixel(corner) == (0, 0, 0)


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("RGBA", (0, 0, 0, 255))])
def test_what_is_transparent_is_white(mode: str, colour: tuple[int, ...]) -> None:
    image, _ = decode(a_picture(mode=mode, colour=colour))
    assert image.getpixel((5, 5)) == ((0, 0, 0) if colour[-1] else (255, 255, 255))


def test_one_bit_and_sixteen_bits() -> None:
    assert decode(a_picture(mode="1", colour=1))[0].getpixel((5, 5)) == (255, 255, 255)
    assert decode(a_picture(mode="I;16", colour=32768))[0].getpixel((5, 5)) == (128, 128, 128)


def test_the_contract_loads_no_picture_library() -> None:
    code = "import sys, bot.pictures.contract; print([name for name in ('numpy', 'PIL', 'onnxruntime', 'rapidocr', 'zxingcpp') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
