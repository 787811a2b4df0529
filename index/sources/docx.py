"""Word documents (.docx): the text of the body and its notes, and what the core properties say.

Read with zipfile and expat rather than python-docx, which builds the whole tree, unpacks without bounds, and leaves
out the text of tables, content controls, text boxes, insertions and notes.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from index.errors import SourceError
from index.sources import fields, unzip, xml
from index.sources.document import Document
from index.sources.flow import Dialect, Flow, collect
from index.sources.titles import authors, real_title
from index.types import Article

_WHAT = "a Word document"
_DIALECT = Dialect(
    paragraphs=frozenset(["p"]),
    runs="t",
    style="pStyle",
    row="tr",
    cell="tc",
    # struck out or moved away, second forms for old programs, stops of tabulators, prompts
    skipped=frozenset("del moveFrom Fallback tabs sdtPr".split()),
    signs={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"},
)
_NOTES = ("footnotes.xml", "endnotes.xml")
_OLE = b"\xd0\xcf\x11\xe0"


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the one article of the document. Its date is when it was created; the last change is nobody's date."""
    with document.open() as file:
        if file.read(4) == _OLE:
            raise SourceError(f"{document.place}: an old .doc, or locked by a password; save it as .docx without one")
    with unzip.opened(document, _WHAT) as archive:
        parts = {member.filename: member for member in archive.infolist()}
        body, core = _places(archive, parts, document.place)
        flow = Flow(document.place)
        for name in (body, *(posixpath.join(posixpath.dirname(body), each) for each in _NOTES)):
            if name in parts:
                with unzip.member_open(archive, parts[name], document.place, xml.MAX_XML) as stream:
                    collect(stream, flow, _DIALECT)
        said: dict[str, str] = {}
        if core in parts:
            with unzip.member_open(archive, parts[core], document.place, xml.MAX_XML) as stream:
                said = {each.name: each.text for each in xml.elements(stream, document.place)}
    title = real_title(said.get("title")) or flow.title
    given = {"title": title, "authors": authors(said.get("creator")), "date": said.get("created")}
    yield fields.article(given, flow.text(title), document)


def _places(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], place: str) -> tuple[str, str]:
    """Find the parts that hold the body and the properties."""
    body, core = "word/document.xml", "docProps/core.xml"
    if "_rels/.rels" in parts:
        with unzip.member_open(archive, parts["_rels/.rels"], place, xml.MAX_XML) as stream:
            for each in xml.elements(stream, place):
                kind, target = (each.attributes.get(name, "") for name in ("Type", "Target"))
                if kind.endswith("/officeDocument"):
                    body = target.lstrip("/")
                elif kind.endswith("/core-properties"):
                    core = target.lstrip("/")
    if body not in parts:
        raise SourceError(f"{place}: not {_WHAT}, there is no text part in it; save it anew as .docx")
    return body, core
