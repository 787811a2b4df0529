"""Dates in words -> the days they cover. The only file that knows dateparser."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from index.types import Where

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_UNITS = r"(?:day|week|fortnight|month|year|decade)s?"
_NUMBERS = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of)"
RELATIVE = re.compile(
    rf"(?:on |late |early |earlier )*(?:yesterday|today|tonight|tomorrow|(?:last|next|this|the previous) "
    rf"(?:{'|'.join(_WEEKDAYS)}|week|month|year|decade)|(?:{'|'.join(_WEEKDAYS)})|{_NUMBERS} {_UNITS} ago"
    rf"|in {_NUMBERS} {_UNITS}|{_NUMBERS} {_UNITS} from now)(?: (?:morning|afternoon|evening|night))?",
    re.IGNORECASE,
)
"""An expression that means a day only beside another one: the whole of a text must be one."""

_ABSOLUTE = re.compile(
    rf"(?:the year )?(?:1[5-9]|20)\d\d|\d{{4}}-(?:0[1-9]|1[0-2])|{_MONTHS} \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTHS},? \d{{4}}|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    re.IGNORECASE,
)


def days(text: str, beside: date, *, ahead: bool = False) -> tuple[date, date] | None:
    """Return the first and last day that a date in English words covers, or None when it is no date.

    "March 2024" covers a month, "2023" a year, "last week" Monday to Sunday. Relative expressions are counted from
    `beside`; a bare weekday is the last one up to it, or with `ahead` the next one.
    """
    plain = " ".join(text.split()).strip(" .,")
    with suppress(ValueError):
        return date.fromisoformat(plain), date.fromisoformat(plain)
    if not (RELATIVE.fullmatch(plain) or _ABSOLUTE.fullmatch(plain)):
        return None
    plain = re.sub(r"^(?:on|late|early|earlier|the year) | (?:morning|afternoon|evening|night)$", "", plain.lower())
    plain = plain.replace("the previous ", "last ").replace("tonight", "today").replace("fortnight", "2 weeks")
    if plain == _WEEKDAYS[beside.weekday()]:
        return beside, beside
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime.combine(beside, datetime.min.time()),
        "PREFER_DATES_FROM": "future" if ahead else "past",
    }
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(plain)
    return _whole(found.date_obj.date(), found.period) if found.date_obj else None


def _whole(day: date, period: str) -> tuple[date, date]:
    if period == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if period == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return day, day


def spelled(where: Where | Mapping[str, object] | None) -> Where:
    """Take what `Where.of` takes, with since and until in words too ("March 2024", "last month"), counted from today.

    `since` begins with the first day of what is said, `until` ends with its last. Raises as `Where.of` does.
    """
    if isinstance(where, Mapping):
        given = dict(where)
        for name, end in (("since", 0), ("until", 1)):
            value = given.get(name)
            if isinstance(value, str) and (covered := days(value, date.today())):
                given[name] = covered[end]
        where = given
    return Where.of(where)
