"""Print what Byline takes: adding, asking and the cold start beside the LangChain tutorial, and the rest alone."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from tests.bench.cold import cold
from tests.bench.news import Asked, later, questions, stories
from tests.bench.table import Taken, table

SIDES = ("byline", "tutorial")
BESIDE, ALONE, LONG = ("add", "ask", "cold"), ("sync", "peak"), ("grow",)
"""What can be measured: beside the tutorial, alone (tests/bench/alone.py), and only when it is asked for."""

ROOT = Path(__file__).parents[2]

SLICES = 4
"""The sides take turns over at least so many parts of the articles, so that a machine that drifts drifts for both."""

SLICE = 200
"""Articles a turn, at most: a minute or so, which is how often progress is told."""


class Side(Protocol):
    """One pipeline that does what it is told: `add` [low, high], or `ask` [[question, answer], ...]."""

    name: str

    def tell(self, **command: Any) -> dict[str, Any]: ...


class Process:
    """A side in a process of its own, so that thread pools and memory are not shared."""

    def __init__(self, name: str, folder: Path, count: int, seed: int, environment: dict[str, str]) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        command = [sys.executable, "-m", "tests.bench.worker", name, str(folder), str(count), str(seed)]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
            )

    def tell(self, **command: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(command), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended:\n{self._log.read_text()[-2000:]}")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000, help="how many to make and add (default: 2000)")
    parser.add_argument("--questions", type=int, default=100, help="how many to ask (default: 100)")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other articles")
    parser.add_argument("--only", choices=(*BESIDE, *ALONE, *LONG), help="this alone (ask adds first; grow: an hour)")
    arguments = parser.parse_args()
    environment = clean(dict(os.environ))
    if arguments.only in (None, *BESIDE):
        taken = beside(arguments, environment)
        print(f"{arguments.articles} articles, {arguments.questions} questions, seed {arguments.seed}.", end=" ")
        print(said("tests.bench.machine", environment))  # apart: it would leave torch in this process
        print(table(taken["byline"], taken["tutorial"]))
    if arguments.only in (None, *ALONE, *LONG):
        print(said("tests.bench.alone", environment, *([arguments.only] if arguments.only else ALONE)))


def said(module: str, environment: dict[str, str], *arguments: str) -> str:
    """Run a module in a process of its own and return what it prints; its progress is seen."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout


def beside(arguments: argparse.Namespace, environment: dict[str, str]) -> dict[str, Taken]:
    """Measure the two sides, or the part of it that is asked for."""
    taken = {name: Taken(arguments.articles) for name in SIDES}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if arguments.only != "cold":
            sides = [Process(name, folder, arguments.articles, arguments.seed, environment) for name in SIDES]
            try:
                measure(sides, taken, arguments.articles, arguments.questions, arguments.seed, arguments.only)
            finally:
                for side in sides:
                    side.close()
        if arguments.only in (None, "cold"):
            for name, seconds in cold(folder, environment).items():
                taken[name].cold = seconds
    return taken


def clean(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment for both sides: no settings of Byline's, no network, no telemetry, no accelerator."""
    kept = {name: value for name, value in environment.items() if not name.startswith("BYLINE_")}
    fixed = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "CUDA_VISIBLE_DEVICES": ""}
    return kept | fixed | {"PYTHONPATH": str(ROOT)}


def measure(
    sides: Sequence[Side], taken: dict[str, Taken], count: int, asked: int, seed: int, only: str | None = None
) -> None:
    """Add, ask and add again, taking turns, and note what each side took."""
    for side, reply in add_in_turns(sides, count, "added"):
        taken[side].seconds += reply["seconds"]
        taken[side].passages = reply["passages"]
        taken[side].peak_mb = reply["peak_mb"]
    if only != "add":
        made = questions(stories(count, seed), asked)
        for side, reply in ask_in_turns(sides, [(each.question, each.answer) for each in made]):
            taken[side].ms += reply["ms"]
            taken[side].right += reply["right"]
            taken[side].peak_mb = reply["peak_mb"]
        taken["byline"].later_ms = ask_later(sides, later(stories(count, seed), asked))
    if only != "ask":
        for side, reply in add_in_turns(sides, count, "added again"):
            taken[side].again += reply["seconds"]
            taken[side].passages_again = reply["passages"]


def add_in_turns(sides: Sequence[Side], count: int, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Add the articles slice by slice, each side first in every other turn; yield what each turn took."""
    parts = max(SLICES, -(-count // SLICE))
    seconds = dict.fromkeys((side.name for side in sides), 0.0)
    started = time.monotonic()
    for part in range(parts):
        high = (part + 1) * count // parts
        for side in sides if part % 2 == 0 else reversed(sides):
            reply = side.tell(add=[part * count // parts, high])
            seconds[side.name] += reply["seconds"]
            yield side.name, reply
        left = (time.monotonic() - started) / (part + 1) * (parts - part - 1)
        rates = ", ".join(f"{name} {high / spent:.1f} a second" for name, spent in seconds.items() if spent)
        print(f"{what} {high} of {count}: {rates}; about {left // 60:.0f} min {left % 60:.0f} s left", file=sys.stderr)


def ask_later(sides: Sequence[Side], asked: Sequence[tuple[Asked, Asked]]) -> list[float]:
    """Ask Byline, which alone takes a conversation, each question after another about its article."""
    (ours,) = (side for side in sides if side.name == "byline")
    said = [(each.question, each.answer, before.question, before.answer) for each, before in asked]
    milliseconds: list[float] = ours.tell(ask=said)["ms"]
    return milliseconds


def ask_in_turns(sides: Sequence[Side], asked: Sequence[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask the questions slice by slice, after a few that are not timed; yield what each turn took."""
    for side in sides:
        side.tell(ask=asked[:3])
    for part in range(SLICES):
        low, high = part * len(asked) // SLICES, (part + 1) * len(asked) // SLICES
        for side in sides if part % 2 == 0 else reversed(sides):
            yield side.name, side.tell(ask=asked[low:high])
        print(f"asked {high} of {len(asked)}", file=sys.stderr)


if __name__ == "__main__":
    main()
