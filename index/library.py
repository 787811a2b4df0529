"""The Library a person owns: open it, add and remove articles, search it, read an article whole."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index import finding
from index.adding import Adding, Report
from index.chroma import Place
from index.compacting import compact, is_due, rewrite
from index.dates import spelled
from index.doctor import Finding, doctor
from index.encoder import DEFAULT_ENCODER, Encoder, load_encoder
from index.errors import LibraryError, QuestionError, StaleError
from index.following import Following
from index.home import Home
from index.incoming import Addable, Progress, Summary, articles
from index.lock import Wait
from index.rebuilding import embed_anew, made_by
from index.settings import Settings
from index.sources import is_address
from index.store import Store
from index.syncing import Sync
from index.syncing import spelled as spelled_source
from index.types import Article, Entry, Hit, Passage, Where

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SAMPLES", "Library", "Progress", "Summary", "rebuild"]

SAMPLES = Path(__file__).parent / "samples"
"""The folder of the sample articles that ship with Byline."""


class Library:
    """The articles of one index folder. One process writes at a time, any number read; make one with `Library.open`.

    What another process adds, updates or removes is seen by the next `search`.
    """

    def __init__(self, home: Path, encoder: Encoder, *, chroma: str | None = None) -> None:
        """Open the index in `home` with this encoder, or make an empty one there; `chroma` is the address of a server.

        Raises LibraryError when `home` is not an index or cannot be written, MismatchError when another
        encoder or splitter made it.
        """
        self.home = home
        self._encoder = encoder
        self._made_by = made_by(encoder)
        self._follows = False
        self._home = Home(home, chroma or home / "chroma", made_by=self._made_by, repair=self._embed_anew)
        self._store.check(self._made_by)

    def _embed_anew(self, home: Home) -> None:
        home.store.check(self._made_by)
        embed_anew(home, self._encoder)

    @property
    def _store(self) -> Store:
        return self._home.store

    @classmethod
    def open(cls, home: str | os.PathLike[str] | None = None) -> Library:
        """Open the index in `home` (or in BYLINE_HOME, or in the user's data folder). Raises as `Library` does.

        The encoder is BYLINE_ENCODER; where that is unset, the one the index was made with, also when another
        process rebuilds it with a new one meanwhile.
        """
        settings = _set(home)
        library = cls(settings.home, load_encoder(_encoder(settings)), chroma=settings.chroma)
        library._follows = settings.encoder is None
        return library

    def __len__(self) -> int:
        """Count the passages."""
        return self._home.read(lambda store: store.count())

    def add(self, what: Addable | Iterable[Addable], *, progress: Progress | None = None, wait: Wait = True) -> Summary:
        """Add articles, files and folders. What is there unchanged is left alone; what changed is replaced.

        Nothing that cannot be read stops the rest: it is one line in `Summary.failed`. While another process
        writes it waits, and tells `wait` whom for; with `wait=False` it raises HeldError.
        """
        if isinstance(what, Article | str | os.PathLike):
            what = [what]
        report = Report(Summary(), progress)
        with self._writing("adding", wait):
            Adding(self._home, self._encoder, report).run(articles(what, report.summary))
        report()
        return report.summary

    @contextmanager
    def _writing(self, doing: str, wait: Wait) -> Iterator[None]:
        """Write alone, to a collection that is still of this encoder."""
        with self._home.writing(doing, wait=wait):
            self._refresh()
            yield
            if is_due(self._home):
                compact(self._home)

    def sync(
        self, what: Sequence[str | os.PathLike[str]] = (), *, progress: Progress | None = None, wait: Wait = True
    ) -> Summary:
        """Bring the index up to date with folders, files, pages and feeds, and follow them from now on.

        Without any, with all that are followed. What is new is added, what changed replaced, what is gone from a
        folder or a file removed; a source that cannot be read is one line in `Summary.failed`, and keeps its articles.
        """
        following = Following(self.home / "sources")
        named = [spelled_source(each) for each in what]
        for source in named:
            if is_address(source) or Path(source).exists():
                following.follow(source)
        return Sync(self, following, progress, wait).run(named or following.sources())

    def followed(self) -> list[str]:
        """List the folders, files, pages and feeds that `sync` follows."""
        return Following(self.home / "sources").sources()

    def forget(self, source: str | os.PathLike[str]) -> bool:
        """Follow a source no more, and tell whether it was followed. Its articles stay."""
        return Following(self.home / "sources").forget(spelled_source(source))

    def remove(self, named: Sequence[str], *, copies: bool = False, wait: Wait = True) -> int:
        """Remove the articles of these ids, URLs or files and return how many were there. `wait` as in `add`.

        With `copies` those that tell the same stories go too, as `copies` lists them.
        """
        with self._writing("removing", wait):
            found = {item for ids in self.named(named).values() for item in ids}
            if copies:
                found |= {entry.id for item in list(found) for entry in self.copies(item)}
            there = sorted(found)
            if there:
                gone = self._store.remove(there)
                self._store.stamp(removed=len(gone))
                self._home.update_words([], gone)
                self._home.stories.update([], gone)
        return len(there)

    def named(self, names: Sequence[str]) -> dict[str, list[str]]:
        """Return, for each name, the ids of the articles it means: one of that id, or all from that URL or file.

        A file may be named from another folder than the one it was added from; a name of nothing has none.
        """
        spelled_out = {name: [name, str(Path(name).absolute())] for name in names}
        known = {entry.id for entry in self._home.read(lambda store: store.entries(names))}
        ways = [way for ways in spelled_out.values() for way in ways]
        sources: dict[str | None, list[str]] = {}
        for entry in self._home.read(lambda store: store.from_sources(ways)):
            sources.setdefault(entry.byline.source, []).append(entry.id)
        return {
            name: [name] if name in known else [item for way in dict.fromkeys(ways) for item in sources.get(way, [])]
            for name, ways in spelled_out.items()
        }

    def compact(self, *, wait: Wait = True) -> None:
        """Give back the space of what was removed; its text is then in no file of the index. `wait` as in `add`."""
        with self._writing("compacting", wait):
            compact(self._home)

    def entries(self) -> list[Entry]:
        """List the articles by date (undated ones last) and title."""
        return _by_date(self._home.read(lambda store: store.entries()))

    def article(self, article_id: str) -> Article:
        """Read an article whole, joined from its passages. Raises LibraryError when it is not here."""
        parts = self._home.read(lambda store: store.article(article_id))
        if not parts:
            raise LibraryError(f"there is no article {article_id!r} in this index; `python -m index list` shows them")
        return Article(article_id, parts[0].byline, "".join(part.text for part in parts))

    def copies(self, article_id: str) -> list[Entry]:
        """List the other articles that tell the same story as this one: its near-duplicates, by date."""
        parts = self._home.read(lambda store: store.article(article_id))
        if not parts or not parts[0].story:
            return []
        story = parts[0].story
        tellers = self._home.read(lambda store: store.tellers([story])).get(story, [])
        return _by_date(entry for entry in tellers if entry.id != article_id)

    def search(self, question: str, *, limit: int = 10, where: Where | Mapping[str, object] | None = None) -> list[Hit]:
        """Return the passages that fit the question best, best first: dense and word rankings, fused.

        Raises QuestionError when `where` is malformed.
        """
        try:
            narrowed = spelled(where)
        except (TypeError, ValueError) as error:
            raise QuestionError(str(error)) from error
        if not question.strip():
            return []
        self._refresh()
        return finding.search(self._home, self._nearest, question, limit, narrowed)

    def _refresh(self) -> None:
        self._home.refresh()
        now = self._store.made_by["encoder"]
        if self._follows and now != self._encoder.name:
            self._encoder = load_encoder(now)
            self._made_by = made_by(self._encoder)
        self._store.check(self._made_by)

    def _nearest(self, question: str, limit: int, where: Where) -> list[str]:
        """Rank passages by meaning; once more where the index has been rebuilt in this very moment."""

        def ranked() -> list[str]:
            store, encoder = self._store, self._encoder
            return store.nearest(encoder.encode([question])[0], limit, where)

        try:
            return ranked()
        except StaleError:
            self._refresh()
            return ranked()

    def mentions(self, phrase: str, *, limit: int = 1000, where: Where | None = None) -> list[Passage]:
        """Return the passages that hold words of the phrase, best first; an exact, exhaustive word search."""
        self._refresh()
        return finding.mentions(self._home, phrase, limit, where or Where())

    def neighbours(self, passages: Sequence[Passage]) -> dict[str, tuple[Passage | None, Passage | None]]:
        """Return, for each passage id, the passage before and the one after it in its article."""
        return finding.neighbours(self._home, passages)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the encoder's unit vectors of texts, shape (len(texts), dimensions)."""
        return self._encoder.encode(texts)


def _by_date(entries: Iterable[Entry]) -> list[Entry]:
    """Sort articles by date, undated ones last, then by title."""
    far = "9999-12-31"
    return sorted(entries, key=lambda entry: (str(entry.byline.published or far), entry.byline.title, entry.id))


def _set(home: str | os.PathLike[str] | None) -> Settings:
    """Read the settings; a folder that is given goes before the one that is set."""
    return Settings() if home is None else Settings(home=Path(home))


def _place(settings: Settings) -> Place:
    return settings.chroma or settings.home / "chroma"


def _encoder(settings: Settings) -> str:
    return settings.encoder or Store.recorded(_place(settings)) or DEFAULT_ENCODER


def examined(home: str | os.PathLike[str] | None = None) -> Iterator[tuple[str, Finding]]:
    """Look at every part of an index, and repair what can be; see `index.doctor`."""
    settings = _set(home)
    return doctor(settings.home, _place(settings), settings.encoder, lambda: load_encoder(_encoder(settings)))


def rebuild(
    home: str | os.PathLike[str] | None = None,
    *,
    encoder: str | None = None,
    progress: Progress | None = None,
    wait: Wait = True,
) -> Summary:
    """Embed all articles of an index anew, with this encoder, or the one that is set, or the one it was made with.

    The old collection serves until the new one is whole, and is the source it is made from. Raises as
    `Library.open` does, but for MismatchError.
    """
    settings = _set(home)
    chosen = load_encoder(encoder or _encoder(settings))
    repair = partial(embed_anew, encoder=chosen)
    opened = Home(settings.home, _place(settings), made_by=made_by(chosen), repair=repair)
    summary = Summary()
    started = time.monotonic()

    def report(articles: int, passages: int) -> None:
        summary.updated += articles
        summary.passages += passages
        summary.seconds = time.monotonic() - started
        if progress is not None:
            progress(summary)

    with opened.writing("rebuilding", wait=wait):
        embed_anew(opened, chosen, report)
        rewrite(opened)
    return summary
