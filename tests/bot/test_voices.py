"""Equal answers of several articles weigh more together; figures that differ are told apart."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bot.context import Context
from bot.types import Reading
from bot.voices import CLOSE, SPREAD, disagreeing, voices
from index import Byline, Passage


def shown(*texts: str) -> list[Context]:
    """One context an article, in order."""
    return [
        Context(Passage(f"{i}#0", str(i), Byline(str(i)), 0, len(text), text), 0, text) for i, text in enumerate(texts)
    ]


def reading(contexts: list[Context], passage: int, words: str, score: float) -> Reading:
    start = contexts[passage].text.index(words)
    return Reading(passage, start, start + len(words), score, 0.5)


def test_two_articles_that_agree_outweigh_one_that_scores_a_little_more() -> None:
    said = shown("It was Wednesday.", "On a Thursday, then.", "Thursday it was.")
    readings = [reading(said, 0, "Wednesday", 5), reading(said, 1, "a Thursday", 4), reading(said, 2, "Thursday", 4)]
    best, other = voices(readings, said, at_least=0)
    assert best.span == "a Thursday"
    assert [each.passage for each in best.readings] == [1, 2]
    assert best.score == pytest.approx(4 + SPREAD * math.log(2))
    assert (other.span, other.score) == ("Wednesday", 5)


def test_one_article_that_says_it_twice_is_one_article() -> None:
    said = shown("Thursday, yes, on Thursday.")
    twice = [Reading(0, 0, 8, 4, 0.5), Reading(0, 18, 26, 3, 0.4)]
    (voice,) = voices(twice, said, at_least=0)
    assert (len(voice.readings), voice.score) == (1, 4)


def test_a_copy_of_the_same_story_adds_no_weight() -> None:
    said = shown("Thursday, then.", "On Thursday, then.")
    copies = [replace(each, passage=replace(each.passage, story="one")) for each in said]
    (voice,) = voices([reading(copies, 0, "Thursday", 4), reading(copies, 1, "Thursday", 4)], copies, at_least=0)
    assert (len(voice.readings), voice.score) == (1, 4)


def test_what_scores_too_low_is_no_voice() -> None:
    said = shown("On Thursday.")
    assert voices([reading(said, 0, "Thursday", 0.9)], said, at_least=1) == []


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("1,200", "Police counted 1,200 people."), ("1,450", "Later 1,450 people were counted."), True),
        (("12 homes", "It burnt 12 homes."), ("14", "It burnt 14 homes down."), True),
        (("1,200", "Police counted 1,200 people."), ("1200 people", "Some 1200 people came."), False),
        (("1,200", "Police counted 1,200 people."), ("40", "Police sent 40 officers."), False),
        (("2021", "It was 2021 when it began."), ("2023", "It was 2023 when it began."), False),
        (("season 10", "He left in season 10, they say."), ("season 11", "She leaves in season 11, he said."), False),
        (("Ito", "Ito won 3 seats."), ("Vale", "Vale won 4 seats."), False),
    ],
)
def test_only_other_figures_of_the_same_thing_disagree(
    one: tuple[str, str], other: tuple[str, str], *, differ: bool
) -> None:
    said = shown(one[1], other[1])
    told = voices([reading(said, 0, one[0], 6), reading(said, 1, other[0], 5)], said, at_least=0)
    found = disagreeing(told[0], told[1:], said)
    assert (found is not None and found.span == other[0]) is differ


def test_a_figure_that_is_far_less_likely_is_not_shown_as_disagreeing() -> None:
    said = shown("Police counted 1,200 people.", "Later 1,450 people were counted.")
    told = voices([reading(said, 0, "1,200", 12), reading(said, 1, "1,450", 12 - CLOSE - 0.1)], said, at_least=0)
    assert disagreeing(told[0], told[1:], said) is None
