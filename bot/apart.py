"""Work that belongs to nobody's request, although a request started it."""

from __future__ import annotations

import asyncio
import contextvars
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def apart(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start a task in a context of its own, with nothing of whoever's request started it.

    The simulated Discord tells by the context what a request has started: it waits until all of that has ended, and its clock with it.
    """
    return contextvars.Context().run(asyncio.create_task, work)


async def stop(task: asyncio.Task[Any], *expected: type[BaseException]) -> None:
    """Cancel a task and wait until it has ended; that, and what is expected of it, is no error."""
    task.cancel()
    with suppress(asyncio.CancelledError, *expected):
        await task
