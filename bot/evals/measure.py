"""Questions and a bot -> a score for each answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot import Answer, Bot
from bot.evals.metrics import exact_match, f1, holds
from index import Passage

Score = dict[str, Any]
"""One question and how it was answered, ready for JSON. A measure that does not apply to it is None."""

Progress = Callable[[int, int, float], None]
"""Called after each question with how many are done, of how many, in how many seconds."""

_NOT_READ = ("which", "summary", "smalltalk")
"""Kinds of question that are not answered by reading passages: hits and confidence say nothing of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question. `gold` are the ids of the articles that answer it; where empty, any article may.

    `span` is the stretch of its article that answers, where that is known. `answers` are the words that are
    right; a question without them can be scored by its article alone, or, without that too, only be timed.
    """

    id: str
    kind: str
    question: str
    answers: tuple[str, ...] = ()
    gold: frozenset[str] = frozenset()
    answerable: bool = True
    history: tuple[dict[str, str], ...] = ()
    span: tuple[int, int] | None = None


def measure(bot: Bot, rows: Sequence[Row], progress: Progress | None = None) -> list[Score]:
    """Ask every question and score each answer, with the milliseconds it took."""
    bot.ask(rows[0].question, history=rows[0].history)  # the first question pays for what is loaded late
    scores = []
    started = time.monotonic()
    for done, row in enumerate(rows, start=1):
        before = time.perf_counter()
        answer = bot.ask(row.question, history=row.history)
        scores.append(score(row, answer) | {"ms": 1000 * (time.perf_counter() - before)})
        if progress is not None:
            progress(done, len(rows), time.monotonic() - started)
    return scores


def score(row: Row, answer: Answer) -> Score:
    """Score one answer. `quoted`: a right answer stands in what is cited; `rr`: 1 / the rank of the first such hit.

    `right`: refused what has no answer; cited what has one (all articles, for a list of them).
    """
    rank = next((rank for rank, hit in enumerate(answer.hits, start=1) if holds_answer(row, hit.passage)), 0)
    sought = bool(row.answerable and (row.answers or row.gold) and row.kind not in _NOT_READ)
    span = answer.span if answer.found else None
    spans = row.answers if row.kind in ("fact", "followup") else ()
    return {
        **{name: getattr(row, name) for name in ("id", "kind", "question", "answers", "answerable")},
        "searched_for": answer.searched_for,
        "text": answer.text,
        "span": answer.span,
        "found": answer.found,
        "confidence": answer.confidence,
        "read": row.kind not in _NOT_READ,
        "hit@1": float(rank == 1) if sought else None,
        "hit@5": float(0 < rank <= 5) if sought else None,
        "rr": (1 / rank if rank else 0.0) if sought else None,
        "em": exact_match(span, spans) if spans else None,
        "f1": f1(span, spans) if spans else None,
        "quoted": _quoted(row, answer) if row.answers else None,
        "right": _right(row, answer),
    }


def shown(name: str) -> Progress:
    """Return a progress callback that keeps one line on a terminal up to date, and is silent elsewhere."""

    def show(done: int, of: int, seconds: float) -> None:
        if sys.stderr.isatty():
            rate = done / seconds if seconds else 0.0
            left = f"{rate:.1f} a second, about {(of - done) / rate:.0f} s left" if rate else ""
            print(f"\r\x1b[K{name}: {done} of {of}, {left}", end="" if done < of else "\r\x1b[K", file=sys.stderr)
            sys.stderr.flush()

    return show


def _right(row: Row, answer: Answer) -> float | None:
    cited = {citation.article_id for citation in answer.citations}
    if not row.answerable:
        return float(not answer.found)
    if row.kind == "smalltalk":
        return float(answer.found and not answer.citations)
    if row.answers:
        return _quoted(row, answer)
    if not row.gold:
        return None
    if row.kind == "which":
        return float(cited == row.gold)
    return float(bool(cited) and cited <= row.gold if row.kind == "summary" else bool(cited & row.gold))


def _quoted(row: Row, answer: Answer) -> float:
    return float(any(holds(citation.quote, row.answers) for citation in answer.citations))


def holds_answer(row: Row, passage: Passage) -> bool:
    """Tell whether a passage answers: it is of the right article and stretch, with an answer in it."""
    inside = row.span is None or (passage.start < row.span[1] and row.span[0] < passage.end)
    ours = not row.gold or passage.article_id in row.gold
    return ours and inside and (not row.answers or holds(passage.text, row.answers))
