"""What the verifier is shown: a question, a span, the sentences around it, and whether the span answers.

The spans that do not answer are those that the reader takes where the answer is not: in the look-alike questions of
squad2-train and in invented ones, in another paragraph of the article, and beside the answer. A question may also be
altered by rule.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.checker.training import Pair
from bot.evals.metrics import f1
from bot.reader import Reader
from bot.reader.examples import Asked, Example, Paragraph, answerable, heading, paragraphs, sample
from bot.reader.lookalikes import altered, likest
from bot.verifier.evidence import around, claimed

TIMES = 3
"""How often squad2-train is shown, each time with other spans."""

PLAIN = 13_000
"""Questions of squad-train."""

ELSEWHERE = 0.5
"""Share of them that are also shown with what the reader takes in another paragraph of the article."""

BESIDE = 0.35
"""Share of the answerable questions that are also shown with another span of their own paragraph."""

ALTERED = 0.4
"""Share of the plain ones that are also asked with a name, number or date of the paragraph in another's place."""

INVENTED = 12_000
"""Invented questions, where there are any (`bot/reader/inventing.py`)."""

TITLED = 0.7
"""Share that is shown under the article's title."""

RIGHT = 0.6
"""Token F1 with the answer from which a span of the reader's is right as well."""

LIKELY = 6.0
"""How far behind the reader's best span another may be."""

SAME = 0.3
"""Token F1 with an answer from which a span may be right, so that nothing is learnt from it."""


def looks(data: Path, reader: Reader, seed: int, invented: Sequence[Example] = ()) -> list[Pair]:
    """Make the examples from squad-train and squad2-train in the folder `data` and `invented`, shuffled by `seed`."""
    rng = random.Random(seed)
    real = [(each, asked) for each in paragraphs(data / "squad2-train.jsonl.gz") for asked in each.asked]
    clean = paragraphs(data / "squad-train.jsonl.gz")
    of: dict[str, list[Paragraph]] = {}
    for each in clean:
        of.setdefault(each.title, []).append(each)
    drawn = [(*each, random.Random(rng.getrandbits(32))) for each in real]
    plain = sample(answerable(clean), PLAIN, rng)
    drawn += [(*each, random.Random(rng.getrandbits(32))) for each in plain]

    def made(number: int) -> list[Pair]:
        if number < len(real):
            return list(_real(reader, *drawn[number]))
        return list(_plain(reader, *drawn[number], of[drawn[number][0].title]))

    asked = rng.sample(invented, min(INVENTED, len(invented)))
    with ThreadPoolExecutor(2) as pool:
        shown = [pair for pairs in pool.map(made, range(len(drawn))) for pair in pairs]
        shown += [pair for pairs in pool.map(lambda each: list(_invented(reader, each)), asked) for pair in pairs]
    rng.shuffle(shown)
    return shown


def _invented(reader: Reader, example: Example) -> Iterator[Pair]:
    """Show what the reader takes for the answer to a question that has none."""
    _, wrong = _taken(reader, example.question, Paragraph(example.heading, example.text, ()), None)
    for span in wrong[:1]:
        said = example.text[slice(*span)]
        yield claimed(example.question, said), around(example.text, *span, example.heading), False


def _real(reader: Reader, paragraph: Paragraph, asked: Asked, rng: random.Random) -> Iterator[Pair]:
    right, wrong = _taken(reader, asked.question, paragraph, asked.answer)
    for time in range(TIMES):
        if asked.answer:
            yield _shown(asked.question, paragraph, rng.choice(right), rng, says=True)
            if wrong and rng.random() < BESIDE:
                yield _shown(asked.question, paragraph, rng.choice(wrong), rng, says=False)
        elif wrong:
            yield _shown(asked.question, paragraph, wrong[time % len(wrong)], rng, says=False)


def _plain(
    reader: Reader, paragraph: Paragraph, asked: Asked, rng: random.Random, of: Sequence[Paragraph]
) -> Iterator[Pair]:
    right, wrong = _taken(reader, asked.question, paragraph, asked.answer)
    yield _shown(asked.question, paragraph, rng.choice(right), rng, says=True)
    if wrong and rng.random() < BESIDE:
        yield _shown(asked.question, paragraph, wrong[0], rng, says=False)
    if rng.random() < ELSEWHERE and (others := likest(asked.question, paragraph, right[0], of)):
        _, wrong = _taken(reader, asked.question, others[0], None)
        yield from (_shown(asked.question, others[0], span, rng, says=False) for span in wrong[:1])
    if rng.random() < ALTERED and (question := altered(asked.question, paragraph, right[0], rng)):
        yield _shown(question, paragraph, right[0], rng, says=False)


def _shown(question: str, paragraph: Paragraph, span: tuple[int, int], rng: random.Random, *, says: bool) -> Pair:
    above = heading(paragraph.title, rng) if rng.random() < TITLED else ""
    return claimed(question, paragraph.text[slice(*span)]), around(paragraph.text, *span, above), says


def _taken(
    reader: Reader, question: str, paragraph: Paragraph, answer: tuple[int, int] | None
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the spans that answer, the gold one first, and the likely ones of the reader's that do not."""
    right, wrong = [answer] if answer else [], []
    readings = reader.read(question, [paragraph.text], headings=[paragraph.title])
    for each in readings:
        span = paragraph.text[each.start : each.end]
        alike = f1(span, [paragraph.text[slice(*answer)]]) if answer else 0.0
        meets = answer is not None and each.start < answer[1] and answer[0] < each.end
        if meets and alike >= RIGHT:
            right.append((each.start, each.end))
        elif not meets and alike < SAME and each.score > readings[0].score - LIKELY and re.search(r"\w", span):
            wrong.append((each.start, each.end))
    return right, wrong
