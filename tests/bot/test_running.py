"""A process that cannot keep up says so instead of answering too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.conftest import MAIL, texts

if TYPE_CHECKING:
    from tests.bot.conftest import World


async def test_while_the_loop_is_late_a_new_check_is_asked_to_wait(world: World) -> None:
    world.bot.metrics.lag = 5.0
    assert "いま混み合っています" in texts((await world.ask(MAIL)).response.components)
    world.bot.metrics.lag = 0.0
    assert "強い疑い" in texts((await world.ask(MAIL)).response.components)


async def test_while_it_is_leaving_a_new_check_is_told_so(world: World) -> None:
    await world.bot.running.leave(0)
    assert "いったん止まります" in texts((await world.ask(MAIL)).response.components)
