"""The library as a LangChain retriever, and back from its Documents to Hits."""

from __future__ import annotations

from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index import Byline, Hit, Library, Passage, Where


class LibraryRetriever(BaseRetriever):
    """Returns the passages that fit a question as Documents; takes `where` as `Library.search` does.

    A Document's `page_content` is the passage's text and its `id` the passage's; its metadata holds
    article_id, title, authors, published, source, start, end, story, score and found_by.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    limit: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain passes it
        where: Where | None = None,
    ) -> list[Document]:
        return [_document(hit) for hit in self.library.search(query, limit=self.limit, where=where)]


def hit_of(document: Document) -> Hit:
    """Turn a Document of this retriever back into the Hit it was made from."""
    meta: dict[str, Any] = document.metadata
    published, updated = (date.fromisoformat(meta[name]) if meta[name] else None for name in ("published", "updated"))
    byline = Byline(meta["title"], tuple(meta["authors"]), published, meta["source"], updated)
    place = (meta["start"], meta["end"])
    passage = Passage(str(document.id), meta["article_id"], byline, *place, document.page_content, meta["story"])
    return Hit(passage, meta["score"], tuple(meta["found_by"]))


def _document(hit: Hit) -> Document:
    passage, byline = hit.passage, hit.passage.byline
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "article_id": passage.article_id,
            "title": byline.title,
            "authors": list(byline.authors),
            "published": byline.published.isoformat() if byline.published else None,
            "source": byline.source,
            "updated": byline.updated.isoformat() if byline.updated else None,
            "start": passage.start,
            "end": passage.end,
            "story": passage.story,
            "score": hit.score,
            "found_by": list(hit.found_by),
        },
    )
