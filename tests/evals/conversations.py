"""Whole conversations, each turn asked after what was really answered.

`python -m tests.evals.conversations --data DIR`, or without a folder for those over the samples alone.

Those in conversations.jsonl are over the samples, and what failed among them has not been looked at; those in
conversations-dev.jsonl are over the news articles of the folder with the samples among them, and follow-ups were made
better with them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from bot import Bot
from tests.evals import sets

TEST = Path(__file__).with_name("conversations.jsonl")
DEV = Path(__file__).with_name("conversations-dev.jsonl")


@dataclass(slots=True)
class Count:
    """How many turns were asked, and how many had a quote that holds an answer; the same of those after the first."""

    turns: int = 0
    quoted: int = 0
    later: int = 0
    later_quoted: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.conversations", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with wikinews")
    arguments = parser.parse_args()
    chosen = [("samples", "test", sets.samples(), TEST)]
    if arguments.data:
        chosen.append(("wikinews and the samples", "dev", sets.wikinews(arguments.data), DEV))
    print("| conversations over | split | turns | answer in quote | later turns | answer in quote |")
    print("|---" * 6 + "|")
    for name, split, questions, path in chosen:
        with sets.indexed(questions) as library:
            got = converse(Bot(library), path)
        print(
            f"| {name} | {split} | {got.turns} | {got.quoted / got.turns:.1%} | {got.later} "
            f"| {got.later_quoted / got.later:.1%} |",
            flush=True,
        )


def converse(bot: Bot, path: Path) -> Count:
    """Ask every turn of the conversations in a file, of which each line is one."""
    count = Count()
    for line in path.read_text().splitlines():
        history: list[dict[str, str]] = []
        for turn in json.loads(line)["turns"]:
            answer = bot.ask(turn["question"], history=history)
            quotes = [citation.quote.lower() for citation in answer.citations]
            right = any(each.lower() in quote for each in turn["answers"] for quote in quotes)
            count.turns += 1
            count.quoted += right
            count.later += bool(history)
            count.later_quoted += right and bool(history)
            history += [
                {"role": "user", "content": turn["question"]},
                {"role": "assistant", "content": answer.text},
            ]
    return count


if __name__ == "__main__":
    main()
