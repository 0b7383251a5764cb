"""What the side by side needs, where it can be had; else one line that says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SEARCH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
PACKAGES = {"spamd": ("spamassassin", "spamd"), "rspamd": ("rspamd",)}
"""Which Debian packages bring a program."""


def debian(program: str) -> str:
    """Make a program available from Debian. Returns "" or one line that says why not."""
    if shutil.which(program, path=SEARCH):
        return ""
    names = " ".join(PACKAGES[program])
    if not shutil.which("apt-get"):
        return f"{program} is not installed, and there is no apt-get to install {names} with"
    if os.geteuid() != 0:
        return f"{program} is not installed; as root: apt-get install --no-install-recommends {names}"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "--no-install-recommends", *PACKAGES[program]]):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if shutil.which(program, path=SEARCH):
        return ""
    return f"{program} could not be installed: {_last(done.stderr)}"


def detector(folder: Path) -> tuple[Path, str]:
    """An environment to throw away that holds the Python detector: its Python, and "" or one line that says why there is none."""
    python = folder / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps", "--require-hashes"]
    for command in ([sys.executable, "-m", "venv", str(folder / "venv")], [*install, "-r", str(Path(__file__).with_name("detector.txt"))]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return python, f"phishguard could not be installed: {_last(done.stderr)}"
    return python, ""


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:200] if lines else "no reason given"
