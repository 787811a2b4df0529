"""Sentences are turned into questions a person would ask, or left alone."""

from __future__ import annotations

import pytest

from bot.asking import MAX_WORDS, is_plain, turned_round


def asked(sentence: str, within: str = "") -> list[tuple[str, str]]:
    return [(each.question, each.answer) for each in turned_round(sentence, within=within or sentence)]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Ada Lind joined the Harbour Museum in 2018.", "When did Ada Lind join the Harbour Museum?", "in 2018"),
        ("The Orrin Bridge opened on 3 May 1931.", "When did the Orrin Bridge open?", "on 3 May 1931"),
        (
            "The mill of Vardo was sold to a brewer in March 1902, when grain was dear.",
            "When was the mill of Vardo sold to a brewer?",
            "in March 1902",
        ),
        (
            "The Ombra Players sold about 1,200 tickets in one evening.",
            "How many tickets did the Ombra Players sell in one evening?",
            "1,200",
        ),
    ],
)
def test_a_plain_sentence_is_turned_round(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence) == [(question, answer)]


def test_people_are_asked_for_where_the_text_shows_that_they_are_people() -> None:
    told = "Berta Holm, a keeper of bees, left Ombra. Later Holm wrote a book."
    assert asked("Berta Holm, a keeper of bees, left Ombra.", told) == [("Who is Berta Holm?", "a keeper of bees")]
    assert asked("Berta Holm won the Vardo Prize for honey.", told) == [
        ("Who won the Vardo Prize for honey?", "Berta Holm")
    ]
    assert asked("Orrin Cycles, a maker of bells, left Ombra.", "Orrin Cycles, a maker of bells, left Ombra.") == []


def test_a_lone_first_word_is_a_name_only_where_the_text_says_so() -> None:
    sentence = "Tasker joined Ombra in 2018."
    assert asked(sentence) == []
    assert asked(sentence, f"{sentence} In spring Tasker left.") == [("When did Tasker join Ombra?", "in 2018")]


@pytest.mark.parametrize(
    "sentence",
    [
        "She joined the Harbour Museum in 2018.",  # who?
        "The mayor of Ombra, who won in 2018, left.",
        "The keeper of Ombra said she left in 2018.",  # two clauses
        "The village opened its school in 1931.",  # which?
        "Ada Lind opened this bridge in 1931.",
        "Ada Lind frobnicated Ombra in 1931.",  # no plain form is known
        "Ada Lind opened the bridge last year.",
        '"Ada Lind opened Ombra in 1931."',
        "Ada Lind opened Ombra in 1931",
        "Ada Lind of the Far Northern Harbour opened the wide new stone bridge over the river Orrin at Ombra in 1931.",
        "",
    ],
)
def test_what_leans_or_is_tangled_is_left_alone(sentence: str) -> None:
    assert asked(sentence, f"{sentence} Before, Ada Lind and Lind met.") == []


def test_a_question_that_is_too_long_is_not_asked() -> None:
    sentence = "Ada Lind opened the stone bridge of Ombra over the river in 1931."
    ((question, _),) = asked(sentence)
    assert len(question.split()) <= MAX_WORDS
    assert asked(sentence.replace("Ada Lind", "Ada Lind of the Northern Harbour")) == []


def test_a_plain_sentence_is_whole_and_the_articles_own() -> None:
    assert is_plain("The bridge opened.")
    assert not any(map(is_plain, ("the bridge opened.", "The bridge (old) opened.", "It opened.", "We left.", "A")))
