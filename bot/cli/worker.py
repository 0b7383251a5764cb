"""`honmono worker`: reads pictures for bots on other machines."""

from __future__ import annotations

import importlib.util

from bot.cli import fail


def worker() -> None:
    """Read pictures from the queue in PostgreSQL (DATABASE_URL, QUEUE_KEY). Needs no bot token."""
    if importlib.util.find_spec("procrastinate") is None or importlib.util.find_spec("rapidocr") is None:
        fail("a worker needs the extras `honmono[cluster,images]`")
    from bot.config import ConfigError, load_settings

    try:
        settings = load_settings()
    except ConfigError as error:
        fail(str(error))
    if not settings.queue_key.get_secret_value():
        fail("QUEUE_KEY is needed: a long random text, the same as the bot's")
    import asyncio

    from procrastinate.exceptions import ProcrastinateException
    from psycopg_pool import PoolTimeout

    from bot.cluster.worker import work
    from bot.logs import set_up

    set_up(settings.log_level)
    try:
        asyncio.run(work(settings))
    except (ProcrastinateException, PoolTimeout, OSError, TimeoutError) as error:
        fail(f"cannot reach the queue ({type(error).__name__}); see DATABASE_URL")
