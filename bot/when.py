"""A relative date of an article -> the date it means, counted from the article's own."""

from __future__ import annotations

import re
from datetime import date

from index import days

_AHEAD = re.compile(
    r"\b(?:will|going to|next|tomorrow|plans? to|expected to|due to|set to|is to|are to)\b", re.IGNORECASE
)
_LATER = re.compile(
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>year|decade)s? later"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_WORDS = "a one two three four five six seven eight nine ten".split()


def meant(span: str, before: str, sentence: str, published: date | None) -> str | None:
    """Return the date that `span` means, as 2024-01-16, 2024-01, 2024 or "week of 2024-01-15"; None if it says itself.

    `published` is the article's date, `sentence` the one around the span: "on Monday" is behind it, and ahead where the
    sentence looks ahead. "A decade later" is counted from the last year named in `before`, the text in front of it.
    """
    if later := _LATER.fullmatch(span.lower().strip(" .,")):
        named = _YEAR.findall(before)
        count = _WORDS.index(later["count"].replace("an", "a")) if later["count"].isalpha() else int(later["count"])
        years = max(1, count) * (10 if later["unit"] == "decade" else 1)
        return str(int(named[-1]) + years) if named else None
    if published is None or _YEAR.search(span):
        return None
    covered = days(span, published, ahead=bool(_AHEAD.search(sentence)))
    if covered is None:
        return None
    first, last = covered
    if first == last:
        return first.isoformat()
    if (last - first).days == 6:
        return f"week of {first.isoformat()}"
    return f"{first:%Y}" if (last - first).days > 31 else f"{first:%Y-%m}"
