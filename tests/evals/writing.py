"""Measure the writer: `python -m tests.evals.writing [--data DIR] [--model NAME]`.

First, of sentences held against passages: how many true ones pass, and how many false ones (a name, number or date
swapped, a denial) are caught, and apart from these of those with two exchanged. Ours are written by hand over the
samples; SmolLM2's are what it really wrote over them, judged by hand; the public ones are made from squad2-dev and from
people's answers in mtrag-un.
Then, over the samples' questions, with quoting and with writing: citation recall (of the answers that are given to
questions with a known answer, those with a citation whose quote holds it) and precision (of all the citations of these
answers, those whose quote holds it), after Gao et al. 2023, "Enabling Large Language Models to Generate Text with
Citations", section 4, with the known answer in the place of a judge.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot import Bot
from bot.checker import Checker, load_checker
from bot.evals.measure import Row
from bot.evals.metrics import holds, mean
from bot.reader import Reader, load_reader
from bot.reader.examples import Paragraph, paragraphs
from bot.writer.claims import from_question, from_sentences
from bot.writer.planting import KINDS, planted
from bot.writer.support import Evidence
from index import Byline, Library, Passage
from tests.evals import sets

CLAIMS = Path(__file__).parent / "claims.jsonl"
WRITTEN = Path(__file__).parent / "written.jsonl"
BESIDE = 3
"""Other paragraphs of the article that a sentence could rest on by mistake."""

Judged = tuple[str, bool, str]
"""What is wrong with a sentence ("" if nothing), whether it was let pass, and the sentence."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.writing", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with squad2-dev and mtrag-un, to measure on as well")
    parser.add_argument("--limit", type=int, default=400, help="true sentences taken from each public set")
    parser.add_argument("--model", help="a chat model that writes over the samples, such as smollm2")
    parser.add_argument("--show", action="store_true", help="print the sentences that were judged wrongly")
    arguments = parser.parse_args()
    print(f"| sentences | true ones that pass | false ones caught | {' | '.join(KINDS)} | exchanged |")
    print(f"|---|---|---|{'---|' * len(KINDS)}---|")
    with sets.indexed(sets.samples()) as library:
        _report("ours, over the samples", list(_ours(library)), show=arguments.show)
        _report("SmolLM2's, over the samples", list(_written(library)), show=arguments.show)
        if arguments.data:
            for name in ("questions", "sentences"):
                made = list(_made(library, arguments.data, name, arguments.limit))
                _report(f"squad2-dev, from {name}", made, show=arguments.show)
            _report("mtrag-un, people's answers", list(_answers(library, arguments.data)), show=arguments.show)
        print("\n| answers over the samples | n | citation recall | citation precision |\n|---|---|---|---|")
        rows = [row for row in sets.samples().rows if row.answers and row.kind in ("fact", "followup")]
        _cited("quoted", Bot(library), rows)
        if arguments.model:
            _cited(f"written by {arguments.model}", Bot(library, arguments.model), rows)


def _report(name: str, judged: Sequence[Judged], *, show: bool) -> None:
    of: dict[str, list[bool]] = defaultdict(list)
    for kind, passed, text in judged:
        of[kind].append(passed != bool(kind))
        if show and passed == bool(kind):
            print(f"    {kind or 'true'}: {text}")
    wrong = [right for kind in of if kind not in ("", "exchange") for right in of[kind]]
    figures = [_share(of[""]), _share(wrong), *(_share(of[kind]) for kind in (*KINDS, "exchange"))]
    print(f"| {name} | {' | '.join(figures)} |", flush=True)


def _share(right: Sequence[bool]) -> str:
    return f"{mean(right):.1%} of {len(right)}" if right else ""


def _ours(library: Library) -> Iterator[Judged]:
    """Hold our own sentences against what a search for them finds, as the writer's are."""
    reader, checker = load_reader(), load_checker()
    for line in CLAIMS.read_text().splitlines():
        row = json.loads(line)
        hits = library.search(row["text"], limit=6)
        evidence = Evidence(library, reader, checker, [hit.passage for hit in hits])
        for kind, text in [("", row["text"]), *((each["kind"], each["text"]) for each in row["wrong"])]:
            yield kind, evidence.support(text) is not None, text


def _written(library: Library) -> Iterator[Judged]:
    """Hold what a small model wrote against what a search for the question finds."""
    reader, checker = load_reader(), load_checker()
    for line in WRITTEN.read_text().splitlines():
        row = json.loads(line)
        evidence = Evidence(library, reader, checker, [hit.passage for hit in library.search(row["question"], limit=6)])
        yield "" if row["said"] else "made up", evidence.support(row["text"]) is not None, row["text"]


def _made(library: Library, folder: Path, what: str, limit: int) -> Iterator[Judged]:
    """Hold made sentences against their paragraph, which they cite, with others of the article beside it."""
    rng = random.Random(0)
    of = paragraphs(folder / "squad2-dev.jsonl.gz")
    if what == "questions":
        claims = [claim for each in of for asked in each.asked if (claim := from_question(asked, each))]
    else:
        claims = [claim for each in of for claim in from_sentences(each, rng)]
    reader, checker = load_reader(), load_checker()
    for done, claim in enumerate(rng.sample(claims, min(limit, len(claims))), start=1):
        others = [each for each in of if each.title == claim.paragraph.title and each is not claim.paragraph]
        shown = [claim.paragraph, *rng.sample(others, min(BESIDE, len(others)))]
        evidence = Evidence(library, reader, checker, [_passage(each, i) for i, each in enumerate(shown)])
        yield "", evidence.support(claim.text, (1,)) is not None, claim.text
        for kind in (*KINDS, "exchange"):
            if wrong := planted(claim, kind, rng if kind in KINDS else random.Random(done), of):
                yield kind, evidence.support(wrong.text, (1,)) is not None, wrong.text
        if sys.stderr.isatty():
            print(f"\r{done} ", end="", file=sys.stderr)


def _answers(library: Library, folder: Path) -> Iterator[Judged]:
    """Hold the sentences of people's answers against the passages they were written from."""
    reader, checker = load_reader(), load_checker()
    for row in sets.lines(folder / "mtrag-un.jsonl.gz"):
        if row["answerability"] == "answerable" and row["passages"]:
            yield from _judged(library, reader, checker, row)


def _judged(library: Library, reader: Reader, checker: Checker, row: dict[str, Any]) -> Iterator[Judged]:
    passages = [_passage(Paragraph("", each["text"], ()), i) for i, each in enumerate(row["passages"])]
    evidence = Evidence(library, reader, checker, passages)
    written = Paragraph("", row["reference"][0], ())
    rng = random.Random(0)
    for claim in from_sentences(written, rng):
        yield "", evidence.support(claim.text) is not None, claim.text
        for kind in (*KINDS, "exchange"):
            if wrong := planted(claim, kind, rng if kind in KINDS else random.Random(0), [written]):
                yield kind, evidence.support(wrong.text) is not None, wrong.text


def _passage(paragraph: Paragraph, number: int) -> Passage:
    text = paragraph.text
    return Passage(f"{number}#0", str(number), Byline(paragraph.title), 0, len(text), text)


def _cited(name: str, bot: Bot, rows: Sequence[Row]) -> None:
    recalled, precise = [], []
    for row in rows:
        answer = bot.ask(row.question, history=row.history)
        if answer.citations:
            right = [holds(citation.quote, row.answers) for citation in answer.citations]
            recalled.append(any(right))
            precise += right
    print(f"| {name} | {len(recalled)} | {_share(recalled)} | {_share(precise)} |", flush=True)


if __name__ == "__main__":
    main()
