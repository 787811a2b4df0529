"""Readings -> what the articles say: equal answers of several articles are one voice, and weigh more together."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from bot.context import Context
from bot.types import Reading
from index import content_words

SPREAD = 2.6
"""What one article more adds, in the score's own unit: two equal scores together are SPREAD * ln 2 higher. It is one
over the slope at which scores turn into log-odds (`quoting.CALIBRATION`)."""

CLOSE = 10.0
"""How far below the best answer another article's figure may score and still be shown as disagreeing with it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One answer and the readings that give it, best first, one of each article.

    `score` is SPREAD * ln(sum of exp(score / SPREAD)) over the readings. It is not a probability.
    """

    span: str
    readings: tuple[Reading, ...]
    score: float


def voices(readings: Sequence[Reading], shown: Sequence[Context], *, at_least: float) -> list[Voice]:
    """Group readings (best first) that say the same, leaving out those below `at_least`; best group first.

    Articles that tell the same story are one: a copy adds no weight.
    """
    groups: list[list[Reading]] = []
    for reading in readings:
        if reading.score < at_least:
            continue
        source, span = _source(reading, shown), words_of(reading, shown)
        for group in groups:
            if same(words_of(group[0], shown), span):
                if source not in {_source(other, shown) for other in group}:
                    group.append(reading)
                break
        else:
            groups.append([reading])
    made = [Voice(words_of(group[0], shown), tuple(group), _pooled(group)) for group in groups]
    return sorted(made, key=lambda voice: -voice.score)


def disagreeing(best: Voice, others: Sequence[Voice], shown: Sequence[Context]) -> Voice | None:
    """Return the voice that gives another figure for the same thing, in another article; None if there is none.

    Both must be figures (not dates) and score close together, and their sentences must share what is counted.
    """
    told = {_source(reading, shown) for reading in best.readings}
    for other in others:
        elsewhere = {_source(reading, shown) for reading in other.readings}
        if best.score - other.score <= CLOSE and not told & elsewhere and _other_figure(best, other, shown):
            return other
    return None


def words_of(reading: Reading, shown: Sequence[Context]) -> str:
    """Return the words that a reading found."""
    return shown[reading.passage].text[reading.start : reading.end]


def _source(reading: Reading, shown: Sequence[Context]) -> str:
    """Return the story that a reading's article tells, or the article where nobody else tells it."""
    passage = shown[reading.passage].passage
    return passage.story or passage.article_id


def _pooled(readings: Sequence[Reading]) -> float:
    peak = max(reading.score for reading in readings)
    return peak + SPREAD * math.log(sum(math.exp((reading.score - peak) / SPREAD) for reading in readings))


def _other_figure(one: Voice, other: Voice, shown: Sequence[Context]) -> bool:
    figures = [_figures(voice.span) for voice in (one, other)]
    counted = [_counted(voice.readings[0], shown) for voice in (one, other)]
    return all(figures) and not figures[0] & figures[1] and bool(counted[0] & counted[1])


def _figures(span: str) -> set[str]:
    """Return the numbers of a span, unless it is a year."""
    numbers = set(re.findall(r"\d[\d,.]*", span)) - set(re.findall(r"\b(?:1\d|20)\d\d\b", span))
    return {number.strip(",.").replace(",", "") for number in numbers}


def _counted(reading: Reading, shown: Sequence[Context]) -> set[str]:
    """Return the words that follow the figure: what it counts."""
    after = re.search(r"\d[\d,.]*[\s-]+([^\W\d_]+)", shown[reading.passage].text[reading.start :])
    return set(content_words(after[1].lower())) if after else set()


def same(one: str, other: str) -> bool:
    """Tell whether two spans say the same once case, articles and punctuation are dropped, or one holds the other."""
    left, right = _normal(one), _normal(other)
    return bool(left and right) and (f" {left} " in f" {right} " or f" {right} " in f" {left} ")


def _normal(text: str) -> str:
    kept = text.lower().translate(str.maketrans("", "", string.punctuation))
    return " ".join(re.sub(r"\b(?:a|an|the|in|on|at)\b", " ", kept).split())
