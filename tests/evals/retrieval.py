"""Retrieval alone: `python -m tests.evals.retrieval --data DIR` compares meaning, words, and the two fused."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.evals.measure import Row, holds_answer
from bot.evals.metrics import mean
from index import Library, Passage, Where
from index.finding import CANDIDATES, by_words
from index.search import fuse
from tests.evals import sets

DEPTH = 10
"""Passages looked at for MRR, as many as the bot is given."""

WAYS = ("dense", "words", "fused")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.retrieval", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public sets")
    parser.add_argument("--limit", type=int, default=500, help="questions taken from each public set")
    arguments = parser.parse_args()
    chosen = [
        sets.samples(),
        sets.wikinews(arguments.data),
        sets.squad(arguments.data, "squad2-dev", arguments.limit),
    ]
    print("| set | split | n | passages | found by | hit@1 | hit@5 | MRR |\n|---|---|---|---|---|---|---|---|")
    for questions in chosen:
        rows = [row for row in questions.rows if row.answers and not row.history]
        with sets.indexed(questions) as library:
            ranks: dict[str, list[int]] = {way: [] for way in WAYS}
            for row, rankings in zip(rows, ranked(library, [row.question for row in rows]), strict=True):
                for way in WAYS:
                    ranks[way].append(rank(row, rankings[way]))
            for way in WAYS:
                cells = [questions.name, questions.split, str(len(rows)), str(len(library)), way, *figures(ranks[way])]
                print(f"| {' | '.join(cells)} |", flush=True)


def ranked(library: Library, questions: Sequence[str]) -> Iterator[dict[str, list[Passage]]]:
    """Yield, for each question, the passages each way finds, best first; "fused" is what `Library.search` returns."""
    for question in questions:
        dense = library._store.nearest(library.vectors([question])[0], CANDIDATES, Where())
        found = by_words(library._home, question, CANDIDATES, Where())
        known = library._store.get(list(dict.fromkeys([*dense, *found])))
        fused = fuse({"dense": dense, "words": found})
        yield {
            "dense": [known[item] for item in dense],
            "words": [known[item] for item in found],
            "fused": [known[item] for item, _, _ in fused],
        }


def rank(row: Row, passages: Sequence[Passage]) -> int:
    """Return the place of the first passage that answers, counted from 1; 0 when none of DEPTH does."""
    return next((at for at, passage in enumerate(passages[:DEPTH], start=1) if holds_answer(row, passage)), 0)


def figures(ranks: Sequence[int]) -> tuple[str, str, str]:
    """Lay out hit@1, hit@5 and MRR."""
    return (
        f"{100 * mean([each == 1 for each in ranks]):.1f}",
        f"{100 * mean([0 < each <= 5 for each in ranks]):.1f}",
        f"{mean([1 / each if each else 0.0 for each in ranks]):.3f}",
    )


if __name__ == "__main__":
    main()
