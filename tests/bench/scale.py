"""Time the first stage alone over many passages: `python -m tests.bench.scale --passages 100000`.

Articles are made from a seed. Their vectors are hashed from their words, since embedding so many would take most of
an hour and the search takes as long over these; the question is embedded by the real encoder, and that time counts.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.evals.metrics import percentile
from index import Article, Byline, Library
from index.encoder import DEFAULT_ENCODER, load_encoder
from index.settings import Settings
from tests.bench.news import story

WIDTH = 384


class Hashed:
    """Counts and, for a question, embeds with the real encoder; an article's passages get hashed vectors."""

    def __init__(self) -> None:
        self._real = load_encoder(Settings().encoder or DEFAULT_ENCODER)
        self.name = "hashed"

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._real.count(texts)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Any:
        if len(texts) == 1:
            self._real.encode(texts)
        vectors = np.full((len(texts), WIDTH), 1e-3, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % WIDTH] += 1
        if progress is not None:
            progress(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home), Hashed())
        began = time.monotonic()
        for first in itertools.count(0, 500):
            if len(library) >= arguments.passages:
                break
            made = [story(number, seed=5) for number in range(first, first + 500)]
            library.add(
                Article(each.url, Byline(each.title, (each.author,), each.published), each.text) for each in made
            )
            done, spent = len(library), time.monotonic() - began
            left = (arguments.passages - done) * spent / done
            print(f"{done:,} passages, {done / spent:.0f} a second, {max(0, left):.0f} s left", file=sys.stderr)
        asked = [fact.question for number in range(arguments.questions) for fact in story(number, seed=5).asked[:1]]
        times = []
        for question in asked:
            before = time.perf_counter()
            library.search(question)
            times.append(1000 * (time.perf_counter() - before))
        print(
            f"first stage over {len(library):,} passages, {len(asked)} questions: "
            f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms"
        )


if __name__ == "__main__":
    main()
