"""What can be wrong with an index, said in one line and, where its texts are there, repaired."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import index.library
from index import Article, Byline, Library, LibraryError
from index.__main__ import main
from index.doctor import SHOWN
from tests.conftest import Double
from tests.index import other
from tests.index.test_killed import ARTICLES, article

SIZE = 2 * ARTICLES + 1
"""Articles of ten passages: enough that Chroma has written the files of their vectors."""


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_encoder", lambda name="double": Double(name))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("doctor") / "home"
    Library(home, Double()).add(article(number, "walrus") for number in range(SIZE))
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "home")
    return tmp_path / "home"


def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["--home", str(home), "doctor"])
    shown = capsys.readouterr()
    assert shown.err == ""
    return code, shown.out.splitlines()


def assert_whole(home: Path) -> None:
    library = Library(home, Double())
    assert {entry.id: library.article(entry.id) for entry in library.entries()} == {
        f"a{number}": article(number, "walrus") for number in range(SIZE)
    }
    assert library.search("The walrus of line 3 in story 7")[0].found_by == ("dense", "words")


def vectors(home: Path) -> Path:
    (found,) = (path.parent for path in (home / "chroma").glob("*-*/index_metadata.pickle"))
    return found


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_all_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = doctor(home, capsys)
    assert code == 0
    assert [line.split("  ")[0].strip() for line in lines] == ["ok"] * len(lines)
    assert len(lines) == 10


def test_an_empty_index_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(tmp_path / "new", capsys)[0] == 0


VECTORS: dict[str, Callable[[Path], None]] = {
    "data cut": lambda home: cut(vectors(home) / "data_level0.bin"),
    "data gone": lambda home: (vectors(home) / "data_level0.bin").unlink(),
    "names cut": lambda home: cut(vectors(home) / "index_metadata.pickle"),
    "names gone": lambda home: (vectors(home) / "index_metadata.pickle").unlink(),
    "header garbage": lambda home: (vectors(home) / "header.bin").write_bytes(b"x" * 100) and None,
    "header cut": lambda home: cut(vectors(home) / "header.bin"),
    "folder gone": lambda home: shutil.rmtree(vectors(home)),
}


@pytest.mark.parametrize("harm", VECTORS)
def test_damaged_vectors_are_one_line_and_are_made_anew(
    home: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    VECTORS[harm](home)
    with pytest.raises(LibraryError, match="index doctor") as raised:
        Library(home, Double())
    assert "\n" not in str(raised.value)
    code, lines = doctor(home, capsys)
    assert code == 0, lines
    assert sum(line.startswith("repaired  vectors (Chroma): ") for line in lines) == 1
    assert_whole(home)
    assert doctor(home, capsys)[0] == 0


@pytest.mark.parametrize("how", ["gone", "cut", "of another index"])
def test_the_words_are_made_anew(home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, how: str) -> None:
    if how == "cut":
        for path in (home / "words").iterdir():
            cut(path)
    else:
        shutil.rmtree(home / "words")
    if how == "of another index":
        Library(tmp_path / "another", Double()).add(Article("b", Byline("B"), "Bees."))
        shutil.copytree(tmp_path / "another" / "words", home / "words")
    code, lines = doctor(home, capsys)
    assert code == 0
    assert any(line.startswith("repaired  words") for line in lines)
    assert_whole(home)


def test_what_a_killed_writer_left_is_mended(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = Library(home, Double())
    row = library._store._collection.get(ids=sorted(library._store.ids())[:1], include=["documents", "metadatas"])
    state = "a1#000000000000#7"
    library._store._collection.upsert(
        ids=[state], documents=row["documents"], metadatas=row["metadatas"], embeddings=[[1.0] * 64]
    )
    (home / "writer").write_text("{}")
    code, lines = doctor(home, capsys)
    assert code == 0
    assert any(line.startswith("repaired  last writer") for line in lines)
    assert any(line.startswith("repaired  articles left half written: a1") for line in lines)
    assert_whole(home)


def test_passages_that_leave_a_gap_are_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = Library(home, Double())
    gap = next(item for item in library._store.ids() if item.startswith("a7#") and item.endswith("#4"))
    library._store._collection.delete([gap])
    code, lines = doctor(home, capsys)
    assert code == 2
    assert any(line.startswith("wrong     passages tile their articles: a7;") for line in lines)
    assert library.remove(["a7"]) == 1
    assert doctor(home, capsys)[0] == 0


def test_of_many_articles_the_first_are_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = Library(home, Double())
    gaps = sorted(item for item in library._store.ids() if item.endswith("#1"))[: SHOWN + 3]
    library._store._collection.delete(gaps)
    before, after = (line for line in doctor(home, capsys)[1] if "tile" in line)  # only the words could be repaired
    assert before == after
    assert before.split(": ", 1)[1].count(",") == SHOWN - 1
    assert before.endswith(" and 3 more; remove these and add them again")


def test_another_encoder_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_ENCODER", "another")
    code, lines = doctor(home, capsys)
    assert code == 2
    assert any("'double', not 'another'" in line and "rebuild" in line for line in lines)


def test_who_is_writing_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    process = other.start(home, "hold")
    assert process.stdout is not None
    process.stdout.readline()
    code, lines = doctor(home, capsys)
    process.kill()
    process.communicate()
    assert code == 2
    assert f"process {process.pid} is adding" in lines[-1]


@pytest.mark.parametrize("how", ["cut", "garbage inside", "garbage"])
def test_texts_that_are_damaged_are_left_as_they_are(home: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    path = home / "chroma" / "chroma.sqlite3"
    whole = path.read_bytes()
    third = len(whole) // 3
    harmed = {"cut": whole[:third], "garbage": b"x" * third}.get(how, whole[:third] + b"x" * third + whole[2 * third :])
    path.write_bytes(harmed)
    code, lines = doctor(home, capsys)
    assert code == 2
    assert lines[-1].startswith("wrong     texts (Chroma): ")
    assert path.read_bytes() == harmed
    with pytest.raises(LibraryError) as raised:
        Library(home, Double()).search("walrus")
    assert "\n" not in str(raised.value)


def test_a_folder_that_may_not_be_written_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    code, lines = doctor(home, capsys)
    assert (code, len(lines)) == (2, 1)
    assert "may not be written" in lines[0]


def test_too_little_space_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.doctor, "SPACE_BYTES", 10**18)
    code, lines = doctor(home, capsys)
    assert code == 2
    assert any(line.startswith("wrong     free space: only ") for line in lines)


FULL = """
import resource, sys
from pathlib import Path
from index import Library, LibraryError
from tests.conftest import Double
from tests.index.test_killed import article
library = Library(Path(sys.argv[1]), Double())
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    library.add([article(number, "falcon") for number in range(400)])
except LibraryError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["chroma.sqlite3", "data_level0.bin", "words"])
def test_files_that_can_grow_no_more_are_one_line_and_lose_nothing(home: Path, name: str) -> None:
    """The disk is full: what the system does then is brought about by a limit on the size of a file."""
    sizes = {path.name: path.stat().st_size for path in (home / "chroma").rglob("*") if path.is_file()}
    limit = sizes.get(name, max(path.stat().st_size for path in (home / "words").iterdir())) + 1000
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(home), str(limit)], cwd=other.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1, done.stdout
    assert "what is stored stays" in done.stdout or "space" in done.stdout
    again = Library(home, Double())
    for entry in again.entries():
        number = int(entry.id[1:])
        assert again.article(entry.id) in (article(number, "walrus"), article(number, "falcon"))
    assert {f"a{number}" for number in range(SIZE)} <= {entry.id for entry in again.entries()}
    again.add(article(number, "walrus") for number in range(SIZE))
    again.remove([entry.id for entry in again.entries() if int(entry.id[1:]) >= SIZE])
    assert_whole(home)
