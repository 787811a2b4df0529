"""What feeds and sitemaps list: entries, newest first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from index.errors import SourceError


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article. `html` is its whole text, or None where the page must be fetched for it.

    `state` changes when the feed says that the article did; it is "" where the feed gives no way to tell.
    """

    url: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    html: str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed or sitemap, newest first and undated ones last, and what could not be read.

    `sitemaps` are the addresses that an index of sitemaps lists, newest first.
    """

    entries: tuple[Entry, ...] = ()
    failed: tuple[SourceError, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of a feed with the moment it is sorted by."""

    moment: datetime | None
    entry: Entry | SourceError


def newest(found: Iterable[Dated], *, limit: int, sitemaps: tuple[str, ...] = ()) -> Feed:
    """Order what was found, newest first, each address once, and cut it at the limit."""
    dated = sorted(found, key=lambda each: each.moment or datetime.min.replace(tzinfo=UTC), reverse=True)
    entries: dict[str, Entry] = {}
    for each in dated:
        if isinstance(each.entry, Entry):
            entries.setdefault(each.entry.url, each.entry)
    failed = tuple(each.entry for each in dated if isinstance(each.entry, SourceError))
    return Feed(tuple(entries.values())[:limit], failed[:limit], sitemaps)


def state_of(*parts: str | None) -> str:
    """Hash what a feed says of an article's state; "" when it says nothing."""
    if not any(parts):
        return ""
    return hashlib.blake2b(
        "\0".join(part or "" for part in parts).encode("utf-8", "replace"), digest_size=8
    ).hexdigest()
