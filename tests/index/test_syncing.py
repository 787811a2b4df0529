"""A sync adds, updates and removes what its sources do, and reads nothing twice."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library, sources
from index.sources.document import Document
from index.watching import changes
from tests.conftest import Double

WHALE = "A whale was seen off the pier at dawn, said the harbour master."
HERON = "A heron nests on the town hall, to the delight of the council."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    (made / "whale.txt").write_text(WHALE)
    (made / "heron.txt").write_text(HERON)
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed."""
    seen: list[str] = []
    plain = sources.SUFFIXES[".txt"]

    def read(document: Document) -> Iterator[object]:
        seen.append(Path(document.place).name)
        return plain(document)

    monkeypatch.setitem(sources.SUFFIXES, ".txt", read)
    return seen


def texts(library: Library) -> set[str]:
    return {library.article(entry.id).text for entry in library.entries()}


def counts(library: Library, *what: Path) -> tuple[int, ...]:
    found = library.sync(what)
    return found.added, found.updated, found.unchanged, found.removed, len(found.failed)


def test_what_is_new_changed_or_gone_in_a_folder_is_so_in_the_index(library: Library, folder: Path) -> None:
    assert counts(library, folder) == (2, 0, 0, 0, 0)
    assert counts(library) == (0, 0, 2, 0, 0)
    (folder / "whale.txt").write_text("The whale has gone back to the open sea.")
    (folder / "new.md").write_text("# A new one\n\nA fox was seen in the park.")
    (folder / "heron.txt").unlink()
    assert counts(library) == (1, 1, 0, 1, 0)
    assert texts(library) == {"The whale has gone back to the open sea.", "A fox was seen in the park."}
    assert all(WHALE not in hit.passage.text for hit in library.search(WHALE))


def test_nothing_unchanged_is_parsed_or_embedded_again(
    library: Library, folder: Path, double: Double, opened: list[str]
) -> None:
    library.sync([folder])
    assert sorted(opened) == ["heron.txt", "whale.txt"]
    opened.clear()
    double.seen.clear()
    os.utime(folder / "whale.txt", (1, 1))
    assert counts(library) == (0, 0, 2, 0, 0)
    assert (opened, double.seen) == ([], []), "another time, the same bytes"
    (folder / "whale.txt").write_text(WHALE + " It was a humpback.")
    library.sync()
    assert opened == ["whale.txt"]
    assert len(double.seen) == 1


def test_rows_that_are_gone_from_a_file_are_removed_and_what_another_file_holds_stays(
    library: Library, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    whale, heron = ({"id": text[2:7], "text": text} for text in (WHALE, HERON))
    one.write_text(f"{json.dumps(whale)}\n{json.dumps(heron)}\n")
    other.write_text(f"{json.dumps(whale)}\n")
    library.sync([one, other])
    one.write_text("{}\n".replace("{}", json.dumps({"id": "new", "text": "Something new."})))
    assert library.sync().removed == 1
    assert texts(library) == {WHALE, "Something new."}


def test_a_source_that_cannot_be_read_keeps_its_articles(library: Library, folder: Path, tmp_path: Path) -> None:
    library.sync([folder])
    folder.rename(tmp_path / "unplugged")
    assert counts(library) == (0, 0, 0, 0, 1)
    assert len(library.entries()) == 2
    (tmp_path / "unplugged").rename(folder)
    assert counts(library) == (0, 0, 2, 0, 0)


def test_a_file_that_can_no_more_be_read_keeps_its_article_and_is_tried_again(library: Library, folder: Path) -> None:
    library.sync([folder])
    (folder / "whale.txt").write_bytes(b"\0\1\2\3" * 50)
    assert counts(library) == (0, 0, 1, 0, 1)
    assert WHALE in texts(library)
    assert counts(library) == (0, 0, 1, 0, 1)
    (folder / "whale.txt").write_text("Back again, as text.")
    assert counts(library) == (0, 1, 1, 0, 0)
    assert WHALE not in texts(library)


def test_sources_are_remembered_by_the_folder_and_can_be_forgotten(library: Library, folder: Path) -> None:
    library.sync([folder])
    again = Library(library.home, Double())
    assert again.followed() == [str(folder)]
    assert again.forget(folder)
    assert not again.forget(folder)
    (folder / "heron.txt").unlink()
    assert counts(again) == (0, 0, 0, 0, 0)
    assert len(again.entries()) == 2


def test_an_index_that_was_emptied_is_filled_again(library: Library, folder: Path) -> None:
    library.sync([folder])
    library.remove([entry.id for entry in library.entries()])
    assert counts(library)[0] == 2


def test_a_changed_folder_is_due_at_once(folder: Path) -> None:
    stop = threading.Event()
    due = changes([str(folder), "https://a.example/feed"], stop=stop)
    timer = threading.Timer(0.5, lambda: (folder / "new.txt").write_text("News."))
    timer.start()
    assert next(due) == [str(folder)]
    stop.set()
    assert list(due) == []
