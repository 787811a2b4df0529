"""Books (.epub): the chapters in their order as one article, and what the package says of the book."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from index.errors import SourceError
from index.sources import fields, unzip, xml
from index.sources.decode import MAX_BYTES, decode
from index.sources.document import Document
from index.sources.pages import everything
from index.sources.titles import real_title
from index.types import Article

_WHAT = "an EPUB book"
_CHAPTERS = ("application/xhtml+xml", "text/html")
_NOT_PUBLISHED = ("modification", "creation", "conversion")


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the book as one article. Its date is the one of publication; a year alone is no date."""
    with unzip.opened(document, _WHAT) as archive:
        book = _Book(archive, document.place)
        said = book.package()
        text = book.text(said)
    dates = [each.text for each in said if each.name == "date" and each.attributes.get("event") not in _NOT_PUBLISHED]
    titles = [each.text for each in said if each.name == "title"]
    creators = [each.text for each in said if each.name == "creator" and each.attributes.get("role", "aut") == "aut"]
    given = {"title": real_title(next(iter(titles), None)), "authors": creators, "date": next(iter(dates), None)}
    yield fields.article(given, text, document)


class _Book:
    """The parts of one book."""

    def __init__(self, archive: zipfile.ZipFile, place: str) -> None:
        self._archive, self._place = archive, place
        self._parts = {member.filename: member for member in archive.infolist()}
        self._root = ""

    def package(self) -> list[xml.Element]:
        """Return the elements of the package file, which lists what the book is made of."""
        container = self._elements("META-INF/container.xml")
        self._root = next((each.attributes.get("full-path", "") for each in container if each.name == "rootfile"), "")
        return self._elements(self._root)

    def text(self, package: list[xml.Element]) -> str:
        """Join the chapters. Raises SourceError for a locked book, one without text, and one that is too long."""
        items = {each.attributes.get("id"): each.attributes for each in package if each.name == "item"}
        spine = [items.get(each.attributes.get("idref"), {}) for each in package if each.name == "itemref"]
        names = [
            self._named(each.get("href", ""))
            for each in spine
            if each.get("media-type") in _CHAPTERS and "nav" not in each.get("properties", "").split()
        ]
        self._check_locks(set(names))
        chapters: list[str] = []
        size = 0
        for name in dict.fromkeys(names):
            if name not in self._parts:
                continue
            place = f"{self._place}/{name}"
            with unzip.member_open(self._archive, self._parts[name], place, MAX_BYTES) as file:
                chapters.append(everything(decode(file.read()) or ""))
            size += len(chapters[-1])
            if size > MAX_BYTES:
                raise SourceError(f"{self._place}: more than {MAX_BYTES // 1_000_000} MB of text; split it")
        text = "\n\n".join(filter(None, chapters))
        if not text:
            raise SourceError(f"{self._place}: there is no text in this book; if it is all pictures, add its text")
        return text

    def _check_locks(self, names: set[str]) -> None:
        """Refuse a book whose chapters are encrypted; fonts often are, and do not matter."""
        if "META-INF/encryption.xml" not in self._parts:
            return
        for each in self._elements("META-INF/encryption.xml"):
            if each.name == "CipherReference" and unquote(each.attributes.get("URI", "")) in names:
                raise SourceError(f"{self._place}: locked by its shop (DRM); Byline reads books without a lock only")

    def _elements(self, name: str) -> list[xml.Element]:
        if name not in self._parts:
            raise SourceError(f"{self._place}: not {_WHAT}, or damaged: {name[:100] or 'its package'} is not in it")
        with unzip.member_open(self._archive, self._parts[name], self._place, xml.MAX_XML) as stream:
            return xml.elements(stream, self._place)

    def _named(self, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._root), unquote(href.partition("#")[0])))
