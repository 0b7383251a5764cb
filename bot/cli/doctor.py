"""`honmono doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import typer

from bot.cli import fail, quiet

_SIGNS = {"good": "[green]✓[/]", "off": "[dim]–[/]", "bad": "[red]✗[/]"}


def doctor() -> None:
    """Check token, intents, permissions, store, queue, pictures and rules; exit 1 if something is wrong."""
    from bot.config import ConfigError, load_settings

    try:
        settings = load_settings()
    except ConfigError as error:
        fail(str(error))
    import asyncio

    from rich.console import Console
    from rich.markup import escape

    from bot.ops.doctor import look
    from bot.words import words

    console, say = Console(highlight=False, soft_wrap=True), words(settings.language)

    async def tell() -> bool:
        well = True
        async for finding in look(settings):
            well = well and finding.state != "bad"
            console.print(f"{_SIGNS[finding.state]} {say(f'doctor.of.{finding.what}')}: {escape(finding.says)}")
        return well

    with quiet("bot"), quiet("discord"), quiet("alembic"):
        well = asyncio.run(tell())
    if not well:
        raise typer.Exit(1)
