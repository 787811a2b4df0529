"""Bytes -> text, with the encodings that saved articles really come in."""

from __future__ import annotations

import codecs

from index.errors import SourceError
from index.sources.document import Document

MAX_BYTES = 20_000_000
"""Of one article. The longest novels are under 5 MB; a file beyond 20 is a dump, not an article."""

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_MAX_CONTROL_SHARE = 0.02


def read_text(document: Document) -> str:
    """Read one article's document: UTF-8, UTF-16, or else Windows-1252 (which holds Latin-1).

    Raises SourceError for one that is empty, too large, or not text.
    """
    text = decode(read_bytes(document))
    if text is None:
        raise SourceError(f"{document.place}: not text but binary data; save it as plain text first")
    if not text.strip():
        raise empty(document)
    return text


def read_bytes(document: Document) -> bytes:
    """Read a document whole. Raises SourceError for one that is larger than an article may be."""
    data = b""
    if document.size <= MAX_BYTES:
        with document.open() as file:
            data = file.read(MAX_BYTES + 1)
    if max(document.size, len(data)) > MAX_BYTES:
        size = max(document.size, len(data)) / 1e6
        raise SourceError(
            f"{document.place}: {size:.0f} MB is more than the {MAX_BYTES // 1_000_000} MB one article may have;"
            " split it into articles"
        )
    return data


def empty(document: Document) -> SourceError:
    """Make the error for a document in which nothing stands."""
    return SourceError(f"{document.place}: empty; there is nothing to read in it")


def decode(data: bytes) -> str | None:
    """Decode text, or return None for binary data."""
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        return _utf16_without_bom(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text if is_text(text) else None


def is_text(text: str) -> bool:
    """Tell text from decoded binary data by its share of control and replacement characters."""
    control = sum(character < " " and character not in "\t\n\r\f\v\x1b" for character in text)
    return control + text.count("\ufffd") <= _MAX_CONTROL_SHARE * max(1, len(text))


def encoding_of(document: Document) -> str | None:
    """Name the encoding of a document of any size, by the rules of `decode`; None for binary data."""
    with document.open() as file:
        head = file.read(4096)
        if decode(head[: len(head) // 2 * 2]) is None:
            return None
        for bom, encoding in _BOMS.items():
            if head.startswith(bom):
                return encoding
        if b"\0" in head:
            return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
        whole = codecs.getincrementaldecoder("utf-8")()
        try:
            while head:
                whole.decode(head)
                head = file.read(1_000_000)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _utf16_without_bom(data: bytes) -> str | None:
    """Decode UTF-16 that lacks its mark: in Latin-script text, every other byte is zero."""
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if len(data) % 2 == 0 and zeros.count(0) > 0.6 * len(zeros):
            text = data.decode(encoding, errors="replace")
            return None if "\0" in text else text
    return None
