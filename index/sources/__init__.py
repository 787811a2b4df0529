"""Where articles come from. A new kind costs one file here and one line in SUFFIXES.

Each kind is a function from a Document to an iterator of `Article`s and `SourceError`s: an error that is
yielded loses one article, an error that is raised loses the rest of that document, and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SourceError
from index.sources import archive, docx, epub, html, mail, odt, pdf, rtf, stdin, tables, text
from index.sources.document import STDIN, Document
from index.types import Article

if TYPE_CHECKING:
    from index.web import Fetcher

Read = Callable[[Document], Iterator[Article | SourceError]]

SUFFIXES: dict[str, Read] = {
    ".txt": text.read,
    ".md": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".jsonl": tables.read_jsonl,
    ".csv": tables.read_csv,
    ".pdf": pdf.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".epub": epub.read,
    ".eml": mail.read_eml,
    ".mhtml": mail.read_mhtml,
    ".mht": mail.read_mhtml,
    ".zip": archive.read,
}


def files(named: str | os.PathLike[str]) -> list[Path | str]:
    """Return the files to read in a folder (all levels, by name, hidden ones left out), or the file itself.

    A web address stands for itself, as a str, and so does "-", standard input. Raises SourceError when there is
    nothing there, or nothing that can be read as an article.
    """
    if named == STDIN or is_address(named):
        return [str(named)]
    where = Path(named)
    try:
        there = where.exists()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if not there:
        raise SourceError(f"{str(where)[:200]}: there is no such file or folder")
    if where.is_file():
        if where.suffix.lower() not in SUFFIXES:
            raise SourceError(f"{where}: cannot read {where.suffix or 'files without a suffix'}; {accepted()}")
        return [where]
    found: list[Path | str] = [
        path
        for path in sorted(where.rglob("*"))
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(where).parts)
    ]
    if not found:
        raise SourceError(f"{where}: no articles in this folder; {accepted()}")
    return found


def is_address(named: object) -> bool:
    """Tell a web address from the name of a file; whether it is one that may be fetched is seen later."""
    return isinstance(named, str) and re.match(r"[a-z][a-z0-9+.-]*:/[/\\]", named, re.IGNORECASE) is not None


def size_of(place: Path | str) -> int:
    """Return the bytes to be read; 0 where that is not known beforehand, or the file has just gone."""
    try:
        return 0 if isinstance(place, str) else place.stat().st_size
    except OSError:  # whoever reads it says so
        return 0


def read(place: Path | str | Document) -> Iterator[Article | SourceError]:
    """Yield the articles of a file, a web address, "-" or a document, and a SourceError for each that cannot be read.

    Raises nothing.
    """
    try:
        if is_address(place):
            from index.sources import web  # imported here: it brings the libraries of the network

            yield from web.read(str(place), fetcher())
        else:
            document = place if isinstance(place, Document) else _document(Path(place))
            yield from SUFFIXES[document.suffix](document)
    except SourceError as error:
        yield error
    except (OSError, RecursionError, MemoryError) as error:
        named = place.place if isinstance(place, Document) else place
        why = error.strerror or error if isinstance(error, OSError) else "too deep or too large to read; save it anew"
        yield SourceError(f"{named}: {why}")


@cache
def fetcher() -> Fetcher:
    """The one fetcher of this process, so that the pauses between requests hold from one source to the next."""
    from index.web import Fetcher

    return Fetcher()


def accepted() -> str:
    """Say which files can be read."""
    return f"articles are {', '.join(SUFFIXES)} files"


def _document(place: Path) -> Document:
    return stdin.document() if str(place) == STDIN else Document.of_file(place)
