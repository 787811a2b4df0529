"""Giving back the space of what was removed, and with it the last traces of its text.

Chroma deletes a row of sqlite and marks a vector as gone; the bytes of both stay in the files. So what is left
is copied to a collection beside, which takes the place of the old one, and sqlite's file is written anew.
"""

from __future__ import annotations

from pathlib import Path

from index.disk import vacuum, wipe_unused
from index.errors import LibraryError
from index.home import Home
from index.words import Words

AT_LEAST = 1000
"""Passages removed before it pays by itself: they take some 14 MB, and starting over costs half a second."""


def is_due(home: Home) -> bool:
    """Tell whether more passages were removed since the last time than are left.

    Copying what is left then costs less than adding what was removed did, whatever the size of the index.
    """
    removed = home.store.removed
    return isinstance(home.place, Path) and removed >= AT_LEAST and removed >= home.store.count()


def compact(home: Home) -> None:
    """Write every file of the index anew, with what is in it now. Only the writer may; readers go on meanwhile.

    Raises LibraryError for a Chroma server, whose files are its own.
    """
    if not isinstance(home.place, Path):
        raise LibraryError(f"the files of {home.place} are the server's; stop it and run `chroma vacuum --path` there")
    home.store = home.store.copied()
    rewrite(home)


def rewrite(home: Home) -> None:
    """Write the sqlite file and the words anew, without what was in them once; a server's files are its own."""
    if isinstance(home.place, Path):
        with home.store.quiet():
            vacuum(home.place)
            wipe_unused(home.place)
    home.words = Words.anew(home.folder / "words")
    home.mend()
    home.stories.shrink()
