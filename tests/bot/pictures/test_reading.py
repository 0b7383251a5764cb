"""Real screens, read by the engine itself: shots/ holds some of the set that tests.images draws, so that neither a browser nor fonts are needed here."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("rapidocr")

import numpy as np
import rapidocr
from PIL import Image, ImageOps

from bot.pictures.contract import PictureError
from bot.pictures.engine import engine, look
from bot.pictures.reading import read_pictures, tall
from rules import check

SHOTS = Path(__file__).parent / "shots"
pytestmark = pytest.mark.xdist_group("ocr")


@cache
def shot(name: str) -> bytes:
    return (SHOTS / f"{name}.webp").read_bytes()


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def top(name: str, rows: tuple[int, int]) -> Image.Image:
    """A strip of a shot, which takes less time than the whole."""
    image = Image.open(io.BytesIO(shot(name))).convert("RGB")
    return image.crop((0, rows[0], image.width, rows[1]))


def test_a_phone_screen_becomes_the_mail_it_shows() -> None:
    reading = read_pictures([shot("gmail-android")])
    mail = reading.mail
    assert (mail.form, mail.sender.display, mail.sender.address) == ("ocr", "XSERVER SUPPORT", "notice-9@mail.kurobane-post.cfd")
    assert mail.subject == "【重要】未配信のメールが6件サーバーに残っています"
    assert [address.address for address in mail.to] == ["taro.yamada@example.co.jp"]
    assert mail.body.startswith("taro.yamada@example.co.jp 様")
    assert mail.body.endswith("配信を許可してください。")
    assert "全員に返信" in reading.text
    assert not any(word in mail.body for word in ("返信", "34%", "Meet", "セキュリティの詳細", "11月20日"))
    assert (reading.uncertain, reading.codes, reading.problems) == ((), (), ())
    assert check(mail).level == "strong"
    assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301 – our own


def test_light_letters_on_a_dark_screen() -> None:
    mail = read_pictures([shot("ios-mail-dark")]).mail
    assert (mail.sender.display, mail.sender.address, mail.subject) == (
        "service@paypal.com",
        "service@paypal.com",
        "Receipt for your payment to Millpond Garden Supply",
    )
    assert mail.lang == "en"
    assert check(mail).level == "none"


def test_a_code_is_a_link_whose_target_can_be_judged() -> None:
    reading = read_pictures([shot("docomo-mail-code")])
    assert reading.codes == ("https://e-navi.rakuten-rn.cfd/auth/start",)
    assert [(link.kind, link.target) for link in reading.mail.links] == [("qr", "https://e-navi.rakuten-rn.cfd/auth/start")]
    assert "link.quishing" in {point.id for point in check(reading.mail).points}


def test_two_screens_of_one_mail_are_one_mail() -> None:
    reading = read_pictures([shot("two-screens-1"), b"", shot("two-screens-2")])
    assert "overlap-removed" in reading.notes
    assert [(problem.reason, problem.number) for problem in reading.problems] == [("empty", 1)]
    assert reading.mail.sender.address == "account-update@amazom-co-jp.hikidashi.top"
    assert reading.mail.body.count("端末：Windows") == 1
    assert reading.mail.body.index("サインインの場所") < reading.mail.body.index("お支払い方法を更新する")


def test_a_camera_that_was_held_sideways() -> None:
    strip = top("ios-mail-dark", (560, 900))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(strip.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=95, exif=exif)
    assert ImageOps.exif_transpose(Image.open(io.BytesIO(turned))).size == strip.size
    upright = read_pictures([saved(strip)])
    assert len(upright.mail.body) > 40
    assert read_pictures([turned]).mail.body == upright.mail.body
    assert "no-header" in upright.notes


def test_a_stitched_picture_is_read_tile_by_tile_without_doubled_lines() -> None:
    strip = top("gmail-android", (1680, 2260)).resize((585, 290))
    long = Image.new("RGB", (strip.width, 9 * 330), "white")
    for number in (0, 5, 6, 8):  # the second stands across the edge of the first tile
        long.paste(strip, (0, 20 + number * 330))
    assert tall(np.asarray(long))
    reading = read_pictures([saved(long)])
    assert "tiled" in reading.notes
    assert reading.mail.body.count("保留中のメールは48時間を過ぎると") == 4
    assert reading.mail.body.count("三菱UFJ銀行") == 4


@pytest.mark.parametrize(("image", "reason"), [(Image.new("RGB", (400, 300), "white"), "no-text"), (Image.new("RGB", (1, 1)), "too-small")])
def test_a_picture_without_words_says_so(image: Image.Image, reason: str) -> None:
    with pytest.raises(PictureError) as told:
        read_pictures([saved(image)])
    assert told.value.reason == reason


def test_a_letter_keeps_what_else_it_may_be() -> None:
    pixels = np.asarray(top("outlook-desktop", (90, 130)))
    piece = look(pixels, ((340, 4), (760, 4), (760, 36), (340, 36)), 1.3)
    assert "".join(place[0][0] for place in piece.places) == piece.text
    assert all(0 < share <= 1 for place in piece.places for _, share in place)
    assert piece.ink > 0
    assert piece.stroke > 0


def test_the_models_come_out_of_the_wheel() -> None:
    inside = (Path(rapidocr.__file__).parent / "models").resolve()
    assert Path(engine().cfg.Global.model_root_dir).resolve() == inside
    assert sorted(path.name for path in inside.glob("*small.onnx")) == ["PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"]


OFFLINE = """
import sys
def forbid(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request", "http.client.connect"):
        print("asked the network:", event, file=sys.stderr)
        raise PermissionError(event)
sys.addaudithook(forbid)
import json
from pathlib import Path
from bot.pictures.reading import read_pictures
mail = read_pictures([Path(sys.argv[1]).read_bytes()]).mail
print(json.dumps([mail.sender.address, mail.subject, mail.body, [link.target for link in mail.links]]))
"""


def test_nothing_is_downloaded_and_the_list_beside_a_mail_is_not_the_mail() -> None:
    done = subprocess.run([sys.executable, "-c", OFFLINE, str(SHOTS / "outlook-desktop.webp")], capture_output=True, text=True, check=False, timeout=300)
    assert "asked the network" not in done.stderr
    assert done.returncode == 0, done.stderr[-2000:]
    address, subject, body, links = json.loads(done.stdout)
    assert (address, subject) == ("notice-9@mail.kurobane-post.cfd", "【重要】未配信のメールが6件サーバーに残っています")
    assert links == ["https://login.kurobane-post.cfd/release/?u=taro.yamada&n=6"]
    assert not any(word in body for word in ("町内会", "新規メール", "214"))
