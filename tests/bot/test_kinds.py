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
