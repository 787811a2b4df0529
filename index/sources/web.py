"""Web addresses: a page is one article, a feed or sitemap is its entries' articles, a file is what its kind reads.

A page is known by its own address, or by the one it claims where it may (`index.web.urls.canonical`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.errors import SourceError
from index.sources import fields, pages
from index.sources.document import Document
from index.types import Article
from index.web import Entry, Feed, Fetched, Fetcher, charset, read_feed, urls
from index.web.kinds import FEED, PAGE, is_feed, root

LIMIT = 100
"""Entries of a feed or sitemap, the newest. Feeds hold 10 to 50; at a second's pause 100 pages take two minutes."""

MAX_SITEMAPS = 10
"""Of an index of sitemaps, the newest. The limit of entries is mostly reached in the first."""

_TEXTS = (".txt", ".md", ".csv", ".jsonl")
_SAVE = "open it in a browser, save the page there and add the file"


def read(url: str, fetcher: Fetcher, *, limit: int = LIMIT) -> Iterator[Article | SourceError]:
    """Yield the articles at an address, and a SourceError for each that cannot be read.

    Raises SourceError when the address itself cannot be fetched or read.
    """
    fetched = fetcher.fetch(url)
    feed = feed_of(fetched, fetcher, limit=limit)
    if feed is None:
        yield from articles(fetched)
        return
    yield from feed.failed
    for entry in feed.entries:
        yield from entry_articles(entry, fetcher)
    if not feed.entries and not feed.failed:
        raise SourceError(f"{urls.shown(url)}: no entries in this feed; check the address")


def feed_of(fetched: Fetched, fetcher: Fetcher, *, limit: int = LIMIT) -> Feed | None:
    """Return the feed or sitemap that was fetched, its sitemaps read; None for anything else."""
    xml = fetched.kind in (FEED, PAGE, ".txt")
    if not xml or not (is_feed(fetched.data) or fetched.data.startswith(b"\x1f\x8b")):
        return None
    feed = _feed(fetched, limit)
    if not feed.sitemaps:
        return feed
    found: list[Entry] = []
    failed = list(feed.failed)
    for url in feed.sitemaps[:MAX_SITEMAPS]:
        try:
            one = _feed(fetcher.fetch(url), limit)
        except SourceError as error:
            failed.append(error)
            continue
        found += one.entries
        failed += one.failed
        if len(found) >= limit:
            break
    return Feed(tuple(found[:limit]), tuple(failed))


def entry_articles(entry: Entry, fetcher: Fetcher) -> Iterator[Article | SourceError]:
    """Yield the article of an entry: from the feed where it is whole there, else from its page. Raises nothing."""
    try:
        if entry.html is not None and (text := pages.fragment(entry.html)):
            yield _article(_said(entry), text, entry.url)
            return
        yield from articles(fetcher.fetch(entry.url), entry)
    except SourceError as error:
        yield error


def articles(fetched: Fetched, entry: Entry | None = None) -> Iterator[Article | SourceError]:
    """Yield what stands in one fetched page or file. What a feed says of it wins over what the page says.

    Raises SourceError when there is no article in it.
    """
    where = urls.shown(str(fetched.url))
    if is_feed(fetched.data):
        raise SourceError(f"{where}: a feed where an article should be; add it by its own address")
    if fetched.kind not in (PAGE, FEED):
        yield from _of_kind(fetched, entry)
        return
    if fetched.kind == FEED and root(fetched.data) != b"html":
        raise SourceError(f"{where}: neither a page nor a feed nor a sitemap; check the address")
    page = pages.extract(charset.decode(fetched.data, fetched.charset), str(fetched.url), named=where)
    if not page.text:
        raise SourceError(f"{where}: no article text in this page, it may want a login or a browser; {_SAVE}")
    yield _article(page.said | _said(entry), page.text, urls.canonical(fetched.url, page.canonical))


def _feed(fetched: Fetched, limit: int) -> Feed:
    return read_feed(fetched.data, str(fetched.url), limit=limit, charset=fetched.charset)


def _said(entry: Entry | None) -> dict[str, Any]:
    """Return what a feed says of an article, by the names of `fields`, without what it does not say."""
    if entry is None:
        return {}
    said = {"title": entry.title, "author": entry.authors, "date": entry.published, "updated": entry.updated}
    return {name: value for name, value in said.items() if value}


def _article(given: dict[str, Any], text: str, address: str) -> Article:
    return fields.article(given | {"url": address}, text, Document.of_bytes(address, PAGE, b"", address))


def _of_kind(fetched: Fetched, entry: Entry | None) -> Iterator[Article | SourceError]:
    """Hand a file to the kind that reads its suffix; its articles are known by the address."""
    from index.sources import SUFFIXES

    address = urls.plain(fetched.url)
    if fetched.kind not in SUFFIXES:
        raise SourceError(f"{urls.shown(address)}: Byline cannot read {fetched.kind} files; save it as one it can")
    data = fetched.data
    if fetched.kind in _TEXTS:
        data = charset.decode(data, fetched.charset).encode()
    document = Document.of_bytes(urls.shown(address), fetched.kind, data, address)
    for found in SUFFIXES[fetched.kind](document):
        yield found if isinstance(found, SourceError) else _told(found, document, _said(entry))


def _told(article: Article, document: Document, said: dict[str, Any]) -> Article:
    """Put what a feed says of an article over what its file says."""
    byline = article.byline
    given = {"title": byline.title, "author": byline.authors, "date": byline.published, "updated": byline.updated}
    known = {"id": article.id, "url": byline.source}
    return fields.article(given | said | known, article.text, document) if said else article
