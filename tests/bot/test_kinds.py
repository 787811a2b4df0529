"""What kind of answer a question wants."""

from __future__ import annotations

import pytest

from bot.kinds import small_reply, wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("when did Soffer leave?", "fact"),
        ("How many people were moved?", "fact"),
        ("How long did it take?", "fact"),
        ("why did he go?", "explain"),
        ("How did the wall break?", "explain"),
        ("What did the mayor say about tax?", "explain"),
        ("which articles mention bees?", "which"),
        ("What stories do you have about floods?", "which"),
        ("list all articles about Dunmere", "which"),
        ("Summarise the Kestrel story", "summary"),
        ("can you sum up the flood", "summary"),
        ("Hello!", "smalltalk"),
        ("thank you so much", "smalltalk"),
    ],
)
def test_the_first_words_tell_the_kind(question: str, kind: str) -> None:
    assert wanted(question).kind == kind


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which articles mention honey bees?", "honey bees"),
        ("Summarise the article about the flood", "the flood"),
        ("give me a summary of the bee study", "bee study"),
        ("what happened?", ""),
    ],
)
def test_the_topic_is_what_is_left(question: str, topic: str) -> None:
    assert wanted(question).topic == topic


@pytest.mark.parametrize("question", ["Thanksgiving dates?", "hi-fi prices", "Who thanked whom?", "Is it okay to go?"])
def test_a_question_that_only_looks_like_small_talk_is_a_question(question: str) -> None:
    assert small_reply(question) is None


@pytest.mark.parametrize(
    ("question", "pick", "topic"),
    [
        ("What is the latest article about Soffer?", "latest", "soffer"),
        ("Which article was first to mention the flood?", "first", "the flood"),
        ("who was the first to report on the recall?", "first", "the recall"),
        ("What did the most recent report say about Ellinport?", "latest", "ellinport"),
        ("the oldest story about bees", "first", "bees"),
        ("Which articles mention bees?", "all", "bees"),
    ],
)
def test_the_first_or_the_latest_of_a_list(question: str, pick: str, topic: str) -> None:
    want = wanted(question)
    assert (want.kind, want.pick, want.topic) == ("which", pick, topic)


def test_how_many_articles_are_counted_and_how_many_people_are_not() -> None:
    assert wanted("How many articles mention bees?").counted
    assert not wanted("Which articles mention bees?").counted
    assert wanted("How many people left?").kind == "fact"


@pytest.mark.parametrize(
    ("question", "sides", "topic"),
    [
        ("Compare city bees and Country bees", ("city bees", "Country bees"), ""),
        ("please compare Soffer with Spiridakos on age", ("Soffer", "Spiridakos"), "age"),
        ("How do honey cake and gingerbread differ?", ("honey cake", "gingerbread"), ""),
        ("What is the difference between a bee and a wasp?", ("bee", "wasp"), ""),
        ("Kestrel vs Daesun", ("Kestrel", "Daesun"), ""),
    ],
)
def test_two_sides_are_told_apart(question: str, sides: tuple[str, str], topic: str) -> None:
    want = wanted(question)
    assert (want.kind, want.sides, want.topic) == ("compare", sides, topic)


@pytest.mark.parametrize("question", ["What did Soffer and Upton do?", "Who came first?", "What is the first season?"])
def test_a_fact_is_neither(question: str) -> None:
    assert wanted(question).kind == "fact"
