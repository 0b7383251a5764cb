"""Runs the drawing process: one at a time, without the bot's secrets in its environment, and not for ever."""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import shutil
import sys
import tempfile
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.stats.numbers import Numbers

log = logging.getLogger(__name__)

TIMEOUT = 60.0
"""Seconds that drawing may take; it takes about one."""
_INHERITED = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "TEMP")
_turn = asyncio.Semaphore(1)


@lru_cache(maxsize=1)
def _fonts() -> str:
    """A folder for the library's list of fonts, which takes a while to make: kept until the bot ends."""
    folder = tempfile.mkdtemp(prefix="honmono-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


async def picture(found: Numbers) -> bytes | None:
    """The picture as a PNG; None when it cannot be drawn (the library is missing, no memory, too slow): the numbers are told in words all the same."""
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environment |= {"MPLCONFIGDIR": _fonts(), "MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    pipe = asyncio.subprocess.PIPE
    async with _turn:
        try:
            process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot.stats.draw", stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        except OSError as error:
            log.warning("the statistics cannot be drawn: %s", error)
            return None
        try:
            async with asyncio.timeout(TIMEOUT):
                drawn, said = await process.communicate(json.dumps(found.to_dict()).encode())
        except TimeoutError:
            log.warning("the statistics were not drawn within %d seconds", TIMEOUT)
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode or not drawn:
        last = said.decode(errors="replace").strip().splitlines()
        log.warning("the statistics cannot be drawn: %s", last[-1] if last else f"exit status {process.returncode}")
        return None
    return drawn
