"""Citations cannot be made wrong, and histories come in every shape people have."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Citation, Turn
from index import Article, Byline

ARTICLE = Article("a", Byline("A title"), "One sentence. \u00c9t\u00e9 \U0001f41d came.\n")


@given(st.text(min_size=1), st.integers(-3, 40), st.integers(-3, 40))
def test_a_citation_quotes_its_article_to_the_letter_or_is_not_made(text: str, start: int, end: int) -> None:
    article = Article("a", Byline("t"), text)
    try:
        citation = Citation(1, article, start, end)
    except ValueError:
        assert not (0 <= start < end <= len(text)) or not text[start:end].strip()
    else:
        assert citation.quote == text[citation.start : citation.end] != ""
        assert (citation.article_id, citation.byline) == (article.id, article.byline)


def test_a_citation_takes_no_quote_of_anybody_elses() -> None:
    with pytest.raises(TypeError):
        Citation(1, ARTICLE, 0, 3, quote="something else")  # type: ignore[call-arg]
    with pytest.raises(FrozenInstanceError):
        Citation(1, ARTICLE, 0, 3).quote = "something else"  # type: ignore[misc]


def test_a_history_may_be_turns_or_dicts_of_text_or_of_parts() -> None:
    given_history = [
        Turn("user", "who?"),
        {"role": "assistant", "content": [{"type": "text", "text": "he"}, "him"]},
        {"role": "user", "content": {"type": "text", "text": "why?"}},
        {"role": "system", "content": "left out"},
    ]
    assert Turn.of(given_history) == (Turn("user", "who?"), Turn("assistant", "he him"), Turn("user", "why?"))


@pytest.mark.parametrize("broken", [["who?"], [{"role": "user"}], [3]])
def test_a_malformed_history_is_refused(broken: list[object]) -> None:
    with pytest.raises(ValueError, match="role"):
        Turn.of(broken)  # type: ignore[arg-type]
