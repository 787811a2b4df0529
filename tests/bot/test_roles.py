"""Who acts as something is asked for by the role."""

from __future__ import annotations

import pytest

from bot.roles import AGED, PENALTY, by_role, by_trade, identifying
from bot.types import Reading


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("who manages Rovers?", "Who is the manager of Rovers?"),
        ("Who coaches the Dunmere women?", "Who is the coach of the Dunmere women?"),
        ("Who currently runs the mill", "Who is the manager of the mill?"),
        ("Who led the council?", "Who was the leader of the council?"),
        ("Who founded Aldermoor?", "Who was the founder of Aldermoor?"),
        ("Who managed it?", "Who was the manager of it?"),
    ],
)
def test_what_somebody_does_becomes_what_they_are(question: str, role: str) -> None:
    assert by_role(question) == role


@pytest.mark.parametrize(
    "question",
    [
        "Who runs for mayor?",
        "Who led by two goals?",
        "Who left Rovers?",
        "What leads the list?",
        "Who is the manager of it?",
    ],
)
def test_other_questions_have_none(question: str) -> None:
    assert by_role(question) is None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does Ruth Delaney do?", "Who is Ruth Delaney?"),
        ("what does Delaney do for a living", "Who is Delaney?"),
        ("What does Delaney do in May?", "What does Delaney do in May?"),
        ("What does the mill do?", "What does the mill do?"),
        ("What did Delaney do?", "What did Delaney do?"),
    ],
)
def test_what_somebody_does_is_who_they_are(question: str, asked: str) -> None:
    assert by_trade(question) == asked


def scored(question: str, text: str, **scores: float) -> dict[str, float]:
    spans = {name.replace("_", " "): score for name, score in scores.items()}
    readings = [Reading(0, text.index(span), text.index(span) + len(span), at, 0.0) for span, at in spans.items()]
    return {text[each.start : each.end]: each.score for each in identifying(question, [text], readings)}


TEXT = "Ada Kerr, 41, a warden of the mill, met Hugo Finch at the gate."


def test_nobody_is_somebody_else_and_an_age_gives_way() -> None:
    given = {"41": 5.0, "a_warden_of_the_mill": 1.0, "Hugo_Finch": 7.0}
    assert scored("Who is Ada Kerr?", TEXT, **given) == {
        "41": AGED,
        "a warden of the mill": 1.0,
        "Hugo Finch": 7.0 - PENALTY,
    }
    assert scored("who was Kerr?", TEXT, **{"41": -2.0}) == {"41": -2.0}, "an age is better than nothing"


@pytest.mark.parametrize("question", ["Who is the warden?", "Who met Ada Kerr?", "How old is Ada Kerr?", "who is she?"])
def test_who_has_a_role_or_an_age_is_asked_otherwise(question: str) -> None:
    assert scored(question, TEXT, Hugo_Finch=7.0, **{"41": 5.0}) == {"Hugo Finch": 7.0, "41": 5.0}
