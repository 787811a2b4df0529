"""Readings become answers: exact spans, whole sentences, one citation an article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.quoting import EXPLAINED_AT, FOUND_AT, NOT_FOUND, Asked, Quoter, confidence
from bot.types import Reading
from bot.verifier import Verifier
from index import Article, Byline, Library, LibraryError
from tests.conftest import Double, Unsure

ONE = Article(
    "one", Byline("First report"), "Ann Ito resigned in May. The board was told on Monday.\n\nNobody objected."
)
TWO = Article("two", Byline("Second report"), "It rained all week. Everyone knows that she went in May.")
THREE = Article("three", Byline("Third report"), "Some say that she left in June. Others disagree.")


class Scripted:
    """A reader that finds the words it is told to, with the scores it is told."""

    def __init__(self, **scores: float) -> None:
        self.scores = {words.replace("_", " "): score for words, score in scores.items()}
        self.read_texts: list[str] = []

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        self.read_texts += texts
        found = [
            Reading(i, text.index(words), text.index(words) + len(words), score, 0.5)
            for i, text in enumerate(texts)
            for words, score in self.scores.items()
            if words in text
        ]
        return sorted(found, key=lambda reading: -reading.score)


@pytest.fixture
def stocked(library: Library) -> Library:
    library.add([ONE, TWO, THREE])
    return library


def asked(library: Library, reader: Scripted, question: str = "when did she leave?"):
    return Quoter(library, reader, Verifier(Unsure())), Asked(question, question), library.search(question)


def test_the_span_is_exact_and_its_sentence_is_quoted_from_every_article_that_says_the_same(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(in_May=9.0, in_June=8.0))
    answer = quoter.span(question, hits)
    assert answer.span == "in May"
    assert {citation.quote for citation in answer.citations} == {
        "Ann Ito resigned in May.",
        "Everyone knows that she went in May.",
    }
    assert answer.text == "**in May** [1][2]"
    for citation in answer.citations:
        assert stocked.article(citation.article_id).text[citation.start : citation.end] == citation.quote


def test_below_the_threshold_the_articles_do_not_say(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(in_May=FOUND_AT - 0.01))
    answer = quoter.span(question, hits)
    assert (answer.found, answer.span, answer.citations, answer.text) == (False, None, (), NOT_FOUND)
    assert set(answer.hits) == set(hits) != set()


class Denies:
    """A checker that is sure that nothing is said."""

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.01] * len(pairs)


def test_what_does_not_stand_the_second_look_is_no_answer(stocked: Library) -> None:
    _, question, hits = asked(stocked, Scripted())
    for checker, found in ((Unsure(), True), (Denies(), False)):
        assert Quoter(stocked, Scripted(in_May=FOUND_AT + 1), Verifier(checker)).span(question, hits).found is found


class ByRole:
    """A reader that answers only who the president is."""

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        score = 9.0 if question == "Who is the leader of the board?" else FOUND_AT - 1
        return [
            Reading(i, text.index("Ann Ito"), text.index("Ann Ito") + 7, score, 0.0)
            for i, text in enumerate(texts)
            if "Ann Ito" in text
        ]


def test_who_does_it_is_also_asked_as_who_it_is(stocked: Library) -> None:
    question = "Who leads the board?"
    answer = Quoter(stocked, ByRole(), Verifier(Unsure())).span(Asked(question, question), stocked.search(question))
    assert (answer.span, answer.searched_for) == ("Ann Ito", question)


def test_at_the_threshold_they_do(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(in_May=FOUND_AT))
    assert quoter.span(question, hits).found


def test_an_explanation_is_the_whole_sentence_and_no_span(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(told_on_Monday=EXPLAINED_AT))
    answer = quoter.explanation(question, hits)
    assert (answer.span, answer.text) == (None, "The board was told on Monday. [1]")


def test_no_passages_means_no_answer(library: Library) -> None:
    quoter, question, hits = asked(library, Scripted())
    assert not quoter.span(question, hits).found


def test_a_passage_cut_within_a_paragraph_is_read_with_its_neighbouring_sentences(
    library: Library, double: Double
) -> None:
    text = " ".join(f"Sentence number {number} has exactly these seven words." for number in range(60))
    library.add([Article("long", Byline("Long"), text)])
    reader = Scripted()
    quoter, question, hits = asked(library, reader, "number 30")
    quoter.span(question, hits)
    texts = {hit.passage.text: hit.passage for hit in hits[: len(reader.read_texts)]}
    assert len(texts) > 1
    for read, passage in zip(reader.read_texts, texts.values(), strict=True):
        assert passage.text in read
        assert len(read) > len(passage.text)
        assert read in text


def test_confidence_is_a_probability_that_grows_with_the_score() -> None:
    values = [confidence(score) for score in (-50.0, -1.0, 0.0, 3.0, 50.0)]
    assert values == sorted(values)
    assert 0.0 <= values[0] < 0.01 < 0.99 < values[-1] <= 1.0


def test_markdown_in_an_article_stays_text(library: Library) -> None:
    library.add([Article("odd", Byline("Odd"), "She left in May [7] with **nothing**.")])
    quoter, question, hits = asked(library, Scripted(**{"May [7] with **nothing**": 9.0}))
    answer = quoter.span(question, hits)
    assert answer.span == "May [7] with **nothing**"
    assert answer.text == r"**May \[7\] with \*\*nothing\*\*** [1]"


def test_articles_that_disagree_on_a_figure_are_both_shown_and_cited(library: Library) -> None:
    library.add(
        [
            Article("early", Byline("Early"), "Police counted 300 marchers on the bridge."),
            Article("late", Byline("Late"), "Organisers counted 900 marchers on the bridge."),
        ]
    )
    quoter, question, hits = asked(library, Scripted(**{"300": 8.0, "900": 6.0}), "how many marchers?")
    answer = quoter.span(question, hits)
    assert (answer.span, answer.text) == ("300", "**300** [1], but **900** [2]")
    assert [citation.article_id for citation in answer.citations] == ["early", "late"]


class Counting(Scripted):
    """Also notes how many texts it was given each time."""

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        self.calls = [*getattr(self, "calls", []), len(texts)]
        assert len(headings) == len(texts)
        return super().read(question, texts)


@pytest.mark.parametrize(("score", "calls"), [(FOUND_AT, [4]), (FOUND_AT - 0.1, [4, 4])])
def test_the_next_passages_are_read_only_where_the_first_do_not_answer(
    library: Library, score: float, calls: list[int]
) -> None:
    library.add([Article(str(n), Byline(str(n)), f"Report {n}: she left in May.") for n in range(9)])
    reader = Counting(**{"in May": score})
    quoter, question, hits = asked(library, reader)
    answer = quoter.span(question, hits)
    assert reader.calls == calls
    assert answer.found is (score >= FOUND_AT)
    assert len(answer.citations) == (4 if answer.found else 0)


def test_a_relative_date_is_shown_beside_the_span_and_never_in_its_place(library: Library) -> None:
    library.add([Article("a", Byline("A", published=date(2024, 1, 24)), "The old bridge was closed last Tuesday.")])
    quoter, question, hits = asked(library, Scripted(**{"last Tuesday": 8.0}), "when was the bridge closed?")
    answer = quoter.span(question, hits)
    assert (answer.span, answer.text) == ("last Tuesday", "**last Tuesday** (2024-01-23) [1]")


def test_the_hits_come_in_the_order_of_what_was_read_in_them(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(in_May=4.0, in_June=9.0))
    ranked = quoter.span(question, hits).hits
    assert ranked[0].passage.article_id == "three"
    assert set(ranked) == set(hits)
    assert quoter.explanation(question, hits).hits == ranked


def test_an_article_that_changes_between_search_and_answer_is_never_quoted_wrongly(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(in_May=9.0))
    stocked.add([Article("one", ONE.byline, "A new first line. " + ONE.text), Article("two", TWO.byline, "All new.")])
    with pytest.raises(LibraryError, match="was changed while the question was answered; ask again"):
        quoter.span(question, hits)


def test_an_article_that_never_says_the_name_gives_way_or_is_no_answer(stocked: Library) -> None:
    quoter, question, hits = asked(stocked, Scripted(in_May=4.0, in_June=5.0), "when did Ito leave?")
    assert quoter.span(question, hits).span == "in May"
    quoter, question, hits = asked(stocked, Scripted(in_June=FOUND_AT + 3.0), "when did Castell leave?")
    assert not quoter.span(question, hits).found
    quoter, question, hits = asked(stocked, Scripted(in_June=FOUND_AT + 3.0))
    assert quoter.span(question, hits).found
