"""The pool, with jobs that do what pictures are feared to do: the bot goes on, and so does the next job."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.pictures.contract import PictureError
from bot.pictures.pool import RUNNING, WAITING, Limits, NotRead, Picture, Pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.pictures.contract import Reading

JOBS = "tests.bot.pictures.jobs"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system must offer it")


def picture(text: str) -> Picture:
    async def fetch() -> bytes:
        return text.encode()

    return Picture("shot.png", fetch)


def nowhere(_place: int) -> None:
    """Nobody is told."""


async def read(pool: Pool, *texts: str, on_place: Callable[[int], None] = nowhere) -> Reading:
    return await pool.read([picture(text) for text in texts], on_place)


@contextlib.asynccontextmanager
async def running(workers: int = 1, **limits: float) -> AsyncIterator[Pool]:
    pool = Pool(workers, job=JOBS, limits=Limits(**limits))  # type: ignore[arg-type]
    try:
        yield pool
    finally:
        await pool.close()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_worker_is_used_again() -> None:
    async with running() as pool:
        first = await read(pool, "pid")
        assert (await read(pool, "pid")).text == first.text == str(next(iter(pool.workers)).pid)
        assert int(first.text) != os.getpid()


async def test_a_reading_comes_back_whole() -> None:
    async with running() as pool:
        found = await read(pool, "say 件名: 保留中のメール\n差出人: XSERVER <info@mail.example.cfd>\n", "\n本文です https://login.example.cfd/x")
        assert found.mail.subject == "保留中のメール"
        assert found.mail.sender.address == "info@mail.example.cfd"
        assert found.mail.form == "ocr"
        assert isinstance(found.mail.unseen, frozenset)
        assert found.mail.links[0].target == "https://login.example.cfd/x"


@pytest.mark.parametrize("fault", ["spin", "sleep 60", "exhaust", "crash", "exit", "huge"])
async def test_a_job_that_takes_its_worker_with_it_is_tried_twice_and_the_next_is_read(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    async with running(cpu=2.0 if fault == "spin" else 20.0, wall=3.0 if fault == "sleep 60" else 20.0) as pool:
        with pytest.raises(NotRead) as told:
            await read(pool, fault)
        assert told.value.reason == "lost"
        assert caplog.text.count("was lost") == 2
        assert (await read(pool, "say next")).text == "next"
        assert len(pool.workers) == 1


async def test_the_cause_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    for fault, cause in (("spin", "SIGXCPU"), ("exhaust", "memory was not enough"), ("crash", "SIGSEGV"), ("exit", "status 7"), ("huge", "too long")):
        caplog.clear()
        async with running(cpu=1.0 if fault == "spin" else 20.0, wall=20.0) as pool:
            with pytest.raises(NotRead):
                await read(pool, fault)
        assert cause in caplog.text


async def test_a_worker_killed_in_the_middle_loses_nothing() -> None:
    async with running() as pool:
        job = asyncio.create_task(read(pool, "sleep 1"))
        await until(lambda: bool(pool.workers))
        await asyncio.sleep(0.3)
        victim = next(iter(pool.workers)).pid
        os.kill(victim, signal.SIGKILL)
        assert (await job).text == "slept"
        assert victim not in {worker.pid for worker in pool.workers}


async def test_a_worker_killed_twice_in_a_row_ends_in_one_answer() -> None:
    async with running() as pool:
        job = asyncio.create_task(read(pool, "sleep 60"))
        killed: set[int] = set()
        while len(killed) < 2:
            await until(lambda: any(worker.pid not in killed for worker in pool.workers))
            await asyncio.sleep(0.1)
            victim = next(worker.pid for worker in pool.workers if worker.pid not in killed)
            os.kill(victim, signal.SIGKILL)
            killed.add(victim)
        with pytest.raises(NotRead, match="lost"):
            await job
        assert (await read(pool, "say next")).text == "next"


async def test_a_worker_killed_while_idle_is_not_noticed_by_anybody() -> None:
    async with running() as pool:
        await read(pool, "say a")
        os.kill(next(iter(pool.workers)).pid, signal.SIGKILL)
        assert (await read(pool, "say b")).text == "b"


@pytest.mark.parametrize(("job", "reason"), [("wrong", "failed"), ("raise ひみつ", "failed")])
async def test_a_fault_of_ours_is_told_once_without_the_mail(job: str, reason: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running() as pool:
        with pytest.raises(NotRead, match=reason):
            await read(pool, job)
        assert "failed" in caplog.text
        assert "ひみつ" not in caplog.text
        assert (await read(pool, "say next")).text == "next"


async def test_a_picture_that_cannot_be_read_keeps_its_reason_and_the_worker() -> None:
    async with running() as pool:
        with pytest.raises(PictureError) as told:
            await read(pool, "refuse")
        assert (told.value.reason, str(told.value)) == ("broken", "the picture is damaged")
        before = next(iter(pool.workers)).pid
        assert (await read(pool, "pid")).text == str(before)


async def test_what_a_library_prints_is_no_answer() -> None:
    async with running() as pool:
        assert (await read(pool, "print")).text == "fine"


async def test_a_worker_is_replaced_after_so_many_jobs() -> None:
    async with running(jobs=2) as pool:
        pids = [(await read(pool, "pid")).text for _ in range(4)]
        assert pids[0] == pids[1] != pids[2] == pids[3]


@LINUX
async def test_a_worker_is_replaced_when_it_holds_too_much() -> None:
    async with running(held=150 << 20) as pool:
        first = (await read(pool, "keep 10")).text
        assert (await read(pool, "keep 200")).text == first
        assert (await read(pool, "pid")).text != first


@LINUX
async def test_a_picture_that_could_not_be_read_is_let_go() -> None:
    async with running(held=150 << 20) as pool:
        first = (await read(pool, "pid")).text
        with pytest.raises(PictureError):
            await read(pool, "fail 200")
        assert (await read(pool, "pid")).text == first


async def test_places_in_the_line_and_a_full_line() -> None:
    places: dict[int, list[int]] = {}

    def told(number: int) -> Callable[[int], None]:
        return places.setdefault(number, []).append

    async with running() as pool:
        await read(pool, "say warm")
        jobs = [asyncio.create_task(read(pool, "sleep 0.5", on_place=told(0)))]
        await until(lambda: places.get(0) == [0])
        jobs += [asyncio.create_task(read(pool, "say x", on_place=told(number))) for number in range(1, WAITING + 1)]
        await asyncio.sleep(0)
        with pytest.raises(NotRead, match="busy"):
            await read(pool, "say one too many")
        assert places[WAITING] == [WAITING]
        jobs[2].cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        assert places[1] == [1, 0]
        assert places[2] == [2]
        assert places[3] == [3, 2, 1, 0]
        assert places[WAITING] == list(range(WAITING, -1, -1))


async def test_workers_read_side_by_side_but_never_more_than_the_house_allows() -> None:
    async with running(RUNNING + 5) as pool:
        await asyncio.gather(*(read(pool, "sleep 0.3") for _ in range(RUNNING + 5)))
        assert len(pool.workers) == RUNNING


async def test_patience_ends() -> None:
    async with running(patience=1.0) as pool:
        first = asyncio.create_task(read(pool, "sleep 3"))
        await asyncio.sleep(0)
        with pytest.raises(NotRead, match="late"):
            await read(pool, "say x")
        with pytest.raises(NotRead, match="late"):
            await first


async def test_who_leaves_in_the_middle_does_not_cost_the_worker() -> None:
    async with running() as pool:
        await read(pool, "say warm")
        before = next(iter(pool.workers)).pid
        job = asyncio.create_task(read(pool, "sleep 0.5"))
        await asyncio.sleep(0.2)
        job.cancel()
        assert (await read(pool, "pid")).text == str(before)


async def test_pictures_are_fetched_when_their_turn_has_come_and_again_for_the_second_try(tmp_path: Path) -> None:
    fetched: list[str] = []

    def told(text: str) -> Picture:
        async def fetch() -> bytes | None:
            fetched.append(text)
            return None if text == "gone" else text.encode()

        return Picture(text, fetch)

    async with running() as pool:
        first = asyncio.create_task(read(pool, "sleep 0.5"))
        second = asyncio.create_task(pool.read([told("gone"), told("exit")], nowhere))
        await asyncio.sleep(0.2)
        assert fetched == []
        await first
        with pytest.raises(NotRead, match="lost"):
            await second
        assert fetched == ["gone", "exit"] * 2
        with pytest.raises(NotRead, match="nothing"):
            await pool.read([told("gone")], nowhere)
        assert (await read(pool, "say next")).text == "next"


async def test_a_worker_that_cannot_start_is_one_answer(caplog: pytest.LogCaptureFixture) -> None:
    pool = Pool(1, job="tests.bot.pictures.no_such_module")
    with pytest.raises(NotRead, match="lost"):
        await read(pool, "say x")
    assert "does not start" in caplog.text
    await pool.close()


async def test_closing_is_quick_and_leaves_nobody_behind() -> None:
    pool = Pool(2, job=JOBS)
    jobs = [asyncio.create_task(read(pool, "sleep 60")) for _ in range(4)]
    await until(lambda: len(pool.workers) == 2 and pool._running == 2)
    pids = [worker.pid for worker in pool.workers]
    start = time.monotonic()
    await pool.close()
    assert time.monotonic() - start < 5
    assert [str(told) for told in await asyncio.gather(*jobs, return_exceptions=True)] == ["failed"] * 4
    assert not any(alive(pid) for pid in pids)


@LINUX
@pytest.mark.parametrize("job", ["sleep 60", "spin"])
async def test_no_worker_outlives_a_bot_that_dies_hard(job: str) -> None:
    bot = textwrap.dedent(f"""
        import asyncio
        from tests.bot.pictures.test_pool import JOBS, Pool, read, until
        async def main():
            pool = Pool(1, job=JOBS)
            task = asyncio.create_task(read(pool, {job!r}))
            await until(lambda: pool.workers and pool._running)
            print(next(iter(pool.workers)).pid, flush=True)
            await task
        asyncio.run(main())
    """)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", bot, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert process.stdout is not None
    pid = int(await asyncio.wait_for(process.stdout.readline(), 30))
    await asyncio.sleep(0.3)
    assert alive(pid)
    process.kill()
    await process.wait()
    await until(lambda: not alive(pid), 5)


@LINUX
async def test_a_worker_is_confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "not for workers")
    monkeypatch.setenv("DATABASE_URL", "nor this")
    async with running() as pool:
        found = dict(line.partition("=")[::2] for line in (await read(pool, f"limits {tmp_path / 'file'}")).text.split("\n"))
    assert found["core"] == "0"
    assert found["memory"] == "1536"
    assert int(found["nice"]) == min(19, os.nice(0) + 10)
    assert found["write"] == "OSError"
    assert (tmp_path / "file").read_text() == "" if (tmp_path / "file").exists() else True
    assert found["connect"] != "done"
    assert set(found["environment"].split(",")) <= {
        "PATH",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "PYTHONUTF8",
        "MALLOC_ARENA_MAX",
        "MALLOC_MMAP_THRESHOLD_",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "ORT_DISABLE_TELEMETRY",
        "LC_CTYPE",
    }
