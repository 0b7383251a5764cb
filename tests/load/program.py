"""The real program as a process of its own, pointed at the stand-in, and what it uses."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.wire.server import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.wire.server import Wire

ROOT = Path(__file__).parents[2]


@dataclass
class Program:
    """One process."""

    process: asyncio.subprocess.Process
    ops_port: int = 0
    """Where its /metrics are; 0 when nowhere."""

    @property
    def memory(self) -> float:
        """Resident memory in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    async def stop(self) -> int:
        """Tell it to stop, and wait; the exit status."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def program(wire: Wire, log: Path, *arguments: str, core: int | None = None, **settings: str | int) -> AsyncIterator[Program]:
    """Run it (`run` by default) until the block ends, on one core if `core` says which. `log` gets what it prints."""
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment |= {"WIRE": wire.url, "DISCORD_TOKEN": TOKEN, "CHECKS_PER_MINUTE": "600", "SERVER_CHECKS_PER_MINUTE": "6000", "IMAGE_WORKERS": "0"}
    environment |= {name.upper(): str(value) for name, value in settings.items()}
    pin = ["taskset", "-c", str(core)] if core is not None else []
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            *pin, sys.executable, "-m", "tests.wire.bot", *(arguments or ("run",)), cwd=ROOT, env=environment, stdout=sink, stderr=sink
        )
    running = Program(process, int(settings.get("ops_port", 0)))
    try:
        yield running
    finally:
        await running.stop()
