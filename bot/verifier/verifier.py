"""A second look: does a span that the reader took answer the question, in the sentences around it?

Read + verify (Hu et al. 2019, "Read + Verify: Machine Reading Comprehension with Unanswerable Questions", section 3.2):
a model of its own sees the question with the answer in its hand, and so sees what it would have to be true of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.checker import Checker, load_checker, log_odds
from bot.types import Reading
from bot.verifier.evidence import around, claimed

LAYERS = Path(__file__).parent / "weights.safetensors"
"""What differs from the reader's weights."""

LOOKS = 2
"""Spans that are looked at again, the best ones. With the right paragraph given (1,000 questions of squad2-dev, dev)
the F1 is 82.7 with none, and with one; 84.0 with two and 83.8 with four."""

WEIGHT = 2.0
"""What the log-odds that a span answers weigh beside its score. AUROC of answerable questions against look-alikes is
0.741 with 0, 0.770 with 1, 0.782 with 2 and 0.786 with 3, where a whole index's answer is found less often."""

SURE = 6.0
"""The reader's score from which nothing is looked at again: half of the questions that are answered. It refuses as many
look-alikes of a whole index so; with the right paragraph given the F1 is 83.5."""

USUAL = 2.0
"""The log-odds that are taken for what is not looked at: about the median from SURE on."""


class Verifier:
    """Looks again at what a reader found. Keeps nothing between questions."""

    def __init__(self, checker: Checker) -> None:
        """Take the model that tells how surely the evidence says a question with its answer."""
        self._checker = checker

    def look(
        self, question: str, texts: Sequence[str], readings: Sequence[Reading], headings: Sequence[str] = ()
    ) -> list[Reading]:
        """Add to the scores of the best LOOKS readings the log-odds that they answer; the rest stay below them.

        Where the best is sure already, all gain the USUAL ones.

        Readings count `texts` and `headings` from 0, as those of `Reader.read` do.
        """
        ordered = sorted(readings, key=lambda reading: -reading.score)
        if ordered and ordered[0].score >= SURE:
            return [replace(each, score=each.score + WEIGHT * USUAL) for each in ordered]
        first, rest = ordered[:LOOKS], ordered[LOOKS:]
        above = headings or [""] * len(texts)
        said = self._checker.said(
            [
                (
                    claimed(question, texts[each.passage][each.start : each.end]),
                    around(texts[each.passage], each.start, each.end, above[each.passage]),
                )
                for each in first
            ]
        )
        looked = [
            replace(each, score=each.score + WEIGHT * log_odds(sure)) for each, sure in zip(first, said, strict=True)
        ]
        least = min((each.score for each in looked), default=0.0)
        return [*looked, *(replace(each, score=min(each.score, least)) for each in rest)]


def load_verifier() -> Verifier:
    """Load the verifier that ships."""
    return Verifier(load_checker(LAYERS))
