"""JSON lines and CSV: one article a row, under any of the field names in `fields`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import MAX_BYTES, decode, encoding_of, read_text
from index.types import Article


def read_jsonl(path: Path) -> Iterator[Article | SourceError]:
    """Yield an article for every line; a line that is not one is one SourceError, and the rest goes on."""
    seen = 0
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(0)
        wide = b"\0" in head  # UTF-16, whose lines cannot be told apart before it is decoded
        lines = io.BytesIO(read_text(path).encode()) if wide else file
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            seen += 1
            where = f"{path} line {number}"
            if len(line) > MAX_BYTES:
                yield SourceError(f"{where}: {len(line) / 1e6:.0f} MB is more than one article may have; split it")
                continue
            try:
                row = json.loads(decode(line) or "")
            except (ValueError, RecursionError):
                yield SourceError(f"{where}: not valid JSON; the other lines are read")
                continue
            yield _row(row, path, where)
    if not seen:
        raise SourceError(f"{path}: empty; there is nothing to read in it")


def read_csv(path: Path) -> Iterator[Article | SourceError]:
    """Yield an article for every row below the header."""
    csv.field_size_limit(MAX_BYTES)
    encoding = encoding_of(path)
    if encoding is None:
        raise SourceError(f"{path}: not text but binary data; export it as CSV first")
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from _csv_rows(file, path)


def _csv_rows(file: TextIO, path: Path) -> Iterator[Article | SourceError]:
    rows = csv.DictReader(file)
    if not rows.fieldnames:
        raise SourceError(f"{path}: empty; there is nothing to read in it")
    rows.fieldnames = [name.strip() for name in rows.fieldnames]
    if not {name.lower() for name in rows.fieldnames} & set(fields.TEXT):
        raise SourceError(f"{path}: no column is called {', '.join(fields.TEXT)}; name the column that holds the text")
    try:
        for row in rows:
            yield _row(row, path, f"{path} line {rows.line_num}")
    except csv.Error as error:
        raise SourceError(f"{path} line {rows.line_num}: {error}") from error


def _row(row: Any, path: Path, where: str) -> Article | SourceError:  # whatever the row holds
    if not isinstance(row, dict):
        return SourceError(f"{where}: not a JSON object with a text; the other lines are read")
    text = fields.first(row, fields.TEXT)
    if not isinstance(text, str) or not text.strip():
        return SourceError(f"{where}: no text (one of the fields {', '.join(fields.TEXT)})")
    return fields.article(row, text, path, key=hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest())  # noqa: S324
