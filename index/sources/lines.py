"""Lines as they stand on pages -> paragraphs: running headers dropped, lines joined, words put together again."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_EDGE = 3
"""Lines at the top and at the foot of a page that may be running ones: a name, a date and a rule's number."""

_MIN_RUNNING, _RUNNING_SHARE = 2, 0.4
"""On how many pages, and on what share of them, the same line at an edge is a running one. Left and right pages
often differ, and the first page of a chapter has none, so each comes to a little under half."""

_GAP = 1.2
"""Times the usual step between lines from which a step parts paragraphs. The lines of one paragraph vary by under 5%;
TeX's smallest blank between paragraphs makes 1.23."""

_SHORT = 0.7
"""Of the usual length of a page's lines, under which a line has ended early if the next word, a capital first, had
still fitted: an item of a list, an address, a verse."""

_OTHER_SIZE = 1.15
"""Times the size of letters from which a line is of another kind: a heading, a caption, a note."""

_INDENT = 0.8
"""Of the size of letters, from which a first line is indented; the usual indents are 1 to 2."""

_TITLE_SIZE = 1.2
"""Times the usual size of letters on the first page that a title has at least. Most have 1.4 to 2."""

_MAX_NUMBERS = 5
"""Numbers of a line that may be that of the page. "Page 3 of 8, 2 May 2024" has four."""

_MAX_WORD = 100
"""Characters at the end of a line that are looked at: a line may be all of a broken file."""

_NUMBER = re.compile(r"[-\u2013\u2014 ]*(?:\d{1,4}|[ivxlc]{1,7})[-\u2013\u2014 ]*")
_ENDS = re.compile(r"[.!?:;\u2026][)\]\"'\u2019\u201d\u00bb]*\Z")
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]\Z")
_BULLET = re.compile(r"[\u2022\u25aa\u25e6\u2023\u2219\u25cf\u25cb\u25a0\u25a1\u2013\u2014-]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, where its first letter stands on the page (y grows upwards), and the size of its letters."""

    text: str
    x: float
    y: float
    size: float


Page = Sequence[Line]


def without_running(pages: Sequence[Page]) -> list[list[Line]]:
    """Drop page numbers, and lines set apart at the edge of most pages that differ in the number of the page only."""
    edges = [_edges(page) for page in pages]
    counts = Counter(
        key for number, edge in enumerate(edges) for key in {key for line in edge for key in _keys(line, number)}
    )
    least = max(_MIN_RUNNING, _RUNNING_SHARE * len(pages))

    def runs(line: Line, number: int) -> bool:
        return any(counts[key] >= least for key in _keys(line, number)) or (
            len(pages) > 1 and _NUMBER.fullmatch(line.text) is not None
        )

    return [
        [line for line in page if not (line in edge and runs(line, number))]
        for number, (page, edge) in enumerate(zip(pages, edges, strict=True))
    ]


def title(page: Page) -> str | None:
    """Return the lines in the largest letters at the top of a first page; None where none stand out."""
    sizes = Counter[float]()
    for line in page:
        sizes[round(line.size, 1)] += len(line.text)
    if len(sizes) < 2:
        return None
    usual, largest = sizes.most_common(1)[0][0], max(sizes)
    if largest < _TITLE_SIZE * usual:
        return None
    start = next(i for i, line in enumerate(page) if round(line.size, 1) == largest)
    end = next((i for i in range(start, len(page)) if round(page[i].size, 1) != largest), len(page))
    found = " ".join(" ".join(line.text for line in page[start:end]).split())
    return found if 3 < len(found) <= 200 else None


def paragraphs(pages: Sequence[Page]) -> list[str]:
    """Join the lines of all pages to paragraphs."""
    known = Counter(word.lower() for page in pages for line in page for word in re.findall(r"[\w-]+", line.text))
    made: list[list[str]] = []
    before: Line | None = None
    for page in pages:
        step, length = _usual_step(page), _usual_length(page)
        for line in page:
            if before is None or _parts(before, line, step, length):
                made.append([line.text])
            else:
                made[-1][-1:] = _joined(made[-1][-1], line.text, known)
            before = line
    return ["".join(pieces) for pieces in made]


def _edges(page: Page) -> list[Line]:
    """Return the lines at the top and the foot of a page that a gap or another size parts from the rest."""
    by_height = sorted(page, key=lambda line: -line.y)
    step = _usual_step(by_height)
    found: list[Line] = []
    for ordered in (by_height, by_height[::-1]):
        apart = [
            count
            for count, (one, other) in enumerate(itertools.pairwise(ordered[: _EDGE + 1]), start=1)
            if abs(one.y - other.y) > _GAP * step or _differ(one, other)
        ]
        found += ordered[: max(apart, default=len(page) if len(page) <= _EDGE else 0)]
    return found


def _keys(line: Line, number: int) -> list[tuple[str, int]]:
    """Name a line as it stands, and with each of its numbers counted from that of the page.

    The letters' size belongs to the name: the title of a first page often runs on, smaller, over the others.
    """
    text, size = line.text.lower(), round(line.size)
    counted = (
        f"{text[: match.start()]}#{int(match[0]) - number}#{text[match.end() :]}"
        for match in itertools.islice(re.finditer(r"\d{1,5}", text), _MAX_NUMBERS)
    )
    return [(name, size) for name in (text, *counted)]


def _differ(one: Line, other: Line) -> bool:
    small, large = sorted((one.size, other.size))
    return large >= _OTHER_SIZE * small


def _steps(page: Page) -> Iterator[float]:
    for one, other in itertools.pairwise(page):
        if one.y > other.y and not _differ(one, other):
            yield one.y - other.y


def _usual_step(page: Page) -> float:
    """Return the step between lines: the lower quartile, for there may be as many paragraphs as lines."""
    steps = sorted(_steps(page))
    return statistics.quantiles(steps, n=4)[0] if len(steps) > 1 else max(steps, default=0.0)


def _usual_length(page: Page) -> int:
    """Return how many characters the longer lines of a page have."""
    lengths = sorted(len(line.text) for line in page)
    return lengths[len(lengths) * 4 // 5] if lengths else 0


def _parts(one: Line, other: Line, step: float, length: int) -> bool:
    """Tell whether a paragraph ends between two lines."""
    if _differ(one, other) or _BULLET.match(other.text):
        return True
    ended = _ENDS.search(one.text[-_MAX_WORD:]) is not None
    if other.y >= one.y:  # another column or page
        return ended
    if step and one.y - other.y > _GAP * step:
        return True
    if not other.text[:1].islower() and len(f"{one.text} {other.text.split()[0]}") < _SHORT * length:
        return True
    return ended and other.x - one.x > _INDENT * other.size and not _BULLET.match(one.text)


def _joined(above: str, below: str, known: Counter[str]) -> tuple[str, str]:
    """Make two lines fit. A word that was cut loses its hyphen unless it has it elsewhere in the document too."""
    cut = _HYPHEN.search(above[-_MAX_WORD:])
    rest = re.match(r"\w+", below)
    if not cut or not rest or not rest[0][0].islower():
        return f"{above} ", below
    whole, hyphened = f"{cut[1]}{rest[0]}".lower(), f"{cut[1]}-{rest[0]}".lower()
    if known[hyphened] > known[whole] and above[-1] == "-":
        return above, below
    return above[:-1], below
