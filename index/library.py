"""The Library a person owns: open it, add and remove articles, search it, read an article whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index import passages as splitter
from index import sources
from index.dates import spelled
from index.encoder import Encoder, load_encoder
from index.errors import LibraryError, QuestionError, SourceError
from index.search import fuse
from index.settings import Settings
from index.store import Store
from index.types import Article, Entry, Hit, Passage, Where
from index.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLES = Path(__file__).parent / "samples"
"""The folder of the sample articles that ship with Byline."""

CANDIDATES = 50
"""Passages that each ranking hands to the fusion."""

_BATCH_CHARS = 250_000
"""Articles are embedded and stored in groups of about this size: some 300 passages, 5 to 15 s of work."""

Progress = Callable[["Summary"], None]
"""Called with the running summary after every group of articles, and as passages are embedded."""


Addable = Article | str | os.PathLike[str]


@dataclass(slots=True)
class Summary:
    """What an `add` has done so far. `failed` holds one line for each thing that could not be read.

    `bytes` is the size of the files to read, `bytes_done` about how much of it has been dealt with, and
    `passages` how many have been embedded.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list)
    bytes: int = 0
    bytes_done: int = 0
    passages: int = 0
    seconds: float = 0.0


class Library:
    """The articles of one index folder. One process writes at a time; make one with `Library.open`."""

    def __init__(self, home: Path, encoder: Encoder) -> None:
        """Open the index in `home` with this encoder, or make an empty one there.

        Raises LibraryError when `home` is not an index or cannot be written, MismatchError when another
        encoder or splitter made it.
        """
        _check_folder(home)
        self.home = home
        self._encoder = encoder
        self._store = Store.open(home / "chroma", encoder=encoder.name, splitter=splitter.SPLITTER)
        self._words = Words(home / "words")
        self._words.sync(self._store.mend(), self._store.get)

    @classmethod
    def open(cls, home: str | os.PathLike[str] | None = None) -> Library:
        """Open the index in `home` (or in BYLINE_HOME, or in the user's data folder). Raises as `Library` does."""
        settings = Settings()
        return cls(Path(home) if home is not None else settings.home, load_encoder(settings.encoder))

    def __len__(self) -> int:
        """Count the passages."""
        return self._store.count()

    def add(self, what: Addable | Iterable[Addable], *, progress: Progress | None = None) -> Summary:
        """Add articles, files and folders. What is there unchanged is left alone; what changed is replaced.

        Nothing that cannot be read stops the rest: it is one line in `Summary.failed`.
        """
        if isinstance(what, Article | str | os.PathLike):
            what = [what]
        summary = Summary()
        started = time.monotonic()

        def report(embedded: int = 0) -> None:
            summary.passages += embedded
            summary.seconds = time.monotonic() - started
            if progress is not None:
                progress(summary)

        for group in _groups(_articles(what, summary)):
            self._add_group(group, summary, report)
            report()
        report()
        return summary

    def _add_group(self, group: Sequence[Article], summary: Summary, report: Callable[[int], None]) -> None:
        """Embed and store those articles of the group that are new or changed."""
        by_id = {article.id: article for article in group}
        first_ids = {article.id: f"{article.id}#{splitter.version(article)}#0" for article in by_id.values()}
        same = self._store.existing(list(first_ids.values()))
        changed = [article for article in by_id.values() if first_ids[article.id] not in same]
        summary.unchanged += len(group) - len(changed)
        if not changed:
            return
        known = {entry.id for entry in self._store.entries([article.id for article in changed])}
        cut = [passage for article in changed for passage in splitter.passages(article, self._encoder.count)]
        vectors = self._encoder.encode([_read_by_encoder(passage) for passage in cut], report)
        gone = self._store.put(cut, vectors)
        self._words.update(cut, gone)
        summary.updated += len(known)
        summary.added += len(changed) - len(known)

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove the articles of these ids and return how many were there."""
        there = [entry.id for entry in self._store.entries(article_ids)]
        if there:
            self._words.update([], self._store.remove(there))
        return len(there)

    def entries(self) -> list[Entry]:
        """List the articles by date (undated ones last) and title."""
        far = "9999-12-31"
        return sorted(
            self._store.entries(), key=lambda entry: (str(entry.byline.published or far), entry.byline.title, entry.id)
        )

    def article(self, article_id: str) -> Article:
        """Read an article whole, joined from its passages. Raises LibraryError when it is not here."""
        parts = self._store.article(article_id)
        if not parts:
            raise LibraryError(f"there is no article {article_id!r} in this index; `python -m index list` shows them")
        return Article(article_id, parts[0].byline, "".join(part.text for part in parts))

    def search(self, question: str, *, limit: int = 10, where: Where | Mapping[str, object] | None = None) -> list[Hit]:
        """Return the passages that fit the question best, best first: dense and word rankings, fused.

        Raises QuestionError when `where` is malformed.
        """
        try:
            narrowed = spelled(where)
        except (TypeError, ValueError) as error:
            raise QuestionError(str(error)) from error
        if not question.strip() or not len(self):
            return []
        vector = self._encoder.encode([question])[0]
        dense = self._store.nearest(vector, max(limit, CANDIDATES), narrowed)
        words = self._find_words(question, max(limit, CANDIDATES), narrowed)
        ranked = fuse({"dense": [passage.id for passage in dense], "words": words})[:limit]
        known = {passage.id: passage for passage in dense}
        known |= self._store.get([item for item, _, _ in ranked if item not in known])
        return [Hit(known[item], score, found_by) for item, score, found_by in ranked if item in known]

    def _find_words(self, phrase: str, limit: int, where: Where) -> list[str]:
        """Ask the words index; one whose files are damaged is made anew from the store first."""
        try:
            return self._words.find(phrase, limit, where)
        except ValueError:
            self._words = self._words.anew()
            self._words.sync(self._store.mend(), self._store.get)
            return self._words.find(phrase, limit, where)

    def mentions(self, phrase: str, *, limit: int = 1000, where: Where | None = None) -> list[Passage]:
        """Return the passages that hold words of the phrase, best first; an exact, exhaustive word search."""
        found = self._find_words(phrase, limit, where or Where())
        known = self._store.get(found)
        return [known[item] for item in found if item in known]

    def neighbours(self, passages: Sequence[Passage]) -> dict[str, tuple[Passage | None, Passage | None]]:
        """Return, for each passage id, the passage before and the one after it in its article."""
        beside = {each.id: (splitter.neighbour_id(each, -1), splitter.neighbour_id(each, 1)) for each in passages}
        known = {passage.id: passage for passage in passages}
        known |= self._store.get(sorted({item for pair in beside.values() for item in pair} - set(known)))
        return {item: (known.get(before), known.get(after)) for item, (before, after) in beside.items()}

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the encoder's unit vectors of texts, shape (len(texts), dimensions)."""
        return self._encoder.encode(texts)


def rebuild(home: str | os.PathLike[str] | None = None, *, progress: Progress | None = None) -> Summary:
    """Embed all articles of an index anew, with the encoder that is set and this splitter.

    The old collection serves until the new one is whole, and is the source it is made from. Raises as
    `Library.open` does, but for MismatchError.
    """
    settings = Settings()
    folder = Path(home) if home is not None else settings.home
    encoder = load_encoder(settings.encoder)
    _check_folder(folder)
    old, new = Store.beside(folder / "chroma", encoder=encoder.name, splitter=splitter.SPLITTER)
    summary = Summary()
    started = time.monotonic()
    for entry in old.entries():
        parts = old.article(entry.id)
        article = Article(entry.id, entry.byline, "".join(part.text for part in parts))
        cut = splitter.passages(article, encoder.count)
        new.put(cut, encoder.encode([_read_by_encoder(passage) for passage in cut]))
        summary.updated += 1
        summary.passages += len(cut)
        summary.seconds = time.monotonic() - started
        if progress is not None:
            progress(summary)
    new.take_over()
    Words(folder / "words").sync(new.mend(), new.get)
    return summary


def _check_folder(home: Path) -> None:
    """Refuse a folder that is not an index, or that cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        strangers = any(home.iterdir()) and not (home / "chroma").is_dir()
    except OSError as error:
        raise LibraryError(
            f"{home} cannot hold an index ({error.strerror}); set BYLINE_HOME to a folder of your own"
        ) from error
    if strangers:
        raise LibraryError(f"{home} is not a Byline index but holds other files; set BYLINE_HOME to another folder")
    if not os.access(home, os.W_OK):
        raise LibraryError(f"{home} may not be written; give yourself write permission or set BYLINE_HOME")


def _articles(what: Iterable[Addable], summary: Summary) -> Iterator[Article]:
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
                summary.bytes_done = min(summary.bytes_done + len(found.text), sum(sizes[: i + 1]))
        summary.bytes_done = sum(sizes[: i + 1])


def _problem(article: Article) -> str:
    """Say why an article cannot be kept; "" for one that can."""
    if not article.text:
        return "empty; there is nothing to read in it"
    try:
        f"{article.id}{article.byline}{article.text}".encode()
    except UnicodeEncodeError:
        return "it holds half a surrogate pair, which is no character; replace it"
    return ""


def _groups(articles: Iterable[Article]) -> Iterator[list[Article]]:
    group: list[Article] = []
    size = 0
    for article in articles:
        group.append(article)
        size += len(article.text)
        if size >= _BATCH_CHARS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _read_by_encoder(passage: Passage) -> str:
    """Put the title and the date in front of the text: what a passage is about often stands only there."""
    published = passage.byline.published
    return f"{passage.byline.title}{f' ({published.isoformat()})' if published else ''}\n{passage.text}"
