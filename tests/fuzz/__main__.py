"""`python -m tests.fuzz [--seconds N] [TARGET…]`: fuzz every reader in turn (`make fuzz`), and print what was covered; 1 when something does not hold.

A crasher is made as small as it stays one and written to `--out`; run it again with `--replay FILE`. One that is fixed belongs into tests/fuzz/crashers,
in words of our own, under a name that begins with its target's.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = Path(__file__).with_name("words.dict")
LONGEST = 8192
"""Bytes of one input at most."""
SLOW = 20
"""Seconds that one input may take."""
MEMORY = 2048
"""MB that a target may hold."""
PATIENCE = 120
"""Seconds that making a crasher smaller may take."""
_STATE = re.compile(r"^#\d+\s+(INITED|DONE)\s+cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)
_RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
_RAISED = re.compile(r"=== Uncaught Python exception: ===\n(.*)")
_LAST = re.compile(r"^#(\d+)\s.*?cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)


@dataclass(slots=True)
class Ran:
    """What came of fuzzing one target: inputs run, edges that the seeds reach and that were reached in the end, inputs that reached something new, a crasher."""

    target: str
    runs: int = 0
    before: int = 0
    edges: int = 0
    kept: int = 0
    crasher: Path | None = None
    said: str = ""


def fuzz(name: str, seconds: int, out: Path) -> Ran:
    """Fuzz one target for some seconds, in a process of its own."""
    ran = Ran(name)
    with tempfile.TemporaryDirectory(prefix="honmono-fuzz-") as folder:
        room, seeds = Path(folder, "found"), Path(folder, "seeds")
        room.mkdir()
        seeds.mkdir()
        for data in TARGETS[name].seeds():
            seeds.joinpath(hashlib.sha256(data).hexdigest()[:16]).write_bytes(data[:LONGEST])
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-dict={WORDS}", f"-timeout={SLOW}", f"-rss_limit_mb={MEMORY}"]
        options += ["-len_control=0", "-print_final_stats=1", f"-artifact_prefix={folder}/", str(room), str(seeds)]
        done = subprocess.run([sys.executable, "-m", "tests.fuzz.drive", name, *options], capture_output=True, text=True, errors="replace", check=False)
        said = done.stderr
        states = {word: (int(edges), int(corpus)) for word, edges, _, corpus in _STATE.findall(said)}
        last = _LAST.findall(said)
        ran.runs = int(found[1]) if (found := _RUNS.search(said)) else int(last[-1][0]) if last else 0
        ran.before = states.get("INITED", (0, 0))[0]
        ran.edges, corpus = states.get("DONE") or ((int(last[-1][1]), int(last[-1][3])) if last else (0, 0))
        ran.kept = max(0, corpus - states.get("INITED", (0, corpus))[1])
        crashers = [path for kind in ("crash", "timeout", "oom") for path in Path(folder).glob(f"{kind}-*")]
        if crashers:
            out.mkdir(parents=True, exist_ok=True)
            ran.crasher = out / f"{name}-{crashers[0].name[-8:]}"
            ran.crasher.write_bytes(crashers[0].read_bytes())
            ran.said = _reduced(ran.crasher) or crashers[0].name.partition("-")[0]
        elif done.returncode:
            raised = _RAISED.search(said)
            ran.said = raised[1] if raised else f"ended with {done.returncode}: {said.strip()[-200:]}"
    return ran


def _reduced(path: Path) -> str:
    """Make a crasher smaller where it lies, in a process of its own: it may want all memory there is. Returns what it raises, "" when nothing."""
    try:
        done = subprocess.run([sys.executable, "-m", "tests.fuzz.reduce", str(path)], capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.strip()


def table(rows: Sequence[Ran], seconds: int) -> Table:
    """The figures of every target."""
    shown = Table(title=f"{seconds} s a target")
    for name in ("target", "inputs run", "edges from the seeds", "new edges", "inputs kept", "crasher"):
        shown.add_column(name, justify="left" if name in ("target", "crasher") else "right")
    for ran in rows:
        new = f"+{ran.edges - ran.before}"
        shown.add_row(ran.target, f"{ran.runs:,}", str(ran.before), new, f"{ran.kept:,}", f"{ran.crasher}: {ran.said}" if ran.crasher else ran.said or "–")
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, or replay."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; default: all")
    parser.add_argument("--seconds", type=int, default=20, help="for each target")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir(), "honmono-crashers"), help="where crashers are written")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one input, whose name begins with its target's, and show what happens")
    given = parser.parse_args(arguments)
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no such target: {min(unknown)}")
    if given.replay:
        TARGETS[given.replay.name.partition("-")[0]].run(given.replay.read_bytes())
        print("holds")
        return 0
    if importlib.util.find_spec("atheris") is None:
        print("atheris has no wheel for this Python; pytest tests/fuzz runs the seeds and hypothesis", file=sys.stderr)
        return 2
    console = Console()
    rows = []
    for name in given.targets or TARGETS:
        with console.status(f"{name} …"):
            rows.append(fuzz(name, given.seconds, given.out))
    console.print(table(rows, given.seconds))
    return int(any(ran.said for ran in rows))


if __name__ == "__main__":
    sys.exit(main())
