"""Print one table: adding, asking and the cold start, Byline beside the LangChain tutorial on the same articles."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from index import SAMPLES
from tests.bench.news import questions, stories
from tests.evals.metrics import percentile

SIDES = ("byline", "tutorial")
SLICES = 4
"""Adding takes turns over so many parts of the articles, so that a machine that drifts drifts for both."""

COLD_RUNS = 3
COLD_TUTORIAL = """
from pathlib import Path
from tests.bench.worker import Tutorial
print(Tutorial(Path({folder!r})).store.similarity_search("when did Soffer leave?", k=4))
"""


class Side:
    """A worker process, and what has been asked of it."""

    def __init__(self, name: str, folder: str, count: int, seed: int) -> None:
        command = [sys.executable, "-m", "tests.bench.worker", name, folder, str(count), str(seed)]
        environment = os.environ | {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def tell(self, **command: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(command), file=self.process.stdin, flush=True)
        reply: dict[str, Any] = json.loads(self.process.stdout.readline())
        return reply


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    count = arguments.articles
    asked = [(each.question, each.answer) for each in questions(stories(count, arguments.seed), arguments.questions)]
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        sides = [Side(name, folder, count, arguments.seed) for name in SIDES]
        seconds = add_in_turns(sides, count)
        for side in sides:
            first = side.tell(ask=asked[:10])
            warm = side.tell(ask=asked)
            again = side.tell(add=[0, min(count, 200)])
            rows[side.name] = {
                "articles a second in": count / seconds[side.name]["seconds"],
                "passages a second in": seconds[side.name]["passages"] / seconds[side.name]["seconds"],
                "question p50, ms": percentile(warm["ms"], 0.5),
                "question p95, ms": percentile(warm["ms"], 0.95),
                "answer in what comes back, %": 100 * sum(warm["right"]) / len(warm["right"]),
                f"the first {min(count, 200)} again, s": again["seconds"],
                "passages stored twice": again["passages"] - seconds[side.name]["passages"],
                "peak memory, MB": max(first["peak_mb"], again["peak_mb"]),
            }
            side.process.kill()
        for name, value in cold(folder).items():
            rows[name]["cold start to the first answer, s"] = value
    print(f"{count} articles, {len(asked)} questions; {machine()}\n")
    print("| | Byline | LangChain tutorial | ratio |\n|---|---|---|---|")
    for row, ours in rows["byline"].items():
        theirs = rows["tutorial"][row]
        print(f"| {row} | {ours:.1f} | {theirs:.1f} | {f'{ours / theirs:.2f}' if theirs else '-'} |")
    print("\nByline's questions are whole answers: found, read and cited. The tutorial has no reader: it only finds.")


def add_in_turns(sides: list[Side], count: int) -> dict[str, dict[str, float]]:
    """Add the articles to both sides, slice by slice, and return the seconds and passages of each side."""
    total = {side.name: {"seconds": 0.0, "passages": 0.0} for side in sides}
    started = time.monotonic()
    for part in range(SLICES):
        for side in sides if part % 2 == 0 else reversed(sides):
            reply = side.tell(add=[part * count // SLICES, (part + 1) * count // SLICES])
            total[side.name]["seconds"] += reply["seconds"]
            total[side.name]["passages"] = reply["passages"]
        spent = time.monotonic() - started
        left = spent / (part + 1) * (SLICES - part - 1)
        print(f"added {(part + 1) * count // SLICES} of {count} to both, about {left:.0f} s left", file=sys.stderr)
    return total


def cold(folder: str) -> dict[str, float]:
    """Time fresh processes from command to first answer, over the samples; medians, taking turns."""
    environment = os.environ | {"BYLINE_HOME": str(Path(folder) / "cold"), "HF_HUB_OFFLINE": "1"}

    def run(*arguments: str) -> float:
        before = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, env=environment, capture_output=True)
        return time.perf_counter() - before

    run("-m", "index", "add", str(SAMPLES))
    commands = {
        "byline": ("-m", "bot", "when did Soffer leave?"),
        "tutorial": ("-c", COLD_TUTORIAL.format(folder=folder)),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(COLD_RUNS):
        for name, command in commands.items():
            times[name].append(run(*command))
    return {name: median(taken) for name, taken in times.items()}


def machine() -> str:
    """Describe the machine, with the peak of a matrix multiply of the encoder's shape."""
    import torch

    bfloat16 = torch.cpu._is_avx512_bf16_supported()
    kind = torch.bfloat16 if bfloat16 else torch.float32
    left, right = torch.randn(4096, 384, dtype=kind), torch.randn(384, 1536, dtype=kind)
    best = float("inf")
    for _ in range(20):
        before = time.perf_counter()
        left @ right
        best = min(best, time.perf_counter() - before)
    peak = 2 * 4096 * 384 * 1536 / best / 1e9
    arithmetic = "bfloat16" if bfloat16 else "8-bit (no bfloat16 instructions)"
    return f"{os.cpu_count()} cores, {arithmetic}, {str(kind)[6:]} matrix multiply {peak:.0f} GFLOP/s"


if __name__ == "__main__":
    main()
