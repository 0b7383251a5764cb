"""The stand-in itself, with the real client: every way to ask works over sockets, and what it refuses is what Discord refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.conftest import MAIL, SPEC, texts, validate
from tests.wire.conftest import running

if TYPE_CHECKING:
    from bot.app import Honmono
    from tests.wire.people import People
    from tests.wire.server import Wire


async def test_every_way_to_ask_is_answered_over_the_wire(wire: Wire, people: People, bot: Honmono) -> None:
    eml = b"From: XSERVER SUPPORT <info@mail.example.cfd>\r\nSubject: =?utf-8?b?5L+d55WZ5Lit44Gu44Oh44O844OrOeS7tg==?=\r\n\r\nhttps://login.example.cfd/x\r\n"
    assert "強い疑い" in texts((await people.ask(MAIL)).components)
    assert "強い疑い" in texts((await people.ask(MAIL, direct=True)).components)
    assert "強い疑い" in texts((await people.check(MAIL)).components)
    assert "強い疑い" in texts((await people.check("", ("mail.eml", eml))).components)
    assert "強い疑い" in texts((await people.answer(people.menu(people.say(MAIL), "Is this real?"))).components)
    assert "/check" in texts((await people.answer(people.slash("help"))).components)
    assert validate(wire.backend) > 5 or not SPEC.exists()


async def test_two_people_have_the_form_open_at_once(people: People, bot: Honmono) -> None:
    other = people.another("taro")
    first, second = await people.open_form(people.slash("check")), await other.open_form(other.slash("check"))
    assert "強い疑い" in texts((await people.answer(people.fill_in(first, body=MAIL))).components)
    assert "強い疑い" in texts((await other.answer(other.fill_in(second, body=MAIL))).components)


async def test_a_form_handed_in_twice_is_answered_twice(people: People, bot: Honmono) -> None:
    """Discord keeps a form open when an answer came too late."""
    form = await people.open_form(people.slash("check"))
    for _ in range(2):
        assert "強い疑い" in texts((await people.answer(people.fill_in(form, body=MAIL))).components)


async def test_a_form_opened_before_a_restart_is_answered_after_it(wire: Wire, people: People, pointed: None) -> None:
    eml = b"From: XSERVER SUPPORT <info@mail.example.cfd>\r\n\r\nhttps://login.example.cfd/x\r\n"
    async with running(wire):
        form = await people.open_form(people.slash("check"))
    async with running(wire):
        assert "強い疑い" in texts((await people.answer(people.fill_in(form, body="", files=[("mail.eml", eml)]))).components)
