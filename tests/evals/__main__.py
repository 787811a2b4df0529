"""Ask every question of a set, print one table, and save a score for each question with the commit."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import Answer, Bot
from index import Library
from tests.evals import sets
from tests.evals.metrics import exact_match, f1, mean, percentile

RESULTS = Path("evals-results")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of public sets to measure on as well")
    parser.add_argument("--limit", type=int, default=500, help="questions taken from each public set")
    arguments = parser.parse_args()
    chosen = [sets.samples()]
    if arguments.data:
        squad = sets.squad(arguments.data, "squad2-dev", arguments.limit)
        wiki = sets.squad(arguments.data, "squadshifts-newwiki", arguments.limit)
        chosen += [squad, sets.asked_of_others(wiki, squad, arguments.limit // 2)]
    print("| set | split | n | hit@1 | hit@5 | EM | F1 | answer in quote | answered | refused | p50 ms | p95 ms |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    kinds: list[dict[str, Any]] = []
    for questions in chosen:
        rows = measure(questions)
        _save(questions.name, rows)
        print(_line(questions, rows), flush=True)
        kinds = kinds or rows
    print("\n| kind of question (samples) | n | right |\n|---|---|---|")
    for kind in dict.fromkeys(row["kind"] for row in kinds):
        of_kind = [row["right"] for row in kinds if row["kind"] == kind]
        print(f"| {kind} | {len(of_kind)} | {mean(of_kind):.0%} |")


def measure(questions: sets.QuestionSet) -> list[dict[str, Any]]:
    """Index the articles of a set in a folder of its own, ask everything, and score each answer."""
    with tempfile.TemporaryDirectory() as home:
        library = Library.open(home)
        library.add(questions.articles)
        bot = Bot(library)
        bot.ask(questions.rows[0].question)  # the first question pays for what is loaded late
        scored = []
        started = time.monotonic()
        for done, row in enumerate(questions.rows, start=1):
            before = time.perf_counter()
            answer = bot.ask(row.question, history=row.history)
            scored.append(score(row, answer) | {"ms": 1000 * (time.perf_counter() - before)})
            if sys.stderr.isatty():
                rate = done / (time.monotonic() - started)
                left = (len(questions.rows) - done) / rate
                print(
                    f"\r{questions.name}: {done} of {len(questions.rows)}, {left:.0f} s left ", end="", file=sys.stderr
                )
        return scored


def score(row: sets.Row, answer: Answer) -> dict[str, Any]:
    """Score one answer. `right`: refused what has no answer; cited what has one (all articles, for a list)."""
    quotes = " \n ".join(citation.quote for citation in answer.citations)
    quoted = bool(row.answers) and any(gold in quotes for gold in row.answers)
    cited = {citation.article_id for citation in answer.citations}
    ranks = [rank for rank, hit in enumerate(answer.hits) if _holds(row, hit)]
    if not row.answerable:
        right = not answer.found
    elif row.kind == "which":
        right = cited == row.gold
    elif row.kind == "summary":
        right = bool(cited) and cited <= row.gold
    elif row.kind == "smalltalk":
        right = answer.found and not answer.citations
    else:
        right = quoted
    return {
        **{name: getattr(row, name) for name in ("id", "kind", "question", "answers", "answerable")},
        "searched_for": answer.searched_for,
        "text": answer.text,
        "span": answer.span,
        "found": answer.found,
        "confidence": answer.confidence,
        "hit@1": float(ranks[:1] == [0]),
        "hit@5": float(bool(ranks) and ranks[0] < 5),
        "em": exact_match(answer.span if answer.found else None, row.answers),
        "f1": f1(answer.span if answer.found else None, row.answers),
        "quoted": float(quoted),
        "right": float(right),
    }


def _holds(row: sets.Row, hit: Any) -> bool:
    """Tell whether a hit is a passage that answers: of the right article and paragraph, with the answer in it."""
    passage = hit.passage
    inside = row.span is None or (passage.start < row.span[1] and row.span[0] < passage.end)
    return passage.article_id in row.gold and inside and any(answer in passage.text for answer in row.answers)


def _line(questions: sets.QuestionSet, rows: Sequence[dict[str, Any]]) -> str:
    asked = [row for row in rows if row["answers"]]
    spans = [row for row in asked if row["kind"] in ("fact", "followup")]
    unanswerable = [row for row in rows if not row["answerable"]]
    times = [row["ms"] for row in rows]

    def share(of: Sequence[dict[str, Any]], name: str) -> str:
        return f"{100 * mean([row[name] for row in of]):.1f}" if of else "-"

    refused = f"{100 * mean([not row['found'] for row in unanswerable]):.1f}" if unanswerable else "-"
    cells = [questions.name, questions.split, str(len(rows)), share(asked, "hit@1"), share(asked, "hit@5")]
    cells += [share(spans, "em"), share(spans, "f1"), share(asked, "quoted"), share(asked, "found"), refused]
    cells += [f"{percentile(times, 0.5):.0f}", f"{percentile(times, 0.95):.0f}"]
    return f"| {' | '.join(cells)} |"


def _save(name: str, rows: Sequence[dict[str, Any]]) -> None:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{commit.strip() or 'uncommitted'}-{name.replace(' ', '-')}.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


if __name__ == "__main__":
    main()
