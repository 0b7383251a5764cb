"""The real program, pointed at the stand-in: `WIRE=http://127.0.0.1:PORT python -m tests.wire.bot run`.

discord.py keeps Discord's addresses in three class attributes; there is no setting for them.
"""

from __future__ import annotations

import os
import sys

import discord.asset
import discord.gateway
import discord.http
import discord.webhook.async_
import yarl


def point(url: str) -> None:
    """Make discord.py speak to the stand-in. One a process."""
    discord.http.Route.BASE = f"{url}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url.replace("http", "ws", 1) + "/gateway/")
    discord.asset.Asset.BASE = url


if __name__ == "__main__":
    point(os.environ["WIRE"])
    from bot.__main__ import main

    sys.exit(main())
