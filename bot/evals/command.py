"""`python -m bot eval`: measure an index on a person's own questions, or on ones made from its articles."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.chain import Bot
from bot.evals import table
from bot.evals.made import made
from bot.evals.measure import Row, Score, measure, shown
from bot.evals.questions import read
from index import Library, LibraryError, QuestionError

MADE = 100
"""Questions made when no file is given and no limit is set."""

LISTED = 10
"""Questions named, of those that turned right and of those that turned wrong."""

_NOTE = (
    "Made by rules, the questions share the words of their sentences, so hit@k is an upper bound; those to be refused"
    "\nname somebody or some place that is in no article. For a figure to trust: python -m bot eval questions.jsonl"
)


def parser() -> argparse.ArgumentParser:
    """Build the parser of the words after `eval`."""
    described = argparse.ArgumentParser(
        prog="python -m bot eval",
        description="Ask every question of a file, or questions made from the articles, and print what was found.",
    )
    described.add_argument(
        "questions", nargs="?", type=Path, metavar="FILE", help="a question a line, as JSON; without it, made ones"
    )
    described.add_argument("--home", help="the folder of the index (default: BYLINE_HOME, or your user data folder)")
    described.add_argument("--limit", type=int, metavar="N", help=f"ask N at most (default: all; {MADE} made ones)")
    described.add_argument("--save", type=Path, metavar="FILE", help="write each question with its answer and scores")
    described.add_argument("--against", type=Path, metavar="FILE", help="compare with what an earlier run saved")
    return described


def run(argv: Sequence[str]) -> int:
    """Measure and print one table. Returns 0; raises a BylineError when the input is wrong."""
    arguments = parser().parse_args(argv)
    if arguments.limit is not None and arguments.limit < 1:
        raise QuestionError(f"--limit {arguments.limit} leaves nothing to ask; give 1 or more")
    earlier = _saved(arguments.against) if arguments.against else None
    library = Library.open(arguments.home)
    rows = _rows(arguments, library)
    split = "yours" if arguments.questions else "made"
    name = arguments.questions.stem if arguments.questions else "your articles"
    if earlier is not None:
        earlier, rows = _both(arguments.against, earlier, rows)
    scores = measure(Bot(library), rows, shown(name))
    print(table.HEAD)
    if earlier is not None:
        print(table.line(arguments.against.name, split, earlier))
    print(table.line(name, split, scores))
    if earlier is not None:
        print(_turned(earlier, scores))
    if not arguments.questions:
        print(f"\n{_refused(scores)}\n{_NOTE}")
    if arguments.save:
        _save(arguments.save, scores)
    return 0


def _rows(arguments: argparse.Namespace, library: Library) -> list[Row]:
    if not len(library):
        raise LibraryError(f"the index in {library.home} is empty; add articles with `python -m index add FOLDER`")
    if arguments.questions:
        return read(arguments.questions, library)[: arguments.limit]
    if rows := made(library, arguments.limit or MADE):
        return rows
    raise QuestionError(
        "no question could be made from these articles: the rules look for dates, counts and names in English;"
        " write some of your own and run `python -m bot eval questions.jsonl`"
    )


def _refused(scores: Sequence[Score]) -> str:
    """Tell the refusals of plain strangers from those of look-alikes, which are the harder ones."""
    counts = []
    for kind in ("stranger", "look-alike"):
        found = [each["found"] for each in scores if each["kind"] == kind]
        counts.append(f"{kind}s {found.count(False)} of {len(found)}")
    return f"Refused: {', '.join(counts)}."


def _save(path: Path, scores: Sequence[Score]) -> None:
    try:
        path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in scores), encoding="utf-8")
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror}; give --save another file") from error


def _saved(path: Path) -> list[Score]:
    """Read what --save wrote."""
    try:
        scores: list[Any] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON lines"
        raise QuestionError(f"{path} cannot be read: {reason}; give --against a file that --save wrote") from error
    if not scores or not all(isinstance(each, dict) and set(each) >= table.NEEDED for each in scores):
        raise QuestionError(f"{path} holds no scores; give --against a file that --save wrote")
    return scores


def _both(path: Path, earlier: Sequence[Score], rows: Sequence[Row]) -> tuple[list[Score], list[Row]]:
    """Keep the questions that were asked then and are asked now."""
    then = {(each["id"], each["question"]): each for each in earlier}
    kept = [row for row in rows if (row.id, row.question) in then]
    if not kept:
        raise QuestionError(f"{path} holds other questions than these; compare runs of the same questions")
    if len(kept) < len(rows):
        print(f"byline: {len(rows) - len(kept)} questions are not in {path}; left out of both", file=sys.stderr)
    return [then[row.id, row.question] for row in kept], kept


def _turned(earlier: Sequence[Score], scores: Sequence[Score]) -> str:
    """Name the questions whose answer has turned right or wrong."""
    pairs = list(zip(earlier, scores, strict=True))
    better = [now["question"] for then, now in pairs if then["right"] == 0 and now["right"] == 1]
    worse = [now["question"] for then, now in pairs if then["right"] == 1 and now["right"] == 0]
    lines = [f"\n{len(better)} turned right, {len(worse)} turned wrong"]
    lines += [f"  + {question}" for question in better[:LISTED]] + [f"  - {question}" for question in worse[:LISTED]]
    return "\n".join(lines)
