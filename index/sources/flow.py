"""The XML of word processors -> paragraphs, and rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import BinaryIO

from index.errors import SourceError
from index.sources import xml
from index.sources.decode import MAX_BYTES

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format names things: elements, but for `style`, which is an element or an attribute of a paragraph.

    Text counts inside `runs`, or anywhere in a paragraph, its blanks as one, where that is None. `skipped` elements
    count with all that is in them for nothing, and `signs` stand for characters.
    """

    paragraphs: frozenset[str]
    runs: str | None
    style: str
    row: str
    cell: str
    skipped: frozenset[str]
    signs: dict[str, str]


def collect(stream: BinaryIO, flow: Flow, dialect: Dialect) -> None:
    """Read a part of a document into `flow`. Raises SourceError as `xml.walk` does."""
    xml.walk(stream, flow.place, _Collector(flow, dialect))


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    said: list[str] = field(default_factory=list)


class Flow:
    """Collects paragraphs. A paragraph inside another (a text box, a note) comes in front of it.

    The cells of a row that has several make one paragraph, "Name | Born | Died"; a row of one cell, which is
    layout more often than a table, is the paragraphs in it.
    """

    def __init__(self, place: str) -> None:
        self.paragraphs: list[str] = []
        self.title: str | None = None
        self.place = place
        self._size = 0
        self._open: list[_Paragraph] = []
        self._rows: list[list[list[str]]] = []

    def begin(self, style: str = "") -> None:
        """Begin a paragraph."""
        self._open.append(_Paragraph(style))

    def styled(self, style: str) -> None:
        """Name the style of the paragraph that is open."""
        if self._open:
            self._open[-1].style = style

    def say(self, text: str) -> None:
        """Add to the paragraph that is open. Raises SourceError when it all gets too long."""
        if not self._open:
            return
        self._size += len(text)
        if self._size > MAX_BYTES:
            raise SourceError(
                f"{self.place}: more than {MAX_BYTES // 1_000_000} MB of text, which is more than one article may"
                " have; split it"
            )
        self._open[-1].said.append(text)

    def end(self) -> None:
        """End the paragraph that is open."""
        paragraph = self._open.pop()
        said = "".join(paragraph.said).strip()
        if not said:
            return
        if self.title is None and paragraph.style == "Title":
            self.title = " ".join(said.split())
        self._target().append(said)

    def row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def cell(self) -> None:
        """Begin a cell of the row that is open."""
        if self._rows:
            self._rows[-1].append([])

    def end_row(self) -> None:
        """End the row that is open."""
        cells = [cell for cell in self._rows.pop() if cell]
        self._target().extend(cells[0] if len(cells) == 1 else [" | ".join(map(" ".join, cells))] if cells else [])

    def text(self, title: str | None) -> str:
        """Join the paragraphs; a first one that only repeats the title is left out. Raises SourceError for none."""
        paragraphs = self.paragraphs[1:] if [title] == self.paragraphs[:1] else self.paragraphs
        if not paragraphs:
            raise SourceError(f"{self.place}: no text in it; if it holds pictures of text, add the text itself")
        return "\n\n".join(paragraphs)

    def _target(self) -> list[str]:
        return self._rows[-1][-1] if self._rows and self._rows[-1] else self.paragraphs


class _Collector:
    """Tells a Flow what the XML says in one dialect."""

    def __init__(self, flow: Flow, dialect: Dialect) -> None:
        self._flow, self._dialect = flow, dialect
        self._skipping = 0
        self._reading = 0 if dialect.runs else 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        flow, dialect = self._flow, self._dialect
        if self._skipping or name in dialect.skipped:
            self._skipping += 1
        elif name in dialect.paragraphs:
            flow.begin(attributes.get(dialect.style, ""))
        elif name == dialect.runs:
            self._reading += 1
        elif name in dialect.signs:
            flow.say(dialect.signs[name])
        elif name == dialect.style:
            flow.styled(attributes.get("val", ""))
        elif name == dialect.row:
            flow.row()
        elif name == dialect.cell:
            flow.cell()

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif name in self._dialect.paragraphs:
            self._flow.end()
        elif name == self._dialect.runs:
            self._reading -= 1
        elif name == self._dialect.row:
            self._flow.end_row()

    def text(self, said: str) -> None:
        if self._reading and not self._skipping:
            self._flow.say(said if self._dialect.runs else _BLANKS.sub(" ", said))
