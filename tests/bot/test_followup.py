"""Follow-ups get exactly what they lack."""

from __future__ import annotations

import pytest

from bot.followup import names, standalone
from bot.types import Turn

TEXTS = (
    "Jesse Soffer left the show in season 10. He wanted a risk.",
    "Tracy Spiridakos stayed for a year. She leaves after season 11, and her friends were sad.",
    "The mayor of Dunmere, Celia Marchetti, raised the tax. She was elected in 2019.",
)


def look(question: str) -> list[str]:
    words = {word.strip("?.,").lower() for word in question.split()}
    return sorted(TEXTS, key=lambda text: -sum(word in text.lower() for word in words))


def resolved(question: str, *turns: str) -> str:
    history = [Turn("assistant" if i % 2 else "user", turn) for i, turn in enumerate(turns)]
    return standalone(question, history, look)


FIRST = ("when did Soffer leave?", "**season 10** [1]")


@pytest.mark.parametrize(
    ("question", "turns", "alone"),
    [
        ("why?", FIRST, "why did Soffer leave?"),
        ("Why exactly?", FIRST, "Why did Soffer leave?"),
        ("who did he play?", FIRST, "Who did Soffer play?"),
        ("and she?", FIRST, "when did Tracy Spiridakos leave?"),
        ("what about Upton?", FIRST, "when did Upton leave?"),
        ("and in 2023?", FIRST, "when did Soffer leave in 2023?"),
        ("was his exit announced?", FIRST, "Was Soffer's exit announced?"),
        ("how old is he?", ("Who scored the goal?", "Stefan Kuzma [1]"), "How old is Stefan Kuzma?"),
        (
            "and the rural ones?",
            ("How many plants did the urban bees visit?", "118"),
            "How many plants did the rural bees visit?",
        ),
        ("where was it done?", ("Who led the bee study?", "Dr. Okafor"), "Where was the bee study done?"),
        ("are they together?", ("Do Soffer and Spiridakos talk?", "yes"), "Are Soffer and Spiridakos together?"),
        ("to whom?", (*FIRST, "thanks!", "You're welcome."), "To whom Soffer leave?"),
    ],
)
def test_a_follow_up_gets_what_it_lacks(question: str, turns: tuple[str, ...], alone: str) -> None:
    assert resolved(question, *turns) == alone


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    assert resolved("why?", *FIRST, "and she?", "season 11 [1]") == "why did Tracy Spiridakos leave?"


@pytest.mark.parametrize(
    "question",
    [
        "When did Hank Voight join the unit?",
        "What is the population of Varnholt?",
        "Which articles mention bees and honey cakes?",
        "How much did the council raise the tax in 2024?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert resolved(question, *FIRST) == question


def test_a_new_topic_that_the_articles_know_apart_is_left_alone() -> None:
    assert resolved("who is the mayor?", *FIRST) == "who is the mayor?"


def test_the_first_question_is_never_changed() -> None:
    assert resolved("when did he leave?") == "when did he leave?"


def test_the_conversation_is_not_pasted_in_front() -> None:
    long_reply = "word " * 400
    assert len(resolved("who did he play?", "when did Soffer leave?", long_reply)) < 60


def test_names_skip_the_first_word_of_a_question_and_the_calendar() -> None:
    assert names("When did Jesse Lee Soffer meet Dr. Okafor in May?", inside=True) == ["Jesse Lee Soffer", "Dr. Okafor"]
