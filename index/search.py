"""Several rankings -> one, by reciprocal rank, in which a story that many outlets print is found once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from index.types import Hit, Passage

RANK_CONSTANT = 5
"""Cormack, Clarke and Buettcher (SIGIR 2009), "Reciprocal Rank Fusion", use 60, for lists of thousands. On the 1,636
answerable questions of squad2-dev over its 10 articles hit@5 was 96.3, 96.4, 96.1, 95.7 and 95.1 with 0, 5, 10, 20
and 60. More weight for the words raised hit@1 there, where questions repeat their paragraph, but not hit@5."""


def fuse(rankings: Mapping[str, Sequence[str]]) -> list[tuple[str, float, tuple[str, ...]]]:
    """Fuse named rankings of ids (best first) into one list of (id, score, names of the rankings that held it).

    The score of an id is the sum of 1 / (RANK_CONSTANT + rank), ranks counted from 1. Ties keep the
    order in which the rankings are given.
    """
    scores: dict[str, float] = {}
    found_by: dict[str, tuple[str, ...]] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RANK_CONSTANT + rank)
            found_by[item] = (*found_by.get(item, ()), name)
    return [(item, scores[item], found_by[item]) for item in sorted(scores, key=scores.__getitem__, reverse=True)]


RETOLD = 0.7
"""Share of the shorter one's words from which two passages of one story say the same: they may be cut elsewhere."""


def one_voice(hits: Iterable[Hit]) -> list[Hit]:
    """Leave out what a better hit says in another article of the same story; what only one of them says stays."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(_retold(hit.passage, other.passage) for other in kept):
            kept.append(hit)
    return kept


def _retold(passage: Passage, other: Passage) -> bool:
    if not passage.story or passage.story != other.story or passage.article_id == other.article_id:
        return False
    said, before = (set(re.findall(r"\w+", each.text.lower())) for each in (passage, other))
    return len(said & before) >= RETOLD * min(len(said), len(before))
