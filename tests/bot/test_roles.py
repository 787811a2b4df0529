"""Who acts as something is asked for by the role."""

from __future__ import annotations

import pytest

from bot.roles import by_role, by_trade


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
