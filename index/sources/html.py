"""Web pages: the article without its boilerplate, and what its metadata says (trafilatura)."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import read_text
from index.sources.document import Document
from index.types import Article

MAX_TAGS = 200_000
"""Of one page, opening and closing. trafilatura's time grows with their square: 120,000 took 12 s, the longest novels
have about 60,000."""

_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_JSON_UPDATED = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"]{8,40})"')
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption footer form h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset("head noscript script style template title".split())


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the one article of the page. A date is taken from the page's metadata only, never guessed."""
    page = read_text(document)
    text, found = extract(page, document)
    if not text:
        raise SourceError(
            f"{document.place}: no article text found in this page; save the whole page, or its text as .txt"
        )
    given = {"title": found.title, "author": found.author, "date": found.date, "updated": updated(page)}
    yield fields.article(given | {"url": _address(found.url, document.url)}, text, document)


def extract(page: str, document: Document) -> tuple[str, Any]:
    """Return the article of a page, a blank line between its paragraphs, and what trafilatura knows of it.

    The text is "" where there is no article; a first paragraph that only repeats the title is left out. Raises
    SourceError, which names `document`, for a page that is far too large.
    """
    import trafilatura  # imported here: it takes a second, and only pages need it

    if page.count("<") > MAX_TAGS:
        raise SourceError(f"{document.place}: more than {MAX_TAGS} tags in this page; save its text as .txt")

    found: Any = trafilatura.bare_extraction(
        page,
        url=document.url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False},
    )
    paragraphs = [line for line in (found.text or "").split("\n") if line.strip()] if found is not None else []
    if paragraphs and found.title and paragraphs[0].strip() == found.title.strip():
        paragraphs = paragraphs[1:]
    return "\n\n".join(paragraphs), found


def updated(page: str) -> date | None:
    """Return the day on which a page says that it was last changed."""
    tree = _tree(page)
    told = [
        str(meta.get("content"))
        for meta in tree.iter("meta")
        if str(meta.get("property") or meta.get("name") or meta.get("itemprop")).lower() in _UPDATED
    ]
    scripts = [each.text or "" for each in tree.iter("script") if each.get("type") == "application/ld+json"]
    told += [entities.unescape(match[1]) for script in scripts for match in _JSON_UPDATED.finditer(script)]
    return max(filter(None, map(fields.day_of, told)), default=None)


def everything(page: str) -> str:
    """Return all text of a page that holds nothing but its text, such as a chapter of a book."""
    from lxml import etree

    paragraphs: list[list[str]] = [[]]
    unseen = 0
    for event, element in etree.iterwalk(_tree(page), events=("start", "end", "comment", "pi")):
        if event in ("start", "end"):
            unseen += (element.tag in _UNSEEN) * (1 if event == "start" else -1)
            if element.tag in _BLOCKS:
                paragraphs.append([])
        said = element.text if event == "start" else element.tail
        if said and not unseen:
            paragraphs[-1].append(said)
    return "\n\n".join(filter(None, (" ".join("".join(each).split()) for each in paragraphs)))


def _tree(page: str) -> Any:
    from lxml import html

    try:
        return html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except html.etree.ParserError:  # nothing but remarks
        return html.fromstring("<html></html>")


def _address(claimed: str | None, fetched: str | None) -> str | None:
    """Take the address a page claims for itself; one that was fetched may not claim to be another site's."""
    if not fetched or not claimed:
        return claimed or fetched
    hosts = [str(urlsplit(each).hostname).removeprefix("www.") for each in (claimed, fetched)]
    return claimed if hosts[0] == hosts[1] else fetched
