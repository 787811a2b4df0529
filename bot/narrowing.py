"""A date in the question that is about the articles, not about what happened -> a narrower search."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from index import Where, days

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATE = (
    rf"(?P<date>\d{{4}}-\d\d-\d\d|(?:{_MONTH} (?:\d{{1,2}},? )?)?(?:19|20)\d\d|\d{{1,2}} {_MONTH} (?:19|20)\d\d"
    r"|(?:last|this) (?:week|month|year)|yesterday|today)"
)
_HOW = r"(?P<how>since|after|before|until|from|in|during|on)"
_TEXTS = r"(?:articles?|stor(?:y|ies)|pieces?|reports?|coverage|posts?|news)"
_TOLD = r"(?:published|written|posted|reported|dated)"
_LED = re.compile(rf"^(?P<keep>)(?P<how>since) {_DATE}, ", re.IGNORECASE)
"""Only since: "Before 1990, who led it?" and "In 1998, who won?" ask of the event."""
_OF_TEXTS = re.compile(rf"(?P<keep>\b{_TEXTS}) (?:that (?:were|was) )?(?:{_TOLD} )?{_HOW} {_DATE}\b", re.IGNORECASE)
_NOTHING_ELSE = re.compile(rf"{_TEXTS} (?:that )?(?:are|were|was|is) {_TOLD}\W*$", re.IGNORECASE)
_TOLD_AT = re.compile(rf"(?P<keep>\b{_TOLD}\b.*?)(?: {_HOW})? {_DATE}(?=\W*$)", re.IGNORECASE)


def narrowed(question: str, where: Where, today: date) -> tuple[str, Where]:
    """Return the question without such a date, and `where` with it; what `where` already says of dates stays.

    "Since March 2024, who ...", "articles from 2022" and "what was reported before 2023" narrow; "who won in 1998?"
    does not. After excludes the days named, since includes them. `today` is what "last month" is counted from.
    """
    for pattern in (_LED, _OF_TEXTS, _TOLD_AT):
        match = pattern.search(question)
        covered = match and days(match["date"], today)
        if not match or not covered or where.since or where.until:
            continue
        first, last = covered
        how = (match["how"] or "in").lower()
        bounds = {
            "since": (first, None),
            "after": (last + timedelta(days=1), None),
            "before": (None, first - timedelta(days=1)),
            "until": (None, last),
        }.get(how, (first, last))
        rest = question[: match.start()] + match["keep"] + question[match.end() :]
        if _NOTHING_ELSE.search(rest):
            continue  # the date is all that is asked for
        return rest[:1].upper() + rest[1:], replace(where, since=bounds[0], until=bounds[1])
    return question, where
