"""A relative date is told beside the span, counted from the article's own date, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.when import meant

WEDNESDAY = date(2024, 1, 24)


@pytest.mark.parametrize(
    ("span", "sentence", "means"),
    [
        ("last Tuesday", "The bridge closed last Tuesday.", "2024-01-23"),
        ("on Monday", "It was sold on Monday.", "2024-01-22"),
        ("Monday night", "It burnt down Monday night.", "2024-01-22"),
        ("Wednesday", "It opened on Wednesday.", "2024-01-24"),
        ("on Friday", "She will resign on Friday.", "2024-01-26"),
        ("next month", "The trial starts next month.", "2024-02"),
        ("last week", "They met last week.", "week of 2024-01-15"),
        ("last year", "He died last year.", "2023"),
        ("three days ago", "It began three days ago.", "2024-01-21"),
        ("yesterday", "The vote was held yesterday.", "2024-01-23"),
        ("a decade ago", "It was built a decade ago.", "2014"),
        ("season 10", "He left in season 10.", None),
        ("May", "Theresa May left.", None),
        ("March 2023", "It ended in March 2023.", None),
        ("2021", "It ended in 2021.", None),
        ("Monday 3 March 2021", "It ended on Monday 3 March 2021.", None),
        ("within hours", "He was due to leave within hours.", None),
        ("the last Tuesday club", "The last Tuesday club met.", None),
        ("seven", "Seven came.", None),
    ],
)
def test_a_span_means_a_day_only_if_it_is_relative(span: str, sentence: str, means: str | None) -> None:
    assert meant(span, "", sentence, WEDNESDAY) == means


def test_without_a_date_of_its_own_an_article_says_nothing_more() -> None:
    assert meant("last Tuesday", "", "It closed last Tuesday.", None) is None


@pytest.mark.parametrize(
    ("span", "before", "means"),
    [
        ("a decade later", "The mill opened in 1990. It burnt down ", "2000"),
        ("two years later", "In 1985, then in 1990, they met; ", "1992"),
        ("12 years later", "In 1990 they met; ", "2002"),
        ("a decade later", "The mill opened. It burnt down ", None),
    ],
)
def test_later_is_counted_from_the_year_named_before(span: str, before: str, means: str | None) -> None:
    assert meant(span, before, f"{before}{span}.", WEDNESDAY) == means
