"""What a kind of source reads: a name, a size, and bytes that are opened when they are wanted."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Document:
    """One file, wherever it lies. `place` names it in messages; `url` is where it was fetched, if it was."""

    place: str
    suffix: str
    size: int
    open: Callable[[], BinaryIO]
    url: str | None = None

    @classmethod
    def of_bytes(cls, place: str, suffix: str, data: bytes, url: str | None = None) -> Document:
        """Make a document of bytes that are already here."""
        return cls(place, suffix, len(data), lambda: io.BytesIO(data), url)
