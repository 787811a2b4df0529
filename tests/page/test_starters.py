"""Which questions the page offers: ours over the samples, their own over anybody else's articles."""

from __future__ import annotations

from typing import Any, cast

from bot.types import Answer
from index import Article, Byline, Library
from page.desk import Desk
from page.layout import MAX_STARTERS
from page.starters import EXAMPLES, starters


class Bot:
    """One that knows nothing."""

    def ask(self, question: str) -> Answer:
        return Answer(question, question, text="no", span=None, found=False, confidence=0.1)


def over(library: Library) -> tuple[str, ...]:
    return starters(Desk(cast("Any", Bot()), library))


def test_the_samples_get_the_four_questions_about_them(sample_library: Library) -> None:
    assert over(sample_library) == tuple(EXAMPLES)
    assert len(EXAMPLES) <= MAX_STARTERS


def test_each_example_names_the_sample_that_answers_it(sample_library: Library) -> None:
    sources = {entry.byline.source for entry in sample_library.entries()}
    assert set(EXAMPLES.values()) <= sources


def test_other_articles_get_questions_of_their_own(library: Library) -> None:
    library.add(Article("a", Byline("a"), "The Orrin Bridge opened in 1931. Boats pass near Saltness."))
    assert over(library) == ("Which articles mention Saltness?",)


def test_articles_of_the_same_words_as_the_samples_are_not_the_samples(
    sample_library: Library, library: Library
) -> None:
    texts = [sample_library.article(entry.id).text for entry in sample_library.entries()]
    library.add(Article(str(i), Byline("t", source=f"/home/ada/{i}"), text) for i, text in enumerate(texts))
    assert not set(over(library)) & set(EXAMPLES)


def test_nothing_is_offered_over_nothing(library: Library) -> None:
    assert over(library) == ()
