"""Add many passages and time the first stage alone over them: `python -m tests.bench.scale --passages 200000`.

Articles are made from a seed and read from JSONL files, a file at a time. Their vectors are hashed from their words
(`tests.bench.hashed`); the question is embedded by the real encoder, and that time counts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from bot.evals.metrics import percentile
from index import Library
from tests.bench.hashed import Hashed
from tests.bench.news import story
from tests.bench.worker import UNIT

SEED = 5
A_FILE = 500
"""Articles a file: 2,500 passages, a few seconds of work between two lines of progress."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="add so many (default: 100000)")
    parser.add_argument("--search-at", type=int, default=100_000, help="search when so many are in (default: 100000)")
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    marks = sorted({min(arguments.search_at, arguments.passages), arguments.passages})
    with tempfile.TemporaryDirectory() as made:
        library = Library(Path(made) / "home", Hashed())
        began, searching = time.monotonic(), 0.0
        for part in itertools.count():
            library.add([write(Path(made) / "articles.jsonl", part * A_FILE, A_FILE)])
            done, spent = len(library), time.monotonic() - began - searching
            left = (arguments.passages - done) * spent / done
            print(f"{done:,} passages, {done / spent:.0f} a second, {max(0, left):.0f} s left", file=sys.stderr)
            if done >= marks[0]:
                marks.pop(0)
                before = time.monotonic()
                print(searched(library, arguments.questions), flush=True)
                searching += time.monotonic() - before
            if not marks:
                break
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
        print(f"{done:,} passages in, {done / spent:.0f} a second (vectors hashed), peak {peak:,.0f} MB")


def write(file: Path, first: int, count: int) -> Path:
    """Write articles to a JSONL file; return it."""
    with file.open("w", encoding="utf-8") as out:
        for each in (story(number, SEED) for number in range(first, first + count)):
            row = {"id": each.url, "title": each.title, "author": each.author, "date": each.published.isoformat()}
            print(json.dumps(row | {"text": each.text}), file=out)
    return file


def searched(library: Library, questions: int) -> str:
    """Ask so many questions of the first stage, and say how long it took."""
    times = []
    for asked in (story(number, SEED).asked[0] for number in range(questions)):
        before = time.perf_counter()
        library.search(asked.question)
        times.append(1000 * (time.perf_counter() - before))
    return (
        f"first stage over {len(library):,} passages, {questions} questions: "
        f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms"
    )


if __name__ == "__main__":
    main()
