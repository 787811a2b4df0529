"""A why-answer that gives no cause is followed by one that does."""

from __future__ import annotations

import pytest

from bot.causes import cause
from bot.types import Reading

TEXT = "Ruiz left the town in May. Tan wept because it rained. Ruiz told friends that she wanted to paint."


def readings(*spans: str) -> list[Reading]:
    return [Reading(0, TEXT.index(span), TEXT.index(span) + len(span), 5.0 - i, 0.1) for i, span in enumerate(spans)]


@pytest.mark.parametrize(
    ("question", "spans", "second"),
    [
        ("why did Ruiz leave?", ("in May", "it rained", "to paint"), "to paint"),
        ("and why did she leave?", ("in May", "it rained", "to paint"), "it rained"),
        ("why did Ruiz leave?", ("to paint", "it rained"), None),
        ("why did Ruiz leave?", ("in May", "it rained"), None),
        ("why did Ruiz leave?", ("in May", "left"), None),
        ("when did Ruiz leave?", ("in May", "to paint"), None),
        ("why did Ruiz leave?", (), None),
    ],
)
def test_the_best_sentence_with_a_cause_and_a_name_of_the_question(
    question: str, spans: tuple[str, ...], second: str | None
) -> None:
    found = cause(question, [TEXT], readings(*spans))
    assert (TEXT[found.start : found.end] if found else None) == second
