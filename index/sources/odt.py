"""OpenDocument texts (.odt): the text of the body, and what their own metadata says.

Read with zipfile and expat: odfpy, the library there is, has had no release since 2020 and builds the whole tree.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import SourceError
from index.sources import fields, unzip, xml
from index.sources.document import Document
from index.sources.flow import Dialect, Flow, collect
from index.sources.titles import authors, real_title
from index.types import Article

_WHAT = "an OpenDocument text"
_DIALECT = Dialect(
    paragraphs=frozenset(["p", "h"]),
    runs=None,
    style="style-name",
    row="table-row",
    cell="table-cell",
    # remarks, text that was struck out, the numbers of notes, declarations
    skipped=frozenset("annotation tracked-changes note-citation forms sequence-decls".split()),
    signs={"s": " ", "tab": "\t", "line-break": "\n"},
)


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the one article of the document. Its date is when it was created."""
    with unzip.opened(document, _WHAT) as archive:
        parts = {member.filename: member for member in archive.infolist()}
        if "content.xml" not in parts:
            raise SourceError(f"{document.place}: not {_WHAT}, there is no text part in it; save it anew as .odt")
        found: dict[str, list[xml.Element]] = {}
        for name in ("META-INF/manifest.xml", "meta.xml"):
            if name in parts:
                with unzip.member_open(archive, parts[name], document.place, xml.MAX_XML) as stream:
                    found[name] = xml.elements(stream, document.place)
            if any(each.name == "encryption-data" for each in found.get(name, [])):
                raise SourceError(f"{document.place}: it needs a password; save it without one and add it again")
        flow = Flow(document.place)
        with unzip.member_open(archive, parts["content.xml"], document.place, xml.MAX_XML) as stream:
            collect(stream, flow, _DIALECT)
    said = {each.name: each.text for each in found.get("meta.xml", [])}
    title = real_title(said.get("title")) or flow.title
    people = authors(said.get("initial-creator")) or authors(said.get("creator"))
    given = {"title": title, "authors": people, "date": said.get("creation-date")}
    yield fields.article(given, flow.text(title), document)
