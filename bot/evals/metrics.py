"""EM and token F1 as SQuAD counts them, percentiles, calibration error, and whether a text holds an answer."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

BINS = 10
"""Of the expected calibration error."""


def normalised(text: str) -> list[str]:
    """Split into words after SQuAD's normalisation (Rajpurkar et al. 2016, section 6.1)."""
    kept = text.lower().translate(str.maketrans("", "", string.punctuation))
    return re.sub(r"\b(?:a|an|the)\b", " ", kept).split()


def exact_match(given: str | None, answers: Sequence[str]) -> float:
    """1.0 if the words given are one of the answers. Nothing given is right when there are no answers."""
    if not answers:
        return float(given is None)
    return float(given is not None and any(normalised(given) == normalised(answer) for answer in answers))


def f1(given: str | None, answers: Sequence[str]) -> float:
    """Return the best token F1 over the answers."""
    if not answers:
        return float(given is None)
    if given is None:
        return 0.0
    return max(_overlap(normalised(given), normalised(answer)) for answer in answers)


def _overlap(given: Sequence[str], answer: Sequence[str]) -> float:
    common = sum((Counter(given) & Counter(answer)).values())
    return 2 * common / (len(given) + len(answer)) if common else float(given == answer)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether one of the answers stands in the text as whole words; case and white space aside."""
    words = " ".join(text.lower().split())
    return any(
        re.search(rf"(?<!\w){re.escape(' '.join(answer.lower().split()))}(?!\w)", words) is not None
        for answer in answers
        if answer.strip()
    )


def calibration_error(sure: Sequence[float], right: Sequence[float]) -> float:
    """Return the expected calibration error over BINS bins of equal mass (Nixon et al. 2019, "adaptive").

    `sure` are probabilities and `right` 1.0 or 0.0 for each; of fewer than BINS answers, each is a bin.
    """
    pairs = sorted(zip(sure, right, strict=True), key=lambda pair: pair[0])
    edges = [round(i * len(pairs) / BINS) for i in range(BINS + 1)]
    gaps = [
        abs(sum(each for each, _ in pairs[low:high]) - sum(each for _, each in pairs[low:high]))
        for low, high in pairwise(edges)
    ]
    return sum(gaps) / len(pairs) if pairs else float("nan")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def mean(values: Sequence[float]) -> float:
    """Return the mean; not a number when there are no values."""
    return sum(values) / len(values) if values else float("nan")
