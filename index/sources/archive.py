"""Zip archives of articles of any kind, and of zip archives, within bounds."""

from __future__ import annotations

import posixpath
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from index import sources
from index.errors import SourceError
from index.sources import unzip
from index.sources.decode import MAX_BYTES
from index.sources.document import Document
from index.types import Article

MAX_UNPACKED = 1_000_000_000
"""Bytes that all members come to, those of archives inside included. Ten thousand saved pages are about that."""

MAX_DEPTH = 3
"""Archives inside one another. An export that holds a zip for each year has 2."""


@dataclass(slots=True)
class _Budget:
    """What is left for one archive and all the archives in it."""

    bytes: int
    members: int


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the articles of the archive's members, and a SourceError for each that is not read.

    Members of no kind that can be read, and hidden ones, are passed over as they are in a folder. Raises
    SourceError where nothing can be read, and where it all gets too large.
    """
    yield from _read(document, _Budget(MAX_UNPACKED, unzip.MAX_MEMBERS), 1)


def _read(document: Document, budget: _Budget, depth: int) -> Iterator[Article | SourceError]:
    with unzip.opened(document, "a zip archive") as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _hidden(member.filename)]
        budget.members -= len(members)
        if budget.members < 0:
            raise SourceError(f"{document.place}: more than {unzip.MAX_MEMBERS} members; unpack it and add the folder")
        seen: set[str] = set()
        found = False
        for member in members:
            if why := _unsafe(member) or ("it is there twice; the first is read" if member.filename in seen else ""):
                yield SourceError(f"{document.place}/{_shown(member.filename)}: {why}")
                found = True
                continue
            seen.add(member.filename)
            if posixpath.splitext(member.filename)[1].lower() in sources.SUFFIXES:
                yield from _member(document, archive, member, budget, depth)
                found = True
    if not found:
        raise SourceError(f"{document.place}: no articles in this archive; {sources.accepted()}")


def _member(
    document: Document, archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: _Budget, depth: int
) -> Iterator[Article | SourceError]:
    """Yield the articles of one member. Raises SourceError only where the whole gets too large."""
    place = f"{document.place}/{_shown(member.filename)}"
    if member.file_size <= MAX_BYTES:
        budget.bytes -= member.file_size
    if budget.bytes < 0:
        raise SourceError(
            f"{document.place}: unpacks to more than {MAX_UNPACKED // 1_000_000} MB; unpack it and add the folder"
        )
    try:
        with unzip.member_open(archive, member, place, MAX_BYTES) as file:
            data = file.read()
    except SourceError as error:
        yield error
        return
    suffix = posixpath.splitext(member.filename)[1].lower()
    inner = Document.of_bytes(place, suffix, data, f"{document.url}#{member.filename}" if document.url else None)
    if suffix != ".zip":
        yield from sources.read(inner)
    elif depth >= MAX_DEPTH:
        yield SourceError(f"{place}: more than {MAX_DEPTH} archives inside one another; unpack it and add the folder")
    else:
        try:
            yield from _read(inner, budget, depth + 1)
        except SourceError as error:
            yield error


def _unsafe(member: zipfile.ZipInfo) -> str:
    """Say why a name is not to be trusted; "" for a plain one."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or name[1:2] == ":":
        return "its path begins at the root; pack it anew with paths inside the archive"
    if ".." in name.split("/"):
        return "its path leads out of the archive; pack it anew"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link, which is not followed; pack the file itself"
    return ""


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or any(part.startswith(".") and part not in (".", "..") for part in parts)


def _shown(name: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in name)
