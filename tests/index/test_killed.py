"""kill -9 at random moments of every command that writes: nothing is lost, doubled or left half done.

KILLS=300 python -m pytest tests/index/test_killed.py    # more of them than the 30 of each test run
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from index import Article, Byline, Library
from index.library import rebuild
from index.preparing import read_by_encoder
from tests.conftest import Double
from tests.index.other import double_of

KILLS = int(os.environ.get("KILLS", "30"))
COMMANDS = ("add", "update", "remove", "rebuild", "compact")
ARTICLES = 51

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.index.test_killed"])


def article(number: int, word: str) -> Article:
    """An article of 10 passages. At the thousandth Chroma writes the files of the vectors: every command gets there."""
    lines = [f"The {word} of line {line} in story {number} goes on and on, {'and on ' * 20}." for line in range(28)]
    return Article(f"a{number}", Byline(f"Story {number}"), " ".join(lines))


OLD = {f"a{number}": article(number, "walrus") for number in range(ARTICLES)}
NEW = {f"a{number}": article(number, "falcon") for number in range(ARTICLES)}
MORE = {f"a{number}": article(number, "heron") for number in range(ARTICLES, 2 * ARTICLES)}

AFTER = {"add": OLD | MORE, "update": NEW, "remove": {"a0": OLD["a0"]}, "rebuild": OLD, "compact": OLD}
"""What is there when the command has been run to its end, over OLD."""


HARMS = ("cut data_level0.bin", "cut index_metadata.pickle", "unlink header.bin", "unlink index_metadata.pickle")
"""How the files of the vectors may be found where a writer was killed while it wrote them."""


def write(command: str, home: Path) -> None:
    if command == "rebuild":
        rebuild(home, encoder="narrow")
    elif command == "compact":
        Library(home, Double()).compact()
    elif command == "remove":
        Library(home, Double()).remove([item for item in OLD if item != "a0"])
    else:
        Library(home, Double()).add((NEW if command == "update" else MORE).values())


def child(command: str, home: Path, ready: Connection) -> None:
    import index.library

    index.library.load_encoder = double_of
    ready.send("ready")
    write(command, home)


def killed(command: str, home: Path, delay: float | None, *, at_work: bool = True) -> float:
    """Run the command in a process of its own and kill it after `delay`; return the seconds it ran.

    They are counted from when it starts to write (`at_work`), or to open the index.
    """
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=child, args=(command, home, there))
    process.start()
    here.recv()
    while at_work and process.is_alive() and not (home / "writer").exists():
        time.sleep(0.001)
    started = time.monotonic()
    process.join(delay)
    seconds = time.monotonic() - started
    process.kill()
    process.join()
    process.close()
    return seconds


def check(home: Path, may_be: Callable[[str], set[Article | None]]) -> None:
    """Every article is one of those it may be (None: not there), and all parts of the index say the same."""
    library = Library.open(home)
    entries = library.entries()
    found = {entry.id: library.article(entry.id) for entry in entries}
    assert len(found) == len(entries)
    for item in found | OLD | MORE:
        assert found.get(item) in may_be(item), item
    collection = library._store._collection
    rows = collection.get(include=["documents", "embeddings"])
    assert sorted(rows["ids"]) == sorted(library._home.words.ids())
    assert sum(entry.passages for entry in entries) == len(rows["ids"])
    passages = library._store.get(rows["ids"])
    vectors = library._encoder.encode(read_by_encoder([passages[item] for item in rows["ids"]]))
    assert np.allclose(vectors, rows["embeddings"], atol=1e-5)
    for hit in library.search("walrus falcon heron story 7", limit=30):
        assert found[hit.passage.article_id].text[hit.passage.start : hit.passage.end] == hit.passage.text


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("killed") / "home"
    Library(home, Double()).add(OLD.values())
    return home


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.library.load_encoder", double_of)


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_at_any_moment_nothing_is_lost(before: Path, tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    seconds = killed(command, home, None)
    check(home, lambda item: {AFTER[command].get(item)})
    chance = random.Random(f"{command}")
    share = len(range(COMMANDS.index(command), KILLS, len(COMMANDS)))
    cut_off = 0
    for number in range(share):
        shutil.rmtree(home)
        shutil.copytree(before, home)
        killed(command, home, chance.uniform(0, seconds), at_work=number > 0)
        cut_off += (home / "writer").exists()
        check(home, lambda item: {OLD.get(item), AFTER[command].get(item)})
        write(command, home)
        check(home, lambda item: {AFTER[command].get(item)})
    assert cut_off, "no kill hit a writer at work"


@pytest.mark.parametrize("harm", HARMS)
def test_vectors_cut_off_while_they_were_written_are_made_again(before: Path, tmp_path: Path, harm: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    write("add", home)
    how, name = harm.split()
    (path,) = (home / "chroma").glob(f"*-*/{name}")
    if how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.unlink()
    (home / "writer").write_text("{}")
    check(home, lambda item: {AFTER["add"].get(item)})
    assert not (home / "writer").exists()


def test_a_file_of_words_left_by_a_killed_writer_is_in_nobodys_way(before: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    segment = next(path.name.split(".")[0] for path in (home / "words").glob("*.term"))
    for stamp in range(3000):  # tantivy names the file after the number of the commit
        (home / "words" / f"{segment}.{stamp}.del").touch()
    Library(home, Double()).remove([item for item in OLD if item != "a0"])
    check(home, lambda item: {AFTER["remove"].get(item)})
