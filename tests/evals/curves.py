"""Calibration and refusals as pictures: `python -m tests.evals.curves --data DIR` writes them into docs/.

What is refused is asked again with the thresholds taken away, so that one pass serves all thresholds. Dev: the
threshold and the calibration were set on such questions.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from unittest import mock

from bot import Bot, quoting
from bot.checker import log_odds
from bot.evals.measure import Progress, Row, shown
from bot.evals.metrics import BINS, calibration_error, holds, mean
from tests.evals import sets
from tests.evals.svg import Plot, Point

STEPS = 200
"""Thresholds along a curve, at most; they lie where answers do."""

SHARES = (0.0, 0.5, 1.0)
"""Look-alikes for each question that the articles answer, for which the calibration error is told."""

FITTED_AT = 0.5
"""The share of them among the questions on which a calibration is fitted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How sure the bot would be of its answer to one question, and whether that answer would be right."""

    sure: float
    right: bool

    @property
    def score(self) -> float:
        """The score that was turned into `sure`."""
        slope, intercept = quoting.CALIBRATION
        return (log_odds(self.sure) - intercept) / slope

    def by(self, slope: float, intercept: float) -> Reading:
        """Say how sure another calibration would be."""
        return replace(self, sure=1 / (1 + math.exp(-slope * self.score - intercept)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.curves", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public sets")
    parser.add_argument("--limit", type=int, default=1000, help="questions of squad2-dev; half as many of others")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="the folder to write to")
    arguments = parser.parse_args()
    squad = sets.squad(arguments.data, "squad2-dev", arguments.limit)
    wiki = sets.squad(arguments.data, "squadshifts-newwiki", arguments.limit)
    foreign = sets.asked_of_others(wiki, squad, arguments.limit // 2)
    groups = {
        "the articles answer": [row for row in squad.rows if row.answerable],
        "look-alikes": [row for row in squad.rows if not row.answerable],
        "about other articles": foreign.rows,
    }
    with sets.indexed(squad) as library:
        bot = Bot(library)
        readings = {name: read(bot, rows, shown(name)) for name, rows in groups.items()}
    threshold = quoting.confidence(quoting.FOUND_AT)
    (arguments.out / "calibration.svg").write_text(calibration([each for of in readings.values() for each in of]))
    (arguments.out / "refusals.svg").write_text(refusals(readings, threshold))
    for name, of in readings.items():
        share, wrong = refused(of, threshold), wrongly(of, threshold)
        print(f"{name}: n {len(of)}, refused {share:.1%}, answered wrongly {wrong:.1%}")
    answerable, alike, others = readings.values()
    mixed = [*answerable, *alike[: round(FITTED_AT * len(answerable))], *others]
    slope, intercept = fitted(mixed[::2])
    checked = [each.by(slope, intercept) for each in answered(mixed[1::2], threshold)]
    print(f"fitted on {len(mixed[::2])}, look-alikes {FITTED_AT} times: slope {slope:.2f}, intercept {intercept:.2f}")
    print(f"of the other half: {len(checked)} answers given, expected calibration error {error_of(checked):.3f}")
    for each in SHARES:
        given = answered([*answerable, *alike[: round(each * len(answerable))], *others], threshold)
        print(f"look-alikes {each} times: {len(given)} answers given, expected calibration error {error_of(given):.3f}")


def read(bot: Bot, rows: Sequence[Row], progress: Progress | None = None) -> list[Reading]:
    """Ask every question; see what would have been answered where it is refused."""
    readings: list[Reading] = []
    started = time.monotonic()
    for row in rows:
        answer = bot.ask(row.question, history=row.history)
        sure = answer.confidence
        if not answer.found:
            with mock.patch.multiple(quoting, FOUND_AT=-math.inf, EXPLAINED_AT=-math.inf):
                answer = bot.ask(row.question, history=row.history)
        right = any(holds(citation.quote, row.answers) for citation in answer.citations[:1])
        readings.append(Reading(sure, right))
        if progress is not None:
            progress(len(readings), len(rows), time.monotonic() - started)
    return readings


def calibration(readings: Sequence[Reading]) -> str:
    """Draw how often answers are right against how sure they are, in BINS groups of equal size."""
    ordered = sorted(readings, key=lambda each: each.sure)
    edges = [round(i * len(ordered) / BINS) for i in range(BINS + 1)]
    bins = [ordered[low:high] for low, high in pairwise(edges) if low < high]
    points: list[Point] = [(mean([each.sure for each in of]), mean([each.right for each in of])) for of in bins]
    plot = Plot("How sure, and how often right", "confidence of the answer", "answers that are right")
    plot.mark((0, 0), (1, 1))
    plot.curve(
        points, "a", f"{len(ordered)} questions in {BINS} groups; expected error {error_of(ordered):.3f}", dots=True
    )
    return plot.svg()


def refusals(groups: dict[str, Sequence[Reading]], threshold: float) -> str:
    """Draw wrong answers, in each group, against the answerable questions (the first group) that are refused."""
    first = next(iter(groups.values()))
    across = "refused, of questions that the articles answer"
    plot = Plot("Wrong answers against refusals", across, "answered wrongly", legend=0.55)
    sure = sorted({each.sure for readings in groups.values() for each in readings})
    steps = [*sure[:: 1 + len(sure) // STEPS], math.inf]
    for colour, (name, readings) in zip("abc", groups.items(), strict=False):
        points = [(refused(first, step), wrongly(readings, step)) for step in steps]
        plot.curve(list(dict.fromkeys(points)), colour, f"{name} ({len(readings)})")
    here = refused(first, threshold)
    plot.mark((here, 0), (here, 1), "Byline's threshold")
    return plot.svg()


def answered(readings: Sequence[Reading], threshold: float) -> list[Reading]:
    """Return those that are answered from this threshold up."""
    return [each for each in readings if each.sure >= threshold]


def error_of(readings: Sequence[Reading]) -> float:
    """Return the expected calibration error."""
    return calibration_error([each.sure for each in readings], [each.right for each in readings])


def fitted(readings: Sequence[Reading]) -> tuple[float, float]:
    """Fit the slope and intercept that turn scores into probabilities (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit([[each.score] for each in readings], [each.right for each in readings])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def refused(readings: Sequence[Reading], threshold: float) -> float:
    """Return the share of questions that are refused from this threshold up."""
    return mean([each.sure < threshold for each in readings])


def wrongly(readings: Sequence[Reading], threshold: float) -> float:
    """Return the share of questions that are answered, and not rightly."""
    return mean([each.sure >= threshold and not each.right for each in readings])


if __name__ == "__main__":
    main()
