"""`honmono run` and `honmono try`: the bot, and the playground that needs no Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli import fail, refuse

if TYPE_CHECKING:
    from bot.config import Settings


def run() -> None:
    """Start the bot. Without DISCORD_TOKEN the playground opens instead."""
    settings = _settings()
    from bot.words import words

    say = words(settings.language)
    if not settings.discord_token.get_secret_value():
        _playground(settings, instead=True)
        return
    import asyncio

    from discord import LoginFailure, PrivilegedIntentsRequired

    from bot.cluster.agreement import OtherKey
    from bot.logs import set_up
    from bot.serving import serve
    from bot.store import StoreError

    print(say("terminal.connecting"), flush=True)
    set_up(settings.log_level)
    try:
        asyncio.run(serve(settings))
        print(say("terminal.bye"))
    except LoginFailure:
        refuse("token")
    except PrivilegedIntentsRequired:  # pragma: no cover -- none is asked for
        refuse("intents")
    except OtherKey as error:
        refuse("other_key", count=error.count)
    except StoreError as error:
        refuse("store", error=error)
    except OSError as error:
        refuse("start", error=error)
    except KeyboardInterrupt:
        print("\n" + say("terminal.bye"))


def playground() -> None:
    """Open the playground: a simulated Discord in the browser, with the real bot in it."""
    _playground(_settings())


def _settings() -> Settings:
    from bot.config import ConfigError, load_settings
    from rules.engine import default

    default()  # a pack that cannot be read is told before anything starts
    try:
        return load_settings()
    except ConfigError as error:
        fail(str(error))


def _playground(settings: Settings, *, instead: bool = False) -> None:
    """Serve the playground; `instead` of the bot, it says why: once it is known to be there."""
    import asyncio
    import logging

    from bot.words import words

    try:
        from bot.playground import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "simcord":
            raise
        if not settings.discord_token.get_secret_value():
            refuse("no_token")
        refuse("no_playground")
    if instead:
        print(words(settings.language)("terminal.no_token"), flush=True)
    logging.basicConfig(level=logging.WARNING)
    try:
        asyncio.run(serve(settings))
    except KeyboardInterrupt:
        print("\n" + words(settings.language)("terminal.bye"))
    except OSError as error:
        refuse("port", port=settings.port, error=error.strerror or error)
