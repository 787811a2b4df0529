"""Whole conversations over the samples, each turn asked after what was really answered before it."""

from __future__ import annotations

from bot import Bot
from index import Library
from tests.evals.conversations import TEST, converse

LEAST, LEAST_LATER = 64, 53
"""Of 84 turns and of the 71 that are not the first of their conversation, written before any was measured; 67 and 56
had a quote with the answer when this floor was set."""


def test_most_turns_are_answered_with_a_quote_that_holds_the_answer(sample_library: Library) -> None:
    count = converse(Bot(sample_library), TEST)
    assert (count.turns, count.later) == (84, 71)
    assert count.quoted >= LEAST
    assert count.later_quoted >= LEAST_LATER
