"""Chroma, spoken to so that every failure is one clear line. The only file that knows chromadb.

What chromadb 1.5.9 does when several processes open one folder, found by trying: `get` and `count` read
sqlite and see what others write; `query` asks the vectors that this process holds in memory, and sees nothing
of it until the folder is opened anew. Opening applies what the vectors lack, and a write of more than 1,000
vectors rewrites their files in place. So a reader opens anew when the store was stamped (`Collection.stamp`),
and neither opens while the other writes (`Chroma.quiet`).
"""

from __future__ import annotations

import itertools
import threading
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from filelock import FileLock, Timeout

from index.errors import LibraryError, StaleError

Place = Path | str
"""Where Chroma is: the folder of an embedded store, or the http address of a server."""

GATE_SECONDS = 10.0
"""A reader that opens waits at most so long for a write that is going on: one takes 0.3 s for 300 passages."""

SERVER_SECONDS = 60.0
"""A server that says nothing for so long does not answer. Writing the most it takes at once lasts some 6 s."""


class Chroma:
    """One opened Chroma. Each is apart from all others, in this process too, and is closed when nobody has it."""

    def __init__(self, place: Place) -> None:
        """Open the folder, or reach the server. Raises LibraryError."""
        self.place = place
        self._gate = FileLock(place.parent / "gate") if isinstance(place, Path) else None
        with _plainly(place, "opened"):
            self._client = _connect(place)
            self.most_at_once = self._client.get_max_batch_size()
        weakref.finalize(self, _close, self._client).atexit = False

    def names(self) -> set[str]:
        """Name the collections."""
        with _plainly(self.place, "read"):
            return {each.name for each in self._client.list_collections()}

    def collection(self, name: str) -> Collection | None:
        """Return a collection, None where there is none of that name."""
        with _plainly(self.place, "read"):
            try:
                return Collection(self, self._client.get_collection(name, embedding_function=None))
            except NotFoundError:
                return None

    def create(self, name: str, made_by: dict[str, str]) -> Collection:
        """Return the collection of that name, made if there is none, for vectors that are compared by cosine."""
        hnsw: Any = {"hnsw": {"space": "cosine"}}
        with self.quiet(), _plainly(self.place, "written"):
            made = self._client.get_or_create_collection(
                name, metadata=made_by, configuration=hnsw, embedding_function=None
            )
            return Collection(self, made)

    def drop(self, name: str) -> None:
        """Delete a collection."""
        with self.quiet(), _plainly(self.place, "written"):
            self._client.delete_collection(name)

    @contextmanager
    def quiet(self, seconds: float = -1) -> Iterator[None]:
        """Keep other processes from opening or writing the files meanwhile; after so many seconds, go ahead."""
        if self._gate is None:
            yield
            return
        try:
            self._gate.acquire(timeout=seconds)
        except Timeout:
            yield
            return
        try:
            yield
        finally:
            self._gate.release()


class Collection:
    """One collection: Chroma's own calls, with the gate shut around writes and errors a person can read."""

    def __init__(self, chroma: Chroma, collection: chromadb.Collection) -> None:
        """See `Chroma.collection` and `Chroma.create`."""
        self.chroma = chroma
        self._collection = collection
        self.metadata: dict[str, Any] = dict(collection.metadata or {})

    @property
    def name(self) -> str:
        """Its name."""
        return self._collection.name

    @property
    def state(self) -> tuple[str, object]:
        """What changes when the collection is replaced or stamped."""
        return str(self._collection.id), self.metadata.get("changed")

    def stamp(self) -> None:
        """Tell the readers in other processes that something has changed."""
        self.metadata["changed"] = uuid.uuid4().hex
        with self.chroma.quiet(), _plainly(self.chroma.place, "written"):
            self._collection.modify(metadata=self.metadata)

    def rename(self, name: str) -> None:
        """Give it another name."""
        with self.chroma.quiet(), _plainly(self.chroma.place, "written"):
            self._collection.modify(name=name)

    def count(self) -> int:
        """Count the rows."""
        with _plainly(self.chroma.place, "read"):
            return self._collection.count()

    def get(self, **options: Any) -> Any:
        """Read rows."""
        with _plainly(self.chroma.place, "read"):
            return self._collection.get(**options)

    def query(self, **options: Any) -> Any:
        """Find rows by their vectors."""
        with _plainly(self.chroma.place, "searched"):
            return self._collection.query(**options)

    def upsert(self, **rows: Any) -> None:
        """Write rows."""
        with self.chroma.quiet(), _plainly(self.chroma.place, "written"):
            self._collection.upsert(**rows)

    def delete(self, ids: list[str]) -> None:
        """Delete rows."""
        with self.chroma.quiet(), _plainly(self.chroma.place, "written"):
            self._collection.delete(ids=ids)


_NEXT = {
    "opened": "run `python -m index doctor` to see what is wrong",
    "read": "run `python -m index doctor` to see what is wrong",
    "searched": "run `python -m index doctor` to see what is wrong",
    "written": "see that there is space and that you may write there, then run the same again: what is stored stays",
}
"""What to do when the store cannot be opened, read, searched or written."""


@contextmanager
def _plainly(place: Place, done: str) -> Iterator[None]:
    """Turn what Chroma raises into one line."""
    try:
        yield
    except NotFoundError as error:
        raise StaleError(f"the index in {place} was replaced while it was open; open it again") from error
    except (ChromaError, OSError, httpx.HTTPError, ValueError, RuntimeError) as error:
        if not isinstance(place, Path) and (isinstance(error, httpx.TransportError) or "connect" in str(error)):
            raise LibraryError(
                f"the Chroma server {place} does not answer; start it (`chroma run`) or unset BYLINE_CHROMA"
            ) from error
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LibraryError(f"the index in {place} cannot be {done}: {said}; {_NEXT[done]}") from error


def _connect(place: Place) -> Client:
    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        return _own_client(place, settings)
    address = urlsplit(place)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError("it is no http:// address, such as http://127.0.0.1:8000")
    secure = address.scheme == "https"
    port = address.port or (443 if secure else 80)
    client = cast(Client, chromadb.HttpClient(address.hostname, port, ssl=secure, settings=settings))
    for session in _sessions(client):
        session.timeout = SERVER_SECONDS
    return client


def _sessions(client: Client) -> list[httpx.Client]:
    """Get the connections to a server: chromadb makes two pools, closes neither, and never gives up waiting."""
    servers = (client._server, client._admin_client._server)  # type: ignore[attr-defined]  # noqa: SLF001  # no other way
    return [server._session for server in servers if hasattr(server, "_session")]  # noqa: SLF001


def _close(client: Client) -> None:
    for session in _sessions(client):
        session.close()
    client.close()


_spelled: set[str] = set()
_spelling = threading.Lock()


def _own_client(folder: Path, settings: Settings) -> Client:
    """Open the folder with a client of its own.

    chromadb hands out the client there is to whoever names the same folder, stale vectors and all. It goes by
    how the folder is spelled, so each client spells it in its own way.
    """
    with _spelling:
        path = next(path for n in itertools.count() if (path := f"{folder}{'/.' * n}") not in _spelled)
        _spelled.add(path)
    try:
        client = cast(Client, chromadb.PersistentClient(path, settings=settings))
    except BaseException:
        _spelled.discard(path)
        raise
    weakref.finalize(client, _spelled.discard, path).atexit = False
    return client
