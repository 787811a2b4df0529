"""Footnotes widen to whole sentences and count each quote once."""

from __future__ import annotations

import pytest

from bot.citations import Footnotes, escape, plain, whole_sentences, with_copies
from bot.types import Answer
from index import Article, Byline, Library

TEXT = "Ann left Chicago P.D. in May. She was glad! Why? Nobody knows."
ARTICLE = Article("a", Byline("t"), TEXT)


def test_the_quote_is_the_whole_sentence_around_the_span() -> None:
    notes = Footnotes()
    start = TEXT.index("May")
    assert notes.cite(ARTICLE, start, start + 3) == "[1]"
    assert notes.all()[0].quote == "Ann left Chicago P.D. in May."


def test_a_span_over_two_sentences_quotes_both() -> None:
    low, high = whole_sentences(TEXT, TEXT.index("glad"), TEXT.index("Why") + 2)
    assert TEXT[low:high] == "She was glad! Why?"


def test_the_same_sentence_is_numbered_once_and_another_next() -> None:
    notes = Footnotes()
    markers = [notes.cite(ARTICLE, 0, 3), notes.cite(ARTICLE, 4, 8), notes.cite(ARTICLE, 31, 34)]
    assert markers == ["[1]", "[1]", "[2]"]
    assert [citation.number for citation in notes.all()] == [1, 2]


def test_what_does_not_stand_in_the_article_cannot_be_cited() -> None:
    with pytest.raises(ValueError, match="no characters"):
        Footnotes().cite(ARTICLE, len(TEXT), len(TEXT) + 4)


def test_an_articles_words_cannot_make_markers_or_markup() -> None:
    hostile = "see [2](http://x) **now** <b>`_\\"
    escaped = escape(hostile)
    assert "[2]" not in escaped.replace("\\[2\\]", "")
    assert "**" not in escaped
    assert plain(f"**{escaped}** [1]") == f"{hostile} [1]"


def test_a_citation_says_where_else_its_story_was_printed(library: Library) -> None:
    text = " ".join(f"Sentence {number} tells of crate {number * 7} on quay {number * 3}." for number in range(30))
    wire, paper = (Article(name, Byline(name, source=f"https://{name}.example/"), text) for name in ("wire", "paper"))
    alone = Article("alone", Byline("alone"), "Nothing else tells of this.")
    library.add([wire, paper, alone])
    notes = Footnotes()
    notes.cite(wire, 0, 9)
    notes.cite(alone, 0, 9)
    answer = with_copies(Answer("q", "q", "a [1][2]", None, True, 1.0, notes.all()), library)  # noqa: FBT003
    assert [citation.also for citation in answer.citations] == [(paper.byline,), ()]
    assert [citation.quote for citation in answer.citations] == [citation.quote for citation in notes.all()]
    assert [row.get("also") for row in answer.as_json(0)["citations"]] == [["https://paper.example/"], None]
