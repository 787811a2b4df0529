"""Questions on a relative clause are asked in two steps, and both steps are cited."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.bridging import SURE, bridged, halves
from bot.quoting import FOUND_AT, Asked, Quoter
from bot.types import Reading
from bot.verifier import Verifier
from index import Article, Byline, Library, Where
from tests.conftest import Unsure


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Who leads the club that beat Calder?", "Which club beat Calder?", "Who leads {}?"),
        ("Where is the firm whose lamps failed based?", "Which firm's lamps failed?", "Where is {} based?"),
        ("Who plays the partner of the man who left?", "Which man left?", "Who plays the partner of {}?"),
        ("How big is the town where the mill burnt?", "In which town the mill burnt?", "How big is {}?"),
    ],
)
def test_a_relative_clause_becomes_the_first_question(question: str, first: str, second: str) -> None:
    assert (first, second) in list(halves(question))


def test_no_first_question_breaks_off_in_the_middle() -> None:
    firsts = [first for first, _ in halves("Who plays the detective who left for Bolivia?")]
    assert firsts == ["Which detective left for Bolivia?"]


@pytest.mark.parametrize(
    "question", ["Who left?", "Which club beat Calder?", "What is that?", "Who is the man who left?", ""]
)
def test_a_question_without_one_has_no_halves(question: str) -> None:
    assert list(halves(question)) == []


class ByQuestion:
    """A reader that answers each question as it is told; what it is not told scores far below."""

    def __init__(self, told: dict[str, tuple[str, float]]) -> None:
        self.told = told

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        words, score = self.told.get(question, ("", 0.0))
        found = [(i, text.find(words)) for i, text in enumerate(texts) if words and words in text]
        return [Reading(i, start, start + len(words), score, 0.5) for i, start in found]


QUESTION = "Who leads the club that beat Calder?"
STEPS = {"Which club beat Calder?": ("Dunmere", 7.0), "Who leads Dunmere?": ("Ruth Delaney", 8.0)}


@pytest.fixture
def stocked(library: Library) -> Library:
    library.add(
        [
            Article("match", Byline("Match"), "Dunmere beat Calder on Saturday."),
            Article("club", Byline("Dunmere before Calder"), "The captain of the Rovers is Ruth Delaney."),
        ]
    )
    return library


def ask(library: Library, told: dict[str, tuple[str, float]], question: str = QUESTION):
    quoter = Quoter(library, ByQuestion(told), Verifier(Unsure()))
    asked, hits = Asked(question, question), library.search(question)
    direct = quoter.span(asked, hits)
    return direct, bridged(library, quoter, asked, direct, Where())


def test_both_steps_are_cited(stocked: Library) -> None:
    direct, answer = ask(stocked, STEPS)
    assert not direct.found
    assert (answer.found, answer.span, answer.searched_for) == (True, "Ruth Delaney", QUESTION)
    assert answer.text == "**Ruth Delaney** [2]\n\nWhich club beat Calder? **Dunmere** [1]"
    assert [citation.article_id for citation in answer.citations] == ["match", "club"]


def test_a_sure_answer_is_not_taken_apart(stocked: Library) -> None:
    direct, answer = ask(stocked, {**STEPS, QUESTION: ("the Rovers", SURE)})
    assert answer is direct
    assert answer.span == "the Rovers"


def test_an_answer_that_is_only_the_first_steps_gives_way_to_a_second(stocked: Library) -> None:
    half = {**STEPS, QUESTION: ("Dunmere", FOUND_AT + 1)}
    assert ask(stocked, half)[1].span == "Ruth Delaney"
    assert ask(stocked, {**half, "Who leads Dunmere?": ("", 0.0)})[1].span == "Dunmere"
    assert ask(stocked, {**STEPS, QUESTION: ("the Rovers", FOUND_AT)})[1].span == "the Rovers", "another answer stays"


def test_however_sure_an_answer_that_its_sentence_calls_the_thing_gives_way(stocked: Library) -> None:
    sure = {"Who leads the club that beat Orle?": ("Rovers", SURE), "Which club beat Orle?": ("Rovers", SURE)}
    second = {"Who leads Rovers?": ("Ruth Delaney", FOUND_AT)}
    for sentence, span in (("The club Rovers beat Orle.", "Ruth Delaney"), ("Rovers beat Orle.", "Rovers")):
        stocked.add([Article("orle", Byline("Orle"), sentence)])
        assert ask(stocked, sure | second, "Who leads the club that beat Orle?")[1].span == span


def test_the_second_step_has_the_full_name_of_who_was_found(stocked: Library) -> None:
    stocked.add(
        [Article("left", Byline("Left"), "Captain Ada Kerr was ill. Kerr left for Peru. The actor is Tim Orme.")]
    )
    told = {"Which sailor left for Peru?": ("Kerr", 6.0), "Who plays Ada Kerr?": ("Tim Orme", 6.0)}
    assert ask(stocked, told, "Who plays the sailor who left for Peru?")[1].span == "Tim Orme"


def test_what_is_not_told_of_a_name_is_asked_of_what_it_is(stocked: Library) -> None:
    told = {"Which club beat Calder?": ("Dunmere", 7.0), "Who leads the club Dunmere?": ("Ruth Delaney", 8.0)}
    assert ask(stocked, told)[1].span == "Ruth Delaney"
    assert ask(stocked, told | {"Who leads Dunmere?": ("captain", 8.0)})[1].span == "captain", "the name comes first"


def test_where_nothing_answers_both_steps_have_to(stocked: Library) -> None:
    for least, span in ((FOUND_AT, "Ruth Delaney"), (FOUND_AT - 0.1, None)):
        assert ask(stocked, {**STEPS, "Who leads Dunmere?": ("Ruth Delaney", least)})[1].span == span


def test_when_a_step_is_not_answered_nothing_is(stocked: Library) -> None:
    direct, answer = ask(stocked, {"Which club beat Calder?": ("Dunmere", 7.0)})
    assert answer is direct
    assert not answer.found
