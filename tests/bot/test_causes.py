"""A why-answer that gives no cause is followed by one that does, or gives way to it."""

from __future__ import annotations

import pytest

from bot.causes import explaining
from bot.types import Reading

TEXT = (
    "Ruiz left the town in May. Tan wept because it rained. Ruiz told friends that she wanted to paint. "
    "Nobody had said why. Ruiz has written since her own wedding."
)


def readings(*spans: str) -> list[Reading]:
    return [Reading(0, TEXT.index(span), TEXT.index(span) + len(span), 5.0 - i, 0.1) for i, span in enumerate(spans)]


def test_without_a_name_the_cause_is_of_what_was_asked_or_beside_it() -> None:
    texts = ["The mill cost more than planned. Castell blamed the price of granite.", "Fishermen left because of fog."]
    best = Reading(0, 9, 18, 5.0, 0.5)
    fog, granite = Reading(1, 23, 30, 4.0, 0.3), Reading(0, 48, 68, 3.0, 0.2)
    assert explaining("Why did the mill cost more?", texts, [best, fog, granite]) == [best, granite]
    assert explaining("Why did fishermen leave?", texts, [best, fog, granite]) == [best, fog]


@pytest.mark.parametrize(
    ("question", "spans", "told"),
    [
        ("why did Ruiz leave?", ("in May", "it rained", "to paint"), ["in May", "to paint"]),
        ("and why did she leave?", ("in May", "it rained", "to paint"), ["in May", "it rained"]),
        ("why did Ruiz leave?", ("to paint", "it rained"), ["to paint"]),
        ("why did Ruiz leave?", ("in May", "it rained"), ["in May"]),
        ("why did Ruiz leave?", ("in May", "left"), ["in May"]),
        ("when did Ruiz leave?", ("in May", "to paint"), ["in May"]),
        ("why did Ruiz leave?", ("Nobody had said", "in May", "to paint"), ["to paint"]),
        ("why did Ruiz leave?", ("Nobody had said", "in May"), ["Nobody had said"]),
        ("why did Ruiz leave?", ("in May", "her own wedding"), ["in May"]),
        ("why did Ruiz leave?", (), []),
    ],
)
def test_the_best_sentence_with_a_cause_and_a_name_of_the_question(
    question: str, spans: tuple[str, ...], told: list[str]
) -> None:
    found = explaining(question, [TEXT], readings(*spans))
    assert [TEXT[each.start : each.end] for each in found] == told
