"""A written sentence is set against what a model that errs would have written in its place."""

from __future__ import annotations

import pytest

from bot.checker import load_checker
from bot.writer.rivals import outdone, rivals

EVIDENCE = "Harold Pym counted 118 plants in Leeds in May, and Janet Sorrel 61 in York in June 1931."


class Prefers:
    """A checker that gives each sentence the probability it is told to, 0.1 where it is told none."""

    def __init__(self, **said: float) -> None:
        self._said = said

    def said(self, pairs: list[tuple[str, str]]) -> list[float]:
        """Look for the words that are known."""
        return [next((p for word, p in self._said.items() if word in text), 0.1) for text, _ in pairs]


def test_each_fact_gives_way_to_those_of_its_kind_and_two_are_exchanged() -> None:
    assert rivals("Pym counted 118 plants in Leeds.", EVIDENCE) == [
        "Janet Sorrel counted 118 plants in Leeds.",
        "Pym counted 118 plants in Janet Sorrel.",
        "Pym counted 61 plants in Leeds.",
        "York counted 118 plants in Leeds.",
        "Pym counted 118 plants in York.",
        "Leeds counted 118 plants in Pym.",
    ]


def test_a_date_takes_the_place_of_a_date_alone() -> None:
    assert rivals("It was in June.", EVIDENCE) == ["It was in May.", "It was in 1931."]


def test_where_nothing_else_could_stand_there_are_none() -> None:
    assert rivals("He counted plants.", EVIDENCE) == []
    assert rivals("Pym counted 118.", "Pym counted 118 in all.") == []
    assert not outdone(Prefers(), "He counted plants.", EVIDENCE, 0.5)


@pytest.mark.parametrize(("own", "rival", "expected"), [(0.6, 0.99, True), (0.6, 0.9, False), (0.99, 0.999, True)])
def test_a_rival_must_be_far_ahead(own: float, rival: float, expected: bool) -> None:  # noqa: FBT001
    assert outdone(Prefers(Sorrel=rival), "Pym counted the plants of Leeds.", EVIDENCE, own) is expected


BRIDGES = "The old bridge carried 400 cars a day. The new one carries 2,500."
OPENED = "The harbour opened in 1871 and the railway in 1894."
MAKERS = "Kestrel will build the frames in Leeds, and Merlin the batteries in York."


@pytest.mark.parametrize(
    ("evidence", "said", "expected"),
    [
        (BRIDGES, "The old bridge carried 2,500 cars a day.", True),
        (BRIDGES, "The old bridge carried 400 cars a day.", False),
        (OPENED, "The harbour opened in 1894.", True),
        (OPENED, "The harbour opened in 1871.", False),
        (MAKERS, "Merlin will build the frames in Leeds.", True),
        (MAKERS, "Kestrel will build the frames in Leeds.", False),
    ],
)
def test_what_belongs_to_another_is_outdone(evidence: str, said: str, expected: bool) -> None:  # noqa: FBT001
    checker = load_checker()
    assert outdone(checker, said, evidence, checker.said([(said, evidence)])[0]) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Vera Holm beat Anna Lind in the final.", True),
        ("Anna Lind beat Vera Holm in the final.", False),
        ("In the final Anna Lind beat Vera Holm.", False),
        ("Vera Holm was beaten by Anna Lind.", False),  # the other voice
        ("Vera Holm and Anna Lind played the final.", False),  # the order of two is nothing
    ],
)
def test_two_that_have_changed_places_are_told_by_the_order_of_the_words(said: str, expected: bool) -> None:  # noqa: FBT001
    assert outdone(Prefers(), said, "On Sunday Anna Lind beat Vera Holm in the final.", 0.9) is expected
