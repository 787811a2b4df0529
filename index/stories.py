"""Which articles tell the same story: near-duplicates, whoever prints them. The only file that knows datasketch.

Texts are compared by the runs of words they share (Broder 1997, "On the resemblance and containment of documents"),
estimated from MinHash sketches and found by bands of them (Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", section 3.4). What is kept here is derived from the store and can be deleted at any time: `sync` brings it
up to date by difference.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import LibraryError
from index.types import Article

PERMUTATIONS = 64
"""Values of a sketch; its estimate is within 0.06 of the true resemblance two times out of three."""

ROWS = 4
"""Values of a band: 16 bands of 4 bring together 99% of the pairs that resemble each other by 0.7, 2% at 0.2."""

ALIKE = 0.5
"""Estimated resemblance from which two articles tell the same story: a third may be cut off or written anew. Two
reports of one event in words of their own stay under 0.1."""

RUN = 3
"""Words of a run."""

FEWEST_RUNS = 20
"""A text of fewer runs has no sketch: a caption or a notice is like the next one by accident."""


@dataclass(frozen=True, slots=True)
class Told:
    """An article as far as stories go: its first passage's id, its own id, the story it tells, and its sketch.

    `story` is the id of the article that told it first. A text too short to tell has an empty sketch.
    """

    id: str
    article_id: str
    story: str
    sketch: str


def sketch(text: str) -> str:
    """Return the MinHash of the text's runs of words, as hexadecimal digits; "" for a text that has too few."""
    from datasketch import MinHash

    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[i : i + RUN]).encode() for i in range(len(words) - RUN + 1)}
    if len(runs) < FEWEST_RUNS:
        return ""
    made = MinHash(num_perm=PERMUTATIONS, seed=1)
    made.update_batch(runs)
    return str(made.hashvalues.astype(">u4").tobytes().hex())


def resemblance(one: str, other: str) -> float:
    """Estimate the share of runs that two sketched texts have in common."""
    return resemblances(one, [other])[0]


def resemblances(one: str, others: Sequence[str]) -> list[float]:
    """Estimate it for many at once: among 20,000 articles an article has some 1,000 to be compared with."""
    left, right = (np.frombuffer(bytes.fromhex(each), dtype=">u4") for each in (one, "".join(others)))
    shares: list[float] = (right.reshape(len(others), PERMUTATIONS) == left).mean(axis=1).tolist()
    return shares


class Stories:
    """The sketches of an index's articles, kept in one folder. Only the writer uses it."""

    def __init__(self, folder: Path) -> None:
        """Open what is there, or make it; what cannot be read is made anew. Raises LibraryError when it cannot be."""
        self._file = folder / "stories.sqlite3"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._connect()
            except sqlite3.OperationalError:  # not damaged: no space, or no permission
                raise
            except sqlite3.DatabaseError:
                self._file.unlink()
                self._connect()
        except (OSError, sqlite3.Error) as error:
            raise self._unwritten(error) from error

    def _connect(self) -> None:
        self._base = sqlite3.connect(self._file, check_same_thread=False, isolation_level=None)
        self._base.executescript(
            "pragma journal_mode = wal; pragma synchronous = off;"
            "create table if not exists told (id text primary key, article text, story text, sketch text);"
            "create table if not exists bands (band blob, id text, primary key (band, id)) without rowid;"
            "create index if not exists bands_of on bands (id)"
        )

    def _unwritten(self, error: Exception) -> LibraryError:
        return LibraryError(
            f"the stories in {self._file} cannot be written: {error}; see that there is space and that you may write"
            " there, then run the same again: what is stored stays"
        )

    def shrink(self) -> None:
        """Give back the space of what is gone. Raises LibraryError."""
        try:
            self._base.execute("vacuum")
            self._base.execute("pragma wal_checkpoint(truncate)")
        except sqlite3.Error as error:
            raise self._unwritten(error) from error

    def sync(self, stored: set[str], fetch: Callable[[Sequence[str]], Iterable[Told]]) -> None:
        """Bring this up to date with the first passages in the store; `fetch` reads what is missing."""
        held = {item for (item,) in self._base.execute("select id from told")}
        self.update(fetch(sorted(stored - held)), held - stored)

    def update(self, told: Iterable[Told], gone: Iterable[str] = ()) -> None:
        """Add articles and drop those whose first passages are `gone`, in one transaction. Raises LibraryError."""
        try:
            with self._base as base:  # commits, or rolls back
                base.execute("begin immediate")
                for item in gone:
                    base.execute("delete from told where id = ?", (item,))
                    base.execute("delete from bands where id = ?", (item,))
                for each in told:
                    row = (each.id, each.article_id, each.story, each.sketch)
                    base.execute("insert or replace into told values (?, ?, ?, ?)", row)
                    bands = [(band, each.id) for band in _bands(each.sketch)]
                    base.executemany("insert or ignore into bands values (?, ?)", bands)
        except sqlite3.Error as error:
            raise self._unwritten(error) from error

    def tell(self, item: str, article: Article) -> Told:
        """Say which story an article tells, and keep it under the id of its first passage, `item`."""
        made = sketch(article.text)
        told = Told(item, article.id, self.find(made, but=article.id) or article.id, made)
        self.update([told])
        return told

    def find(self, made: str, *, but: str) -> str:
        """Return the story that an article with this sketch tells, leaving `but` aside; "" for a new one."""
        bands = _bands(made)
        if not bands:
            return ""
        beside = f"select id from bands where band in ({', '.join('?' * len(bands))})"  # noqa: S608  # marks alone
        near = self._base.execute(
            f"select story, sketch from told where id in ({beside}) and article <> ?",  # noqa: S608
            (*bands, but),
        ).fetchall()
        alike = resemblances(made, [other for _, other in near])
        best = max(zip(alike, (story for story, _ in near), strict=True), default=(0.0, ""))
        return best[1] if best[0] >= ALIKE else ""


def _bands(made: str) -> list[bytes]:
    """Cut a sketch into bands, each led by its place."""
    values, size = bytes.fromhex(made), ROWS * 4
    return [bytes([low // size]) + values[low : low + size] for low in range(0, len(values), size)]
