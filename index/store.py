"""Passages and their vectors, kept in one ordinary Chroma collection. The only file that knows chromadb."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import chromadb
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from index.errors import LibraryError, MismatchError
from index.types import Byline, Entry, Passage, Where

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

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

    def entries(self, article_ids: Sequence[str] | None = None) -> list[Entry]:
        """List the articles, or those of `article_ids` that are here."""
        first: dict[str, Any] = {"number": 0}
        wheres = [first]
        if article_ids is not None:
            wheres = [{"$and": [first, {"article_id": {"$in": some}}]} for some in self._some(article_ids)]
        pages = (page["metadatas"] for where in wheres for page in self._pages(where, ["metadatas"]))
        return [
            Entry(meta["article_id"], _byline(meta), meta["added"], meta["passages"]) for page in pages for meta in page
        ]

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Return those of the passage ids that are stored."""
        return {item for some in self._some(ids) for item in self._collection.get(ids=some, include=[])["ids"]}

    def mend(self) -> set[str]:
        """Finish what a writer that was cut off has left, and name the passages that stay.

        A state of an article without its first passage is incomplete and goes; of two whole ones the newer stays.
        """
        states: dict[str, list[str]] = {}
        for item in self._collection.get(include=[])["ids"]:
            states.setdefault(item.rpartition("#")[0], []).append(item)
        whole = {state for state, items in states.items() if f"{state}#0" in items}
        newest = {state.rpartition("#")[0]: state for state in whole}
        if len(newest) < len(whole):
            newest = {state.rpartition("#")[0]: state for state in sorted(whole, key=self._added)}
        gone = [item for state in states.keys() - set(newest.values()) for item in states[state]]
        self._delete(gone)
        return {item for state in newest.values() for item in states[state]}

    def _added(self, state: str) -> str:
        metadatas: Any = self._collection.get(ids=[f"{state}#0"], include=["metadatas"])["metadatas"]
        return str(metadatas[0]["added"])

    def put(self, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> list[str]:
        """Store whole articles' passages, then delete the older states of the same articles and name what went.

        An article's first passage is written last: where it is, the article is whole. Raises LibraryError when
        the folder cannot be written; the older states are then still there.
        """
        sizes = Counter(passage.article_id for passage in passages)
        added = datetime.now(UTC).isoformat(timespec="microseconds")
        order = sorted(range(len(passages)), key=lambda i: passages[i].start == 0)
        stale = set(self._ids_of(list(sizes))) - {passage.id for passage in passages}
        with _writing():
            for chosen in self._some(order):
                self._collection.upsert(
                    ids=[passages[i].id for i in chosen],
                    embeddings=vectors[chosen],
                    documents=[passages[i].text for i in chosen],
                    metadatas=[_metadata(passages[i], sizes[passages[i].article_id], added) for i in chosen],
                )
        return self._delete(list(stale))

    def _ids_of(self, article_ids: Sequence[str]) -> list[str]:
        wheres: list[Any] = [{"article_id": {"$in": some}} for some in self._some(article_ids)]
        return [item for where in wheres for item in self._collection.get(where=where, include=[])["ids"]]

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Delete every passage of these articles, and name what went."""
        return self._delete(self._ids_of(article_ids))

    def _delete(self, ids: Sequence[str]) -> list[str]:
        """Delete passages, those that make an article whole first."""
        order = sorted(ids, key=lambda item: (not item.endswith("#0"), item))
        with _writing():
            for some in self._some(order):
                self._collection.delete(ids=some)
        return order

    def _some(self, items: Sequence[T]) -> Iterator[list[T]]:
        """Yield as many items at a time as Chroma takes."""
        for low in range(0, len(items), self._batch):
            yield list(items[low : low + self._batch])

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
        found = [self._collection.get(ids=some, include=["documents", "metadatas"]) for some in self._some(ids)]
        return {passage.id: passage for page in found for passage in _passages(page)}

    def article(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order; none if it is not here."""
        pages = self._pages({"article_id": article_id}, ["documents", "metadatas"])
        return sorted((passage for page in pages for passage in _passages(page)), key=lambda passage: passage.start)

    def _pages(self, where: dict[str, Any], include: list[Any]) -> Iterator[Any]:
        """Yield what `where` holds for, as much at a time as Chroma takes."""
        offset = 0
        while True:
            page = self._collection.get(where=where, include=include, limit=self._batch, offset=offset)
            yield page
            offset += self._batch
            if len(page["ids"]) < self._batch:
                return


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
    if byline.updated is not None:
        metadata["updated"] = byline.updated.isoformat()
    if byline.source is not None:
        metadata["source"] = byline.source
    return metadata


def day(published: date) -> int:
    """Write a date as a number that sorts: 20240125."""
    return published.year * 10_000 + published.month * 100 + published.day


def _passages(page: Any) -> list[Passage]:
    return [_passage(*row) for row in zip(page["ids"], page["documents"], page["metadatas"], strict=True)]


def _passage(passage_id: str, text: str, meta: Any) -> Passage:  # Chroma's metadata
    return Passage(passage_id, meta["article_id"], _byline(meta), meta["start"], meta["end"], text)


def _byline(meta: Any) -> Byline:
    published, updated = meta.get("published"), meta.get("updated")
    return Byline(
        title=meta["title"],
        authors=tuple(meta.get("authors") or ()),
        published=date.fromisoformat(published) if published else None,
        source=meta.get("source"),
        updated=date.fromisoformat(updated) if updated else None,
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


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except (ChromaError, OSError) as error:
        raise LibraryError(
            f"the index cannot be written: {error}; see that there is space and that you may write there, then run"
            " the same again: what is stored stays"
        ) from error


def _open(folder: Path, made_by: dict[str, str], name: str) -> tuple[ClientAPI, chromadb.Collection]:
    """Get the collection of that name in `folder`, or make it."""
    try:
        client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
        try:
            return client, client.get_collection(name, embedding_function=None)
        except NotFoundError:
            if name == COLLECTION and _BESIDE in {each.name for each in client.list_collections()}:
                made = client.get_collection(_BESIDE, embedding_function=None)  # a rebuild was cut off at its end
                made.modify(name=COLLECTION)
                return client, made
            hnsw: Any = {"hnsw": {"space": "cosine"}}
            made = client.create_collection(name, metadata=made_by, configuration=hnsw, embedding_function=None)
            return client, made
    except (ChromaError, OSError, ValueError, RuntimeError) as error:
        raise LibraryError(f"the index in {folder} cannot be opened: {error}") from error
