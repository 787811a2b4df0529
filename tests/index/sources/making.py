"""Tiny writers of the files that the tests read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from index import Article, SourceError, sources

FLOOD = (
    "The river broke through its eastern wall shortly before midnight, and the water ran into the harbour.",
    "Nobody was killed, but four hundred people spent the night in the school on the hill.",
)


def one(path: Path, data: bytes | str | None = None) -> Article:
    """Read the one article of a file, which is written first if its content is given."""
    (made,) = every(path, data)
    assert isinstance(made, Article), made
    return made


def line(path: Path, data: bytes | str | None = None) -> str:
    """Return the one error of a file, without the name of the file that it begins with."""
    (made,) = every(path, data)
    assert isinstance(made, SourceError), made
    assert "\n" not in str(made)
    assert str(made).startswith(f"{path}: ")
    return str(made).removeprefix(f"{path}: ")


def every(path: Path, data: bytes | str | None = None) -> list[Article | SourceError]:
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(sources.read(path))


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Write a PDF of these objects; the first is its catalogue."""
    made, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end


def stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (extra, len(packed), packed)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"

Placed = tuple[str, float, float, float]
"""A line of a page: its text, x, y and the size of its letters."""


def pdf(pages: Sequence[Sequence[Placed]], info: dict[str, str] | None = None) -> bytes:
    """Write a PDF with these lines on its pages, and these properties."""
    objects = [CATALOGUE, b"", FONT]
    kids = []
    for page in pages:
        said = "".join(f"BT /F {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for text, x, y, size in page)
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % (len(objects) + 2)
        )
        objects.append(stream(said.encode("cp1252")))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    if info is None:
        return pdf_of(objects)
    said = "".join(f"/{name}({_escaped(value)})" for name, value in info.items())
    objects.append(f"<<{said}>>".encode("cp1252"))
    return pdf_of(objects, b"/Info %d 0 R" % len(objects))


def column(lines: Sequence[str], top: float = 700, step: float = 14, size: float = 12) -> list[Placed]:
    """Set lines below one another."""
    return [(text, 72, top - i * step, size) for i, text in enumerate(lines)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
