"""Passages and their vectors, kept in one ordinary Chroma collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index import switching
from index.chroma import GATE_SECONDS, Chroma, Collection, Place
from index.disk import SQLITE, harm
from index.errors import LibraryError, MismatchError
from index.rows import entry_of, filter_of, metadata_of, passages_of
from index.stories import Told
from index.types import Entry, Passage, Where

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

_WRITING = timedelta(minutes=1)
"""How long another machine may take to write one group of articles: 300 passages take a second."""


class Store:
    """The collection of one index. Everything Byline knows of its articles can be read back from it."""

    def __init__(self, collection: Collection) -> None:
        """Use this collection; see `open` and `beside`."""
        self._collection = collection
        self._chroma = collection.chroma
        self._batch = self._chroma.most_at_once
        self._alone = isinstance(self._chroma.place, Path)

    @classmethod
    def open(cls, place: Place, *, made_by: dict[str, str]) -> Store:
        """Open the collection there, or make it. Its vectors are in memory when this returns.

        Raises LibraryError when it cannot be opened. `check` says whether the same encoder made it.
        """
        chroma = Chroma(place)
        with chroma.quiet(GATE_SECONDS):
            collection = switching.served(chroma) or chroma.create(switching.COLLECTION, made_by)
            if isinstance(place, Path) and (damage := harm(place)):
                raise LibraryError(
                    f"the vectors in {place} are damaged: {damage}; run `python -m index doctor` to make them anew from"
                    " the articles"
                )
            collection.count()
        return cls(collection)

    @classmethod
    def recorded(cls, place: Place) -> str | None:
        """Name the encoder that made the index there; None where there is no index yet."""
        if isinstance(place, Path) and not (place / SQLITE).exists():
            return None
        found = switching.served(Chroma(place))
        return None if found is None else found.metadata.get("encoder")

    @property
    def made_by(self) -> dict[str, str]:
        """The encoder and the splitter that made it."""
        return {part: str(self._collection.metadata.get(part)) for part in ("encoder", "splitter")}

    def check(self, made_by: dict[str, str]) -> None:
        """Raise MismatchError when another encoder or splitter made it."""
        for part, wanted in made_by.items():
            if (found := self._collection.metadata.get(part)) != wanted:
                raise MismatchError(
                    f"this index was made with the {part} {found!r}, not {wanted!r}; use that one, "
                    "or run `python -m index rebuild` to make it anew from the articles it holds"
                )

    def is_current(self) -> bool:
        """Tell whether no other process has written to it since it was opened. Costs 0.5 ms."""
        now = switching.served(self._chroma)
        return now is not None and now.state == self._collection.state

    def stamp(self, *, removed: int = 0) -> None:
        """Tell the readers in other processes that something has changed; count the passages that went."""
        self._collection.metadata["removed"] = self.removed + removed
        self._collection.stamp()

    @property
    def removed(self) -> int:
        """How many passages have been removed from this collection."""
        return int(self._collection.metadata.get("removed", 0))

    def quiet(self) -> AbstractContextManager[None]:
        """Keep other processes from opening or writing the files meanwhile."""
        return self._chroma.quiet()

    def beside(self, made_by: dict[str, str]) -> Store:
        """Return an empty collection beside this one, for `take_over`."""
        return Store(switching.beside(self._chroma, made_by))

    def take_over(self) -> None:
        """Put this collection in the place of the one it was made beside."""
        switching.take_over(self._collection)

    def copied(self) -> Store:
        """Copy every row to a new collection, put that in the place of this one, and return it."""
        new = switching.beside(self._chroma, self.made_by)
        for some in self._some(sorted(self.ids())):
            rows = self._collection.get(ids=some, include=["embeddings", "documents", "metadatas"])
            new.upsert(**{name: rows[name] for name in ("ids", "embeddings", "documents", "metadatas")})
        switching.take_over(new)
        return Store(new)

    def settle(self) -> None:
        """Finish what a rebuild that was cut off has left."""
        switching.settle(self._collection, alone=self._alone)

    def count(self) -> int:
        """Count the passages."""
        return self._collection.count()

    def entries(self, article_ids: Sequence[str] | None = None) -> list[Entry]:
        """List the articles, or those of `article_ids` that are here."""
        return self._entries("article_id", article_ids)

    def from_sources(self, named: Sequence[str]) -> list[Entry]:
        """List the articles that came from one of these URLs or files."""
        return self._entries("source", named)

    def _entries(self, key: str, wanted: Sequence[str] | None) -> list[Entry]:
        first: dict[str, Any] = {"number": 0}
        wheres = [first]
        if wanted is not None:
            wheres = [{"$and": [first, {key: {"$in": some}}]} for some in self._some(wanted)]
        pages = (page["metadatas"] for where in wheres for page in self._pages(where, ["metadatas"]))
        found: dict[str, Entry] = {}
        for meta in (meta for page in pages for meta in page):
            entry = entry_of(meta)
            if entry.id not in found or found[entry.id].added < entry.added:  # two states, while one is replaced
                found[entry.id] = entry
        return list(found.values())

    def tellers(self, stories: Sequence[str]) -> dict[str, list[Entry]]:
        """Return the articles that tell each of the stories, by story."""
        found: dict[str, list[Entry]] = {}
        for some in self._some(stories):
            for page in self._pages({"$and": [{"number": 0}, {"story": {"$in": some}}]}, ["metadatas"]):
                for meta in page["metadatas"]:
                    found.setdefault(meta["story"], []).append(entry_of(meta))
        return found

    def firsts(self) -> set[str]:
        """Return the ids of the articles' first passages."""
        return {item for page in self._pages({"number": 0}, []) for item in page["ids"]}

    def told(self, ids: Sequence[str]) -> list[Told]:
        """Return what is known of the stories of these first passages' articles."""
        pages = (self._collection.get(ids=some, include=["metadatas"]) for some in self._some(ids))
        return [
            Told(item, meta["article_id"], meta.get("story", ""), meta.get("sketch", ""))
            for page in pages
            for item, meta in zip(page["ids"], page["metadatas"], strict=True)
        ]

    def ids(self) -> set[str]:
        """Name the passages."""
        return set(self._collection.get(include=[])["ids"])

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Return those of the passage ids that are stored."""
        return {item for some in self._some(ids) for item in self._collection.get(ids=some, include=[])["ids"]}

    def mend(self) -> set[str]:
        """Finish what a writer that was cut off has left, and name the passages that stay.

        A state of an article without its first passage is incomplete and goes; of two whole ones the newer stays.
        On a server an incomplete one may be another machine's that is writing it: it goes when it is a minute old.
        """
        states: dict[str, list[str]] = {}
        for item in self.ids():
            states.setdefault(item.rpartition("#")[0], []).append(item)
        whole = {state for state, items in states.items() if f"{state}#0" in items}
        newest = {state.rpartition("#")[0]: state for state in whole}
        if len(newest) < len(whole):
            newest = {state.rpartition("#")[0]: state for state in sorted(whole, key=lambda s: self._added(f"{s}#0"))}
        since = (datetime.now(UTC) - _WRITING).isoformat(timespec="microseconds")
        left = states.keys() - set(newest.values())
        going = {s for s in left if self._alone or s in whole or self._added(states[s][0]) < since}
        gone = [item for state in going for item in states[state]]
        self._delete(gone)
        return {item for state in newest.values() for item in states[state]}

    def has_all_vectors(self) -> bool:
        """Tell whether there is a vector for each passage. One that was cut off while it was written is missing."""
        try:
            for some in self._some(sorted(self.ids())):
                vectors = self._collection.get(ids=some, include=["embeddings"])["embeddings"]
                if len(vectors) < len(some) or not all(vector.any() for vector in vectors):
                    return False
        except LibraryError:
            return False
        return True

    def _added(self, item: str) -> str:
        rows = self._collection.get(ids=[item], include=["metadatas"])["metadatas"]
        return str(rows[0]["added"]) if rows else ""

    def put(
        self,
        passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        told: Sequence[Told],
        added: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Store whole articles' passages, then delete the older states of the same articles and name what went.

        `told` is kept with the first passages; `added` says when an article was added where that is not now. An
        article's first passage is written last: where it is, the article is whole. Raises LibraryError when the
        folder cannot be written; the older states are then still there.
        """
        sketches = {each.id: each.sketch for each in told}
        sizes = Counter(passage.article_id for passage in passages)
        now, before = datetime.now(UTC).isoformat(timespec="microseconds"), added or {}
        order = sorted(range(len(passages)), key=lambda i: passages[i].start == 0)
        stale = set(self._ids_of(list(sizes))) - {passage.id for passage in passages}
        for chosen in self._some(order):
            self._collection.upsert(
                ids=[passages[i].id for i in chosen],
                embeddings=vectors[chosen],
                documents=[passages[i].text for i in chosen],
                metadatas=[
                    metadata_of(passages[i], sizes[item], before.get(item, now), sketches.get(passages[i].id, ""))
                    for i in chosen
                    for item in [passages[i].article_id]
                ],
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
        for some in self._some(order):
            self._collection.delete(ids=some)
        return order

    def _some(self, items: Sequence[T]) -> Iterator[list[T]]:
        """Yield as many items at a time as Chroma takes."""
        for low in range(0, len(items), self._batch):
            yield list(items[low : low + self._batch])

    def nearest(self, vector: NDArray[np.float32], limit: int, where: Where) -> list[str]:
        """Return the ids of the `limit` passages nearest to the vector by cosine, nearest first.

        Another process may just have deleted one of them. Reading the passages too would take twice as long.
        """
        found = self._collection.query(
            query_embeddings=vector.reshape(1, -1), n_results=limit, where=filter_of(where), include=[]
        )
        return [str(item) for item in found["ids"][0]]

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of the passages that are stored, by id."""
        found = [self._collection.get(ids=some, include=["documents", "metadatas"]) for some in self._some(ids)]
        return {passage.id: passage for page in found for passage in passages_of(page)}

    def article(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order; none if it is not here whole.

        While a writer replaces it both states are here; the newer whole one is the article.
        """
        states: dict[str, list[tuple[Any, Passage]]] = {}
        for page in self._pages({"article_id": article_id}, ["documents", "metadatas"]):
            for meta, passage in zip(page["metadatas"], passages_of(page), strict=True):
                states.setdefault(passage.id.rpartition("#")[0], []).append((meta, passage))
        whole = [rows for rows in states.values() if len(rows) == rows[0][0]["passages"]]
        newest = max(whole, key=lambda rows: str(rows[0][0]["added"]), default=[])
        return sorted((passage for _, passage in newest), key=lambda passage: passage.start)

    def _pages(self, where: dict[str, Any], include: list[Any]) -> Iterator[Any]:
        """Yield what `where` holds for, as much at a time as Chroma takes."""
        offset = 0
        while True:
            page = self._collection.get(where=where, include=include, limit=self._batch, offset=offset)
            yield page
            offset += self._batch
            if len(page["ids"]) < self._batch:
                return
