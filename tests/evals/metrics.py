"""EM and token F1 after SQuAD's normalisation (Rajpurkar et al. 2016, section 6.1), and percentiles."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence


def normalised(text: str) -> list[str]:
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


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
