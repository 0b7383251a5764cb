"""What a worker can be made to do wrong, by the first bytes of its picture; for the tests of the pool."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from bot.pictures.contract import PictureError, Reading
from bot.pictures.wire import pack
from rules.mail import read_ocr


def reading(text: str) -> dict[str, Any]:
    return pack(Reading(read_ocr(text), text))


def warm_up() -> None:
    """Load the rules, so that a job's own time is all that counts."""
    reading("warm")


def read(pictures: list[bytes]) -> dict[str, Any]:
    word, _, rest = pictures[0].decode("utf-8", "replace").partition(" ")
    if word.startswith("\ufffdPNG"):
        return reading("件名: 確認\n\nログインしてください")
    return getattr(sys.modules[__name__], f"do_{word}")(rest, pictures)


def do_say(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    return reading("\n".join([rest, *(picture.decode() for picture in pictures[1:])]))


def do_pid(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    return reading(str(os.getpid()))


def do_sleep(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    time.sleep(float(rest))
    return reading("slept")


def do_spin(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    while True:
        pass


def do_exhaust(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    held = []
    while True:
        held.append(bytearray(64 << 20))


def do_keep(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    """Leave memory behind that stays in use."""
    sys.modules[__name__].__dict__["kept"] = b"x" * (int(rest) << 20)
    return do_pid(rest, pictures)


def do_crash(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    import ctypes

    ctypes.string_at(0)
    return {}


def do_exit(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    os._exit(7)


def do_once(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    """Be killed the first time, and read the second; the file tells which it is, and its absence was made by the test."""
    first = Path(rest).exists()
    if first:
        Path(rest).unlink()
        os.kill(os.getpid(), 9)
    return reading("second try")


def do_huge(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    return {"text": "x" * (8 << 20)}


def do_wrong(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    return {**reading("x"), "mail": {"form": "pickle"}}


def do_print(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    print("a library talks", flush=True)
    os.write(1, b"loudly")
    return reading("fine")


def do_raise(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    raise RuntimeError(f"the mail says {rest}")


def do_fail(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    """Fail with a picture in hand, and with an error that holds itself, as one that was raised from another may."""
    picture = b"x" * (int(rest) << 20)
    error = PictureError("broken", "the picture is damaged", len(picture) & 1)
    error.__context__ = RuntimeError()
    error.__context__.__cause__ = error
    raise error


def do_refuse(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    raise PictureError("broken", "the picture is damaged", 0)


def do_limits(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    import resource

    def attempt(what: Any) -> str:
        try:
            what()
        except OSError as error:
            return type(error).__name__
        return "done"

    found = [
        f"core={resource.getrlimit(resource.RLIMIT_CORE)[0]}",
        f"memory={resource.getrlimit(resource.RLIMIT_AS)[0] >> 20}",
        f"nice={os.nice(0)}",
        f"write={attempt(lambda: Path(rest).write_text('x'))}",
        f"connect={attempt(lambda: socket.create_connection(('127.0.0.1', int(os.environ.get('PORT', '9'))), 1))}",
        f"interfaces={len(Path('/proc/self/net/dev').read_text().splitlines()) - 2}",
        f"environment={','.join(sorted(os.environ))}",
    ]
    return reading("\n".join(found))


def do_doubt(rest: str, pictures: list[bytes]) -> dict[str, Any]:
    from tests.bot.pictures.people import doubtful

    return pack(doubtful())
