"""A written sentence is asked back of the reader, one name or number at a time."""

from __future__ import annotations

import pytest

from bot.reader import load_reader
from bot.types import Reading
from bot.writer.cloze import answered_otherwise, asked
from bot.writer.facts import facts

SENTENCE = "Janet Sorrel cast 12 votes in Leeds in May 1931."


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Janet Sorrel", "Who cast 12 votes in Leeds in May 1931?"),
        ("12", "Janet Sorrel cast how many votes in Leeds in May 1931?"),
        ("Leeds", "Janet Sorrel cast 12 votes in what in May 1931?"),
        ("May", "Janet Sorrel cast 12 votes in Leeds in what month 1931?"),
        ("1931", "Janet Sorrel cast 12 votes in Leeds in May what year?"),
    ],
)
def test_a_question_word_stands_for_the_fact(said: str, question: str) -> None:
    (fact,) = [fact for fact in facts(SENTENCE) if SENTENCE[fact.start : fact.end] == said]
    assert asked(SENTENCE, fact) == question


TEXT = "Harold Pym cast the deciding vote. Janet Sorrel counted the hands."


class Finds:
    """A reader that gives the spans of the text that it is told to, with their scores."""

    def __init__(self, *found: tuple[str, float]) -> None:
        self._found = found

    def read(self, _: str, texts: list[str]) -> list[Reading]:
        """Return them, the best first."""
        return [
            Reading(0, texts[0].index(said), texts[0].index(said) + len(said), score, 0.5)
            for said, score in self._found
        ]


@pytest.mark.parametrize(
    ("found", "otherwise"),
    [
        ([("Harold Pym", 14.0), ("Janet Sorrel", 2.0)], True),
        ([("Harold Pym", 14.0), ("hands", 10.0)], True),  # the sentence's own was not even read
        ([("Harold Pym", 14.0), ("hands", 10.0), ("hands", 12.5)], False),
        ([("Harold Pym", 14.0), ("Janet Sorrel", 10.5)], False),  # not far enough ahead
        ([("Harold Pym", 0.3), ("Janet Sorrel", -9.0)], False),  # not sure enough
        ([("the deciding vote", 14.0), ("Janet Sorrel", 2.0)], False),  # no name
        ([("Sorrel", 14.0)], False),  # the sentence's own
        ([], False),
    ],
)
def test_another_answer_counts_where_it_is_sure_and_far_ahead(found: list[tuple[str, float]], otherwise: bool) -> None:  # noqa: FBT001
    assert answered_otherwise(Finds(*found), "Janet Sorrel cast the vote.", TEXT) is otherwise  # type: ignore[arg-type]


def test_a_sentence_without_facts_asks_nothing() -> None:
    assert not answered_otherwise(Finds(("Harold Pym", 14.0)), "The vote was counted.", TEXT)  # type: ignore[arg-type]


def test_the_shipped_reader_finds_who_it_was() -> None:
    reader = load_reader()
    text = "The vote was tied at six all until Harold Pym cast the deciding vote. Janet Sorrel counted the hands."
    assert answered_otherwise(reader, "Janet Sorrel cast the deciding vote.", text)
    assert not answered_otherwise(reader, "Harold Pym cast the deciding vote.", text)
