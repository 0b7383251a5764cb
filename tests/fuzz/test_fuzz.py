"""The fuzzers' targets in seconds: what once broke one, where they start, deterministic mutations of it, and hypothesis. `make fuzz` goes on for minutes."""

from __future__ import annotations

import importlib.util
import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz import reduce
from tests.fuzz.__main__ import WORDS
from tests.fuzz.targets import TARGETS, Target

CRASHERS = sorted(Path(__file__).with_name("crashers").iterdir())
SEEDS = 40
"""Seeds of a target that are run, spread over all of them."""
MUTANTS = 120
SLOW = {"judged": 3, "card": 3, "pack": 2}
"""Targets that do more than read: so many times fewer runs."""


def words() -> list[bytes]:
    lines = WORDS.read_text("ascii").splitlines()
    return [line[1:-1].encode("latin-1").decode("unicode_escape").encode("latin-1") for line in lines if line.startswith('"')]


def spread(target: Target) -> list[bytes]:
    found = list(target.seeds())
    return found[:: max(1, len(found) // SEEDS)]


def mutants(seeds: list[bytes], count: int, draw: random.Random) -> list[bytes]:
    """Seeds cut, doubled, crossed, sprinkled with words and odd bytes."""
    made = []
    for _ in range(count):
        data = bytearray(draw.choice(seeds)[:4000])
        for _ in range(draw.randint(1, 6)):
            place, end = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
            kind = draw.randrange(5)
            if kind == 0:
                del data[place:end]
            elif kind == 1:
                data[place:place] = data[place:end][:500] * draw.randint(1, 4)
            elif kind == 2:
                data[place:end] = draw.choice(seeds)[place:end]
            elif kind == 3:
                data[place:place] = draw.choice(WORDS_BYTES) * draw.randint(1, 3)
            else:
                data[place:place] = bytes(draw.randrange(256) for _ in range(4))
        made.append(bytes(data))
    return made


WORDS_BYTES = words()


@pytest.mark.parametrize("path", CRASHERS, ids=lambda path: path.name)
def test_what_once_broke_a_reader_does_not_any_more(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]].run(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_their_mutants_hold(name: str) -> None:
    target, share = TARGETS[name], SLOW.get(name, 1)
    seeds = spread(target)
    assert seeds
    for data in itertools.chain(seeds[::share], mutants(seeds, MUTANTS // share, random.Random(name))):  # noqa: S311
        target.run(data)


@pytest.mark.parametrize("name", TARGETS)
def test_any_arrangement_of_words_and_bytes_holds(name: str) -> None:
    target = TARGETS[name]
    pieces = st.one_of(st.sampled_from(WORDS_BYTES), st.binary(max_size=6), st.text(max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass")))

    @settings(max_examples=60 // SLOW.get(name, 1), suppress_health_check=list(HealthCheck))
    @given(st.lists(pieces, max_size=30).map(b"".join))
    @example(b"")
    def holds(data: bytes) -> None:
        target.run(data)

    holds()


def test_a_crasher_is_made_small() -> None:
    def run(data: bytes) -> None:
        assert not (b"From: " in data and data.count(b"\n") > 3)

    assert reduce.reduce(run, b"Received: x\nFrom: abc\nSubject: y\n\nbody\n" * 20) == b"\nFrom: \n\n\n"


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this Python")
def test_the_fuzzer_starts_and_counts_edges(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.drive", "header", "-runs=200", "-seed=1", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr[-2000:]
    assert "cov: " in done.stderr
    assert list(tmp_path.iterdir()), "inputs that reach new edges are kept"
