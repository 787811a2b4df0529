"""Where articles come from. A new kind costs one file here and one line in SUFFIXES.

Each kind is a function from a path to an iterator of `Draft`s and `SourceError`s: an error that is
yielded loses one article, an error that is raised loses the rest of that file, and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import SourceError
from index.sources import html, tables, text
from index.types import Article

Read = Callable[[Path], Iterator[Article | SourceError]]

SUFFIXES: dict[str, Read] = {
    ".txt": text.read,
    ".md": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".jsonl": tables.read_jsonl,
    ".csv": tables.read_csv,
}


def files(named: str | os.PathLike[str]) -> list[Path]:
    """Return the files to read in a folder (all levels, by name, hidden ones left out), or the file itself.

    Raises SourceError when there is nothing there, or nothing that can be read as an article.
    """
    if re.match(r"\w+://", str(named)):
        raise SourceError(f"{named}: Byline does not fetch from the web yet; save the page and add the file")
    where = Path(named)
    try:
        there = where.exists()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if not there:
        raise SourceError(f"{str(where)[:200]}: there is no such file or folder")
    if where.is_file():
        if where.suffix.lower() not in SUFFIXES:
            raise SourceError(f"{where}: cannot read {where.suffix or 'files without a suffix'}; {_accepted()}")
        return [where]
    found = [
        path
        for path in sorted(where.rglob("*"))
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(where).parts)
    ]
    if not found:
        raise SourceError(f"{where}: no articles in this folder; {_accepted()}")
    return found


def read(path: Path) -> Iterator[Article | SourceError]:
    """Yield the articles of one file, and a SourceError for each that cannot be read. Raises nothing."""
    try:
        yield from SUFFIXES[path.suffix.lower()](path)
    except SourceError as error:
        yield error
    except OSError as error:
        yield SourceError(f"{path}: {error.strerror or error}")


def _accepted() -> str:
    return f"articles are {', '.join(SUFFIXES)} files"
