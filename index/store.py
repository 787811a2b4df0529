"""Passages and their vectors, kept in one ordinary Chroma collection. The only file that knows chromadb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromadb
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from index.errors import LibraryError, MismatchError
from index.types import Byline, Entry, Passage, Where

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLLECTION = "articles"
_BESIDE = "articles-rebuilt"


class Store:
    """The collection of one index. Everything Byline knows of its articles can be read back from it."""

    def __init__(self, client: ClientAPI, collection: chromadb.Collection) -> None:
        """Use this collection; see `open` and `beside`."""
        self._client, self._collection = client, collection
        self._batch = client.get_max_batch_size()

    @classmethod
    def open(cls, folder: Path, *, encoder: str, splitter: str) -> Store:
        """Open the collection in `folder`, or make it.

        Raises MismatchError when another encoder or splitter made it, LibraryError when it cannot be opened.
        """
        made_by = {"encoder": encoder, "splitter": splitter}
        client, collection = _open(folder, made_by, COLLECTION)
        found = collection.metadata or {}
        for part, wanted in made_by.items():
            if found.get(part) != wanted:
                raise MismatchError(
                    f"this index was made with the {part} {found.get(part)!r}, not {wanted!r}; use that one, "
                    "or run `python -m index rebuild` to make it anew from the articles it holds"
                )
        return cls(client, collection)

    @classmethod
    def beside(cls, folder: Path, *, encoder: str, splitter: str) -> tuple[Store, Store]:
        """Open the collection there is, whatever made it, and an empty one beside it for `take_over`."""
        made_by = {"encoder": encoder, "splitter": splitter}
        client, collection = _open(folder, made_by, COLLECTION)
        if _BESIDE in {each.name for each in client.list_collections()}:
            client.delete_collection(_BESIDE)
        return cls(client, collection), cls(*_open(folder, made_by, _BESIDE))

    def take_over(self) -> None:
        """Put this collection in the place of the one it was made beside."""
        self._client.delete_collection(COLLECTION)
        self._collection.modify(name=COLLECTION)

    def count(self) -> int:
        """Count the passages."""
        return self._collection.count()

    def ids(self) -> set[str]:
        """Name every passage."""
        return set(self._collection.get(include=[])["ids"])

    def entries(self, article_ids: Sequence[str] | None = None) -> list[Entry]:
        """List the articles, or those of `article_ids` that are here."""
        where: dict[str, Any] = {"number": 0}
        if article_ids is not None:
            where = {"$and": [where, {"article_id": {"$in": list(article_ids)}}]}
        metadatas: Any = self._collection.get(where=where, include=["metadatas"])["metadatas"]
        return [Entry(meta["article_id"], _byline(meta), meta["added"], meta["passages"]) for meta in metadatas]

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Return those of the passage ids that are stored."""
        return set(self._collection.get(ids=list(ids), include=[])["ids"]) if ids else set()

    def put(self, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> list[str]:
        """Store whole articles' passages, then delete the older states of the same articles and name what went.

        An article's first passage is written last: where it is, the article is whole.
        """
        sizes: dict[str, int] = {}
        for passage in passages:
            sizes[passage.article_id] = sizes.get(passage.article_id, 0) + 1
        added = datetime.now(UTC).isoformat(timespec="seconds")
        order = sorted(range(len(passages)), key=lambda i: passages[i].start == 0)
        stale = self._other_states(passages)
        for low in range(0, len(order), self._batch):
            chosen = order[low : low + self._batch]
            self._collection.upsert(
                ids=[passages[i].id for i in chosen],
                embeddings=vectors[chosen],
                documents=[passages[i].text for i in chosen],
                metadatas=[_metadata(passages[i], sizes[passages[i].article_id], added) for i in chosen],
            )
        return self._delete(stale)

    def _other_states(self, passages: Sequence[Passage]) -> list[str]:
        """Name the stored passages of these articles that are not among `passages`."""
        stored = self._ids_of(sorted({passage.article_id for passage in passages}))
        return sorted(set(stored) - {passage.id for passage in passages})

    def _ids_of(self, article_ids: Sequence[str]) -> list[str]:
        where: Any = {"article_id": {"$in": list(article_ids)}}
        return self._collection.get(where=where, include=[])["ids"]

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Delete every passage of these articles, and name what went."""
        return self._delete(self._ids_of(article_ids))

    def _delete(self, ids: list[str]) -> list[str]:
        for low in range(0, len(ids), self._batch):
            self._collection.delete(ids=ids[low : low + self._batch])
        return ids

    def nearest(self, vector: NDArray[np.float32], limit: int, where: Where) -> list[Passage]:
        """Return the `limit` passages nearest to the vector by cosine, nearest first."""
        found = self._collection.query(
            query_embeddings=vector.reshape(1, -1),
            n_results=limit,
            where=_filter(where),
            include=["documents", "metadatas"],
        )
        documents, metadatas = found["documents"] or [[]], found["metadatas"] or [[]]
        return [_passage(*row) for row in zip(found["ids"][0], documents[0], metadatas[0], strict=True)]

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of the passages that are stored, by id."""
        if not ids:
            return {}
        return {passage.id: passage for passage in self._read(ids=list(ids))}

    def article(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order; none if it is not here."""
        return sorted(self._read(where={"article_id": article_id}), key=lambda passage: passage.start)

    def _read(self, **which: Any) -> list[Passage]:  # passed on to Chroma's get
        found = self._collection.get(include=["documents", "metadatas"], **which)
        rows = zip(found["ids"], found["documents"] or [], found["metadatas"] or [], strict=True)
        return [_passage(*row) for row in rows]


def _metadata(passage: Passage, passages: int, added: str) -> dict[str, Any]:
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
    }
    if byline.authors:
        metadata["authors"] = list(byline.authors)
    if byline.published is not None:
        metadata["published"] = byline.published.isoformat()
        metadata["day"] = day(byline.published)
    if byline.source is not None:
        metadata["source"] = byline.source
    return metadata


def day(published: date) -> int:
    """Write a date as a number that sorts: 20240125."""
    return published.year * 10_000 + published.month * 100 + published.day


def _passage(passage_id: str, text: str, meta: Any) -> Passage:  # Chroma's metadata
    return Passage(passage_id, meta["article_id"], _byline(meta), meta["start"], meta["end"], text)


def _byline(meta: Any) -> Byline:
    published = meta.get("published")
    return Byline(
        title=meta["title"],
        authors=tuple(meta.get("authors") or ()),
        published=date.fromisoformat(published) if published else None,
        source=meta.get("source"),
    )


def _filter(where: Where) -> dict[str, Any] | None:
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


def _open(folder: Path, made_by: dict[str, str], name: str) -> tuple[ClientAPI, chromadb.Collection]:
    """Get the collection of that name in `folder`, or make it."""
    try:
        client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
        try:
            return client, client.get_collection(name, embedding_function=None)
        except NotFoundError:
            hnsw: Any = {"hnsw": {"space": "cosine"}}
            made = client.create_collection(name, metadata=made_by, configuration=hnsw, embedding_function=None)
            return client, made
    except (ChromaError, OSError, ValueError, RuntimeError) as error:
        raise LibraryError(f"the index in {folder} cannot be opened: {error}") from error
