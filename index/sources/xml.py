"""XML, read as it comes: no tree, no entities of its own, nothing fetched, nothing deep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol
from xml.parsers import expat

from index.errors import SourceError

MAX_XML = 100_000_000
"""Bytes of one part. A word processor writes 5 to 10 bytes of XML for one of text."""

_MAX_DEPTH = 500
"""Elements inside one another. Tables in tables in text boxes come to about 60."""

_MAX_ELEMENTS = 100_000
"""Of a small file. A book of 10,000 pictures lists each twice."""

_PIECE = 1_000_000
"""Bytes at a time. expat looks again at what is not closed yet with every piece, so small ones are slow."""


class Reader(Protocol):
    """Is told of elements and texts as they come. Names are without their namespaces."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of one."""

    def text(self, said: str) -> None:
        """Take a piece of text."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a small file: its name, its attributes, and the text that stands in it and nowhere deeper."""

    name: str
    attributes: dict[str, str]
    text: str


def walk(stream: BinaryIO, place: str, reader: Reader) -> None:
    """Report every element and every text of an XML stream, in order.

    Raises SourceError for XML that is damaged, too deep, or declares entities: those can be made to expand
    without end or to read other files, and no program writes them into documents.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise SourceError(f"{place}: XML more than {_MAX_DEPTH} elements deep, which no document is; save it anew")
        reader.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(_local(name))

    def refuse(*_: object) -> None:
        raise SourceError(f"{place}: its XML declares entities, which Byline does not expand; save it anew")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, finish, reader.text
    parser.EntityDeclHandler = refuse
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)  # noqa: FBT003  # expat takes it by position only
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise SourceError(f"{place}: its XML is damaged ({error}); save it anew") from error


def elements(stream: BinaryIO, place: str) -> list[Element]:
    """Return every element of a small XML file in the order in which they end. Raises as `walk` does."""
    lister = _Lister(place)
    walk(stream, place, lister)
    return lister.found


class _Lister:
    """Lists elements as they end."""

    def __init__(self, place: str) -> None:
        self.found: list[Element] = []
        self._place = place
        self._open: list[tuple[dict[str, str], list[str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  # a Reader is told it
        self._open.append((attributes, []))

    def end(self, name: str) -> None:
        attributes, said = self._open.pop()
        if len(self.found) >= _MAX_ELEMENTS:
            raise SourceError(f"{self._place}: more than {_MAX_ELEMENTS} elements in a list of parts; save it anew")
        self.found.append(Element(name, attributes, " ".join("".join(said).split())))

    def text(self, said: str) -> None:
        self._open[-1][1].append(said)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
