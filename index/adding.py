"""One run of `Library.add`: while a group of articles is embedded, the next is read and the one before is written."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import passages as splitter
from index.encoder import Encoder
from index.home import Home
from index.incoming import Progress, Summary, groups
from index.preparing import cut, embed, tell
from index.types import Article, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AHEAD = 2
"""Groups under way while another is read: one that is embedded, one that is written."""


class Report:
    """Tells how an `add` gets on, from the thread that embeds or the one that reads, but one call at a time."""

    def __init__(self, summary: Summary, progress: Progress | None) -> None:
        """Count the seconds from now."""
        self.summary = summary
        self._progress = progress
        self._started = time.monotonic()
        self._one = threading.Lock()

    def __call__(self, embedded: int = 0) -> None:
        """Count passages that have been embedded, and tell."""
        with self._one:
            self.summary.passages += embedded
            self.summary.seconds = time.monotonic() - self._started
            if self._progress is not None:
                self._progress(self.summary)


@dataclass(frozen=True, slots=True)
class _Group:
    """Articles that are new or changed, cut, and the ids of their first passages; `read` bytes were read by then."""

    articles: list[Article]
    passages: list[Passage]
    firsts: dict[str, str]
    read: int


class Adding:
    """Adds articles to a home whose only writer is this thread, with two more to help it.

    They are read and cut in the thread that calls; embedding has a thread of its own, and so has writing, which
    keeps the order. What fails or interrupts one of the three ends all: what is being written is finished, nothing
    after it is begun, and nobody is at work any more when `run` raises.
    """

    def __init__(self, home: Home, encoder: Encoder, report: Report) -> None:
        """Keep what is needed; nothing is done yet."""
        self._home, self._encoder = home, encoder
        self._report, self._summary = report, report.summary
        self._under_way: deque[tuple[_Group, Future[None]]] = deque()
        self._stopped = False

    def run(self, found: Iterable[Article]) -> None:
        """Add those of the articles that are new or changed. Raises what reading, embedding and writing raise."""
        with ThreadPoolExecutor(1, "embedding") as embedding, ThreadPoolExecutor(1, "writing") as writing:
            try:
                for some in groups(found):
                    group = self._changed(some)
                    vectors = embedding.submit(self._embed, group)
                    self._under_way.append((group, writing.submit(self._write, group, vectors)))
                    self._wait(AHEAD)
                self._wait(0)
                self._summary.bytes_done = self._summary.bytes_read
            except BaseException:
                self._stopped = True
                raise

    def _wait(self, most: int) -> None:
        """Wait until no more groups than these are under way; raise what one of them raised."""
        while len(self._under_way) > most:
            self._under_way[0][1].result()
            self._under_way.popleft()
            self._report()

    def _changed(self, some: Sequence[Article]) -> _Group:
        """Cut those articles that are new or changed, over against what is stored and what is under way."""
        by_id = {article.id: article for article in some}
        firsts = {item: splitter.first_id(article) for item, article in by_id.items()}
        same = self._home.store.existing(list(firsts.values()))
        coming = {item: first for group, _ in self._under_way for item, first in group.firsts.items()}
        changed = [
            article
            for item, article in by_id.items()
            if (coming[item] != firsts[item] if item in coming else firsts[item] not in same)
        ]
        self._summary.unchanged += len(some) - len(changed)
        mine = {article.id: firsts[article.id] for article in changed}
        return _Group(changed, cut(changed, self._encoder), mine, self._summary.bytes_read)

    def _embed(self, group: _Group) -> NDArray[np.float32] | None:
        """Return the vectors of its passages, None where there are none; stop when they will not be written."""
        low, done = self._summary.bytes_done, 0

        def embedded(passages: int) -> None:
            nonlocal done
            if self._stopped:
                raise CancelledError
            done += passages
            self._summary.bytes_done = low + (group.read - low) * done // len(group.passages)
            self._report(passages)

        if self._stopped:
            raise CancelledError
        vectors = embed(group.passages, self._encoder, embedded) if group.passages else None
        self._summary.bytes_done = group.read
        return vectors

    def _write(self, group: _Group, embedded: Future[NDArray[np.float32] | None]) -> None:
        """Store a group once it is embedded, unless something failed before it."""
        try:
            vectors = embedded.result()
            if vectors is not None and not self._stopped:
                self._store(group, vectors)
        except BaseException:
            self._stopped = True
            raise

    def _store(self, group: _Group, vectors: NDArray[np.float32]) -> None:
        home, summary = self._home, self._summary
        passages, told = tell(group.articles, group.passages, home.stories)
        gone = home.store.put(passages, vectors, told)
        home.store.stamp(removed=len(gone))
        home.update_words(passages, gone)
        home.stories.update([], gone)
        known = {item.rsplit("#", 2)[0] for item in gone}
        summary.updated += len(known)
        new = [each for each in told if each.article_id not in known]
        summary.duplicate += sum(each.story != each.article_id for each in new)
        summary.added += sum(each.story == each.article_id for each in new)
