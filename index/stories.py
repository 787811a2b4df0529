"""Which articles tell the same story: near-duplicates, whoever prints them. The only file that knows datasketch.

Texts are compared by the runs of words they share (Broder 1997, "On the resemblance and containment of documents"),
estimated from the lowest bytes of their MinHash sketches (Li and König 2010, "b-Bit Minwise Hashing", section 2).
An article is compared with all others: 64 bytes of each are in memory, and 50,000 of them take a millisecond, where
bands of the sketches (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4) took 15 and missed a
third of the copies that are half the same. What is kept here is derived from the store and can be deleted at any
time: `sync` brings it up to date by difference.
"""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import LibraryError
from index.types import Article

PERMUTATIONS = 64
"""Values of a sketch; its estimate is within 0.06 of the true resemblance two times out of three."""

ALIKE = 0.5
"""Estimated resemblance from which two articles tell the same story: a third may be cut off or written anew. Two
reports of one event in words of their own stay under 0.1."""

RUN = 3
"""Words of a run."""

FEWEST_RUNS = 20
"""A text of fewer runs has no sketch: a caption or a notice is like the next one by accident."""

_CHANCE = 1 / 256
"""How often the lowest bytes of two values agree that have nothing to do with each other."""

_LAYOUT = 2
"""Of the tables below; a file of another one is made anew."""


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
    left, right = (np.frombuffer(_lowest(each), np.uint8) for each in (one, other))
    return float(((left == right).mean() - _CHANCE) / (1 - _CHANCE))


def _lowest(made: str) -> bytes:
    """Return the lowest bytes of a sketch's values; zeros where there is no sketch."""
    return bytes.fromhex(made)[3::4] or bytes(PERMUTATIONS)


class _Sketches:
    """The lowest bytes of many sketches, each under a number, in the order of the numbers."""

    def __init__(self, numbers: list[int], lowest: bytes) -> None:
        """Take PERMUTATIONS bytes for each number. They are laid out by value: one is compared with all at once."""
        self._numbers = numbers
        self._rows = np.frombuffer(lowest, np.uint8).reshape(-1, PERMUTATIONS).T.copy()

    def add(self, number: int, lowest: bytes) -> None:
        """Add one, of a higher number than all that are here."""
        if (held := len(self._numbers)) == self._rows.shape[1]:
            self._rows = np.pad(self._rows, ((0, 0), (0, held + 64)))
        self._rows[:, held] = np.frombuffer(lowest, np.uint8)
        self._numbers.append(number)

    def drop(self, number: int) -> None:
        """Make one that is here like none."""
        self._rows[:, bisect_left(self._numbers, number)] = 0

    def alike(self, lowest: bytes) -> list[int]:
        """Return the numbers of those that tell the same story, the likest first, the earlier of equals first."""
        held = len(self._numbers)
        same = np.zeros(held, np.uint8)
        for row, value in zip(self._rows, lowest, strict=True):
            same += row[:held] == value
        (found,) = np.nonzero(same >= PERMUTATIONS * (_CHANCE + ALIKE * (1 - _CHANCE)))
        return [self._numbers[i] for i in found[np.argsort(-same[found].astype(int), kind="stable")]]


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
        self._base.executescript("pragma journal_mode = wal; pragma synchronous = off;")
        if self._base.execute("pragma user_version").fetchone() != (_LAYOUT,):
            self._base.executescript(
                "drop table if exists bands; drop table if exists told;"
                "create table told (number integer primary key autoincrement,"
                " id text unique, article text, story text, lowest blob);"
                f"pragma user_version = {_LAYOUT};"
            )
        rows = self._base.execute("select number, lowest from told order by number").fetchall()
        self._sketches = _Sketches([number for number, _ in rows], b"".join(lowest for _, lowest in rows))

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
        dropped: list[int] = []
        put: list[tuple[int, bytes]] = []
        try:
            with self._base as base:  # commits, or rolls back
                base.execute("begin immediate")
                for item in gone:
                    dropped += self._drop(item)
                for each in told:
                    dropped += self._drop(each.id)
                    row = (each.id, each.article_id, each.story, _lowest(each.sketch))
                    done = base.execute("insert into told (id, article, story, lowest) values (?, ?, ?, ?)", row)
                    put.append((done.lastrowid or 0, row[3]))
        except sqlite3.Error as error:
            raise self._unwritten(error) from error
        for number, lowest in put:
            self._sketches.add(number, lowest)
        for number in dropped:
            self._sketches.drop(number)

    def _drop(self, item: str) -> list[int]:
        found = self._base.execute("delete from told where id = ? returning number", (item,))
        return [number for (number,) in found.fetchall()]

    def tell(self, item: str, article: Article) -> Told:
        """Say which story an article tells, and keep it under the id of its first passage, `item`."""
        made = sketch(article.text)
        told = Told(item, article.id, self.find(made, but=article.id) or article.id, made)
        self.update([told])
        return told

    def find(self, made: str, *, but: str) -> str:
        """Return the story that an article with this sketch tells, leaving `but` aside; "" for a new one."""
        if not made:
            return ""
        for number in self._sketches.alike(_lowest(made)):
            held = "select story from told where number = ? and article <> ?"
            if found := self._base.execute(held, (number, but)).fetchone():
                return str(found[0])
        return ""
