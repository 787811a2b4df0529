"""Saved web pages: one article each."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from index.errors import SourceError
from index.sources import fields, pages
from index.sources.decode import read_text
from index.sources.document import Document
from index.types import Article


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the one article of the page. A date is taken from the page's metadata only, never guessed."""
    page = pages.extract(read_text(document), document.url, named=document.place)
    if not page.text:
        raise SourceError(
            f"{document.place}: no article text found in this page; save the whole page, or its text as .txt"
        )
    yield fields.article(page.said | {"url": _address(page.canonical, document.url)}, page.text, document)


def _address(claimed: str | None, fetched: str | None) -> str | None:
    """Take the address a page claims for itself; one that was fetched may not claim to be another site's."""
    if not fetched or not claimed:
        return claimed or fetched
    hosts = [str(urlsplit(each).hostname).removeprefix("www.") for each in (claimed, fetched)]
    return claimed if hosts[0] == hosts[1] else fetched
