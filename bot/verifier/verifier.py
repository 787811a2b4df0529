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
"""Spans that are looked at again, the best ones. Over squad2-dev's 10 articles (215 answerable questions, dev) the
quote holds the answer for 87.9% with two and for 86.0% with one, which then only helps to refuse."""

WEIGHT = 1.0
"""What the log-odds that a span answers weigh beside its score. AUROC of answerable questions against look-alikes, the
right paragraph given (1,400 questions of squad2-dev, dev), is 0.802 with 0, 0.818 with 1 and 0.821 with 2, where more
answers get worse."""

SURE = 3.0
"""The reader's score from which nothing is looked at again: 40% of the questions that are answered, 7% of the
look-alikes. AUROC is 0.815 so."""

USUAL = 1.2
"""The log-odds that are taken for what is not looked at: the median from SURE on."""


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
