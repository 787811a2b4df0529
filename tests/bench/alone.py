"""What has no counterpart in the tutorial: `python -m tests.bench.alone sync peak grow` prints a row for each target.

`sync` and `peak` take a minute together; `grow` adds 50,000 articles, which takes most of an hour. Where so many
are added their vectors are hashed (`tests.bench.hashed`), and the row says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index import Article, Byline, Library
from index import passages as splitter
from index.encoder import Encoder
from tests.bench.hashed import Hashed
from tests.bench.machine import embedding_share
from tests.bench.news import Story, story
from tests.bench.table import Row, alone
from tests.bench.worker import timed

FILES = 2_000
SIZES = (1_000, 10_000, 50_000)
"""Articles: where a cost is measured first, where one of them changes, where the cost is measured again."""

SAMPLE = 200
"""Articles added to measure the cost of one: 1,000 passages, so that Chroma writes its files once in them."""

STEP = 500
"""Articles added at a time on the way from one size to the next."""

SEED = 5
NEW = "Only the zirconium pelican of Ystrad was seen to dance there."


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.alone", description=__doc__)
    parser.add_argument("what", nargs="+", choices=("sync", "peak", "grow"))
    what = parser.parse_args().what
    rows: list[Row] = []
    if "peak" in what:  # first: a loaded encoder leaves torch with one thread, and the peak is that of all of them
        rows.append(embedding_share(lambda: [body(story(number, SEED)) for number in range(40)]))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if "sync" in what:
            rows.append(unchanged(folder / "sync", Hashed, FILES))
        if "grow" in what:
            hashed = Hashed()
            rows += grown(Library(folder / "grow", hashed), SIZES, hashed.real)
    print(alone(rows))


def body(made: Story) -> str:
    return f"{made.title}\n\n{made.text}"


def article(made: Story, text: str = "") -> Article:
    return Article(made.url, Byline(made.title, (made.author,), made.published), text or made.text)


def unchanged(folder: Path, encoder: Callable[[], Encoder], files: int) -> Row:
    """Sync a folder of so many files, open the index anew, and time syncing it again."""
    source = folder / "files"
    source.mkdir(parents=True)
    for number in range(files):
        (source / f"{number}.md").write_text(body(story(number, SEED)), encoding="utf-8")
    Library(folder / "home", encoder()).sync([source])
    opened = Library(folder / "home", encoder())
    seconds, summary = timed(opened.sync)
    if summary.unchanged != files:
        raise RuntimeError(f"{summary.unchanged} of {files} files were found unchanged")
    return Row(f"sync of {files:,} unchanged files, after start-up (vectors hashed)", f"{seconds:.3f} s", "under 1 s")


def grown(library: Library, sizes: tuple[int, int, int], real: Encoder) -> list[Row]:
    """Grow a library through the three sizes, and measure what an article costs, and a change, on the way."""
    small, live, large = sizes
    fill(library, 0, small)
    before, passages = cost(library, small)
    fill(library, small + SAMPLE, live)
    changing = change(library)
    fill(library, live, large)
    after, _ = cost(library, large)
    embedding = passages * seconds_a_passage(real)
    stored = f"{1000 * before:.1f} and {1000 * after:.1f} ms an article, {after / before:.2f} times (vectors hashed)"
    whole = f"{(after + embedding) / (before + embedding):.2f} times with the {1000 * embedding:.0f} ms to embed one"
    return [
        Row(
            f"one changed article among {live:,}, until it is found (the others' vectors hashed)",
            f"{changing:.2f} s",
            "under 2 s",
        ),
        Row(f"cost of an article at {small:,} and at {large:,} articles", f"{stored}; {whole}", "within 1.3 times"),
    ]


def fill(library: Library, low: int, high: int) -> None:
    """Add the articles of these numbers, and tell how it gets on."""
    began = time.monotonic()
    for first in range(low, high, STEP):
        last = min(first + STEP, high)
        library.add(article(story(number, SEED)) for number in range(first, last))
        rate = (last - low) / (time.monotonic() - began)
        print(f"{last:,} articles, {rate:.0f} a second, {(high - last) / rate:.0f} s to {high:,}", file=sys.stderr)


def cost(library: Library, first: int) -> tuple[float, float]:
    """Add some articles more; return the seconds and the passages of one of them."""
    made = [article(story(number, SEED)) for number in range(first, first + SAMPLE)]
    before = len(library)
    seconds, _ = timed(lambda: library.add(made))
    return seconds / SAMPLE, (len(library) - before) / SAMPLE


def change(library: Library) -> float:
    """Change one article of those there, and return the seconds until its new text is found."""
    changed = story(0, SEED)

    def added_and_found() -> bool:
        library.add(article(changed, f"{changed.text}\n\n{NEW}"))
        return any(NEW in hit.passage.text for hit in library.search(NEW))

    seconds, found = timed(added_and_found)
    if not found:
        raise RuntimeError("the new text of a changed article is not found")
    return seconds


def seconds_a_passage(real: Encoder) -> float:
    """Return what embedding one passage of such articles takes."""
    texts = [each.text for number in range(40) for each in splitter.passages(article(story(number, SEED)), real.count)]
    real.encode_passages(texts[:16])
    seconds, _ = timed(lambda: real.encode_passages(texts))
    return seconds / len(texts)


if __name__ == "__main__":
    main()
