"""Who "he" is, is asked back where several men can be meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import Bot
from bot.clarify import clarification
from index import Byline, Hit, Passage

TEXTS = (
    "Sergeant Ivo Brandt quit in May. He was tired. Brandt had served for years.",
    "Tom Bexley left the choir. He sang bass. Later Bexley moved to Chicago Hall, where he rests.",
    "Nora Finch wrote the report. She signed it, and Finch was thanked.",
)


def hits(*texts: str) -> list[Hit]:
    return [Hit(Passage(str(i), "a", Byline("t"), 0, len(text), text), 1.0, ("words",)) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("question", "back"),
    [
        ("when did he leave?", "Who do you mean: Ivo Brandt or Tom Bexley?"),
        ("How old is he?", "Who do you mean: Ivo Brandt or Tom Bexley?"),
        ("what was his job?", "Who do you mean: Ivo Brandt or Tom Bexley?"),
        ("when did she leave?", None),
        ("when did Brandt say he left?", None),
        ("what did brandt say about his job?", None),
        ("did the bass say he left?", None),
        ("when did it open?", None),
    ],
)
def test_only_a_pronoun_without_its_name_is_asked_back(question: str, back: str | None) -> None:
    assert clarification(question, hits(*TEXTS)) == back


def test_one_man_is_no_choice() -> None:
    assert clarification("when did he leave?", hits(TEXTS[0], TEXTS[2])) is None


def test_only_people_of_the_articles_under_discussion_are_offered() -> None:
    (one, other) = hits(*TEXTS[:2])
    other = replace(other, passage=replace(other.passage, article_id="b"))
    assert clarification("when did he leave?", [one, other]) == "Who do you mean: Ivo Brandt or Tom Bexley?"
    assert clarification("when did he leave?", [one, other], ("a",)) is None


def test_an_institution_is_no_choice() -> None:
    church = "She left the Church of Carrow. Later Carrow said that she had never been in it."
    assert clarification("when did she leave?", hits(TEXTS[2], church)) is None


def test_the_chain_asks_back_and_takes_the_name(sample_library) -> None:
    bot = Bot(sample_library)
    back = bot.ask("when did he leave?")
    assert (back.found, back.citations, back.span) == (False, (), None)
    assert back.text.startswith("Who do you mean: ")
    assert "Jesse Lee Soffer" in back.text
    assert back.hits
    history = [{"role": "user", "content": back.question}, {"role": "assistant", "content": back.text}]
    told = bot.ask("Soffer", history=history)
    assert told.searched_for == "when did Soffer leave?"
    assert told.found
    assert "season 10" in told.text
