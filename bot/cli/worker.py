"""`honmono worker`: reads pictures for bots on other machines."""

from __future__ import annotations

import importlib.util

from bot.cli import fail, refuse


def worker() -> None:
    """Read pictures from the queue in PostgreSQL (DATABASE_URL, QUEUE_KEY). Needs no bot token."""
    if importlib.util.find_spec("procrastinate") is None or importlib.util.find_spec("rapidocr") is None:
        refuse("worker_parts")
    from bot.config import ConfigError, load_settings

    try:
        settings = load_settings()
    except ConfigError as error:
        fail(str(error))
    if not settings.queue_key.get_secret_value():
        refuse("no_key")
    import asyncio

    from procrastinate.exceptions import ProcrastinateException
    from psycopg_pool import PoolTimeout

    from bot.cluster.agreement import OtherKey
    from bot.cluster.worker import work
    from bot.logs import set_up

    set_up(settings.log_level)
    try:
        asyncio.run(work(settings))
    except OtherKey as error:
        refuse("other_key", count=error.count)
    except (ProcrastinateException, PoolTimeout, TimeoutError) as error:
        refuse("queue", status=1, error=type(error).__name__)
    except OSError as error:
        refuse("start", error=error)
