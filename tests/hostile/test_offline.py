"""No request is ever made to an address that a mail names: all the way from the mail to its card, with asking forbidden, and in a network that leads nowhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

from tests.hostile.offline import generated


def judged(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own (an audit hook cannot be taken back), and in a network namespace where the machine allows it."""
    apart = ["unshare", "-rn"]
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        apart = []
    line = [*apart, sys.executable, "-m", "tests.hostile.offline", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=900, env=os.environ | environment)


def test_from_a_mail_to_its_card_nothing_is_asked() -> None:
    done = judged(os.environ.get("HONMONO_CORPUS", ""))
    assert done.returncode == 0, done.stderr[-2000:]
    found = re.search(r"(\d+) mails judged, 0 requests", done.stdout)
    assert found is not None
    assert int(found[1]) > len(list(generated()))


def test_whoever_asks_is_caught_even_if_it_hides_the_refusal() -> None:
    done = judged(HONMONO_ASK="1")
    assert done.returncode == 1
    assert "asked the network: socket.getaddrinfo" in done.stderr
