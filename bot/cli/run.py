"""`honmono run` and `honmono try`: the bot, and the playground that needs no Discord."""

from __future__ import annotations

import asyncio

from bot.cli import fail


def run() -> None:
    """Start the bot. Without DISCORD_TOKEN the playground opens instead."""
    from bot.config import ConfigError, load_settings

    try:
        settings = load_settings()
    except ConfigError as error:
        fail(str(error))
    if not settings.discord_token:
        print("DISCORD_TOKEN がないので、Discord にはつながず、プレイグラウンドを開きます（No DISCORD_TOKEN: opening the playground）。", flush=True)
        playground()
        return
    from bot.app import start

    asyncio.run(start(settings))


def playground() -> None:
    """Open the playground: a simulated Discord in the browser, with the real bot in it."""
    from bot.config import ConfigError, load_settings

    try:
        settings = load_settings()
    except ConfigError as error:
        fail(str(error))
    try:
        from bot.playground import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "simcord":
            raise
        fail("the playground needs the extra `honmono[playground]`; `make run` installs it")
    try:
        asyncio.run(serve(settings))
    except KeyboardInterrupt:
        print("\nおしまい。 Bye.")
    except OSError as error:
        fail(f"cannot listen on 127.0.0.1:{settings.port}: {error.strerror or error}; set PORT to a free port")
