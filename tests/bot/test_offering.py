"""The questions offered over a library: made of its articles, answered by them, always the same."""

from __future__ import annotations

from typing import cast

import pytest

from bot import Bot, offers
from bot.types import Answer
from index import Article, Byline, Library

TOLD = {
    "bridge": "The Orrin Bridge opened on 3 May 1931. Boats pass below the bridge near Saltness.",
    "museum": "Ada Lind joined the Harbour Museum in 2018. The crew of Saltness cheered, and in 2019 Lind left.",
    "players": "The Ombra Players sold about 1,200 tickets in one evening. Many came from Saltness.",
    "mill": "The mill of Vardo was sold to a brewer in 1902. The brewer lived in Saltness.",
}
OVER = {
    "When did the Orrin Bridge open?": "3 May 1931",
    "When did Ada Lind join the Harbour Museum?": "2018",
    "How many tickets did the Ombra Players sell in one evening?": "1,200",
    "When was the mill of Vardo sold to a brewer?": "in 1902",
}
NAMES = "Which articles mention Saltness?"


class Oracle:
    """A bot that knows these answers, and counts what it is asked."""

    def __init__(self, answers: dict[str, str], confidence: float = 0.9) -> None:
        self.answers, self.confidence, self.asked = answers, confidence, 0

    def ask(self, question: str) -> Answer:
        self.asked += 1
        span = self.answers.get(question)
        sure = self.confidence if span else 0.1
        return Answer(question, question, span or "no", span, bool(span), sure)


@pytest.fixture
def told(library: Library) -> Library:
    library.add(Article(name, Byline(name), text) for name, text in TOLD.items())
    return library


def offered(oracle: Oracle, library: Library, limit: int = 4) -> tuple[str, ...]:
    return offers(cast("Bot", oracle), library, limit=limit)


def test_facts_come_first_and_a_name_of_most_articles_last(told: Library) -> None:
    *facts, last = offered(Oracle(OVER), told)
    assert len(set(facts)) == 3
    assert set(facts) <= set(OVER)
    assert {fact.split()[0] for fact in facts[:2]} == {"When", "How"}, "they ask for different things"
    assert last == NAMES


def test_the_same_index_gives_the_same_questions(told: Library) -> None:
    assert offered(Oracle(OVER), told) == offered(Oracle(OVER), told)


@pytest.mark.parametrize(
    "oracle",
    [
        Oracle({}),
        Oracle(dict.fromkeys(OVER, "four")),
        Oracle(OVER, confidence=0.3),
    ],
)
def test_what_the_bot_does_not_surely_answer_in_the_articles_words_is_not_offered(
    oracle: Oracle, told: Library
) -> None:
    assert offered(oracle, told) == (NAMES,)


def test_one_question_that_is_answered_is_enough(told: Library) -> None:
    question = "When was the mill of Vardo sold to a brewer?"
    assert offered(Oracle({question: "in 1902"}), told) == (question, NAMES)


def test_few_are_asked_of_a_library_of_many(library: Library) -> None:
    library.add(
        Article(str(year), Byline(str(year)), f"The Orrin Bridge opened in {year}. Boats pass near Saltness.")
        for year in range(1800, 1900)
    )
    oracle = Oracle({})
    assert offered(oracle, library) == (NAMES,)
    assert 0 < oracle.asked <= 10


def test_nothing_is_offered_where_nothing_can_be_made(library: Library) -> None:
    assert offered(Oracle({}), library) == ()
    library.add(Article("a", Byline("a"), "milk, eggs, flour, and the blue thing"))
    assert offered(Oracle({}), library) == ()


def test_places_and_people_are_asked_after_rather_than_peoples(library: Library) -> None:
    library.add(Article("a", Byline("a"), "A ferry with Danes met Danish boats in Ombra."))
    library.add(Article("b", Byline("b"), "It rained on Danes, on Danish boats and on Danes again, as Ombra saw."))
    assert offered(Oracle({}), library) == ("Which articles mention Ombra?",)


def test_no_more_than_asked_for(told: Library) -> None:
    assert len(offered(Oracle(OVER), told, limit=2)) == 2


def test_over_real_models_each_question_is_answered(sample_library: Library) -> None:
    bot = Bot(sample_library)
    for question in offers(bot, sample_library):
        assert bot.ask(question).found
