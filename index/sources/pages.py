"""HTML -> an article's text without boilerplate, and what its metadata says of it (trafilatura)."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

_MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_MODIFIED = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"]{8,40})"')


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


def extract(markup: str, url: str | None = None) -> Page:
    """Find the article in a page that was found at `url`."""
    import trafilatura  # imported here: it takes a second, and only pages need it

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
    return Page(paragraphs(found.text or "", found.title), found.title, found.author, found.date, updated, canonical)


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


def _claims(markup: str) -> tuple[str | None, date | None]:
    """Return the address a page claims and the day it says it was last changed; None for what it does not say."""
    from lxml import html

    try:
        tree = html.fromstring(markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.ParserError):
        return None, None
    canonical = next((str(link.get("href")).strip() for link in tree.iter("link") if _is_canonical(link)), None)
    told = [
        str(meta.get("content"))
        for meta in tree.iter("meta")
        if str(meta.get("property") or meta.get("name") or meta.get("itemprop")).lower() in _MODIFIED_NAMES
    ]
    scripts = [each.text or "" for each in tree.iter("script") if each.get("type") == "application/ld+json"]
    told += [entities.unescape(match[1]) for script in scripts for match in _MODIFIED.finditer(script)]
    return canonical, max(filter(None, map(_day, told)), default=None)


def _is_canonical(link: Any) -> bool:
    return bool(link.get("href")) and "canonical" in str(link.get("rel") or "").lower().split()


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told.strip()[:10])
    except ValueError:
        return None
