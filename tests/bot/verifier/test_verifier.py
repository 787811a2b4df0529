"""The second look: scores move by what is found in the sentences around a span, and nothing slips past it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.types import Reading
from bot.verifier import Verifier, load_verifier
from bot.verifier.evidence import around
from bot.verifier.verifier import LOOKS, SURE, USUAL, WEIGHT

TEXT = "The mill burnt in 1871. It was rebuilt in 1880 by Ines Dow. Its owner never came back to the town."


class Told:
    """A checker that is sure of what holds a word, and as sure that nothing else is said."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.pairs: list[tuple[str, str]] = []

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.pairs += pairs
        return [0.99 if self.word in text else 0.01 for text, _ in pairs]


def reading(words: str, score: float, text: str = TEXT, passage: int = 0) -> Reading:
    return Reading(passage, text.index(words), text.index(words) + len(words), score, 0.0)


def test_a_span_that_answers_overtakes_one_that_does_not() -> None:
    checker = Told("1880")
    looked = Verifier(checker).look(
        "When was it rebuilt?", [TEXT], [reading("1871", SURE - 1), reading("1880", SURE - 2)], ["Mills"]
    )
    best = max(looked, key=lambda each: each.score)
    assert TEXT[best.start : best.end] == "1880"
    assert best.score == pytest.approx(SURE - 2 + WEIGHT * 4.595, abs=0.01)
    assert checker.pairs[0][0] == "When was it rebuilt? 1871"
    assert checker.pairs[0][1].startswith("Mills\nThe mill burnt in 1871.")


def test_what_was_not_looked_at_stays_below_what_was() -> None:
    texts = [f"In {year} it burnt." for year in range(1900, 1900 + LOOKS + 2)]
    found = [Reading(i, 3, 7, SURE - 1 - i, 0.0) for i in range(len(texts))]
    looked = Verifier(Told("nothing")).look("When did it burn?", texts, found)
    unseen = [each for each in looked if each.passage >= LOOKS]
    assert len(unseen) == 2
    assert max(each.score for each in unseen) <= min(each.score for each in looked if each.passage < LOOKS)


def test_what_is_sure_already_is_not_looked_at() -> None:
    checker = Told("1880")
    found = [reading("1871", SURE), reading("1880", 2.0)]
    looked = Verifier(checker).look("When was it rebuilt?", [TEXT], found)
    assert [each.score for each in looked] == [SURE + WEIGHT * USUAL, 2.0 + WEIGHT * USUAL]
    assert checker.pairs == []


def test_nothing_read_is_nothing_looked_at() -> None:
    assert Verifier(Told("x")).look("When?", [], []) == []


def test_the_sentence_before_and_the_one_after_are_read_with_it() -> None:
    assert around(TEXT, TEXT.index("1880"), TEXT.index("1880") + 4) == TEXT
    assert around(TEXT, 0, 3) == "The mill burnt in 1871. It was rebuilt in 1880 by Ines Dow."
    assert around(TEXT, 0, 3, "Mills (1999-01-01)").startswith("Mills (1999-01-01)\nThe mill")


def test_long_neighbours_are_left_out_and_an_endless_sentence_is_cut() -> None:
    long = "It rained and rained" + " and rained" * 40 + ". "
    text = f"{long}The dam broke in 1911. {long}"
    assert around(text, text.index("1911"), text.index("1911") + 4).strip() == "The dam broke in 1911."
    endless = "word " * 2000
    assert len(around(endless, 5000, 5004)) < 1500


def test_the_verifier_that_ships_tells_a_look_alike_from_what_is_asked() -> None:
    text = "The Orrin mill burnt in 1871. In 1880 the engineer Ines Dow rebuilt it with a tower of brick."
    span = reading("1880", 0.0, text)
    verifier = load_verifier()
    asked = {
        question: verifier.look(question, [text], [span])[0].score
        for question in ("When did Ines Dow rebuild the mill?", "When did Ines Dow sell the mill?")
    }
    said, unsaid = asked.values()
    assert said > 0 > unsaid
