"""Standard input: bytes without a name, whose kind is seen from how they begin."""

from __future__ import annotations

import json
import re
import sys

from index.errors import SourceError
from index.sources.decode import decode
from index.sources.document import STDIN, Document

MAX_INPUT = 200_000_000
"""Bytes that are taken in, and held in memory. An article is bounded by its own kind."""

_PAGE = re.compile(
    r"(?:\s|<\?[^>]*>|(?><!--.*?-->))*+<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL
)
_HEAD = 10_000


def document() -> Document:
    """Read standard input to its end. Raises SourceError when it is too large."""
    data = sys.stdin.buffer.read(MAX_INPUT + 1)
    if len(data) > MAX_INPUT:
        raise SourceError(f"{STDIN}: more than {MAX_INPUT // 1_000_000} MB; save it as a file and add that")
    return Document.of_bytes(STDIN, suffix_of(data), data)


def suffix_of(data: bytes) -> str:
    """Tell a PDF, a page and JSON lines; everything else is text."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if _PAGE.match(decode(data[:_HEAD]) or ""):
        return ".html"
    lines = [line for line in data.splitlines() if line.strip()]
    return ".jsonl" if lines and all(map(_is_row, lines)) else ".txt"


def _is_row(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
