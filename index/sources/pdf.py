"""PDF files (pypdf): the text of the pages as paragraphs, and what their properties say, where somebody said it."""

from __future__ import annotations

import io
import logging
import math
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from index.errors import SourceError
from index.sources import fields, lines
from index.sources.decode import MAX_BYTES
from index.sources.document import Document
from index.sources.titles import authors, real_title
from index.sources.unzip import check_size
from index.types import Article

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 10_000

_SECONDS, _SECONDS_PER_MB, _MAX_SECONDS = 30.0, 30.0, 600.0
"""Of this thread's own work on one file: several times what dense text takes, 3 s a MB. Others' work does not count."""

_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 200_000_000,
    "array_based_stream_maximum_output_length": MAX_BYTES,
    "lzw_maximum_output_length": MAX_BYTES,
    "run_length_maximum_output_length": MAX_BYTES,
    "zlib_maximum_output_length": MAX_BYTES,
    "zlib_maximum_recovery_input_length": 1_000_000,
    "stream_decoding_work_maximum_length": 4 * MAX_BYTES,
    "stream_parsing_work_maximum_count": 1_000_000,
    "xform_maximum_invocations_per_extraction": 1_000,
    "disable_legacy_handling": True,
}
"""pypdf's own bounds, lowered: its defaults allow 75 MB a stream and 5,000 forms a page."""

_PRINTED_BY = ("mozilla/", "chromium", "wkhtmltopdf", "safari", "firefox")
"""Browsers, as they name themselves: the day they made the file is the day somebody kept the page, not its own."""

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it mends in a file is not for standard error


class _TooLongError(Exception):
    """A file takes too long."""


class _Clock:
    """How much work one file may still cost."""

    def __init__(self, size: int) -> None:
        self._end = time.thread_time() + min(_SECONDS + _SECONDS_PER_MB * size / 1e6, _MAX_SECONDS)

    def check(self, *_: object) -> None:
        """Raise _TooLongError when it has cost too much. pypdf calls this before every step of a page."""
        if time.thread_time() > self._end:
            raise _TooLongError


class _Watched(io.BufferedReader):
    """A file that looks at the clock when it is read, for pypdf searches long in what is damaged."""

    def __init__(self, file: BinaryIO, clock: _Clock) -> None:
        super().__init__(cast("io.RawIOBase", file))
        self._clock = clock

    def read(self, size: int | None = -1, /) -> bytes:
        self._clock.check()
        return super().read(size)


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the text of the PDF as one article, and one SourceError for the pages that cannot be read.

    Raises SourceError for a file that is locked, has no text (a scan), or is damaged or hostile.
    """
    pages, failed, said = _opened(document)
    if failed:
        numbers = ", ".join(map(str, failed[:5])) + (f" and {len(failed) - 5} more" if len(failed) > 5 else "")
        yield SourceError(f"{document.place}: damaged on page {numbers}; the other pages are read")
    if not any(pages):
        raise SourceError(
            f"{document.place}: no text in this PDF, only pictures; run text recognition on it (ocrmypdf, or the"
            " scanner's own) and add the result"
        )
    kept = lines.without_running(pages)
    title = said.pop("title") or lines.title(next(filter(None, kept), []))
    paragraphs = lines.paragraphs(kept)
    if len(paragraphs) > 1 and paragraphs[0] == title:
        paragraphs = paragraphs[1:]
    yield fields.article(said, "\n\n".join(paragraphs), document, title=title)


def _opened(document: Document) -> tuple[list[list[lines.Line]], list[int], dict[str, Any]]:
    """Read pages and properties; whatever is wrong with the file is a SourceError."""
    import pypdf

    check_size(document)
    with document.open() as file, pypdf.apply_configuration(**_LIMITS):
        try:
            clock = _Clock(document.size)
            reader = pypdf.PdfReader(_Watched(file, clock))
            if not reader.is_encrypted or reader.decrypt(""):
                return *_pages(reader, document.place, clock), _said(reader)
        except SourceError:
            raise
        except (_TooLongError, RecursionError, MemoryError) as error:
            raise SourceError(f"{document.place}: takes too long or too much memory to read; save it anew") from error
        except Exception as error:  # pypdf raises whatever a damaged file makes Python raise
            why = " ".join(str(error).split())[:100] or type(error).__name__
            raise SourceError(f"{document.place}: not a PDF, or damaged ({why}); get it again") from error
    raise SourceError(f"{document.place}: it needs a password; save it without one and add it again")


def _pages(reader: PdfReader, place: str, clock: _Clock) -> tuple[list[list[lines.Line]], list[int]]:
    """Read the lines of every page, and tell which pages cannot be read."""
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise SourceError(f"{place}: {count} pages, more than {MAX_PAGES}; split it")
    found: list[list[lines.Line]] = []
    failed: list[int] = []
    size = 0
    for number in range(count):
        collector = _Collector(clock)
        try:
            collector.read(reader.pages[number])
        except (_TooLongError, MemoryError):
            raise
        except Exception:  # noqa: BLE001  # as above; one page must not lose the others
            failed.append(number + 1)
        found.append(collector.lines)
        size += sum(len(line.text) for line in collector.lines)
        if size > MAX_BYTES:
            raise SourceError(f"{place}: more than {MAX_BYTES // 1_000_000} MB of text; split it")
    if failed and len(failed) == count:
        raise SourceError(f"{place}: damaged on every page; get it again or save it anew")
    return found, failed


class _Collector:
    """Puts together the lines of one page from the pieces that pypdf tells of."""

    def __init__(self, clock: _Clock) -> None:
        self.lines: list[lines.Line] = []
        self._clock = clock
        self._pieces: list[tuple[str, float, float, float]] = []

    def read(self, page: PageObject) -> None:
        """Read a page."""
        self._clock.check()
        page.extract_text(visitor_text=self._take, visitor_operand_before=self._clock.check)
        self._end()
        self._clock.check()

    def _take(self, text: str, user: Any, matrix: Any, font: object, size: Any) -> None:  # noqa: ARG002
        for i, piece in enumerate(text.split("\n")):
            if i:
                self._end()
            if piece:
                self._pieces.append((piece, *_placed(user, matrix, size)))

    def _end(self) -> None:
        text = "".join(piece[0] for piece in self._pieces).replace("\0", "")
        said = [piece for piece in self._pieces if piece[0].strip()]
        self._pieces = []
        if said:
            size = max(said, key=lambda piece: len(piece[0]))[3]
            self.lines.append(lines.Line(" ".join(text.split()), said[0][1], said[0][2], size))


def _placed(user: Any, matrix: Any, size: Any) -> tuple[float, float, float]:
    """Return where on the page a piece stands, and the size of its letters there."""
    a, b, c, d, e, f = (float(value) for value in user)
    x, y = float(matrix[4]), float(matrix[5])
    height = math.hypot(float(matrix[2]), float(matrix[3])) * math.hypot(c, d)
    placed = a * x + c * y + e, b * x + d * y + f, abs(float(size)) * height
    return placed if all(map(math.isfinite, placed)) else (0.0, 0.0, 0.0)


def _said(reader: PdfReader) -> dict[str, Any]:
    """Return title, authors and date as XMP or the Info dictionary have them; None or [] for what nobody said."""
    info: Any = _try(lambda: reader.metadata) or {}
    xmp: Any = _try(lambda: reader.xmp_metadata)
    titles: Any = _try(lambda: list(xmp.dc_title.values())) or []
    creators: Any = _try(lambda: "; ".join(xmp.dc_creator))
    dates: Any = _try(lambda: xmp.dc_date) or []
    made: Any = _try(lambda: info.creation_date)
    programs = f"{info.get('/Creator', '')}\n{info.get('/Producer', '')}".lower()
    if any(line.startswith(_PRINTED_BY) for line in programs.split("\n")):
        made = None
    given_title = next(filter(None, (real_title(str(each)) for each in (*titles, info.get("/Title", "")))), None)
    people = authors(creators) or authors(str(info.get("/Author", "")))
    return {"title": given_title, "authors": people, "date": next(iter(dates), None) or made}


def _try(get: Callable[[], object]) -> object:
    """Return what a property says; None for one that is not there or is damaged."""
    try:
        return get()
    except Exception:  # noqa: BLE001  # properties are an extra: a damaged one loses no text
        return None
