"""`python -m tests.bench [DIR]`: speed of ours. With `--beside FILE`, every filter over the mails of DIR, written into FILE (`make bench MAILS=DIR`)."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, track

from rules import shipped
from rules.author.corpus import CorpusError, entries
from tests.bench import document, figures, install, judges, machine, side, speed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.author.corpus import Entry

HOW = "For recall, false alarms and other filters over the same mails: make bench MAILS=DIR (DIR holds index.jsonl and the mails it names)."


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print or write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("HONMONO_CORPUS", ""), help="a folder with index.jsonl; default: the pack's examples")
    parser.add_argument("--beside", metavar="FILE", type=Path, help="run the other filters too, and write this page")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="at most N mails a group (0: all)")
    parser.add_argument("--unseen", action="store_true", help="none of the mails was used to write or fit our rules")
    given = parser.parse_args(arguments)
    console = Console()
    if given.beside is None:
        what = "the given folder" if given.folder else "the pack’s examples"
        console.print(speed.table(speed.measure(speed.mails(given.folder)), what))
        if not given.folder:
            console.print(HOW, highlight=False)
        return 0
    try:
        chosen = side.chosen(entries(Path(given.folder)), given.sample)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 2
    if not chosen:
        print("no mail file (format eml) in that folder", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C does: the filters end with us
    page = beside(chosen, console, sample=given.sample, unseen=given.unseen)
    given.beside.write_text(document.render(page), "utf-8")
    console.print(f"written: {given.beside}", highlight=False)
    return 0


def beside(chosen: Sequence[Entry], console: Console, *, sample: int, unseen: bool) -> document.Page:
    """Run every filter that can be had over the mails."""
    missing: list[str] = []
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        root = Path(name)
        root.chmod(0o711)  # the filters run as users of their own
        running = [stack.enter_context(judges.honmono(_room(root, "honmono"), _ours()))]
        console.print("SpamAssassin and rspamd are installed from Debian if they are missing and this is root …", highlight=False)
        for program, start in (("spamd", judges.spamassassin), ("rspamd", judges.rspamd)):
            lacking = install.debian(program)
            if not lacking:
                try:
                    running.append(stack.enter_context(start(_room(root, program))))
                except (RuntimeError, OSError, ValueError) as error:
                    lacking = f"{program}: {error}"
            _note(lacking, missing, console)
        python, lacking = install.detector(root)
        if not lacking:
            running.append(stack.enter_context(judges.phishguard(_room(root, "phishguard"), python)))
        _note(lacking, missing, console)
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(f"{len(running)} filters, {len(chosen)} mails", total=len(chosen))
            taken = side.alternate(chosen, running, lambda done: progress.advance(task, done))
        costs = [_cost(judge, taken[judge.name]) for judge in running]
    load = machine.load()
    data = [entry.path.read_bytes() for entry in chosen]
    alone = speed.measure(data, lambda items: track(items, "ours alone", console=console, transient=True))
    return document.Page(
        datetime.now(UTC).date().isoformat(),
        machine.describe(),
        load,
        bool(judges.cut_off()),
        sample,
        unseen,
        _groups(chosen),
        [document.Filter(judge.name, judge.version, judge.settings) for judge in running],
        missing,
        [figures.shares(judge.name, line, chosen, taken[judge.name].scores) for judge in running for line in judge.lines],
        costs,
        alone,
    )


def _note(lacking: str, missing: list[str], console: Console) -> None:
    if lacking:
        missing.append(lacking)
        console.print(lacking, highlight=False)


def _room(root: Path, name: str) -> Path:
    room = root / name
    room.mkdir()
    room.chmod(0o777)  # inside a folder that nobody else can list
    return room


def _cost(judge: judges.Judge, taken: side.Taken) -> figures.Cost:
    times = (*figures.median_p95(taken.seconds), *figures.median_p95(taken.cpu), statistics.fmean(taken.cpu) * 1000)
    return figures.Cost(judge.name, *times, judge.memory(), judge.ready, taken.scores.count(None))


def _groups(chosen: Sequence[Entry]) -> list[document.Group]:
    found = []
    for name in figures.GROUPS:
        mine = [entry for entry in chosen if figures.group(entry) == name]
        if mine:
            found.append(document.Group(name, len(mine), len({entry.campaign for entry in mine}), len({entry.source for entry in mine})))
    return found


def _ours() -> str:
    """Our version: the program's, the pack's, and the commit where there is one."""
    ours = f"{version('honmono')}, pack {shipped().version}"
    git = shutil.which("git")
    if git is None:
        return ours
    commit = subprocess.run([git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    changed = subprocess.run([git, "status", "--porcelain", "--", "rules"], capture_output=True, text=True, check=False).stdout.strip()
    return f"{ours}{f', commit {commit}' if commit else ''}{' with changes' if changed else ''}"


if __name__ == "__main__":
    sys.exit(main())
