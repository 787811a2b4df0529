"""What is kept of a passage -> Chroma's flat metadata, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from index.types import Byline, Entry, Passage, Where


def entry_of(meta: Any) -> Entry:
    """List an article, from the metadata of its first passage."""
    return Entry(meta["article_id"], byline_of(meta), meta["added"], meta["passages"])


def metadata_of(passage: Passage, passages: int, added: str, sketch: str) -> dict[str, Any]:
    """Flatten what belongs to a passage. Chroma keeps no None, so what is not there is left out."""
    byline = passage.byline
    metadata: dict[str, Any] = {
        "article_id": passage.article_id,
        "title": byline.title,
        "start": passage.start,
        "end": passage.end,
        "number": int(passage.id.rpartition("#")[2]),
        "passages": passages,
        "added": added,
        "story": passage.story,
    }
    if sketch:
        metadata["sketch"] = sketch
    if byline.authors:
        metadata["authors"] = list(byline.authors)
    if byline.published is not None:
        metadata["published"] = byline.published.isoformat()
        metadata["day"] = day(byline.published)
    if byline.updated is not None:
        metadata["updated"] = byline.updated.isoformat()
    if byline.source is not None:
        metadata["source"] = byline.source
    return metadata


def day(published: date) -> int:
    """Write a date as a number that sorts: 20240125."""
    return published.year * 10_000 + published.month * 100 + published.day


def passages_of(page: Any) -> list[Passage]:
    """Read the passages of what `get` returned."""
    return [passage_of(*row) for row in zip(page["ids"], page["documents"], page["metadatas"], strict=True)]


def passage_of(passage_id: str, text: str, meta: Any) -> Passage:  # Chroma's metadata
    """Read one passage."""
    place = (meta["start"], meta["end"])
    return Passage(passage_id, meta["article_id"], byline_of(meta), *place, text, meta.get("story", ""))


def byline_of(meta: Any) -> Byline:
    """Read what an article says of itself."""
    published, updated = meta.get("published"), meta.get("updated")
    return Byline(
        title=meta["title"],
        authors=tuple(meta.get("authors") or ()),
        published=date.fromisoformat(published) if published else None,
        source=meta.get("source"),
        updated=date.fromisoformat(updated) if updated else None,
    )


def filter_of(where: Where) -> dict[str, Any] | None:
    """Spell a narrowing as Chroma's `where`; None for everything."""
    clauses: list[dict[str, Any]] = []
    if where.article is not None:
        clauses.append({"article_id": where.article})
    if where.source is not None:
        clauses.append({"source": where.source})
    if where.author is not None:
        clauses.append({"authors": {"$contains": where.author}})
    if where.since is not None:
        clauses.append({"day": {"$gte": day(where.since)}})
    if where.until is not None:
        clauses.append({"day": {"$lte": day(where.until)}})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}
