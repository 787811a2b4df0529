"""Dates in words cover the days they say, counted from the day they stand beside; other words are no dates."""

from __future__ import annotations

from datetime import date

import pytest

from index import Where, days, spelled

WEDNESDAY = date(2024, 1, 24)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", "2024-01-23", None),
        ("today", "2024-01-24", None),
        ("tonight", "2024-01-24", None),
        ("Tuesday", "2024-01-23", None),
        ("on Tuesday", "2024-01-23", None),
        ("on Tuesday night", "2024-01-23", None),
        ("Wednesday", "2024-01-24", None),
        ("last Wednesday", "2024-01-17", None),
        ("last Tuesday", "2024-01-23", None),
        ("three weeks ago", "2024-01-01", "2024-01-07"),
        ("10 days ago", "2024-01-14", None),
        ("last week", "2024-01-15", "2024-01-21"),
        ("last month", "2023-12-01", "2023-12-31"),
        ("next month", "2024-02-01", "2024-02-29"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("a decade ago", "2014-01-01", "2014-12-31"),
        ("in two days", "2024-01-26", None),
        ("March 2024", "2024-03-01", "2024-03-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("3 March 2021", "2021-03-03", None),
        ("March 3, 2021", "2021-03-03", None),
        ("2021-03-03", "2021-03-03", None),
    ],
)
def test_a_date_covers_its_days(text: str, first: str, last: str | None) -> None:
    assert days(text, WEDNESDAY) == (date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize("text", ["May", "season 10", "", "11", "soon", "the first", "Tuesday's child", "March"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert days(text, WEDNESDAY) is None


def test_a_weekday_ahead_is_the_next_one() -> None:
    assert days("on Friday", WEDNESDAY, ahead=True) == (date(2024, 1, 26), date(2024, 1, 26))
    assert days("on Friday", WEDNESDAY) == (date(2024, 1, 19), date(2024, 1, 19))


def test_where_takes_dates_in_words_and_covers_both_ends() -> None:
    assert spelled({"since": "March 2024", "until": "March 2024"}) == Where(
        since=date(2024, 3, 1), until=date(2024, 3, 31)
    )
    assert spelled({"since": "2023", "author": "A"}) == Where(since=date(2023, 1, 1), author="A")
    assert spelled({"since": "2023-05-04"}) == Where(since=date(2023, 5, 4))
    assert spelled(Where(author="A")) == Where(author="A")
    assert spelled(None) == Where()
    with pytest.raises(ValueError, match="such as 2024-03-01 or March 2024, not 'someday'"):
        spelled({"until": "someday"})
