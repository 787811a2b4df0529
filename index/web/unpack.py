"""Compressed bytes -> bytes, never more than a given number of them: a bomb is noticed before it goes off."""

from __future__ import annotations

import zlib

ENCODINGS = ("gzip", "x-gzip", "deflate", "identity", "")


class TooLargeError(Exception):
    """The bytes come to more than they may."""


class DamagedError(Exception):
    """The bytes are not what their encoding says, or end too early."""


class Unpacker:
    """Takes a body piece by piece; `data` is what has come so far, decoded.

    Raises TooLargeError as soon as what was taken, packed or unpacked, passes `limit` bytes.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self.data = bytearray()
        self._limit = limit
        self._taken = 0
        self._engine: zlib._Decompress | None = None
        if encoding in ("gzip", "x-gzip"):
            self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        elif encoding == "deflate":
            self._engine = zlib.decompressobj()
        self._bare_deflate_possible = encoding == "deflate"

    def take(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        self._taken += len(piece)
        if self._taken > self._limit:
            raise TooLargeError
        if self._engine is None:
            self.data += piece
        elif piece:
            self._inflate(self._engine, piece)

    def finish(self) -> bytes:
        """Return the whole body. Raises DamagedError when some of it is missing, or something follows it."""
        if self._engine is not None and self._taken and (not self._engine.eof or self._engine.unused_data):
            raise DamagedError
        return bytes(self.data)

    def _inflate(self, engine: zlib._Decompress, piece: bytes) -> None:
        if engine.eof:
            raise DamagedError
        room = self._limit - len(self.data) + 1  # one more than may come, to tell "just full" from "too large"
        try:
            self.data += engine.decompress(piece, room)
        except zlib.error as error:
            if not self._bare_deflate_possible or self.data:
                raise DamagedError from error
            self._bare_deflate_possible = False
            self._engine = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers leave the wrapping out
            self._inflate(self._engine, piece)
        if len(self.data) > self._limit:
            raise TooLargeError


def gunzip(data: bytes, limit: int) -> bytes:
    """Unpack a gzip file such as `sitemap.xml.gz`. Raises as `Unpacker` does."""
    unpacker = Unpacker("gzip", limit)
    unpacker.take(data)
    return unpacker.finish()
