"""The rule set stands alone: no Discord, no network, nothing of the bot; and judging a mail opens no socket."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import rules
from rules import check, read

if TYPE_CHECKING:
    import pytest

FORBIDDEN = {"bot", "discord", "aiohttp", "requests", "urllib3", "socket", "http", "sqlalchemy", "simcord", "typer", "rich"}
ALLOWED = {"urllib"}
ROOT = Path(rules.__file__).parent


def test_rules_import_nothing_they_must_not() -> None:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.partition(".")[0]
                assert top not in FORBIDDEN, f"{path.name} imports {name}"
                assert top != "urllib" or name == "urllib.parse", f"{path.name} imports {name}"


NEEDLESS = ("discord", "simcord", "jsonschema", "rich", "asyncio", "ssl", "filelock", "requests", "sqlalchemy", "pydantic", "rules.author", "PIL", "oxmsg")


def test_a_check_on_the_command_line_imports_only_what_it_needs() -> None:
    code = f"""
import sys
from bot.__main__ import app
sys.argv = ["honmono", "check", "-", "--json"]
try:
    app()
finally:
    print([name for name in {NEEDLESS} if name in sys.modules], sorted(name for name in sys.modules if name.startswith("bot.cli.")), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], input="件名: 確認", capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[] ['bot.cli.check', 'bot.cli.commands']"


def test_judging_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    check(
        read(
            b"From: a@example.com\nSubject: x\nContent-Type: text/html\n\n<img src='http://a.example.cfd/1.png'><a href='http://b.example.cfd/'>x</a><iframe src='http://c.example.cfd'></iframe>"
        )
    )
    check("件名: 確認\n\nhttps://a.example.cfd/x")
