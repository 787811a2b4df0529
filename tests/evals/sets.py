"""The question sets: ours over the sample articles, and the public ones of a data folder."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.evals.measure import Row
from index import SAMPLES, Article, Byline, Library
from index.sources import files, read

OURS = Path(__file__).parent / "samples.jsonl"
NEWS = Path(__file__).parent / "news.jsonl"


@dataclass(slots=True)
class QuestionSet:
    name: str
    split: str
    articles: list[Article]
    rows: list[Row] = field(default_factory=list)


@contextmanager
def indexed(questions: QuestionSet) -> Iterator[Library]:
    """Index the articles of a set in a folder of its own, for as long as it is asked."""
    with TemporaryDirectory() as home:
        library = Library.open(home)
        library.add(questions.articles)
        yield library


def samples() -> QuestionSet:
    """Our own questions over the sample articles; dev: what failed among them has been looked at."""
    by_stem = _sample_articles()
    ids = {stem: article.id for stem, article in by_stem.items()}
    return QuestionSet("samples", "dev", list(by_stem.values()), _ours(OURS, ids))


def wikinews(folder: Path) -> QuestionSet:
    """Our own questions over the news articles of the folder, with the samples among them; test."""
    articles = [
        Article(
            row["id"], Byline(row["title"], (row["author"],), date.fromisoformat(row["date"]), row["url"]), row["text"]
        )
        for row in lines(folder / "wikinews.jsonl.gz")
    ]
    rows = _ours(NEWS, {article.id: article.id for article in articles})
    return QuestionSet("wikinews", "test", [*articles, *_sample_articles().values()], rows)


def _sample_articles() -> dict[str, Article]:
    return {path.stem: article for path in files(SAMPLES) for article in read(path) if isinstance(article, Article)}


def _ours(path: Path, ids: dict[str, str]) -> list[Row]:
    """Read questions of our own; `ids` maps what they call an article to its id."""
    rows = []
    for line in path.read_text().splitlines():
        row = json.loads(line)
        gold = frozenset(ids[name] for name in row["articles"])
        history = tuple(row.get("history", ()))
        rows.append(
            Row(row["id"], row["kind"], row["question"], tuple(row["answers"]), gold, row["answerable"], history)
        )
    return rows


def squad(folder: Path, name: str, limit: int, seed: int = 0) -> QuestionSet:
    """A SQuAD-shaped file: its paragraphs joined to one article for each title; dev."""
    texts: dict[str, str] = {}
    rows = []
    for paragraph in lines(folder / f"{name}.jsonl.gz"):
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
    return list(lines(folder / f"{name}.jsonl.gz"))


def asked_of_others(one: QuestionSet, other: QuestionSet, limit: int) -> QuestionSet:
    """The answerable questions of one set put to the articles of another: all should be refused."""
    rows = [row for row in one.rows if row.answerable][:limit]
    foreign = [Row(row.id, "foreign", row.question, answerable=False) for row in rows]
    return QuestionSet(f"{one.name} asked of {other.name}", "dev", other.articles, foreign)


def lines(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
