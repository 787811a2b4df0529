"""Which sources an index follows, and what was in each of their files and entries when it was last read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError


@dataclass(frozen=True, slots=True)
class Seen:
    """A file or an entry of a feed as it was last read: two marks of its state, and the ids of its articles.

    `mark` is cheap to compare (size and time, or what a server says); `digest` is of its bytes, "" for what is fetched.
    """

    mark: str
    digest: str
    ids: tuple[str, ...]


class Following:
    """The sources of one index, kept in one file of their own. It is no part of what the store holds.

    Deleted, sources have to be named again, and the next sync reads everything once more; no article is lost.
    """

    def __init__(self, folder: Path) -> None:
        """Open what is there, or make it. Raises LibraryError when it cannot be read or written."""
        self._file = folder / "sources.sqlite3"
        with self._plainly():
            folder.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self._file, isolation_level=None, timeout=30)
            self._base.executescript(
                "create table if not exists followed (source text primary key);"
                "create table if not exists seen (source text, place text, mark text, digest text,"
                " primary key (source, place));"
                "create table if not exists held (source text, place text, id text, primary key (id, source, place));"
                "create index if not exists held_at on held (source, place)"
            )

    def sources(self) -> list[str]:
        """Return the sources, in the order in which they were first named."""
        with self._plainly():
            return [source for (source,) in self._base.execute("select source from followed order by rowid")]

    def follow(self, source: str) -> None:
        """Remember a source."""
        with self._plainly():
            self._base.execute("insert or ignore into followed values (?)", (source,))

    def forget(self, source: str) -> bool:
        """Follow a source no more, and tell whether it was followed. Its articles stay in the index."""
        with self._plainly(), self._base as base:
            base.execute("begin immediate")
            base.execute("delete from seen where source = ?", (source,))
            base.execute("delete from held where source = ?", (source,))
            return base.execute("delete from followed where source = ?", (source,)).rowcount > 0

    def seen(self, source: str) -> dict[str, Seen]:
        """Return what is remembered of a source, by place."""
        with self._plainly():
            ids: dict[str, list[str]] = {}
            for place, item in self._base.execute("select place, id from held where source = ?", (source,)):
                ids.setdefault(place, []).append(item)
            rows = self._base.execute("select place, mark, digest from seen where source = ?", (source,))
            return {place: Seen(mark, digest, tuple(ids.get(place, ()))) for place, mark, digest in rows}

    def note(self, source: str, place: str, seen: Seen | None) -> None:
        """Remember a place as it is now; None for one that is gone."""
        with self._plainly(), self._base as base:
            base.execute("begin immediate")
            base.execute("delete from seen where source = ? and place = ?", (source, place))
            base.execute("delete from held where source = ? and place = ?", (source, place))
            if seen is not None:
                base.execute("insert into seen values (?, ?, ?, ?)", (source, place, seen.mark, seen.digest))
                base.executemany("insert into held values (?, ?, ?)", [(source, place, item) for item in seen.ids])

    def only_here(self, source: str, place: str, ids: Iterable[str]) -> list[str]:
        """Return those of the articles that no other place holds as well."""
        other = "select 1 from held where id = ? and not (source = ? and place = ?)"
        with self._plainly():
            return [item for item in ids if self._base.execute(other, (item, source, place)).fetchone() is None]

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(
                f"the list of sources in {self._file} cannot be used: {error}; see that there is space and that you may"
                " write there; if it is damaged, delete it and name the sources again"
            ) from error
