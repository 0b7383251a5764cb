"""The worker process: `python -m bot.pictures.worker JOB` reads one job after the other from its standard input, and answers on its standard output.

JOB is a module with `read(pictures: list[bytes]) -> dict` (what it returns must fit into JSON) and, if it likes, `warm_up()`. A request is one frame `P` for each
picture, then `G` with the seconds of CPU time it may take as JSON, or `D` to drop it; an answer is one frame `A` with JSON. A frame is its letter, the length of
what follows as four bytes, and what follows. Nothing is logged, nothing is written, and what comes back is data, never a pickle: a decoder that was taken over
can say wrong things about its own picture, and nothing else.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import struct
import sys
from typing import IO, TYPE_CHECKING, Any

from bot.pictures.confine import confine, cpu_seconds, held, leave_with
from bot.pictures.contract import PictureError

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = struct.Struct(">cI")
"""A frame's letter and length."""
OUT_OF_MEMORY = 3
"""Exit status of a worker whose memory was not enough."""


def frame(letter: bytes, content: bytes) -> bytes:
    """A frame whole."""
    return HEAD.pack(letter, len(content)) + content


def answer(read: Callable[[list[bytes]], dict[str, Any]], pictures: list[bytes]) -> dict[str, Any]:
    """What came of a job: `reading`, `error` (the picture's fault), or `fault` (ours, by the exception's type alone: its words may hold the mail's)."""
    try:
        return {"reading": read(pictures)}
    except PictureError as error:
        return {"error": {"reason": error.reason, "sentence": error.sentence, "number": error.number}}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is left of the process cannot be relied on
    except Exception as error:  # whatever a library raises about a picture
        return {"fault": type(error).__name__}


def main() -> None:
    """Serve until standard input ends."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints goes where the errors go
    confine()
    leave_with(0)
    job = importlib.import_module(sys.argv[1])
    getattr(job, "warm_up", int)()
    _send(sink, {"ready": held()})
    pictures: list[bytes] = []
    while len(head := source.read(HEAD.size)) == HEAD.size:
        letter, length = HEAD.unpack(head)
        content = source.read(length)
        if letter == b"P":
            pictures.append(content)
        elif letter == b"D":
            pictures = []
        else:
            cpu_seconds(json.loads(content)["cpu"])
            made = answer(job.read, pictures)
            pictures = []
            gc.collect()  # an error holds the frames it came through, and they the picture
            _send(sink, {**made, "held": held()})


def _send(sink: IO[bytes], what: dict[str, Any]) -> None:
    sink.write(frame(b"A", json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")))
    sink.flush()


if __name__ == "__main__":
    main()
