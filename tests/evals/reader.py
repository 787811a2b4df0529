"""Measure a reader with the right passage in its hand: `python -m tests.evals.reader --data DIR [--reader FOLDER]`.

Each set is measured twice: as the reader reads, and after the verifier's second look at what it found.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.evals.metrics import exact_match, f1, mean
from bot.reader import Reader, load_reader, normalised
from bot.types import Reading
from bot.verifier import load_verifier
from index import content_words
from tests.evals.sets import paragraphs_of

SETS = ("squad2-dev", "squadshifts-newwiki")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", help="a reader's folder; without it the one that ships")
    parser.add_argument("--limit", type=int, default=1000, help="questions taken from each set")
    parser.add_argument("--set", choices=SETS, action="append", help="only these sets")
    parser.add_argument("--titled", action="store_true", help="read under the article's title, as Byline does")
    arguments = parser.parse_args()
    reader = load_reader(arguments.reader)
    columns = ["set", "n", "EM", "F1", "all-question F1, best threshold", "F1 and refused there"]
    columns += ["AUROC unanswerable", "AUROC other passage"]
    print(f"| {' | '.join(columns)} |")
    print("|---" * len(columns) + "|")
    for name in arguments.set or SETS:
        for each, which in ((name, reader), (f"{name}, looked at again", Verified(reader))):
            rows = measure(which, paragraphs_of(arguments.data, name), arguments.limit, titled=arguments.titled)
            print(_line(each, rows), flush=True)


class Verified:
    """A reader whose spans are looked at again."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.verifier = reader, load_verifier()

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        return normalised(self.verifier.look(question, texts, self.reader.read(question, texts, headings=headings)))


def measure(
    reader: Any, paragraphs: Sequence[dict[str, Any]], limit: int, *, titled: bool = False
) -> list[dict[str, Any]]:
    """Score each question on its own paragraph; the answerable ones also on the likeliest other of the article."""
    asked = [(paragraph, question) for paragraph in paragraphs for question in paragraph["questions"]]
    chosen = random.Random(0).sample(asked, min(limit, len(asked)))
    rarity = _rarity([paragraph["text"] for paragraph in paragraphs])
    rows = []
    for done, (paragraph, question) in enumerate(chosen, start=1):
        answers = [answer["text"] for answer in question["answers"]]
        span, score = _read(reader, question["question"], paragraph, titled=titled)
        row = {"answerable": question["answerable"], "score": score}
        if question["answerable"]:
            other = _likeliest(question["question"], answers, paragraph, paragraphs, rarity)
            row |= {"em": exact_match(span, answers), "f1": f1(span, answers)}
            row |= {"other": _read(reader, question["question"], other, titled=titled)[1] if other else None}
        rows.append(row)
        if sys.stderr.isatty():
            print(f"\r{done} of {len(chosen)} ", end="", file=sys.stderr)
    return rows


def _read(reader: Any, question: str, paragraph: dict[str, Any], *, titled: bool) -> tuple[str, float]:
    headings = [paragraph["title"].replace("_", " ")] if titled else []
    best = reader.read(question, [paragraph["text"]], headings=headings)[0]
    return paragraph["text"][best.start : best.end], best.score


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in {word.lower() for word in content_words(text)})
    return {word: math.log(len(texts) / count) for word, count in counts.items()}


def _likeliest(
    question: str,
    answers: Sequence[str],
    gold: dict[str, Any],
    paragraphs: Sequence[dict[str, Any]],
    rarity: dict[str, float],
) -> dict[str, Any] | None:
    """Return the other paragraph of the same article that shares the rarest words and does not hold an answer."""
    words = {word.lower() for word in content_words(question)}
    others = [
        each
        for each in paragraphs
        if each["title"] == gold["title"] and each is not gold and not any(answer in each["text"] for answer in answers)
    ]
    return max(
        others,
        key=lambda each: sum(rarity.get(word, 0) for word in words & {w.lower() for w in content_words(each["text"])}),
        default=None,
    )


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return the share of pairs in which the first is the higher one (ties count half)."""
    if not higher or not lower:
        return math.nan
    ordered = sorted(lower)
    wins = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in higher)
    return wins / (2 * len(higher) * len(lower))


def best_threshold(rows: Sequence[dict[str, Any]]) -> tuple[float, float, float]:
    """Return the best F1 over all questions (a refusal of an unanswerable one counts 1), and there: F1, refused."""
    right = sum(not row["answerable"] for row in rows)
    answered = sum(row["answerable"] for row in rows)
    best, total, gained, kept = (0.0, 0.0, 0.0), float(right), 0.0, float(right)
    for row in sorted(rows, key=lambda row: -row["score"]):
        gained += row["f1"] if row["answerable"] else 0.0
        kept -= not row["answerable"]
        total = gained + kept
        best = max(best, (total / len(rows), gained / max(1, answered), kept / max(1, right)))
    return best


def _line(name: str, rows: Sequence[dict[str, Any]]) -> str:
    answered = [row for row in rows if row["answerable"]]
    null = [row["score"] for row in rows if not row["answerable"]]
    scores = [row["score"] for row in answered]
    others = [row["other"] for row in answered if row["other"] is not None]
    overall, f1_there, refused = best_threshold(rows)
    return (
        f"| {name} | {len(rows)} | {100 * mean([row['em'] for row in answered]):.1f} | "
        f"{100 * mean([row['f1'] for row in answered]):.1f} | "
        + (
            f"{100 * overall:.1f} | {100 * f1_there:.1f}, {100 * refused:.1f} | {auroc(scores, null):.3f}"
            if null
            else "- | - | -"
        )
        + f" | {auroc(scores, others):.3f} |"
    )


if __name__ == "__main__":
    main()
