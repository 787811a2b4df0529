"""The two pipelines behind one small face, and the worker process that each of them runs in."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tests.bench import news

if TYPE_CHECKING:
    from bot import Bot
    from index import Library

FIRST = 4
"""Passages looked at to check that a question found its answer: what the tutorial retrieves."""


class Side(Protocol):
    """One pipeline with an index of its own."""

    def add(self, stories: Sequence[news.Story]) -> None:
        """Cut, embed and store articles."""

    def count(self) -> int:
        """Count the passages stored."""

    def ask(self, question: str) -> list[str]:
        """Do what the pipeline does with a question; return the texts of the first passages found."""


class BylineSide:
    """Byline: finds, reads and cites. The bot is loaded at the first question."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._bot: Bot | None = None

    def add(self, stories: Sequence[news.Story]) -> None:
        from index import Article, Byline

        summary = self._library.add(
            Article(each.url, Byline(each.title, (each.author,), each.published, each.url), each.text)
            for each in stories
        )
        if summary.failed:
            raise RuntimeError(f"not added: {summary.failed}")

    def count(self) -> int:
        return len(self._library)

    def ask(self, question: str) -> list[str]:
        from bot import Bot

        self._bot = self._bot or Bot(self._library)
        return [hit.passage.text for hit in self._bot.ask(question).hits[:FIRST]]


class TutorialSide:
    """The plain LangChain pipeline: finds."""

    def __init__(self, folder: Path) -> None:
        from tests.bench import tutorial

        self._tutorial = tutorial
        self._store = tutorial.open_store(folder)

    def add(self, stories: Sequence[news.Story]) -> None:
        self._tutorial.add(self._store, [self._tutorial.document_of(each) for each in stories])

    def count(self) -> int:
        return len(self._store.get(include=[])["ids"])

    def ask(self, question: str) -> list[str]:
        return self._tutorial.find(self._store, question)


class Worker:
    """Runs one side over articles it makes itself, and takes the times."""

    def __init__(self, side: Side, articles: int, questions: int, seed: int) -> None:
        self._side = side
        self._stories = news.stories(articles, seed)
        self._questions = news.questions(self._stories, questions)

    def add(self, low: int, high: int) -> float:
        """Add the articles from `low` to `high`; return the seconds it took."""
        started = time.perf_counter()
        self._side.add(self._stories[low:high])
        return time.perf_counter() - started

    def ask(self, low: int, high: int) -> list[tuple[float, bool]]:
        """Ask the questions from `low` to `high`; return for each its seconds, and whether its answer was found."""
        return [self._ask_one(asked) for asked in self._questions[low:high]]

    def _ask_one(self, asked: news.Asked) -> tuple[float, bool]:
        started = time.perf_counter()
        found = self._side.ask(asked.question)
        return time.perf_counter() - started, any(asked.answer in text for text in found)

    def count(self) -> int:
        """Count the passages stored."""
        return self._side.count()

    def peak_mib(self) -> int:
        """Return the most memory this process has held."""
        unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20


class Pair(Protocol):
    """What the table needs of a worker, in this process or in another."""

    def add(self, low: int, high: int) -> float: ...
    def ask(self, low: int, high: int) -> list[tuple[float, bool]]: ...
    def count(self) -> int: ...
    def peak_mib(self) -> int: ...


class Remote:
    """A Worker in a process of its own, so that thread pools and memory are not shared between the sides."""

    def __init__(self, kind: str, folder: Path, *, articles: int, questions: int, seed: int) -> None:
        self._log = folder / f"{kind}.log"
        self._pool = ProcessPoolExecutor(
            1, get_context("spawn"), _open, (kind, folder / kind, self._log, articles, questions, seed)
        )

    def add(self, low: int, high: int) -> float:
        return self._pool.submit(_call_add, low, high).result()

    def ask(self, low: int, high: int) -> list[tuple[float, bool]]:
        return self._pool.submit(_call_ask, low, high).result()

    def count(self) -> int:
        return self._pool.submit(_call_count).result()

    def peak_mib(self) -> int:
        return self._pool.submit(_call_peak).result()

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(cancel_futures=True)
