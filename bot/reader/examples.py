"""SQuAD-shaped files -> examples to train on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one paragraph; `answer` is the characters [start, end) of its text, None if it does not say."""

    question: str
    answer: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article and the questions that were asked about it."""

    title: str
    text: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader is shown, and the characters [start, end) of `text` it should find; None: it does not say."""

    question: str
    heading: str
    text: str
    answer: tuple[int, int] | None


def paragraphs(path: Path) -> list[Paragraph]:
    """Read a gzipped JSON-lines file of {"title", "text", "questions"}.

    Questions whose answer stands at more than one place are left out: which of them is meant is a guess.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_paragraph(json.loads(line)) for line in lines]


def _paragraph(row: dict[str, object]) -> Paragraph:
    text = str(row["text"])
    asked = []
    for each in row["questions"]:  # type: ignore[attr-defined]
        if not each["answerable"]:
            asked.append(Asked(each["question"], None))
        elif text.count(each["answers"][0]["text"]) == 1:
            start = text.index(each["answers"][0]["text"])
            asked.append(Asked(each["question"], (start, start + len(each["answers"][0]["text"]))))
    return Paragraph(str(row["title"]).replace("_", " "), text, tuple(asked))


def whole(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example:
    """Show the whole paragraph, half of the time under its article's title."""
    return Example(
        asked.question, heading(paragraph.title, rng) if rng.random() < 0.5 else "", paragraph.text, asked.answer
    )


def heading(title: str, rng: random.Random) -> str:
    """Write a heading as an article has one, every third time with some date: a date up there answers nothing."""
    if rng.random() < 2 / 3:
        return title
    return f"{title} ({rng.randint(1995, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02})"


def sample(items: Iterable[tuple[Paragraph, Asked]], size: int, rng: random.Random) -> list[tuple[Paragraph, Asked]]:
    """Draw up to `size` questions, each once."""
    pool = list(items)
    return rng.sample(pool, min(size, len(pool)))


def answerable(of: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Asked]]:
    """Go through the questions that have an answer."""
    return ((paragraph, asked) for paragraph in of for asked in paragraph.asked if asked.answer)
