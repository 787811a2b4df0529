"""What a source says of an article -> its Byline and id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from dateutil import parser

from index.sources.document import Document
from index.types import Article, Byline

TITLE, TEXT = ("title", "headline"), ("text", "body", "content")
SOURCE = ("url", "source", "link")
PUBLISHED = ("date", "published", "publish_date", "published_at")
UPDATED = ("updated", "modified", "date_modified", "updated_at")
AUTHORS = ("author", "authors", "byline")

MAX_TITLE = 120
_DATE_LINE = re.compile(r"\s?date (\d{4}-\d{2}-\d{2})(?:[ \t]+|[ \t]*\r?\n)")


def article(
    given: Mapping[str, Any], text: str, document: Document, *, key: str = "", title: str | None = None
) -> Article:
    """Make an Article from named fields, the text, and the document it stands in.

    The id is the given one; else it follows from the URL; else from the document and `key`, which tells
    apart the articles of one document. A line ` date 2024-01-25 ...` in front is taken off as metadata.
    """
    text, dated = take_date_line(whole(text))
    source = text_of(first(given, SOURCE)) or None
    published = day_of(first(given, PUBLISHED)) or dated
    name = text_of(first(given, TITLE)) or title or headline(text) or document.stem
    identity = text_of(given.get("id")) or _hash(source or _known_by(document, key, text))
    byline = Byline(
        _one_line(name),
        _people(first(given, AUTHORS)),
        published,
        source or document.source,
        day_of(first(given, UPDATED)),
    )
    return Article(identity, byline, text)


def _known_by(document: Document, key: str, text: str) -> str:
    """Name an article that has neither id nor URL of its own; what comes from nowhere is known by its text."""
    if document.url and not key:
        return document.url
    return f"{document.source}#{key}" if document.source else f"#{text}"


def first(given: Mapping[str, Any], names: tuple[str, ...]) -> Any:  # whatever the source holds
    """Return the first field of these names that holds something, whatever the case of its name."""
    lowered = {str(name).lower(): value for name, value in given.items()}
    return next((lowered[name] for name in names if lowered.get(name) not in (None, "", [])), None)


def text_of(value: object) -> str:
    """Return a field as stripped text; "" for None."""
    return "" if value is None else whole(str(value)).strip()


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can spell and nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def take_date_line(text: str) -> tuple[str, date | None]:
    """Split the prefix ` date 2024-01-25 ` from the text that follows it."""
    match = _DATE_LINE.match(text)
    published = day_of(match.group(1)) if match else None
    return (text[match.end() :].lstrip(), published) if match and published else (text, None)


def day_of(value: object) -> date | None:
    """Read a date that is whole (day, month and year); None for anything else, never today's."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if not 0 < value < 1e14:
            return None
        seconds = value / 1000 if value > 1e11 else value
        return datetime.fromtimestamp(seconds, UTC).date() if seconds < 4e9 else None
    if not isinstance(value, str):
        return None
    # What the string leaves out is taken from the default: two defaults that differ in every part show it.
    try:
        one, other = (
            parser.parse(value.strip(), default=each, ignoretz=True)
            for each in (datetime(2000, 1, 1), datetime(2001, 2, 2))
        )
    except (ValueError, OverflowError, TypeError):
        return None
    return one.date() if one.date() == other.date() else None


def headline(text: str) -> str:
    """Make a title of the first line: the line itself when it is short, else its first sentence, cut if need be."""
    line = text.lstrip()[:2000].split("\n", 1)[0].strip().lstrip("# ").strip()
    if len(line) <= MAX_TITLE:
        return line
    sentence = re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0]
    return sentence if len(sentence) <= MAX_TITLE else sentence[: MAX_TITLE - 1].rsplit(" ", 1)[0] + "\u2026"


def _people(value: object) -> tuple[str, ...]:
    """Read authors from a list, or from "By A, B and C"."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list | tuple):
        return tuple(name for each in value for name in _people(each))
    names = re.split(r"\s*(?:,|;|\band\b|&)\s*", re.sub(r"^by\s+", "", text_of(value), flags=re.IGNORECASE))
    return tuple(name for name in names if name)


def _one_line(value: str) -> str:
    return " ".join(value.split())[:500]


def _hash(value: str) -> str:
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
