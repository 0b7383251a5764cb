"""What a worker process may use, set by itself before it sees its first picture: the decoders it runs read what strangers send."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
import threading
from pathlib import Path

if sys.platform != "win32":
    import resource

MEMORY = 1536 << 20
"""Bytes of address space at most. A worker that has read the largest picture holds less than half of it; the rest is libraries mapped but not held."""
FILES = 64
"""Open files at most."""
NICE = 10
"""How much lower its priority is than the bot's."""
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000


def confine() -> None:
    """Give up what reading pictures does not need, for good. To be called while there is one thread; what a system does not offer is left out."""
    if sys.platform == "win32":
        return
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would be a picture on the disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written
    _at_most(resource.RLIMIT_NOFILE, FILES)
    if sys.platform == "linux":
        _at_most(resource.RLIMIT_AS, MEMORY)  # elsewhere the system does not keep to it
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")  # when memory runs out, this process goes, not the bot
        system = ctypes.CDLL(None, use_errno=True)
        if system.unshare(_CLONE_NEWNET):  # a network of its own, with nothing in it
            system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # after unshare(), which resets it


def cpu_seconds(seconds: float) -> None:
    """End the process (SIGXCPU) when it uses more than so many seconds of CPU time from now on."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def leave_with(descriptor: int) -> None:
    """End the process as soon as nobody holds the other end of a pipe, whatever it is doing: no orphan outlives its bot."""
    if sys.platform == "win32":
        return

    def watch() -> None:
        ends = select.poll()
        ends.register(descriptor, 0)  # a closed end is told without being asked for
        while not any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in ends.poll()):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def held() -> int:
    """Bytes of memory this process holds now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _at_most(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (limit, limit))
