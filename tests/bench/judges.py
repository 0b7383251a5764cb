"""The filters as resident processes: started with local checks only, in a network of their own that leads nowhere, asked over a socket file or a pipe."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import answers, machine
from tests.bench.figures import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 180
"""Seconds a filter has to become ready."""
ANSWER = 60
"""Seconds a filter has for one mail."""
ENDING = 10
"""Seconds a filter has to end by itself."""

RSPAMD_OFF = (
    *("rbl", "surbl", "fuzzy_check", "spf", "dkim", "dkim_signing", "dmarc", "arc", "asn", "mx_check", "url_redirector", "rspamd_update", "bimi", "dcc"),
    *("p0f", "external_services", "antivirus", "elastic", "clickhouse", "greylist", "ratelimit", "replies", "reputation", "neural", "history_redis"),
)
"""Modules of rspamd that ask others: DNS, other servers, a Redis."""


class Judge:
    """A filter that runs: `ask` gives its score for a mail."""

    def __init__(self, name: str, version: str, settings: str, lines: tuple[Line, ...]) -> None:
        self.name, self.version, self.settings, self.lines = name, version, settings, lines
        self.pid = 0
        self.ready = 0.0
        self.ask: Callable[[bytes], float] = lambda _: 0.0

    def cpu(self) -> float:
        """Processor time used by the process that judges, in seconds."""
        return machine.cpu_seconds(self.pid)

    def memory(self) -> float:
        """Memory of the process that judges, in MB."""
        return machine.resident_mb(self.pid)


def cut_off() -> list[str]:
    """What to put before a command so that it has no network; nothing where the system does not let us."""
    for prefix in (["unshare", "--net"], ["unshare", "--map-current-user", "--net"]):
        if shutil.which(prefix[0]) and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return prefix
    return []


@contextlib.contextmanager
def _running(command: list[str], log: Path, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, so that at the end nothing of it stays: neither it nor what it started."""
    # a session of its own: Ctrl-C reaches only us, and we end the filter and its children together
    with log.open("wb") as errors, subprocess.Popen([*cut_off(), *command], stderr=errors, start_new_session=True, **options) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(ENDING)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], done: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{name} did not start")
        time.sleep(0.1)


def _over(path: Path, request: Callable[[bytes], bytes], read: Callable[[bytes], float], *, close: bool = False) -> Callable[[bytes], float]:
    """Ask over a socket file: one connection a mail, as the filters' own clients do; `close` says after the mail that nothing more comes."""

    def ask(mail: bytes) -> float:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWER)
            line.connect(str(path))
            line.sendall(request(mail))
            if close:
                line.shutdown(socket.SHUT_WR)
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        return read(b"".join(parts))

    return ask


@contextlib.contextmanager
def spamassassin(folder: Path) -> Iterator[Judge]:
    """SpamAssassin's spamd, without network tests and without Bayes."""
    path = folder / "spamd.sock"
    command = ["spamd", "--local", "--nouser-config", "--min-children=1", "--max-children=1", "--max-conn-per-child=1000000", "--cf=use_bayes 0"]
    command += [f"--socketpath={path}", "--socketmode=0666", f"--syslog={folder / 'spamd.log'}"]
    if os.geteuid() == 0:
        command.append("--username=debian-spamd")
    version = _first("dpkg-query", "-W", "-f=${Version}", "spamassassin") or _first("spamd", "--version")
    settings = "spamd --local --nouser-config, one child, use_bayes 0; the rules as packaged (no sa-update), default scores"
    judge = Judge("SpamAssassin", version, settings, (Line("score ≥ 5", 5.0),))
    start = time.perf_counter()
    with _running([_found("spamd"), *command[1:]], folder / "spamd.err", stdout=subprocess.DEVNULL) as process:
        _wait(process, path.exists, judge.name)
        judge.ask = _over(path, lambda mail: b"CHECK SPAMC/1.5\r\nContent-length: %d\r\n\r\n%s" % (len(mail), mail), answers.spamd, close=True)
        judge.ask(PROBE)
        judge.ready = time.perf_counter() - start
        judge.pid = machine.child(process.pid, "spamd child")
        yield judge


@contextlib.contextmanager
def rspamd(folder: Path) -> Iterator[Judge]:
    """One worker of rspamd, without the modules that ask others."""
    path, log = folder / "rspamd.sock", folder / "log" / "rspamd.log"
    override = folder / "etc" / "override.d"
    override.mkdir(parents=True)
    for name in ("db", "run", "log"):
        (folder / name).mkdir()
    (override / "worker-normal.inc").write_text(f'bind_socket = "{path} mode=0666";\ncount = 1;\n', "utf-8")
    for name in ("worker-controller.inc", "worker-proxy.inc", *(f"{module}.conf" for module in RSPAMD_OFF)):
        (override / name).write_text("enabled = false;\n", "utf-8")
    command = [_found("rspamd"), "-f", "-c", "/etc/rspamd/rspamd.conf"]
    if os.geteuid() == 0:
        for name in ("db", "run", "log"):
            shutil.chown(folder / name, "_rspamd", "_rspamd")
        command += ["-u", "_rspamd", "-g", "_rspamd"]
    command += [f"--var={name}={value}" for name, value in (("DBDIR", folder / "db"), ("RUNDIR", folder / "run"), ("LOGDIR", folder / "log"))]
    command.append(f"--var=LOCAL_CONFDIR={folder / 'etc'}")
    settings = f"one normal worker, the packaged configuration, off: {', '.join(RSPAMD_OFF)}; no Redis (so no Bayes), no downloaded maps"
    lines = (Line("score ≥ 4", 4.0), Line("score ≥ 6", 6.0))
    judge = Judge("rspamd", _first("dpkg-query", "-W", "-f=${Version}", "rspamd") or _first("rspamd", "--version"), settings, lines)
    start = time.perf_counter()
    with _running(command, folder / "rspamd.err", stdout=subprocess.DEVNULL) as process:
        _wait(process, path.exists, judge.name)
        request = b"POST /checkv2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        judge.ask = _over(path, lambda mail: request % (len(mail), mail), answers.rspamd)
        judge.ask(PROBE)
        judge.ready = time.perf_counter() - start
        # Its patterns are compiled in the background at the first start, and it is slower until its worker has them.
        compiled = ("(normal)", "full hyperscan database of")
        _wait(process, lambda: any(all(word in line for word in compiled) for line in log.read_text("utf-8", "replace").splitlines()), judge.name)
        judge.pid = machine.child(process.pid, "normal process")
        yield judge


@contextlib.contextmanager
def _resident(judge: Judge, python: str, script: str, home: Path) -> Iterator[Judge]:
    command = [python, "-P", str(Path(__file__).with_name("residents") / script)]
    environment = {**os.environ, "HOME": str(home)}
    start = time.perf_counter()
    with _running(command, home / f"{script}.err", stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        source, sink = process.stdin, process.stdout

        def ask(mail: bytes) -> float:
            source.write(b"%d\n%s" % (len(mail), mail))
            source.flush()
            answer = sink.readline()
            if not answer:
                raise ConnectionError(f"{judge.name} ended")
            return answers.resident(answer)

        judge.ask = ask
        judge.ask(PROBE)
        judge.ready = time.perf_counter() - start
        judge.pid = process.pid
        yield judge


@contextlib.contextmanager
def honmono(folder: Path, version: str) -> Iterator[Judge]:
    """Ours: `rules.read` and `rules.check` in one process that stays."""
    judge = Judge("honmono", version, "rules.read and rules.check, the shipped pack", (Line("caution", 1), Line("strong", 2)))
    with _resident(judge, sys.executable, "honmono.py", folder) as running:
        yield running


@contextlib.contextmanager
def phishguard(folder: Path, python: Path) -> Iterator[Judge]:
    """The Python detector, in its own environment."""
    version = _first(str(python), "-c", "from importlib.metadata import version; print(version('phishguard'))")
    settings = (
        "PhishingDetector() with defaults; no WHOIS, and its built-in list of known domains instead of the one it can download; "
        "the mail is read for it by Python's standard library"
    )
    judge = Judge("phishguard", version, settings, (Line("MEDIUM (≥ 25)", 25), Line("HIGH (≥ 55)", 55)))
    with _resident(judge, str(python), "phishguard.py", folder) as running:
        yield running


PROBE = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: probe\r\nDate: Mon, 2 Nov 2026 10:00:00 +0900\r\nMessage-ID: <1@example.com>\r\n\r\nhello\r\n"
"""A mail of our own that each filter must answer before it counts as ready."""


def _found(program: str) -> str:
    """A program's path: `spamd` may live where only root looks."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or program


def _first(*command: str) -> str:
    """The first line a command prints; nothing if it cannot."""
    try:
        lines = subprocess.run([_found(command[0]), *command[1:]], capture_output=True, text=True, check=False).stdout.splitlines()
    except OSError:
        return ""
    return lines[0].strip() if lines else ""
