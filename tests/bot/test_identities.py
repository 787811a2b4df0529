"""A name that cannot be who is asked for gives way."""

from __future__ import annotations

import pytest

from bot.identities import AGED, PENALTY, identifying
from bot.types import Reading

TEXT = "Ada Kerr, 41, a warden of the mill, met Hugo Finch at the gate."


def scored(question: str, **scores: float) -> dict[str, float]:
    spans = {name.replace("__", ", ").replace("_", " "): score for name, score in scores.items()}
    readings = [Reading(0, TEXT.index(span), TEXT.index(span) + len(span), at, 0.0) for span, at in spans.items()]
    return {TEXT[each.start : each.end]: each.score for each in identifying(question, [TEXT], readings)}


def test_nobody_is_somebody_else_and_an_age_gives_way() -> None:
    given = {"41": 5.0, "a_warden_of_the_mill": 1.0, "Hugo_Finch": 7.0}
    assert scored("Who is Ada Kerr?", **given) == {
        "41": AGED,
        "a warden of the mill": 1.0,
        "Hugo Finch": 7.0 - PENALTY,
    }
    assert scored("who was Kerr?", **{"41": -2.0}) == {"41": -2.0}, "an age is better than nothing"


def test_a_clause_is_nobody() -> None:
    assert scored("Who met Finch?", warden_of_the_mill__met_Hugo=1.0) == {"warden of the mill, met Hugo": 1.0 - PENALTY}


def test_nobody_meets_themselves() -> None:
    assert scored("Who met Finch?", Ada_Kerr=1.0, Hugo_Finch=2.0) == {"Ada Kerr": 1.0, "Hugo Finch": 2.0 - PENALTY}


@pytest.mark.parametrize(
    "question",
    ["Who is the warden?", "Who met Ada Kerr?", "How old is Ada Kerr?", "who is she?", "Who founded Finch?"],
)
def test_other_questions_are_answered_with_any_name(question: str) -> None:
    assert scored(question, Hugo_Finch=7.0, **{"41": 5.0}) == {"Hugo Finch": 7.0, "41": 5.0}
