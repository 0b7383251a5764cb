"""Pictures are read in worker processes, in turn: a bounded line, a place in it that people can be told, and one more try when a worker is lost."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.apart import apart
from bot.pictures.contract import PictureError
from bot.pictures.process import Worker, WorkerDied
from bot.pictures.wire import Garbled, prepare, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bot.pictures.contract import Reading

log = logging.getLogger(__name__)

RUNNING = 3
"""Checks of pictures running at once in a process at most; each has a worker of up to 700 MB."""
WAITING = 20
"""Checks waiting at most; the next is asked to come again."""
TRIES = 2
"""How often a job is tried that takes its worker with it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use.

    `cpu` and `wall` are seconds a picture; a worker is replaced after `jobs` jobs, or when it holds more than `held` bytes after one. `patience` is the seconds from
    asking to answering: an interaction's token lives for 15 minutes.
    """

    cpu: float = 60.0
    wall: float = 120.0
    jobs: int = 200
    held: int = 700 << 20
    patience: float = 12 * 60.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture still to be fetched, when its turn has come. `fetch` gives None when there is nothing to be had, and is called again when a worker was lost.

    `url` is where Discord keeps it, for who reads it in another process.
    """

    name: str
    fetch: Callable[[], Awaitable[bytes | None]]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """How the asker can be answered by another process, should this one be gone: an interaction's token, which is a credential."""

    application_id: int
    token: str
    lang: str


class NotRead(Exception):
    """No fault of the picture.

    `reason` is busy (the line is full), late (patience ran out), lost (its worker died twice), nothing (no picture could be fetched), or failed.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Pictures(Protocol):
    """Who reads pictures: the pool of this process, or anything that hands them to workers elsewhere."""

    async def open(self) -> None:
        """At the start, before anybody asks. Raises bot.cluster.agreement.OtherKey for what only the operator can mend."""
        ...

    def warm_up(self) -> None:
        """Get ready now, so that the first picture waits less."""
        ...

    async def read(self, pictures: Sequence[Picture], on_place: Callable[[int], None], reply: Reply | None = None) -> Reading:
        """Read the pictures of one mail. `on_place` is told the place in the line whenever it changes, 0 when the turn has come.

        Raises PictureError when they cannot be read, NotRead when it could not be tried. Cancelling gives the place up.
        """
        ...

    async def close(self) -> None:
        """End, within seconds."""
        ...


@dataclass(slots=True, eq=False)
class _Ticket:
    """Somebody's place in the line."""

    pictures: Sequence[Picture]
    on_place: Callable[[int], None]
    result: asyncio.Future[Reading] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    place: int = -1

    def tell(self, place: int) -> None:
        """Tell the place, if it is another than before."""
        if place != self.place:
            self.place = place
            self.on_place(place)


def installed() -> bool:
    """Whether the extra `honmono[images]` is there, without loading it."""
    return all(importlib.util.find_spec(name) for name in ("numpy", "onnxruntime", "PIL", "pillow_heif", "rapidocr", "zxingcpp"))


class Pool:
    """Worker processes of this machine. They are started when the first picture comes, or by `warm_up`."""

    def __init__(self, workers: int = 1, *, job: str = "bot.pictures.job", limits: Limits | None = None) -> None:
        self._count, self._job, self._limits = min(workers, RUNNING), job, limits or Limits()
        self._line: deque[_Ticket] = deque()
        self._more = asyncio.Condition()
        self._runners: list[asyncio.Task[None]] = []
        self._running = 0
        self.workers: set[Worker] = set()
        prepare()

    async def open(self) -> None:
        """Nothing: workers start when they are needed."""

    def warm_up(self) -> None:
        """Start the workers now, so that the first picture does not wait for the models."""
        self._runners = [runner for runner in self._runners if not runner.done()]
        while len(self._runners) < self._count:
            self._runners.append(apart(self._serve()))

    async def read(self, pictures: Sequence[Picture], on_place: Callable[[int], None], reply: Reply | None = None) -> Reading:
        """Wait in line and read; see `Pictures`."""
        del reply  # this process is here, or the line is gone with it
        if len(self._line) - self._free >= WAITING:
            raise NotRead("busy")
        self.warm_up()
        ticket = _Ticket(pictures, on_place)
        self._line.append(ticket)
        if len(self._line) > self._free:
            ticket.tell(len(self._line) - self._free)
        async with self._more:
            self._more.notify()
        try:
            async with asyncio.timeout(self._limits.patience):
                return await ticket.result
        except TimeoutError:
            raise NotRead("late") from None
        finally:
            if ticket in self._line:
                self._line.remove(ticket)
                self._tell_places()

    async def close(self) -> None:
        """End the workers; whoever is still waiting is told that it failed."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        self._runners.clear()
        for ticket in self._line:
            _settle(ticket, NotRead("failed"))
        self._line.clear()

    @property
    def alive(self) -> int:
        """Workers that are there, with their models loaded."""
        return sum(worker.alive for worker in self.workers)

    @property
    def busy(self) -> int:
        """Jobs that are being done."""
        return self._running

    @property
    def _free(self) -> int:
        """Workers without a job: so many at the front of the line do not have to wait."""
        return self._count - self._running

    def _tell_places(self) -> None:
        for place, ticket in enumerate(self._line, 1 - self._free):
            if place > 0:
                ticket.tell(place)

    async def _serve(self) -> None:
        """One worker's life after the other: a worker that is ready, the next ticket, the answer."""
        worker: Worker | None = None
        try:
            while True:
                if worker is None:
                    with contextlib.suppress(WorkerDied):  # tried again when there is something to do
                        worker = await self._start()
                async with self._more:
                    await self._more.wait_for(lambda: self._line)
                ticket = self._line.popleft()
                self._running += 1
                try:
                    ticket.tell(0)
                    self._tell_places()
                    worker = await self._attend(ticket, worker)
                finally:
                    self._running -= 1
                    _settle(ticket, NotRead("failed"))
        finally:
            if worker is not None:
                self.workers.discard(worker)
                await worker.stop()

    async def _attend(self, ticket: _Ticket, worker: Worker | None) -> Worker | None:
        """Do one ticket's job. Gives back the worker for the next, None when there is none left that is fit for it."""
        for tried in range(1, TRIES + 1):
            try:
                if worker is None:
                    worker = await self._start()
                answer = await worker.read(_fetched(ticket), cpu=self._limits.cpu, wall=self._limits.wall)
            except WorkerDied as error:
                log.warning("an image worker was lost: %s (try %d of %d)", error, tried, TRIES)
                if worker is not None:
                    self.workers.discard(worker)
                    worker = None
            except NotRead as error:
                _settle(ticket, error)
                return worker
            else:
                _settle(ticket, _outcome(answer))
                return await self._if_fit(worker)
        _settle(ticket, NotRead("lost"))
        return None

    async def _if_fit(self, worker: Worker) -> Worker | None:
        if worker.jobs < self._limits.jobs and worker.held <= self._limits.held:
            return worker
        log.info("an image worker is replaced after %d jobs, holding %d MB", worker.jobs, worker.held >> 20)
        self.workers.discard(worker)
        await worker.stop()
        return None

    async def _start(self) -> Worker:
        try:
            worker = await Worker.start(self._job)
        except WorkerDied as error:
            log.error("an image worker does not start: %s", error)
            raise
        self.workers.add(worker)
        return worker


async def _fetched(ticket: _Ticket) -> AsyncIterator[bytes]:
    """The pictures, one in memory at a time. Raises NotRead when the asker has left, or when there is nothing."""
    count = 0
    for picture in ticket.pictures:
        if ticket.result.done():
            raise NotRead("late")
        if (data := await picture.fetch()) is not None:
            yield data
            count += 1
    if not count:
        raise NotRead("nothing")


def _outcome(answer: dict[str, Any]) -> Reading | Exception:
    try:
        return unpack(answer)
    except PictureError as error:
        return error
    except Garbled as error:
        log.error("an image worker failed: %s", error)
        return NotRead("failed")


def _settle(ticket: _Ticket, outcome: Reading | Exception) -> None:
    """Give a ticket its result, unless it has one or nobody waits for it any more."""
    if ticket.result.done():
        return
    if isinstance(outcome, Exception):
        ticket.result.set_exception(outcome)
        ticket.result.exception()  # marked as seen: the asker may have left
    else:
        ticket.result.set_result(outcome)
