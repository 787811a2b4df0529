"""A date of the articles narrows the search; a date of what happened stays in the question."""

from __future__ import annotations

from datetime import date

import pytest

from bot.narrowing import narrowed
from index import Where

TODAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    ("question", "rest", "since", "until"),
    [
        ("Since March 2024, who was elected?", "Who was elected?", "2024-03-01", None),
        ("Before 2023, who led it?", "Before 2023, who led it?", None, None),
        ("What was reported about the flood after 2022?", "What was reported about the flood?", "2023-01-01", None),
        ("What was written about bees last year?", "What was written about bees?", "2023-01-01", "2023-12-31"),
        ("Which articles from 2022 mention it?", "Which articles mention it?", "2022-01-01", "2022-12-31"),
        ("Which stories published in June 2021 mention it?", "Which stories mention it?", "2021-06-01", "2021-06-30"),
        ("Which articles until 3 May 2021 mention it?", "Which articles mention it?", None, "2021-05-03"),
        ("Which reports since last month mention it?", "Which reports mention it?", "2024-04-01", None),
        ("Which reports since 2024-02-03 mention it?", "Which reports mention it?", "2024-02-03", None),
        ("Which articles were published in 2024?", "Which articles were published in 2024?", None, None),
        ("Who won in 1998?", "Who won in 1998?", None, None),
        ("In 2022, who left?", "In 2022, who left?", None, None),
        ("What happened before 2023?", "What happened before 2023?", None, None),
        ("When did the 2019 survey find cracks?", "When did the 2019 survey find cracks?", None, None),
    ],
)
def test_only_dates_of_articles_narrow(question: str, rest: str, since: str | None, until: str | None) -> None:
    bounds = [day and date.fromisoformat(day) for day in (since, until)]
    assert narrowed(question, Where(author="A"), TODAY) == (rest, Where(author="A", since=bounds[0], until=bounds[1]))


def test_what_the_caller_says_of_dates_stays() -> None:
    where = Where(since=date(2020, 1, 1))
    assert narrowed("Since 2023, who left?", where, TODAY) == ("Since 2023, who left?", where)
