"""Pictures put into the queue, and their readings taken from the post: what a shard's process has instead of a pool of its own.

A job holds, sealed, where the pictures lie at Discord, where to send the reading, and how the asker can be answered should this process be gone by then.
No picture and no text of a mail goes into the database.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import procrastinate
from procrastinate.exceptions import ProcrastinateException

from bot.cluster.agreement import Agreement
from bot.cluster.post import Post
from bot.cluster.seal import Broken, Seal
from bot.pictures.pool import NotRead
from bot.pictures.wire import Garbled, unpack
from bot.store.address import address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.pictures.contract import Reading
    from bot.pictures.pool import Picture, Reply

log = logging.getLogger(__name__)

QUEUE = "pictures"
JOB = "read_pictures"
WAITING = 200
"""Jobs waiting at most, of all processes; the next asker is asked to come again."""
LOOK = 2.0
"""Seconds between two looks at the place in the line."""
PATIENCE = 13 * 60.0
"""Seconds that a reading is waited for."""
_SCHEMA = 0x686F6E6D71
"""The advisory lock under which the queue's tables are made ("honmq")."""


def libpq(url: str) -> str:
    """A PostgreSQL address as psycopg takes it."""
    return address(url).set(drivername="postgresql").render_as_string(hide_password=False).replace("?ssl=", "?sslmode=")


def queue_app(url: str) -> procrastinate.App:
    """The queue; the job's work is added by who does it."""
    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=4))


async def prepare(app: procrastinate.App) -> None:
    """Make the queue's tables where they are not; one process at a time."""
    connector: Any = app.connector
    async with connector.pool.connection() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA,))
        found = await (await connection.execute("SELECT to_regclass('procrastinate_jobs')")).fetchone()
        if found is None or found[0] is None:
            await app.schema_manager.apply_schema_async()


class QueuePictures:
    """Reads pictures by handing them to whoever works on the queue."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._seal, self._agreement = libpq(url), Seal(secret), Agreement(url, secret)
        self._app = queue_app(self._url)
        self._post = Post(self._url, f"honmono_{secrets.token_hex(8)}", self._arrived)
        self._waiting: dict[str, asyncio.Future[Reading]] = {}
        self._opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Find out whether the other processes have the same key. Raises OtherKey."""
        await self._agreement.open()

    def warm_up(self) -> None:
        """Open the queue and the post; the workers warm themselves up."""
        self._opening = self._opening or asyncio.create_task(self._open())

    async def _open(self) -> None:
        await self._app.open_async()
        await prepare(self._app)
        await self._post.open()

    async def read(self, pictures: Sequence[Picture], on_place: Callable[[int], None], reply: Reply | None = None) -> Reading:
        """Hand them over and wait; see `Pictures`."""
        if self._agreement.agreed is False:
            raise NotRead("failed")
        self.warm_up()
        try:
            await asyncio.shield(self._opening)  # type: ignore[arg-type] # set above
            if await self._count() >= WAITING:
                raise NotRead("busy")
            return await self._read(pictures, on_place, reply)
        except (ProcrastinateException, OSError, TimeoutError) as error:
            log.warning("the queue is away: %s", type(error).__name__)
            if self._opening is not None and self._opening.done():
                self._opening = None
            raise NotRead("failed") from None

    async def _read(self, pictures: Sequence[Picture], on_place: Callable[[int], None], reply: Reply | None) -> Reading:
        key = secrets.token_hex(8)
        waiting: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        self._waiting[key] = waiting
        job = {"key": key, "back": self._post.address, "urls": [picture.url for picture in pictures], "reply": asdict(reply) if reply else None}
        number = await self._app.configure_task(JOB, queue=QUEUE, allow_unknown=True).defer_async(sealed=self._seal.close(job))
        places = asyncio.create_task(self._tell_place(number, on_place))
        try:
            async with asyncio.timeout(PATIENCE):
                return await waiting
        except TimeoutError:
            raise NotRead("late") from None
        finally:
            places.cancel()
            del self._waiting[key]
            if not waiting.done() or waiting.cancelled():  # the asker has left
                await self._app.job_manager.cancel_job_by_id_async(number, delete_job=True)

    async def _tell_place(self, number: int, on_place: Callable[[int], None]) -> None:
        while place := await self._count(before=number):
            on_place(place)
            await asyncio.sleep(LOOK)
        on_place(0)

    async def _count(self, before: int | None = None) -> int:
        """Jobs that wait; with `before`, the place of that job among them, 0 when it waits no longer."""
        query = "SELECT count(*) FILTER (WHERE %(job)s::bigint IS NULL OR id <= %(job)s) AS place, bool_or(id = %(job)s) AS here"
        query += " FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = %(queue)s"
        row = await self._app.connector.execute_query_one_async(query, job=before, queue=QUEUE)
        return int(row["place"]) if before is None or row["here"] else 0

    def _arrived(self, kind: str, key: str, text: str) -> None:
        """A reading; the worker is told at once that it was taken, or it would answer itself."""
        waiting = self._waiting.get(key)
        if kind != "reading" or waiting is None or waiting.done():
            return
        try:
            letter = self._seal.open(text)
            waiting.set_result(unpack(letter["answer"]))
        except (Broken, KeyError, json.JSONDecodeError):
            return
        except Garbled as error:
            log.error("a worker failed: %s", error)
            waiting.set_exception(NotRead(letter["answer"].get("not_read", "failed")))
        except ValueError as error:  # PictureError
            waiting.set_exception(error)
        task = asyncio.create_task(self._post.send(letter["from"], "taken", key))
        task.add_done_callback(lambda done: done.exception())

    async def close(self) -> None:
        """Let go of the queue and the post."""
        await self._agreement.close()
        if self._opening is not None:
            await asyncio.gather(self._opening, return_exceptions=True)
            await self._post.close()
            await self._app.close_async()
