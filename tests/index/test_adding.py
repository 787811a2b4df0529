"""Reading, embedding and writing go on at once, and yet everything is as if they took turns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from index import Article, Byline, Library, Summary
from index.adding import AHEAD
from index.store import Store
from tests.conftest import Double

PATIENCE = 30.0
"""Seconds after which something that has to happen has not happened."""


@pytest.fixture(autouse=True)
def _each_article_is_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.incoming._BATCH_CHARS", 1)


def article(number: int, text: str = "The walrus sleeps.") -> Article:
    return Article(f"a{number}", Byline(f"Story {number}"), f"{text} It is number {number}.")


def counts(summary: Summary) -> tuple[int, int, int]:
    return summary.added, summary.updated, summary.unchanged


def test_a_group_is_read_while_the_one_before_is_embedded(
    library: Library, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on = threading.Event()
    real = double.encode_passages

    def encode(texts: list[str], progress: Callable[[int], None] | None = None) -> object:
        assert read_on.wait(PATIENCE)
        return real(texts, progress)

    def found() -> Iterator[Article]:
        yield article(0)
        read_on.set()
        yield article(1)

    monkeypatch.setattr(double, "encode_passages", encode)
    assert counts(library.add(found())) == (2, 0, 0)


def test_a_group_is_embedded_while_the_one_before_is_written(
    library: Library, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = threading.Event()
    real_encode, real_put = double.encode_passages, Store.put

    def encode(texts: list[str], progress: Callable[[int], None] | None = None) -> object:
        if "Story 1" in texts[0]:
            second.set()
        return real_encode(texts, progress)

    def put(self: Store, *given: object) -> list[str]:
        assert second.wait(PATIENCE)
        return real_put(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(double, "encode_passages", encode)
    monkeypatch.setattr(Store, "put", put)
    assert counts(library.add([article(0), article(1)])) == (2, 0, 0)


def test_no_more_is_read_than_can_be_held(library: Library) -> None:
    def found() -> Iterator[Article]:
        for number in range(20):
            assert len(library.entries()) >= number - AHEAD
            yield article(number)

    assert counts(library.add(found())) == (20, 0, 0)


def test_an_article_that_comes_again_is_compared_with_the_one_on_its_way(library: Library) -> None:
    old, new = article(0), article(0, "The falcon wakes.")
    assert counts(library.add([old, old, new, new, old, article(1)])) == (2, 2, 2)
    assert library.article("a0") == old
    assert library.mentions("falcon") == []


def test_progress_is_told_by_one_at_a_time(library: Library) -> None:
    telling = threading.Lock()
    told: list[int] = []

    def progress(summary: Summary) -> None:
        assert telling.acquire(blocking=False)
        told.append(summary.passages)
        telling.release()

    library.add((article(number) for number in range(20)), progress=progress)
    assert told == sorted(told)
    assert told[-1] == 20


def at_work() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith(("embedding", "writing"))]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_what_was_read_before_reading_stopped_is_whole_or_not_there(library: Library, error: type) -> None:
    def found() -> Iterator[Article]:
        for number in range(5):
            yield article(number)
        raise error

    with pytest.raises(error):
        library.add(found())
    assert at_work() == []
    there = [entry.id for entry in library.entries()]
    assert there == [f"a{number}" for number in range(len(there))]
    assert len(there) >= 5 - AHEAD
    assert sum(counts(library.add(article(number) for number in range(5)))) == 5


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_written_after_what_could_not_be_embedded(
    library: Library, double: Double, monkeypatch: pytest.MonkeyPatch, error: type
) -> None:
    real = double.encode_passages

    def encode(texts: list[str], progress: Callable[[int], None] | None = None) -> object:
        if "Story 2" in texts[0]:
            raise error
        return real(texts, progress)

    monkeypatch.setattr(double, "encode_passages", encode)
    with pytest.raises(error):
        library.add(article(number) for number in range(9))
    assert at_work() == []
    assert [entry.id for entry in library.entries()] == ["a0", "a1"]


def test_nothing_is_written_after_what_could_not_be_written(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Store.put

    def put(self: Store, passages: list[object], *given: object) -> list[str]:
        if "Story 2" in str(passages):
            raise OSError("full")
        return real(self, passages, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "put", put)
    with pytest.raises(OSError, match="full"):
        library.add(article(number) for number in range(9))
    assert [entry.id for entry in library.entries()] == ["a0", "a1"]
    monkeypatch.undo()
    assert counts(library.add(article(number) for number in range(9))) == (7, 0, 2)
