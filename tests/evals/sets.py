"""The question sets: ours over the sample articles, and the public ones of a data folder."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index import SAMPLES, Article, Byline
from index.sources import files, read

OURS = Path(__file__).parent / "samples.jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """One question. `gold` are the articles that answer it; `span` the characters of the paragraph that does."""

    id: str
    kind: str
    question: str
    answers: tuple[str, ...]
    gold: frozenset[str]
    answerable: bool
    history: tuple[dict[str, str], ...] = ()
    span: tuple[int, int] | None = None


@dataclass(slots=True)
class QuestionSet:
    name: str
    split: str
    articles: list[Article]
    rows: list[Row] = field(default_factory=list)


def samples() -> QuestionSet:
    """Our own questions over the sample articles; test: nothing is tuned on them."""
    by_stem = {path.stem: article for path in files(SAMPLES) for article in read(path) if isinstance(article, Article)}
    rows = []
    for line in OURS.read_text().splitlines():
        row = json.loads(line)
        gold = frozenset(by_stem[stem].id for stem in row["articles"])
        rows.append(
            Row(
                row["id"],
                row["kind"],
                row["question"],
                tuple(row["answers"]),
                gold,
                row["answerable"],
                tuple(row["history"]),
            )
        )
    return QuestionSet("samples", "test", list(by_stem.values()), rows)


def squad(folder: Path, name: str, limit: int, seed: int = 0) -> QuestionSet:
    """A SQuAD-shaped file: its paragraphs joined to one article for each title; dev."""
    texts: dict[str, str] = {}
    rows = []
    for paragraph in _lines(folder / f"{name}.jsonl.gz"):
        title = paragraph["title"]
        before = f"{texts[title]}\n\n" if title in texts else ""
        texts[title] = before + paragraph["text"]
        span = (len(before), len(texts[title]))
        for asked in paragraph["questions"]:
            answers = tuple(answer["text"] for answer in asked["answers"])
            rows.append(
                Row(asked["id"], "fact", asked["question"], answers, frozenset([title]), asked["answerable"], span=span)
            )
    articles = [Article(title, Byline(title.replace("_", " ")), text) for title, text in texts.items()]
    chosen = random.Random(seed).sample(rows, min(limit, len(rows)))
    return QuestionSet(name, "dev", articles, chosen)


def paragraphs_of(folder: Path, name: str) -> list[dict]:  # type: ignore[type-arg]
    """Read the paragraphs of a SQuAD-shaped file, each {"title", "text", "questions"}."""
    return list(_lines(folder / f"{name}.jsonl.gz"))


def asked_of_others(one: QuestionSet, other: QuestionSet, limit: int) -> QuestionSet:
    """The answerable questions of one set put to the articles of another: all should be refused."""
    rows = [row for row in one.rows if row.answerable][:limit]
    foreign = [Row(row.id, "foreign", row.question, (), frozenset(), answerable=False) for row in rows]
    return QuestionSet(f"{one.name} asked of {other.name}", "dev", other.articles, foreign)


def _lines(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
