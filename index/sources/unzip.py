"""Zip files, read member by member within bounds. Nothing is ever written to the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from index.errors import SourceError
from index.sources.document import Document

MAX_FILE = 200_000_000
"""Bytes of a file whose text is a small part of it: pictures make up most of a long report or of a book."""

MAX_MEMBERS = 10_000
"""Of one archive. A site's export has some thousands; a bomb of empty members has millions."""

MAX_RATIO = 200
"""Unpacked to packed bytes of one member. Prose packs 3 to 5 times, the XML of long tables up to about 100."""

_RATIO_FROM = 1_000_000
"""Bytes from which the ratio counts: a small member may be all blanks."""

_MAX_READ = 4_000_000
"""Bytes read at once. Only the list of members is read in one piece; 10,000 of them take about 1 MB."""

_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways to pack whose unpacking Python can bound as it goes, and the only ones in common use."""


class _Guarded:
    """A file that refuses to be read in huge pieces, before memory is taken for them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(_MAX_READ + 1 if size < 0 else min(size, _MAX_READ + 1))
        if len(data) > _MAX_READ:
            raise zipfile.BadZipFile("its list of members is too long")
        return data


@contextmanager
def opened(document: Document, what: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip file that `what` names in messages. Raises SourceError when it is none, or too large."""
    check_size(document)
    with document.open() as file:
        try:
            archive = zipfile.ZipFile(cast("BinaryIO", _Guarded(file)))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise SourceError(f"{document.place}: not {what}, or damaged; get it again or save it anew") from error
        with archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise SourceError(f"{document.place}: more than {MAX_MEMBERS} members; unpack it and add the folder")
            yield archive


def check_size(document: Document) -> None:
    """Raise SourceError for a document that is too large, pictures and all."""
    if document.size > MAX_FILE:
        raise SourceError(
            f"{document.place}: {document.size / 1e6:.0f} MB is more than the {MAX_FILE // 1_000_000} MB a file"
            " may have; split it"
        )


def problem(member: zipfile.ZipInfo, limit: int) -> str | None:
    """Say why a member is not unpacked; None for one that may be."""
    if member.flag_bits & 1:
        return "it needs a password; take the password off and add it again"
    if member.compress_type not in _READABLE:
        return "packed in a way Byline does not read; pack it anew as an ordinary zip"
    if member.file_size > limit:
        return (
            f"{member.file_size / 1e6:.0f} MB unpacked is more than the {limit // 1_000_000} MB it may have; split it"
        )
    if member.file_size > max(_RATIO_FROM, MAX_RATIO * member.compress_size):
        return f"it unpacks to more than {MAX_RATIO} times its size, as bombs do; unpack it yourself if you trust it"
    return None


@contextmanager
def member_open(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str, limit: int) -> Iterator[BinaryIO]:
    """Open a member for reading. Raises SourceError, which names `place`, when it may not or cannot be unpacked.

    zipfile gives no more bytes than the member's listed size, which `problem` has checked.
    """
    if why := problem(member, limit):
        raise SourceError(f"{place}: {why}")
    try:
        with archive.open(member) as file:
            yield cast("BinaryIO", file)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise SourceError(f"{place}: damaged inside the zip file; get it again or save it anew") from error
