"""Questions made to seem answerable: the other paragraph does not hold the answer, the altered question asks anew."""

from __future__ import annotations

import random

from bot.reader.examples import Paragraph
from bot.reader.lookalikes import altered, likest

GOLD = Paragraph("Orrin", "Maud Kerrow built the Orrin lighthouse in 1871. Tobias Fenn repaired the lamp in 1904.", ())
NEAR = Paragraph("Orrin", "The Orrin lighthouse was built of granite from Corran.", ())
FAR = Paragraph("Orrin", "The village has two inns.", ())
HOLDS = Paragraph("Orrin", "Who built the lighthouse at Orrin? It was Maud Kerrow who built it.", ())
QUESTION = "Who built the Orrin lighthouse in 1871?"
ANSWER = (0, len("Maud Kerrow"))


def test_the_likest_other_paragraph_shares_words_and_does_not_hold_the_answer() -> None:
    assert likest(QUESTION, GOLD, ANSWER, [FAR, HOLDS, GOLD, NEAR]) == [NEAR]
    assert likest(QUESTION, GOLD, ANSWER, [FAR, HOLDS, GOLD, NEAR], most=3) == [NEAR, FAR]
    assert likest(QUESTION, GOLD, ANSWER, [GOLD, HOLDS]) == []


def test_an_altered_question_has_something_else_of_the_paragraph_in_it() -> None:
    made = {altered(QUESTION, GOLD, ANSWER, random.Random(seed)) for seed in range(30)}
    assert "Who built the Orrin lighthouse in 1904?" in made
    assert QUESTION not in made
    assert not any("Kerrow" in each for each in made if each), "the answer is not put into the question"


def test_what_names_nothing_is_not_altered() -> None:
    assert altered("who built it?", GOLD, ANSWER, random.Random(0)) is None
