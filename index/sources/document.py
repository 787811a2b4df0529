"""What every kind reads: bytes under a name, wherever they lie."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Document:
    """One file, fetched page, member of an archive, or standard input. It is not an article: it may hold many.

    `place` names it in messages: a path, a URL, "stories.zip/inner.txt", "-". `suffix` tells its kind, lower-case.
    `size` counts its bytes as far as they are known beforehand. `url` is where it was fetched, if it was.
    """

    place: str
    suffix: str
    size: int
    open: Callable[[], BinaryIO]
    url: str | None = None

    @classmethod
    def of_file(cls, path: Path) -> Document:
        """Make the document of a file. Raises OSError when it cannot be looked at."""
        return cls(str(path), path.suffix.lower(), path.stat().st_size, lambda: path.open("rb"))

    @classmethod
    def of_bytes(cls, place: str, suffix: str, data: bytes, url: str | None = None) -> Document:
        """Make a document of bytes that are already here."""
        return cls(place, suffix, len(data), lambda: io.BytesIO(data), url)

    @property
    def source(self) -> str | None:
        """Say where it came from: its URL, or the absolute path; None for standard input, which is nowhere."""
        if self.url:
            return self.url
        return None if self.place == STDIN else str(Path(self.place).resolve())

    @property
    def stem(self) -> str:
        """Return the name without folders and suffix: the last resort for a title."""
        return PurePosixPath(urlsplit(self.url).path if self.url else self.place).stem
