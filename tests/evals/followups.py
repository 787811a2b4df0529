"""Measure how follow-ups are made to stand alone: the terms added, what is changed needlessly, and what is then found.

`python -m tests.evals.followups --data DIR`: the dev dialogues of rewrites.jsonl.gz, and the last turns of
mtrag-un.jsonl.gz asked of an index of all its passages (dev). Term scores are those of QuReTeC (Voskarides et al.
2020), added up over all questions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.followup import standalone
from bot.followup.conversation import Look
from bot.followup.examples import Example, plain, rewrites
from bot.followup.phrases import from_last_question
from bot.followup.terms import stems
from bot.types import Turn
from index import Article, Byline, Library

Way = Callable[[str, Sequence[Turn], Look], str]
WAYS: dict[str, Way] = {
    "the question as it is": lambda question, history, look: question,
    "last turn pasted in front": lambda question, history, look: (
        f"{history[-1].content} {question}" if history else question
    ),
    "rules": lambda question, history, look: standalone(question, history, look, choose=from_last_question),
    "rules and selector": standalone,
}
HUMAN = "rewritten by a person"


@dataclass(frozen=True, slots=True)
class Last:
    """The last turn of a conversation and the ids of the passages that answer it."""

    question: str
    history: tuple[Turn, ...]
    gold: frozenset[str]
    follow_up: bool


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.followups", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with rewrites and mtrag-un")
    parser.add_argument("--home", type=Path, help="keep the index of the passages in this folder, to embed them once")
    arguments = parser.parse_args()
    examples = rewrites(arguments.data)
    dev = [example for example in examples if example.dev]
    trained_on = {_opening(each.history, each.question) for each in examples if not each.dev}
    lasts, passages = conversations(arguments.data, trained_on)
    alone = [each for each in dev if each.stands_alone]
    after = [each for each in alone if each.history]
    print(f"train {len(examples) - len(dev)}, dev {len(dev)} questions ({len(alone)} of them stand alone as they are,")
    print(f"{len(after)} after an earlier turn); {len(lasts)} last turns over {len(passages)} passages")
    with _index(passages, arguments.home) as library:
        print("\n| way | P | R | F1 | stand-alone changed | the same after a turn | follow-ups hit@5 | alone hit@5 |")
        print("|---|---|---|---|---|---|---|---|")
        for name, way in WAYS.items():
            given = [way(each.question, each.history, _no_articles) for each in dev]
            cells = [*term_cells(dev, given), *found_cells(way, lasts, library)]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print(f"| {HUMAN} | {' | '.join(term_cells(dev, [each.rewrite for each in dev]))} | - | - |")


def term_cells(examples: Sequence[Example], given: Sequence[str]) -> list[str]:
    """Return precision, recall and F1 of the added terms, and the stand-alone questions changed, in percent."""
    right = wrong = missed = 0
    for example, text in zip(examples, given, strict=True):
        added = set(stems(text)) - set(stems(example.question))
        right += len(added & example.added)
        wrong += len(added - example.added)
        missed += len(example.added - added)
    precision, recall = right / max(1, right + wrong), right / (right + missed)
    changed = [
        (plain(text) != plain(example.question), bool(example.history))
        for example, text in zip(examples, given, strict=True)
        if example.stands_alone
    ]
    after = [each for each, has_history in changed if has_history]
    f1 = 2 * right / (2 * right + wrong + missed)
    shares = [precision, recall, f1, sum(each for each, _ in changed) / len(changed), sum(after) / len(after)]
    return [f"{100 * share:.1f}" for share in shares]


def found_cells(way: Way, lasts: Sequence[Last], library: Library) -> list[str]:
    """Return hit@5 in percent of the follow-ups and of the questions that stand alone."""

    def look(question: str) -> list[str]:
        return [hit.passage.text for hit in library.search(question, limit=5)]

    cells = []
    for follow_up in (True, False):
        asked = [each for each in lasts if each.follow_up is follow_up]
        hits = 0
        for each in asked:
            found = library.search(way(each.question, each.history, look), limit=5)
            hits += any(hit.passage.article_id in each.gold for hit in found)
        cells.append(f"{100 * hits / len(asked):.1f} ({hits} of {len(asked)})")
    return cells


def conversations(folder: Path, trained_on: set[str]) -> tuple[list[Last], dict[str, str]]:
    """Read the answerable last turns of mtrag-un, but for conversations that training saw, and all its passages."""
    with gzip.open(folder / "mtrag-un.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    passages = {passage["id"]: passage["text"] for row in rows for passage in row["passages"]}
    lasts = []
    for row in rows:
        *history, last = (Turn(turn["role"], turn["content"]) for turn in row["turns"])
        gold = frozenset(passage["id"] for passage in row["passages"])
        seen = _opening(history, last.content) in trained_on
        if gold and row["answerability"] in ("answerable", "partial") and not seen:
            follow_up = row["turn_kind"] in ("Follow-up", "Clarification")
            lasts.append(Last(last.content, tuple(history), gold, follow_up))
    return lasts, passages


def _opening(history: Sequence[Turn], question: str) -> str:
    return plain(history[0].content if history else question)


@contextmanager
def _index(passages: dict[str, str], home: Path | None) -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as temporary:
        library = Library.open(home or temporary)
        library.add(Article(item, Byline(""), text) for item, text in passages.items())
        yield library


def _no_articles(question: str) -> list[str]:
    return []


if __name__ == "__main__":
    main()
