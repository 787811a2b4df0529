"""Saved web pages: the article without its boilerplate, and what its metadata says (trafilatura)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import read_text
from index.types import Article


def read(path: Path) -> Iterator[Article | SourceError]:
    """Yield the one article of the page. A date is taken from the page's metadata only, never guessed."""
    import trafilatura  # imported here: it takes a second, and only pages need it

    page = read_text(path)
    found: Any = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
    )
    text = (found.text or "") if found is not None else ""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    if paragraphs and found.title and paragraphs[0].strip() == found.title.strip():
        paragraphs = paragraphs[1:]
    if not paragraphs:
        raise SourceError(f"{path}: no article text found in this page; save the whole page, or its text as .txt")
    given = {"title": found.title, "author": found.author, "date": found.date, "url": found.url}
    yield fields.article(given, "\n\n".join(paragraphs), path)
