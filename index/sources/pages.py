"""HTML -> an article's text without boilerplate, and what its metadata says of it (trafilatura)."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.errors import SourceError
from index.sources import fields

MAX_TAGS = 200_000
"""Of one page, opening and closing. trafilatura's time grows with their square: 120,000 took 12 s, the longest novels
have about 60,000."""

_MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_MODIFIED = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"]{8,40})"')
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption footer form h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset("head noscript script style template title".split())


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page has it. `text` has a blank line between paragraphs, and is "" where there is none.

    `canonical` is what the page claims its address to be, unchecked. `published` and `updated` come from metadata
    or are None.
    """

    text: str
    title: str | None
    authors: str | None
    published: str | None
    updated: date | None
    canonical: str | None

    @property
    def said(self) -> dict[str, Any]:
        """What the page says of its article, by the names of `fields`."""
        return {"title": self.title, "author": self.authors, "date": self.published, "updated": self.updated}


def extract(markup: str, url: str | None = None, *, named: str) -> Page:
    """Find the article in a page that was found at `url`. Raises SourceError, which names it, for one far too large."""
    import trafilatura  # imported here: it takes a second, and only pages need it

    if markup.count("<") > MAX_TAGS:
        raise SourceError(f"{named}: more than {MAX_TAGS} tags in this page; save its text as .txt")

    found: Any = trafilatura.bare_extraction(
        markup,
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    canonical, updated = _claims(markup)
    if found is None:
        return Page("", None, None, None, updated, canonical)
    text = paragraphs(found.text or "", found.title)
    return Page(text, found.title, found.author, found.date, updated, canonical or found.url)


def fragment(markup: str) -> str:
    """Return the text of an entry's HTML, which is nothing but the article."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        f"<html><body><article>{markup}</article></body></html>", include_comments=False, favor_recall=True
    )
    return paragraphs(found.text or "") if found is not None else ""


def paragraphs(text: str, title: str | None = None) -> str:
    """Set a blank line between paragraphs, and leave a first one out that only repeats the title."""
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and title and lines[0].strip() == title.strip():
        lines = lines[1:]
    return "\n\n".join(lines)


def everything(page: str) -> str:
    """Return all text of a page that holds nothing but its text, such as a chapter of a book."""
    from lxml import etree

    found: list[list[str]] = [[]]
    unseen = 0
    for event, element in etree.iterwalk(_tree(page), events=("start", "end", "comment", "pi")):
        if event in ("start", "end"):
            unseen += (element.tag in _UNSEEN) * (1 if event == "start" else -1)
            if element.tag in _BLOCKS:
                found.append([])
        said = element.text if event == "start" else element.tail
        if said and not unseen:
            found[-1].append(said)
    return "\n\n".join(filter(None, (" ".join("".join(each).split()) for each in found)))


def _tree(page: str) -> Any:
    from lxml import html

    try:
        return html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except html.etree.ParserError:  # nothing but remarks
        return html.fromstring("<html></html>")


def _claims(markup: str) -> tuple[str | None, date | None]:
    """Return the address a page claims and the day it says it was last changed; None for what it does not say."""
    tree = _tree(markup)
    canonical = next((str(link.get("href")).strip() for link in tree.iter("link") if _is_canonical(link)), None)
    told = [
        str(meta.get("content"))
        for meta in tree.iter("meta")
        if str(meta.get("property") or meta.get("name") or meta.get("itemprop")).lower() in _MODIFIED_NAMES
    ]
    scripts = [each.text or "" for each in tree.iter("script") if each.get("type") == "application/ld+json"]
    told += [entities.unescape(match[1]) for script in scripts for match in _MODIFIED.finditer(script)]
    return canonical, max(filter(None, map(fields.day_of, told)), default=None)


def _is_canonical(link: Any) -> bool:
    return bool(link.get("href")) and "canonical" in str(link.get("rel") or "").lower().split()
