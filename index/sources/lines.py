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
    """Drop the lines that stand at the edge of most pages, whatever number is in them."""
    edges = [_edges(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_key(line) for line in edge})
    least = max(_MIN_RUNNING, _RUNNING_SHARE * len(pages))
    running = {key for key, count in counts.items() if count >= least}
    return [
        [line for line in page if not (line in edge and _key(line) in running)]
        for page, edge in zip(pages, edges, strict=True)
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
    made: list[str] = []
    before: Line | None = None
    for page in pages:
        step, length = _usual_step(page), _usual_length(page)
        for line in page:
            if before is None or _parts(before, line, step, length):
                made.append(line.text)
            else:
                made[-1] = _joined(made[-1], line.text, known)
            before = line
    return made


def _edges(page: Page) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.y)
    return by_height[:_EDGE] + by_height[-_EDGE:]


def _key(line: Line) -> tuple[str, int]:
    """Tell running lines apart by their letters' size too: the title of a first page often runs on over the others."""
    return re.sub(r"\d+", "#", line.text).lower(), round(line.size)


def _steps(page: Page) -> Iterator[float]:
    for one, other in itertools.pairwise(page):
        if one.y > other.y and one.size < _OTHER_SIZE * other.size and other.size < _OTHER_SIZE * one.size:
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
    small, large = sorted((one.size, other.size))
    if large >= _OTHER_SIZE * small or _BULLET.match(other.text):
        return True
    ended = _ENDS.search(one.text) is not None
    if other.y >= one.y:  # another column or page
        return ended
    if step and one.y - other.y > _GAP * step:
        return True
    if not other.text[:1].islower() and len(f"{one.text} {other.text.split()[0]}") < _SHORT * length:
        return True
    return ended and other.x - one.x > _INDENT * other.size and not _BULLET.match(one.text)


def _joined(above: str, below: str, known: Counter[str]) -> str:
    """Join two lines. A word that was cut loses its hyphen unless it has it elsewhere in the document too."""
    cut = _HYPHEN.search(above)
    rest = re.match(r"\w+", below)
    if not cut or not rest or not rest[0][0].islower():
        return f"{above} {below}"
    whole, hyphened = f"{cut[1]}{rest[0]}".lower(), f"{cut[1]}-{rest[0]}".lower()
    if known[hyphened] > known[whole] and above[-1] == "-":
        return f"{above}{below}"
    return f"{above[:-1]}{below}"
