"""Times fresh processes from the command to the first answer, both over the sample articles."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

RUNS = 3
QUESTION = "when did Soffer leave?"
SAMPLES = Path(__file__).parents[2] / "index" / "samples"

_FILL = """
from pathlib import Path
from tests.bench.worker import Tutorial
Tutorial(Path({folder!r})).add_files(Path({samples!r}))
"""
_FIND = """
from pathlib import Path
from tests.bench.worker import Tutorial
print(Tutorial(Path({folder!r})).store.similarity_search({question!r}, k=4)[0].page_content)
"""


def cold(folder: Path, environment: dict[str, str]) -> dict[str, float]:
    """Return each side's median seconds of RUNS fresh processes that take turns."""
    home, given = str(folder / "cold-byline"), {"folder": str(folder / "cold"), "question": QUESTION}
    _run(["-m", "index", "--home", home, "add", str(SAMPLES)], environment)
    _run(["-c", _FILL.format(samples=str(SAMPLES), **given)], environment)
    commands = {
        "byline": ["-m", "bot", "--home", home, QUESTION],
        "tutorial": ["-c", _FIND.format(**given)],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(RUNS):
        print(f"cold start {number + 1} of {RUNS}", file=sys.stderr)
        for name in sorted(commands, reverse=bool(number % 2)):
            taken[name].append(_run(commands[name], environment))
    return {name: median(each) for name, each in taken.items()}


def _run(arguments: list[str], environment: dict[str, str]) -> float:
    """Run Python with these arguments and return the seconds it took. Raises RuntimeError when it fails."""
    before = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - before
    if done.returncode:
        raise RuntimeError(f"python {arguments[0]} {arguments[1][:40]} ended with {done.returncode}:\n{done.stderr}")
    return seconds
