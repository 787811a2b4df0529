"""Keeping an index as its sources are: what is new comes in, what changed is replaced, what is gone is removed.

Two gates keep work away: a file of the same size and time, or an entry in the same state, is not opened; one of the
same bytes is not parsed. A source that cannot be read at all loses nothing: the drive may only be unplugged.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index import sources
from index.errors import SourceError
from index.following import Following, Seen
from index.incoming import Progress, Summary
from index.lock import Wait
from index.types import Article

if TYPE_CHECKING:
    from index.library import Library

_BATCH_BYTES = 500_000
"""Changed files are read and stored so many bytes at a time; what was stored before a cut is not read again."""


@dataclass(slots=True)
class _Changed:
    """A place that is to be read: what is remembered of it, how it is now, and what was found in it."""

    place: str
    before: Seen | None
    mark: str
    digest: str
    size: int
    ids: list[str] = field(default_factory=list)
    failed: bool = False


class Sync:
    """One run over some sources. It writes through the library, a batch at a time."""

    def __init__(self, library: Library, following: Following, progress: Progress | None, wait: Wait) -> None:
        """Keep what is needed; nothing is done yet."""
        self._library, self._following = library, following
        self._progress, self._wait = progress, wait
        self._started = time.monotonic()
        self.summary = Summary()

    def run(self, followed: Sequence[str]) -> Summary:
        """Bring the index up to date with these sources. What cannot be read is one line in `failed`."""
        for source in followed:
            try:
                if sources.is_address(source):
                    self._address(source)
                else:
                    self._files(source)
            except SourceError as error:
                self.summary.failed.append(str(error))
        self._report()
        return self.summary

    def _files(self, source: str) -> None:
        """Sync a folder or a file."""
        paths = [Path(place) for place in sources.files(source)]
        seen = self._seen(source)
        changed = []
        for path in paths:
            if (found := self._look(source, path, seen.get(str(path)))) is not None:
                changed.append(found)
        self.summary.bytes += sum(each.size for each in changed)
        for batch in _batches(changed):
            self._store(source, batch)
        for place in seen.keys() - {str(path) for path in paths}:
            self._remove(source, place, seen[place].ids)
            self._following.note(source, place, None)

    def _seen(self, source: str) -> dict[str, Seen]:
        """Return what is remembered; nothing, where the index has been emptied behind its back."""
        return self._following.seen(source) if len(self._library) else {}

    def _look(self, source: str, path: Path, before: Seen | None) -> _Changed | None:
        """Return the file if it has to be read."""
        try:
            state = path.stat()
            mark = f"{state.st_size} {state.st_mtime_ns}"
            if before is not None and before.mark == mark:
                self.summary.unchanged += len(before.ids)
                return None
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
        except OSError as error:
            self.summary.failed.append(f"{path}: {error.strerror or error}")
            return None
        if before is not None and before.digest == digest:
            self._following.note(source, str(path), Seen(mark, digest, before.ids))
            self.summary.unchanged += len(before.ids)
            return None
        return _Changed(str(path), before, mark, digest, state.st_size)

    def _store(self, source: str, batch: Sequence[_Changed]) -> None:
        """Add what stands in these files, remove what stands in them no more, and remember how they are."""

        def articles() -> Iterator[Article]:
            for each in batch:
                yield from self._found(each, sources.read(Path(each.place)))

        self._add(articles())
        self.summary.bytes_done += sum(each.size for each in batch)
        for each in batch:
            self._settle(source, each)

    def _found(self, each: _Changed, found: Iterator[Article | SourceError]) -> Iterator[Article]:
        for one in found:
            if isinstance(one, SourceError):
                each.failed = True
                self.summary.failed.append(str(one))
            else:
                each.ids.append(one.id)
                yield one

    def _settle(self, source: str, each: _Changed) -> None:
        """Remember a place that was read. Where something in it could not be, it is read again the next time."""
        before = each.before.ids if each.before else ()
        if each.failed:
            ids = tuple(dict.fromkeys((*before, *each.ids)))
            self._following.note(source, each.place, Seen("", "", ids))
            return
        self._remove(source, each.place, [item for item in before if item not in set(each.ids)])
        self._following.note(source, each.place, Seen(each.mark, each.digest, tuple(dict.fromkeys(each.ids))))

    def _address(self, source: str) -> None:
        """Sync a page or a feed. What a feed lists no more stays: feeds hold only the newest."""
        from index.sources import web
        from index.web import Stamp

        fetcher, seen = sources.fetcher(), self._seen(source)
        before = seen.get(source)
        etag, _, modified = before.mark.partition("\n") if before else ("", "", "")
        fetched = fetcher.fetch_changed(source, Stamp(etag or None, modified or None))
        if fetched is None:
            self.summary.unchanged += sum(len(each.ids) for each in seen.values())
            return
        feed = web.feed_of(fetched, fetcher)
        page = _Changed(source, before, f"{fetched.stamp.etag or ''}\n{fetched.stamp.modified or ''}", "", 0)
        if feed is None:
            self._add(self._found(page, web.articles(fetched)))
        else:
            self.summary.failed += [str(error) for error in feed.failed]
            page.failed = bool(feed.failed)
            for entry in feed.entries:
                known = seen.get(entry.url)
                if known is not None and entry.state and known.mark == entry.state:
                    self.summary.unchanged += len(known.ids)
                    continue
                one = _Changed(entry.url, known, entry.state, "", 0)
                self._add(self._found(one, web.entry_articles(entry, fetcher)))
                self._settle(source, one)
                page.failed |= one.failed
        self._settle(source, page)

    def _add(self, articles: Iterator[Article]) -> None:
        """Add articles, and put what became of them into the summary."""
        so_far = replace(self.summary)

        def report(now: Summary) -> None:
            self.summary.count(so_far, now)
            self._report()

        failed = self._library.add(articles, progress=report, wait=self._wait).failed
        self.summary.failed += failed

    def _remove(self, source: str, place: str, ids: Sequence[str]) -> None:
        gone = self._following.only_here(source, place, ids)
        self.summary.removed += self._library.remove(gone, wait=self._wait) if gone else 0

    def _report(self) -> None:
        self.summary.seconds = time.monotonic() - self._started
        if self._progress is not None:
            self._progress(self.summary)


def spelled(what: str | os.PathLike[str]) -> str:
    """Spell a source in the one way in which it is remembered: an address as it is, a path from the root."""
    return str(what) if sources.is_address(what) else str(Path(what).absolute())


def _batches(changed: Sequence[_Changed]) -> Iterator[list[_Changed]]:
    batch: list[_Changed] = []
    for each in changed:
        batch.append(each)
        if sum(one.size for one in batch) >= _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch
