"""The nouns of the index. Frozen, slotted, and built from the standard library alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Byline:
    """What an article says of itself.

    `published` is the article's own date, or None where it gives none. It is never the day the
    article was added. `source` is where it came from: a URL, or the path of a file. `updated` is when the
    article says it was last changed, or None.
    """

    title: str
    authors: tuple[str, ...] = ()
    published: date | None = None
    source: str | None = None
    updated: date | None = field(default=None, repr=False)
    """Not in the repr, which names the states of articles that were stored before there was this field."""


@dataclass(frozen=True, slots=True)
class Article:
    """A text and its byline. The same URL or file gives the same `id`, so adding it again replaces it.

    It is not a file: one JSONL file holds many articles.
    """

    id: str
    byline: Byline
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of an article, with `article.text[start:end] == text`.

    The passages of an article, joined in order of `start`, are its text. `start` and `end` count
    characters (Unicode code points). `story` is the same for articles that are near-duplicates of each other.
    A passage knows nothing of any question: see `Hit`.
    """

    id: str
    article_id: str
    byline: Byline
    start: int
    end: int
    text: str
    story: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What one search found about a passage.

    `score` orders the hits of one search (higher is better) and means nothing between searches;
    it is not a probability. `found_by` names the rankings that held the passage: "dense", "words".
    """

    passage: Passage
    score: float
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a library's list: an article without its text. `passages` is how many it has."""

    id: str
    byline: Byline
    added: str
    passages: int


@dataclass(frozen=True, slots=True)
class Where:
    """Narrows a search to some articles. Every field that is set must hold.

    `article` is an article's id, `source` and `author` are matched whole, `since` and `until` are
    published dates and are both included. An article without a date is outside every date range.
    """

    article: str | None = None
    source: str | None = None
    author: str | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, where: Where | Mapping[str, object] | None) -> Where:
        """Take a `Where`, a mapping of its fields (dates may be ISO strings), or None for everything.

        Raises ValueError for a field there is not, or a date that is not ISO (2024-03-01), TypeError for
        a value that is neither a string nor a date.
        """
        if isinstance(where, Where):
            return where
        given = dict(where or {})
        known = [each.name for each in fields(cls)]
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"where has no field {name!r}; it takes {', '.join(known)}")
            dated = name in ("since", "until")
            if not isinstance(value, str | (date if dated else str) | None):
                raise TypeError(f"where {name} must be {'a date' if dated else 'a string'}, not {value!r}")
            if dated and isinstance(value, str):
                given[name] = _day(name, value)
        return cls(**given)  # type: ignore[arg-type]  # checked above, field by field


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"where {name} must be a date such as 2024-03-01 or March 2024, not {value!r}") from error
