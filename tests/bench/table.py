"""What the two sides took, as one Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.evals.metrics import percentile
from tests.bench.cold import RUNS

NOTE = (
    "Ratios are above 1 where Byline does better. Byline's questions are whole answers: found, read and cited, over\n"
    "the full index; the tutorial has no reader, so its questions are retrieval only (k=4). Peak memory is of the\n"
    "process that added and asked."
)


@dataclass
class Taken:
    """What one side took. What was not measured is 0 or empty."""

    articles: int = 0
    seconds: float = 0.0
    passages: int = 0
    again: float = 0.0
    passages_again: int = 0
    ms: list[float] = field(default_factory=list)
    later_ms: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    cold: float = 0.0
    peak_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured of Byline alone, beside what was asked for."""

    what: str
    measured: str
    target: str


def alone(rows: Sequence[Row]) -> str:
    """Lay out what has no counterpart in the tutorial."""
    head = ["| Byline alone | measured | asked for |", "|---|---|---|"]
    return "\n".join([*head, *(f"| {row.what} | {row.measured} | {row.target} |" for row in rows)])


def table(ours: Taken, theirs: Taken) -> str:
    """Lay out what was measured: adding, asking, the cold start, memory."""
    rows: list[str] = []
    if ours.again:
        rows += [
            _row("articles a second in", *(each.articles / each.seconds for each in (ours, theirs)), more=True),
            _row("passages a second in", *(each.passages / each.seconds for each in (ours, theirs)), more=True),
            _row("adding the same again, s", ours.again, theirs.again),
            "| passages stored before and after that | "
            + " | ".join(f"{each.passages:,} → {each.passages_again:,}" for each in (ours, theirs))
            + " | |",
        ]
    if ours.ms:
        asked = "question, warm, {}, ms (found, read and cited; tutorial: found)"
        rows += [
            _row(asked.format("p50"), percentile(ours.ms, 0.5), percentile(theirs.ms, 0.5)),
            _row(asked.format("p95"), percentile(ours.ms, 0.95), percentile(theirs.ms, 0.95)),
            f"| after another about its article, p50 / p95, ms | {percentile(ours.later_ms, 0.5):.0f} / "
            f"{percentile(ours.later_ms, 0.95):.0f} | - | |",
            "| answer in the sentences cited; tutorial: in the 4 chunks found | "
            + " | ".join(f"{sum(each.right)} of {len(each.right)}" for each in (ours, theirs))
            + " | |",
        ]
    if ours.cold:
        rows.append(_row(f"cold start to the first answer, median of {RUNS}, s", ours.cold, theirs.cold))
    if ours.peak_mb:
        rows.append(_row("peak memory, MB", ours.peak_mb, theirs.peak_mb))
    return "\n".join(["| | Byline | LangChain tutorial | ratio |", "|---|---|---|---|", *rows, "", NOTE])


def _row(name: str, ours: float, theirs: float, *, more: bool = False) -> str:
    """Write one row; `more` says that a larger number is the better one."""
    better = (ours, theirs) if more else (theirs, ours)
    ratio = better[0] / better[1] if better[1] else float("inf")
    return f"| {name} | {_number(ours)} | {_number(theirs)} | {ratio:{'.2f' if ratio < 10 else ',.0f'}} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"
