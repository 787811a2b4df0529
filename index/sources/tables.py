"""JSON lines and CSV: one article a row, under any of the field names in `fields`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import MAX_BYTES, decode, empty, encoding_of, read_text
from index.sources.document import Document
from index.types import Article


def read_jsonl(document: Document) -> Iterator[Article | SourceError]:
    """Yield an article for every line; a line that is not one is one SourceError, and the rest goes on."""
    seen = 0
    with document.open() as file:
        head = file.read(4096)
        file.seek(0)
        wide = b"\0" in head  # UTF-16, whose lines cannot be told apart before it is decoded
        lines = io.BytesIO(read_text(document).encode()) if wide else file
        for number, line in enumerate(_lines(lines), start=1):
            if not line.strip():
                continue
            seen += 1
            where = f"{document.place} line {number}"
            if len(line) > MAX_BYTES:
                most = MAX_BYTES // 1_000_000
                yield SourceError(f"{where}: more than the {most} MB one article may have; split it into articles")
                continue
            try:
                row = json.loads(decode(line) or "")
            except (ValueError, RecursionError):
                yield SourceError(f"{where}: not valid JSON; the other lines are read")
                continue
            yield _row(row, document, where)
    if not seen:
        raise empty(document)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long only its beginning, which shows that."""
    while line := file.readline(MAX_BYTES + 1):
        yield line
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_BYTES + 1)


def read_csv(document: Document) -> Iterator[Article | SourceError]:
    """Yield an article for every row below the header."""
    csv.field_size_limit(MAX_BYTES)
    encoding = encoding_of(document)
    if encoding is None:
        raise SourceError(f"{document.place}: not text but binary data; export it as CSV first")
    with io.TextIOWrapper(document.open(), encoding=encoding, errors="replace", newline="") as file:
        yield from _csv_rows(file, document)


def _csv_rows(file: TextIO, document: Document) -> Iterator[Article | SourceError]:
    rows = csv.DictReader(file)
    if not rows.fieldnames:
        raise empty(document)
    rows.fieldnames = [name.strip() for name in rows.fieldnames]
    if not {name.lower() for name in rows.fieldnames} & set(fields.TEXT):
        raise SourceError(
            f"{document.place}: no column is called {', '.join(fields.TEXT)}; name the column that holds the text"
        )
    try:
        for row in rows:
            yield _row(row, document, f"{document.place} line {rows.line_num}")
    except csv.Error as error:
        raise SourceError(f"{document.place} line {rows.line_num}: {error}") from error


def _row(row: Any, document: Document, where: str) -> Article | SourceError:  # whatever the row holds
    if not isinstance(row, dict):
        return SourceError(f"{where}: not a JSON object with a text; the other lines are read")
    text = fields.first(row, fields.TEXT)
    if not isinstance(text, str) or not text.strip():
        return SourceError(f"{where}: no text (one of the fields {', '.join(fields.TEXT)})")
    return fields.article(row, text, document, key=hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest())  # noqa: S324
