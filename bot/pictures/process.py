"""One worker process as the bot sees it: started, fed, listened to within limits, and killed when it does not keep them.

Why not a library: `concurrent.futures` has no time limit a job, and one death breaks the whole pool; pebble has both, but its workers share one channel whose
lock dies with its holder (noxdafox/pebble#163), inherit the bot's environment and the token in it, need three threads in the bot, and send pickles, which a decoder that
was taken over could turn into code run by the bot. `asyncio` starts processes with an environment of their own and talks to them without a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import bot
from bot.pictures.worker import HEAD, OUT_OF_MEMORY, frame

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

ANSWER = 512 << 10
"""Bytes of an answer at most: read and taken apart on the event loop in a few milliseconds."""
START = 60.0
"""Seconds that a worker may take to be ready (its models loaded, on a busy machine)."""
GRACE = 1.0
"""Seconds that a worker has to leave by itself."""


class WorkerDied(Exception):
    """A worker was lost in the middle of something; says how, in a few words for the log."""


class Worker:
    """A running worker process. `held` is the memory it had in use after its last job, in bytes; `jobs` how many it has done."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.held = 0
        self.jobs = 0

    @classmethod
    async def start(cls, job: str, *, within: float = START) -> Self:
        """Start a process that serves the job module of that name. Raises WorkerDied when it does not become ready."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-m", "bot.pictures.worker", job),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,  # libraries complain in words that may be the picture's
                env=environment(),
                cwd="/" if os.name == "posix" else None,
                start_new_session=True,  # Ctrl-C is for the bot, which then ends its workers
            )
        except OSError as error:
            raise WorkerDied(f"it cannot be started: {error.strerror or error}") from None
        worker = cls(process)
        try:
            worker.held = int((await worker._listen(within))["ready"])
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.returncode is None

    async def read(self, pictures: AsyncIterator[bytes], *, cpu: float, wall: float) -> dict[str, Any]:
        """Hand the pictures over as they come and wait for the answer.

        `cpu` and `wall` are seconds from the moment the last picture is there; both are for each picture. Raises WorkerDied, and then the process is gone; what
        `pictures` raises goes through, and the worker stays.
        """
        count = 0
        try:
            async for picture in pictures:
                await self._send(frame(b"P", picture))
                count += 1
        except WorkerDied:
            raise
        except BaseException:
            await self._send(frame(b"D", b""))
            raise
        try:
            await self._send(frame(b"G", json.dumps({"cpu": cpu * count}).encode()))
            answer = await self._listen(wall * count)
        except BaseException:
            await self.kill()
            raise
        self.held = int(answer.pop("held", 0))
        self.jobs += 1
        return answer

    async def stop(self) -> None:
        """Let it go: its input ends, and if it does not leave by itself it is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone(), GRACE)
        await self.kill()

    async def kill(self) -> None:
        """End it now, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.shield(self._gone())

    async def _gone(self) -> None:
        """Wait for the end; asyncio tells of it only when everything said before has been taken from the pipe."""
        if self._process.stdout is not None:
            with contextlib.suppress(ConnectionResetError):
                while await self._process.stdout.read(1 << 16):
                    pass
        await self._process.wait()

    async def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 -- opened in start()
        try:
            self._process.stdin.write(data)
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise WorkerDied(await self._cause()) from None

    async def _listen(self, seconds: float) -> dict[str, Any]:
        """The next answer. Raises WorkerDied when there is none in time, or one that is too long or no answer at all."""
        assert self._process.stdout is not None  # noqa: S101 -- opened in start()
        try:
            async with asyncio.timeout(seconds):
                _, length = HEAD.unpack(await self._process.stdout.readexactly(HEAD.size))
                if length > ANSWER:
                    raise WorkerDied("its answer is too long")
                answer = json.loads(await self._process.stdout.readexactly(length))
        except TimeoutError:
            raise WorkerDied("it took too long") from None
        except (asyncio.IncompleteReadError, ConnectionResetError):
            raise WorkerDied(await self._cause()) from None
        except ValueError:
            raise WorkerDied("its answer is no answer") from None
        if not isinstance(answer, dict):
            raise WorkerDied("its answer is no answer")
        return answer

    async def _cause(self) -> str:
        """How the process ended, for the log."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone(), GRACE)  # it has closed its pipe and is ending
        await self.kill()
        code = self._process.returncode or 0
        if code == OUT_OF_MEMORY:
            return "its memory was not enough"
        return f"it was ended by {signal.Signals(-code).name}" if code < 0 else f"it ended with status {code}"


def environment() -> dict[str, str]:
    """A worker's environment: where the program is, one thread for each library, and nothing of the bot's, above all not its token."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(Path(bot.__file__).parents[1]),
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "16000000",  # the blocks that Pillow keeps a picture in go back to the system; glibc would keep them, up to 400 MB
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime's own, which nobody here asked for
    }
