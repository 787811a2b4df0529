"""What is in an index -> what a question or a phrase finds there. It reads, and holds nothing of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index import passages as splitter
from index.home import Home
from index.search import fuse, one_voice
from index.types import Hit, Passage, Where

CANDIDATES = 50
"""Passages that each ranking hands to the fusion."""

MOST_CANDIDATES = 800
"""The same, at most, where so many of them are the same story over and over that too few hits are left."""

Nearest = Callable[[str, int, Where], list[str]]
"""Ranks passages by their meaning: (question, at most so many, narrowed to) -> ids, the nearest first."""


def search(home: Home, nearest: Nearest, question: str, limit: int, where: Where) -> list[Hit]:
    """Return the `limit` passages that fit the question best, best first: dense and word rankings, fused."""
    most = max(limit, CANDIDATES)
    while True:
        dense = nearest(question, most, where)
        words = by_words(home, question, most, where)
        hits = _fused(home, dense, words, limit)
        if len(hits) >= limit or most >= MOST_CANDIDATES or max(len(dense), len(words)) < most:
            return hits
        most *= 4


def by_words(home: Home, phrase: str, limit: int, where: Where) -> list[str]:
    """Return the ids of the `limit` passages that share most words with the phrase, best first."""
    return home.find(lambda words: words.find(phrase, limit, where))


def mentions(home: Home, phrase: str, limit: int, where: Where) -> list[Passage]:
    """Return the passages that hold words of the phrase, best first; an exact, exhaustive word search."""
    found = by_words(home, phrase, limit, where)
    known = _read(home, found)
    return [known[item] for item in found if item in known]


def neighbours(home: Home, passages: Sequence[Passage]) -> dict[str, tuple[Passage | None, Passage | None]]:
    """Return, for each passage id, the passage before and the one after it in its article."""
    beside = {each.id: (splitter.neighbour_id(each, -1), splitter.neighbour_id(each, 1)) for each in passages}
    known = {passage.id: passage for passage in passages}
    known |= _read(home, sorted({item for pair in beside.values() for item in pair} - set(known)))
    return {item: (known.get(before), known.get(after)) for item, (before, after) in beside.items()}


def _fused(home: Home, dense: Sequence[str], words: Sequence[str], limit: int) -> list[Hit]:
    """Fuse two rankings into the `limit` best hits, each story told once."""
    ranked = fuse({"dense": dense, "words": words})
    hits: list[Hit] = []
    for low in range(0, len(ranked), 2 * limit):
        some = ranked[low : low + 2 * limit]
        known = _read(home, [item for item, _, _ in some])
        hits = one_voice([*hits, *(Hit(known[i], score, found_by) for i, score, found_by in some if i in known)])
        if len(hits) >= limit:
            break
    return hits[:limit]


def _read(home: Home, ids: Sequence[str]) -> dict[str, Passage]:
    return home.read(lambda store: store.get(ids))
