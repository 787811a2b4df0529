"""Where an answer begins and ends, and how surely: as people marked it, as a larger model sees it, or half of each."""

from __future__ import annotations

from dataclasses import dataclass

NOWHERE = -1
"""Stands for the character of an answer that the text does not hold."""

MOST = 6
"""Likeliest characters that a label keeps."""

Shares = dict[int, float]
"""Characters of a text, or NOWHERE, and the probability of each; together 1."""


@dataclass(frozen=True, slots=True)
class Label:
    """The characters where the answer may start, and where it may end (the first one behind it)."""

    starts: Shares
    ends: Shares


def marked(answer: tuple[int, int] | None) -> Label:
    """Be certain of one answer, or that there is none."""
    start, end = answer or (NOWHERE, NOWHERE)
    return Label({start: 1.0}, {end: 1.0})


def likeliest(shares: Shares) -> Shares:
    """Keep the MOST likeliest, and let them make 1 together."""
    kept = dict(sorted(shares.items(), key=lambda each: -each[1])[:MOST])
    return {at: share / sum(kept.values()) for at, share in kept.items()}


def halved(one: Label, other: Label) -> Label:
    """Believe both, each half."""
    return Label(_between(one.starts, other.starts), _between(one.ends, other.ends))


def _between(one: Shares, other: Shares) -> Shares:
    return likeliest({at: (one.get(at, 0.0) + other.get(at, 0.0)) / 2 for at in one | other})
