"""Where articles come from. A new kind costs one file here and one line in SUFFIXES.

Each kind is a function from a Document to an iterator of `Article`s and `SourceError`s: an error that is
yielded loses one article, an error that is raised loses the rest of that document, and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import SourceError
from index.sources import archive, docx, epub, html, mail, odt, pdf, rtf, stdin, tables, text
from index.sources.document import STDIN, Document
from index.types import Article

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

    "-", standard input, stands for itself. Raises SourceError when there is nothing there, or nothing that can
    be read as an article.
    """
    if named == STDIN:
        return [STDIN]
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


def size_of(place: Path | str) -> int:
    """Return the bytes to be read; 0 where that is not known beforehand."""
    return 0 if isinstance(place, str) else place.stat().st_size


def read(place: Path | str | Document) -> Iterator[Article | SourceError]:
    """Yield the articles of one file, of "-", or of a document, and a SourceError for each that cannot be read.

    Raises nothing.
    """
    try:
        document = place if isinstance(place, Document) else _document(place)
        yield from SUFFIXES[document.suffix](document)
    except SourceError as error:
        yield error
    except (OSError, RecursionError, MemoryError) as error:
        named = place.place if isinstance(place, Document) else place
        why = error.strerror or error if isinstance(error, OSError) else "too deep or too large to read; save it anew"
        yield SourceError(f"{named}: {why}")


def accepted() -> str:
    """Say which files can be read."""
    return f"articles are {', '.join(SUFFIXES)} files"


def _document(place: Path | str) -> Document:
    return stdin.document() if place == STDIN else Document.of_file(Path(place))
