"""Real pictures through a real worker, whose network is off: one after the other, the good and the bad, by one and the same process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.app import create_bot
from bot.pictures.contract import PictureError
from bot.pictures.pool import Picture, Pool, installed
from bot.simulation import simulated
from tests.bot.conftest import World, settings, texts, validate
from tests.bot.pictures.test_pool import until

if TYPE_CHECKING:
    from bot.pictures.contract import Reading

pytestmark = [pytest.mark.skipif(not installed(), reason="the extra honmono[images] is not installed")]
if installed():
    from tests.bot.pictures.drawn import FONT, blank, bomb, moving, screenshot

    pytestmark += [pytest.mark.skipif(FONT is None, reason="no Noto Sans CJK on this machine"), pytest.mark.xdist_group("ocr")]


async def read(pool: Pool, *pictures: bytes) -> Reading:
    def of(data: bytes) -> Picture:
        async def fetch() -> bytes:
            return data

        return Picture("shot", fetch)

    return await pool.read([of(data) for data in pictures], lambda _place: None)


async def test_bad_pictures_get_their_reason_and_good_ones_are_read_by_the_same_worker() -> None:
    pool = Pool(1)
    try:
        good = await read(pool, screenshot())
        assert good.mail.sender.address == "info@mail.example.cfd"
        assert [link.target for link in good.mail.links] == ["https://login.example.cfd/release"]
        assert "保留されています" in good.mail.body
        (worker,) = pool.workers
        for data, reason in (
            (bomb(), "too-many-pixels"),
            (screenshot()[:-200], "broken"),
            (b"\x89PNG\r\n\x1a\n", "broken"),
            (b"", "empty"),
            (blank(1, 1), "too-small"),
            (blank(400, 300), "no-text"),
            (b"MZ" + bytes(500), "not-an-image"),
            (b"From: a@example.cfd\r\nSubject: x\r\n\r\nx", "not-an-image"),
            (b"II*\0" + bytes(100), "unsupported"),
        ):
            with pytest.raises(PictureError) as told:
                await read(pool, data)
            assert told.value.reason == reason
        frame = await read(pool, moving())
        assert "animated-first-frame" in frame.notes
        assert "XSERVER" in frame.text
        assert pool.workers == {worker}
        assert worker.held < 700 << 20
    finally:
        await pool.close()


async def test_a_screenshot_in_the_form_of_check() -> None:
    bot = create_bot(settings())
    async with simulated(bot) as env:
        world = World(env, bot)
        await world.ask(files=[("IMG_0001.jpg", screenshot(kind="JPEG"))])
        await until(lambda: "強い疑い" in "".join(texts(message.components) for message in env.backend.messages[world.channel.id].values()), 120)
        validate(env)
