"""`honmono worker`: takes pictures from the queue, reads them in confined processes, and sends the reading back; if its asker's process is gone, it answers itself.

A worker knows no bot token. It fetches from Discord's own hosts and nowhere else.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import discord.http
import psycopg
from procrastinate.exceptions import ProcrastinateException
from prometheus_client import Counter
from psycopg_pool import PoolTimeout

from bot.cards import Card
from bot.cards.notes import Note
from bot.cluster.agreement import Agreement
from bot.cluster.post import Post
from bot.cluster.queue import JOB, QUEUE, libpq, prepare, queue_app
from bot.cluster.seal import Broken, Seal
from bot.intake.judge import Answer
from bot.ops.metrics import Numbers
from bot.ops.web import OpsServer
from bot.pictures.contract import FILE_BYTES, PictureError
from bot.pictures.pool import NotRead, Picture, Pool, Reply
from bot.pictures.wire import pack, pack_error
from bot.words import words
from rules import check

if TYPE_CHECKING:
    from procrastinate import JobContext

    from bot.config import Settings
    from bot.pictures.contract import Reading
    from rules.report import Lang

log = logging.getLogger(__name__)

HOSTS = ("cdn.discordapp.com", "media.discordapp.net")
"""Where Discord keeps files."""
FETCH = 20.0
"""Seconds that fetching one picture may take."""
TAKEN = 4.0
"""Seconds that the asker's process has to take a reading."""
TRIES = 4
"""How often an answer is tried."""
_V2 = 1 << 15
"""The flag of a message made of components."""
STALLED = 15.0
"""Seconds without a sign of life after which another worker's jobs are taken over."""
REACHED = 2.0
"""Seconds in which the queue answers, or counts as away."""


class Worker:
    """One process that works on the queue. `hosts` are those it may fetch from."""

    def __init__(self, settings: Settings, hosts: tuple[str, ...] = HOSTS, job: str = "bot.pictures.job") -> None:
        self._url = libpq(settings.database_url.get_secret_value())
        self._seal = Seal(settings.queue_key.get_secret_value())
        self._agreement = Agreement(settings.database_url.get_secret_value(), settings.queue_key.get_secret_value())
        self._proxy = settings.discord_proxy or None
        self._hosts, self._count = hosts, max(1, settings.image_workers)
        self._pool = Pool(self._count, job=job)
        self._post = Post(self._url, f"honmono_{secrets.token_hex(8)}", self._arrived)
        self._taken: dict[str, asyncio.Event] = {}
        self._app = queue_app(self._url)
        self._app.task(name=JOB, queue=QUEUE, pass_context=True)(self._job)
        self._numbers = Numbers()
        self._numbers.ask(
            {
                "honmono_reader_processes": ("Processes that read pictures and are there", lambda: self._pool.alive),
                "honmono_pictures_running": ("Jobs with pictures under way", lambda: self._pool.busy),
            }
        )
        self._ended = Counter("honmono_picture_jobs", "Jobs with pictures that ended, by how", ("how",), registry=self._numbers.registry)
        self.ops = OpsServer(settings, self._numbers, self.ready)

    async def run(self) -> None:
        """Work until told to stop (SIGTERM or SIGINT): what is begun is finished. Raises OtherKey, and OSError when OPS_PORT is taken."""
        await self.ops.open()
        lag = asyncio.create_task(self._numbers.follow_loop())
        try:
            await self._agreement.open()
            await self._work()
        finally:
            lag.cancel()
            await self._agreement.close()
            await self.ops.close()

    async def ready(self) -> dict[str, Any]:
        """What works, for /readyz: the queue answers, nobody has another key, letters arrive, and a process that reads pictures is there with its models."""
        try:
            async with asyncio.timeout(REACHED):
                await self._app.connector.execute_query_one_async("SELECT 1 AS one")
            queue = True
        except (ProcrastinateException, psycopg.Error, PoolTimeout, TimeoutError):
            queue = False
        state = {"queue": queue, "key": self._agreement.agreed is not False, "post": self._post.listening, "reader": self._pool.alive > 0}
        return state | {"ok": all(state.values())}

    async def _work(self) -> None:
        async with self._app.open_async(), aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCH), proxy=self._proxy) as self._session:
            await prepare(self._app)
            await self._post.open()
            self._pool.warm_up()
            rescue = asyncio.create_task(self._rescue())
            log.info("reading pictures, %d at a time", self._count)
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    name=self._post.address,
                    concurrency=self._count,
                    delete_jobs="always",
                    shutdown_graceful_timeout=60,
                    update_heartbeat_interval=STALLED / 3,
                    stalled_worker_timeout=STALLED,
                    fetch_job_polling_interval=2,
                )
            finally:
                rescue.cancel()
                await self._post.close()
                await self._pool.close()
                log.info("stopped")

    async def _rescue(self) -> None:
        """Give the jobs of workers that died back to the queue, for ever; a job that took two workers with it is given up."""
        while True:
            await asyncio.sleep(STALLED / 2)
            try:
                for job in await self._app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED):
                    await self._app.job_manager.retry_job(job)
            except ProcrastinateException as error:
                log.warning("stalled jobs could not be looked for: %s", type(error).__name__)

    async def _job(self, context: JobContext, sealed: str) -> None:
        """One job. Nothing of it is logged but that it failed."""
        try:
            job = self._seal.open(sealed)
        except Broken:
            log.warning("a job was too old, or sealed with another key")
            self._ended.labels("sealed").inc()
            return
        reading: Reading | None = None
        if context.job.attempts >= 2:
            answer: dict[str, Any] = {"not_read": "lost"}
        else:
            try:
                pictures = [Picture(str(number), partial(self._fetch, url)) for number, url in enumerate(job["urls"])]
                reading = await self._pool.read(pictures, lambda _place: None)
                answer = {"reading": pack(reading)}
            except PictureError as error:
                answer = {"error": pack_error(error)}
            except NotRead as error:
                answer = {"not_read": error.reason}
        self._ended.labels(answer.get("not_read", "read" if reading is not None else "error")).inc()
        if not await self._delivered(job, answer) and job["reply"]:
            await self._answer(Reply(**job["reply"]), reading)

    async def _fetch(self, url: str) -> bytes | None:
        parts = urlsplit(url)
        if parts.netloc not in self._hosts and parts.hostname not in self._hosts:
            return None
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                if response.status != 200:
                    return None
                data = await response.content.read(FILE_BYTES + 1)
                while len(data) <= FILE_BYTES and (more := await response.content.read(FILE_BYTES + 1 - len(data))):
                    data += more
                return data if len(data) <= FILE_BYTES else None
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def _delivered(self, job: dict[str, Any], answer: dict[str, Any]) -> bool:
        """Send the answer to the asker's process; whether it was taken."""
        taken = self._taken[job["key"]] = asyncio.Event()
        try:
            await self._post.send(job["back"], "reading", job["key"], self._seal.close({"from": self._post.address, "answer": answer}))
            await asyncio.wait_for(taken.wait(), TAKEN)
        except (OSError, TimeoutError):
            return False
        finally:
            del self._taken[job["key"]]
        return True

    def _arrived(self, kind: str, key: str, _text: str) -> None:
        if kind == "taken" and key in self._taken:
            self._taken[key].set()

    async def _answer(self, reply: Reply, reading: Reading | None) -> None:
        """Answer by the interaction's token: with the card of what the pictures say, or a plain sentence."""
        lang: Lang = "ja" if reply.lang == "ja" else "en"
        if reading is not None:
            report = check(reading.mail)
            view: discord.ui.LayoutView = Card(Answer(report=report), report, lang)
        else:
            view = Note(words(lang)("say.error"))
        url = f"{discord.http.Route.BASE}/webhooks/{reply.application_id}/{reply.token}/messages/@original"
        components: Any = view.to_components()  # type: ignore[no-untyped-call] # discord.py's own
        body = {"components": components, "flags": _V2, "allowed_mentions": {"parse": []}}
        for _ in range(TRIES):
            try:
                async with self._session.patch(url, json=body) as response:
                    if response.status < 400:
                        log.info("answered for a process that is gone")
                        return
                    if response.status != 429 and response.status < 500:
                        break
                    await asyncio.sleep(min(float(response.headers.get("Retry-After", 1)), 30))
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(1)
        log.warning("could not answer for a process that is gone")


async def work(settings: Settings) -> None:
    """Run one worker."""
    await Worker(settings, (*HOSTS, *settings.fetch_hosts.split())).run()
