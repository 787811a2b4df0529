"""What is to be added -> articles, in groups, with a running summary of what became of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index import sources
from index.errors import SourceError
from index.types import Article

_BATCH_CHARS = 250_000
"""Articles are embedded and stored in groups of about this size: some 300 passages, 5 to 15 s of work."""

Progress = Callable[["Summary"], None]
"""Called with the running summary after every group of articles, and as passages are embedded: one call at a time,
but from more than one thread."""

Addable = Article | str | os.PathLike[str]


@dataclass(slots=True)
class Summary:
    """What an `add` has done so far. `failed` holds one line for each thing that could not be read.

    `duplicate` counts new articles that tell the same story as another: they are kept, and are one voice with it.
    `bytes` is the size of the files to read, `bytes_read` about how much of it has been read, `bytes_done` how much
    of it has been dealt with, and `passages` how many have been embedded.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    removed: int = 0
    failed: list[str] = field(default_factory=list)
    bytes: int = 0
    bytes_read: int = 0
    bytes_done: int = 0
    passages: int = 0
    seconds: float = 0.0

    def count(self, before: Summary, more: Summary) -> None:
        """Set the counts to those of `before` and `more` together."""
        for name in ("added", "updated", "unchanged", "duplicate", "passages"):
            setattr(self, name, getattr(before, name) + getattr(more, name))

    def line(self) -> str:
        """Describe a running summary: passages, how many a second, and the time left once it can be told."""
        rate = self.passages / self.seconds if self.seconds else 0.0
        text = f"{self.passages} passages, {rate:.0f} a second"
        if 0 < self.bytes_done < self.bytes:
            left = self.seconds / self.bytes_done * (self.bytes - self.bytes_done)
            text += f", {self.bytes_done / self.bytes:.0%} done, about {left // 60:.0f} min {left % 60:.0f} s left"
        return text


def articles(what: Iterable[Addable], summary: Summary) -> Iterator[Article]:
    """Yield every article that can be read; put down the rest in the summary."""
    paths: list[Path | str] = []
    for each in what:
        if isinstance(each, Article):
            if problem := _problem(each):
                summary.failed.append(f"article {each.id!r}: {problem}")
            else:
                yield each
            continue
        try:
            paths.extend(sources.files(each))
        except SourceError as error:
            summary.failed.append(str(error))
    sizes = [sources.size_of(path) for path in paths]
    summary.bytes = sum(sizes)
    for i, path in enumerate(paths):
        for found in sources.read(path):
            if isinstance(found, SourceError):
                summary.failed.append(str(found))
            else:
                yield found
                summary.bytes_read = min(summary.bytes_read + len(found.text), sum(sizes[: i + 1]))
        summary.bytes_read = sum(sizes[: i + 1])


def _problem(article: Article) -> str:
    """Say why an article cannot be kept; "" for one that can."""
    if not article.text:
        return "empty; there is nothing to read in it"
    try:
        f"{article.id}{article.byline}{article.text}".encode()
    except UnicodeEncodeError:
        return "it holds half a surrogate pair, which is no character; replace it"
    return ""


def groups(found: Iterable[Article]) -> Iterator[list[Article]]:
    """Yield the articles in groups that are embedded and stored at once."""
    group: list[Article] = []
    size = 0
    for article in found:
        group.append(article)
        size += len(article.text)
        if size >= _BATCH_CHARS:
            yield group
            group, size = [], 0
    if group:
        yield group
