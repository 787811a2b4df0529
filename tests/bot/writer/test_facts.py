"""Names and numbers are compared by what they mean, not by how they are spelled."""

from __future__ import annotations

import pytest

from bot.writer.facts import Ground, facts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ada Lovelace met Babbage in 1833.", ["Ada Lovelace", "Babbage", "1833"]),
        ("However, the mayor resigned on March 3.", ["March", "3"]),
        ("She sold twenty-five cows for $1.5 million.", ["twenty-five", "1.5 million"]),
        ("Nothing was said of it then.", []),
        ("In the 1980s the U.S. Army left.", ["1980s", "U.S. Army"]),
    ],
)
def test_what_counts_as_a_name_or_a_number(sentence: str, expected: list[str]) -> None:
    assert [sentence[fact.start : fact.end] for fact in facts(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("It has ten rooms.", "It has 10 rooms."),
        ("It cost $1,500,000.", "It cost 1.5 million dollars."),
        ("Chicago won.", "Chicago's team won."),
        ("It won the 3rd prize.", "It won the third prize."),
        ("The Germans left.", "The German troops left."),
        ("The FBI came.", "The Federal Bureau of Investigation came."),
        ("Rene Levesque spoke.", "Ren\u00e9 L\u00e9vesque spoke."),
        ("The vote took place on 5 May.", "On May 5 they voted."),
    ],
)
def test_the_same_thing_spelled_otherwise_is_held(sentence: str, evidence: str) -> None:
    ground = Ground(evidence)
    assert [fact for fact in facts(sentence) if not ground.holds(fact)] == []


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("It has eleven rooms.", "It has 10 rooms."),
        ("It cost 15 million.", "It cost 1.5 million."),
        ("Boston won.", "Chicago won."),
        ("It was in 1984.", "It was in the 1980s."),
        ("Ada Byron spoke.", "Ada Lovelace spoke."),
        ("It fell in June.", "It fell in July."),
    ],
)
def test_another_name_or_number_is_missed(sentence: str, evidence: str) -> None:
    ground = Ground(evidence)
    assert [fact for fact in facts(sentence) if not ground.holds(fact)]
