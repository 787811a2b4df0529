"""Several rankings -> one, by reciprocal rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RANK_CONSTANT = 60
"""Cormack, Clarke and Buettcher (SIGIR 2009), "Reciprocal Rank Fusion", use 60."""


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
