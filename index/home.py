"""The folder of an index, as several processes share it: one writes at a time, the others see what it wrote."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from index.chroma import Place
from index.disk import drop_orphans, drop_vectors
from index.errors import HeldError, LibraryError, StaleError
from index.lock import NAMES, Wait, WriteLock
from index.store import Store
from index.stories import Stories
from index.types import Passage
from index.words import Words

T = TypeVar("T")


class Home:
    """The store, the words and the stories of one index, kept current.

    `store` and `words` may be put anew at each `refresh`; `stories` is for the writer alone.

    Opening writes nothing while another process writes; what that one leaves undone, the next to open mends.

    With a Chroma server the folder holds the words alone, and the lock is of this folder only: machines that write
    at the same time do not wait for each other. Nothing breaks by it: a passage's id says which state of which
    article it is, so writing it twice is writing it once, and of two states the newer stays. What another machine
    wrote is read from the server by difference, before the next search.
    """

    def __init__(
        self,
        folder: Path,
        place: Place,
        *,
        made_by: dict[str, str],
        repair: Callable[[Home], None],
        thoroughly: bool = False,
    ) -> None:
        """Open the index in `folder`, its Chroma at `place`, or make an empty one; `made_by` is recorded with that.

        `repair` makes the vectors of the store anew, where a writer was killed while their files were written;
        with `thoroughly` they are looked through even if none was killed.
        Raises LibraryError when `folder` is not an index or cannot be written.
        """
        check_folder(folder)
        self.folder, self.place = folder, place
        self.lock = WriteLock(folder)
        self._made_by, self._repair = made_by, repair
        self._opening = threading.Lock()
        self._stories: Stories | None = None
        self._thoroughly = thoroughly
        self._behind = not isinstance(place, Path)
        self.store = self._open_store()
        self.words = self._open_words()
        if self.lock.was_cut_off() or self._is_unfinished():
            self._mend_unless_held()

    def _open_store(self) -> Store:
        place = self.place
        try:
            return Store.open(place, made_by=self._made_by)
        except LibraryError:
            if not isinstance(place, Path) or not (self._thoroughly or self.lock.was_cut_off()):
                raise
            with self.lock.held("mending", wait=False):
                self._thoroughly = True
                with suppress(LibraryError):  # it may have been in the middle of a write that has ended
                    return Store.open(place, made_by=self._made_by)
                drop_vectors(place)
                return Store.open(place, made_by=self._made_by)

    @contextmanager
    def writing(self, doing: str, *, wait: Wait = True) -> Iterator[None]:
        """Write to `store` and `words` inside this, alone. Raises HeldError as `WriteLock.held` does."""
        with self.lock.held(doing, wait=wait) as cut_off:
            with self._opening:
                self._reopen(anyway=cut_off)  # who was cut off may have written what it did not stamp
            if cut_off or self._is_unfinished():
                self.mend(thoroughly=cut_off or self._thoroughly)
                self._thoroughly = False
            yield

    @property
    def stories(self) -> Stories:
        """The stories, as they are in the store. Only the writer may ask."""
        if self._stories is None:
            self._stories = Stories(self.folder / "stories")
            self._stories.sync(self.store.firsts(), self.store.told)
        return self._stories

    def refresh(self) -> None:
        """Open anew what another process has written to. Costs under a millisecond when none has."""
        with self._opening:
            opened = self._reopen()
        if (opened or self._behind) and (self.lock.was_cut_off() or self._is_unfinished()):
            self._mend_unless_held()

    def read(self, ask: Callable[[Store], T]) -> T:
        """Ask the store something; once more where another process has put a new one in its place meanwhile."""
        try:
            return ask(self.store)
        except StaleError:
            self.refresh()
            return ask(self.store)

    def find(self, phrase: Callable[[Words], T]) -> T:
        """Ask the words something; an index whose files are damaged is made anew from the store first."""
        try:
            return phrase(self.words)
        except ValueError:
            with self.writing("mending", wait=False):
                self._make_words(self.store.ids())
            return phrase(self.words)

    def mend(self, *, thoroughly: bool = False) -> None:
        """Finish what a writer that was cut off has left; thoroughly, see to the vectors too. Only the writer may."""
        self.store.settle()
        stays = self.store.mend()
        if thoroughly and not self.store.has_all_vectors():
            self._repair(self)
            stays = self.store.mend()
        try:
            self.words.sync(stays, self.store.get)
        except ValueError:
            self._make_words(stays)
        self._behind = False
        if isinstance(self.place, Path):
            drop_orphans(self.place)
        self.store.stamp()

    def update_words(self, passages: Sequence[Passage], gone: Sequence[str]) -> None:
        """Add and drop words, of what has been added to the store and dropped from it. Only the writer may."""
        try:
            self.words.update(passages, gone)
        except ValueError:  # a writer that was killed has left a file where this one wants to write
            self._make_words(self.store.ids())

    def _make_words(self, stays: set[str]) -> None:
        self.words = Words.anew(self.folder / "words")
        self.words.sync(stays, self.store.get)

    def _reopen(self, *, anyway: bool = False) -> bool:
        current = self.store.is_current() and not anyway
        if not current:
            self.store, self._stories = self._open_store(), None
            self._behind = not isinstance(self.place, Path)  # who wrote it may have other words than these
        with suppress(ValueError):  # damaged: the next `find` makes it anew
            self.words.refresh()
        return not current

    def _is_unfinished(self) -> bool:
        return self._thoroughly or self._behind or self.words.count() != self.store.count()

    def _mend_unless_held(self) -> None:
        """Mend, unless somebody is writing, who mends what there is to mend."""
        with suppress(HeldError), self.writing("mending", wait=False):
            pass

    def _open_words(self) -> Words:
        folder = self.folder / "words"
        try:
            return Words(folder)
        except ValueError:
            with self.lock.held("mending", wait=False):
                return Words.anew(folder)


def check_folder(home: Path) -> None:
    """Refuse a folder that is not an index, or that cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        own = {"chroma", "words", "stories", "sources", *NAMES}
        strangers = not (home / "chroma").is_dir() and any(each.name not in own for each in home.iterdir())
    except OSError as error:
        raise LibraryError(
            f"{home} cannot hold an index ({error.strerror}); set BYLINE_HOME to a folder of your own"
        ) from error
    if strangers:
        raise LibraryError(f"{home} is not a Byline index but holds other files; set BYLINE_HOME to another folder")
    if not os.access(home, os.W_OK):
        raise LibraryError(f"{home} may not be written; give yourself write permission or set BYLINE_HOME")
