"""Scores -> one row of a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evals.measure import Score
from bot.evals.metrics import BINS, calibration_error, mean, percentile

HEAD = (
    "| set | split | n | hit@1 | hit@5 | MRR | EM | F1 | answer in quote | answered | refused | ECE | p50 ms | p95 ms |"
    "\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)
"""hit@k, MRR: of passages, over 10. Answered: of questions the articles answer; refused: of those they do not.
ECE: expected calibration error of the answers given."""

NEEDED = frozenset("id question answerable found read right confidence hit@1 hit@5 rr em f1 quoted ms".split())
"""What a score must have to be laid out and compared."""


def line(name: str, split: str, scores: Sequence[Score]) -> str:
    """Lay out one row; percentages but for MRR and the calibration error, "-" for what was not asked."""
    read = [each for each in scores if each["read"]]
    answered = [float(each["found"]) for each in read if each["answerable"]]
    refused = [float(not each["found"]) for each in scores if not each["answerable"]]
    given = [each for each in read if each["found"] and each["right"] is not None]
    ece = calibration_error([each["confidence"] for each in given], [each["right"] for each in given])
    ece = ece if len(given) >= BINS else float("nan")  # of fewer answers it is noise
    times = [each["ms"] for each in scores]
    cells = [
        *(name, split, str(len(scores))),
        *(_percent(_of(scores, each)) for each in ("hit@1", "hit@5")),
        _fraction(mean(_of(scores, "rr"))),
        *(_percent(_of(scores, each)) for each in ("em", "f1", "quoted")),
        *(_percent(answered), _percent(refused), _fraction(ece)),
        *(f"{percentile(times, share):.0f}" for share in (0.5, 0.95)),
    ]
    return f"| {' | '.join(cells)} |"


def _of(scores: Sequence[Score], name: str) -> list[float]:
    return [each[name] for each in scores if each[name] is not None]


def _percent(values: Sequence[float]) -> str:
    return f"{100 * mean(values):.1f}" if values else "-"


def _fraction(value: float) -> str:
    return f"{value:.3f}" if value == value else "-"  # noqa: PLR0124  # not a number
