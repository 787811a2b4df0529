"""Ask every question of a set, print one table, and save a score for each question with the commit."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bot import Bot
from bot.evals import table
from bot.evals.measure import Score, measure, shown
from bot.evals.metrics import mean
from tests.evals import sets

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
        chosen += [sets.wikinews(arguments.data), squad, sets.asked_of_others(wiki, squad, arguments.limit // 2)]
    print(table.HEAD)
    kinds: list[Score] = []
    for questions in chosen:
        with sets.indexed(questions) as library:
            scores = measure(Bot(library), questions.rows, shown(questions.name))
        _save(questions.name, scores)
        print(table.line(questions.name, questions.split, scores), flush=True)
        kinds = kinds or scores
    print("\n| kind of question (samples) | n | right |\n|---|---|---|")
    for kind in dict.fromkeys(row["kind"] for row in kinds):
        of_kind = [row["right"] for row in kinds if row["kind"] == kind]
        print(f"| {kind} | {len(of_kind)} | {mean(of_kind):.0%} |")


def _save(name: str, rows: Sequence[Score]) -> None:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{commit.strip() or 'uncommitted'}-{name.replace(' ', '-')}.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


if __name__ == "__main__":
    main()
