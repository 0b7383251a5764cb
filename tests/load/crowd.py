"""Many people in many servers who ask at a steady rate, and what came of each question."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bot.conftest import texts
from tests.wire.people import People

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcord.backend.models import Message

    from tests.wire.server import Wire

SIGN = 3.0
"""Seconds that Discord waits for a bot's first sign."""
PATIENCE = 60.0
"""Seconds after which a question counts as lost."""


@dataclass
class Tally:
    """What came of the questions: `cards` and `sentences` are seconds from the event to the answer at Discord's door, `lost` had none."""

    cards: list[float] = field(default_factory=list)
    sentences: dict[str, list[float]] = field(default_factory=dict)
    lost: int = 0
    again: int = 0
    """How often somebody who saw no answer asked once more, as people do."""

    @property
    def asked(self) -> int:
        """All of them."""
        return len(self.cards) + sum(map(len, self.sentences.values())) + self.lost


class Crowd:
    """`servers` with `people` each, or one person who is in all of them (`people=0`); every `mentions`-th question is a mention, the others use the message's menu."""

    def __init__(
        self,
        wire: Wire,
        mails: Sequence[str],
        *,
        servers: int,
        people: int,
        shards: int = 1,
        mentions: int = 5,
        picture: bytes = b"",
        pictures: int = 50,
        tries: int = 1,
    ) -> None:
        self.wire, self.mails, self.mentions = wire, mails, mentions
        self._picture, self._pictures, self._tries = picture, pictures, tries
        self._members: list[People] = []
        for number in range(servers):
            first = People.move_in(wire, shard=number % shards, count=shards, name=f"server {number}")
            if not people:
                self._members.append(self._members[0].visit(first) if self._members else first)
                continue
            self._members += [first, *(first.another(f"person {number}-{other}") for other in range(1, people))]
        self._turns = itertools.cycle(self._members)
        self._count = 0
        self.tally = Tally()
        self._asking: set[asyncio.Task[None]] = set()

    async def ask(self, rate: float, seconds: float) -> Tally:
        """Ask `rate` times a second, however long the answers take; then wait for the last answers."""
        self.tally = Tally()
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begin + number / rate - loop.time()))
            task = asyncio.create_task(self._one(next(self._turns)))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        while self._asking:
            await asyncio.wait(self._asking)
        return self.tally

    async def _one(self, person: People) -> None:
        self._count += 1
        number, since = self._count, time.perf_counter()
        for tried in range(self._tries):
            self.tally.again += tried > 0
            if (answer := await self._answer(person, number)) is not None:
                self._note(answer, time.perf_counter() - since)
                return
        self.tally.lost += 1

    async def _answer(self, person: People, number: int) -> Message | None:
        """What somebody sees: an answer, or nothing. Discord gives a press up after three seconds without a sign; a mention is given up a little later."""
        mail = self.mails[number % len(self.mails)]
        files = [("shot.png", self._picture)] if self._picture and number % self._pictures == 0 else []
        try:
            if number % self.mentions == 0 and not files:
                return await asyncio.wait_for(self.wire.reply(person.say(f"{person.me} {mail}")), SIGN * 3 if self._tries > 1 else PATIENCE)
            interaction = person.menu(person.say("" if files else mail, files), "Is this real?")
            answer = asyncio.ensure_future(self.wire.answer(interaction))
            await asyncio.wait({answer}, timeout=SIGN)
            if not answer.done() and not interaction.responded:
                return None
            return await self._last(await asyncio.wait_for(answer, PATIENCE))
        except TimeoutError:
            return None

    async def _last(self, answer: Message) -> Message:
        """The answer after those that only say how far it is."""
        async with asyncio.timeout(PATIENCE):
            while "読み取" in (said := texts(answer.components)) and not said.startswith("## "):
                await asyncio.sleep(0.2)
                answer = self.wire.backend.get_message(answer.channel_id, answer.id)
        return answer

    def _note(self, answer: Message, seconds: float) -> None:
        said = texts(answer.components)
        if said.startswith("## "):
            self.tally.cards.append(seconds)
        else:
            self.tally.sentences.setdefault(said.splitlines()[0][:40], []).append(seconds)
