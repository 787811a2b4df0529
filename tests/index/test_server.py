"""A Chroma server in place of the folder: two homes, each with words of its own, over one `chroma run`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from index import Article, Byline, Library, LibraryError
from index.__main__ import main
from index.chroma import Chroma
from tests.conftest import Double
from tests.index import other
from tests.index.test_sharing import FALCON, WALRUS, story

BEES = Article("bees", Byline("Bees"), "Honey bees collect pollen.")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `chroma run`, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--path", str(tmp_path_factory.mktemp("server"))],
        env=dict(os.environ) | {"ANONYMIZED_TELEMETRY": "False"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{address}/api/v2/heartbeat").raise_for_status()
            break
        except httpx.HTTPError:
            assert process.poll() is None, "chroma run has stopped"
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture(autouse=True)
def _set(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server is set, here and in the other processes, and is empty at first."""
    monkeypatch.setenv("BYLINE_CHROMA", server)
    monkeypatch.setattr("index.library.load_encoder", other.double_of)
    yield
    chroma = Chroma(server)
    for name in chroma.names():
        chroma.drop(name)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "here"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The home of another machine."""
    return tmp_path / "there"


def test_what_one_home_adds_updates_and_removes_the_other_sees(here: Path, there: Path, tmp_path: Path) -> None:
    library = Library.open(here)
    library.add([BEES])
    for text, word in ((WALRUS, "walrus"), (FALCON, "falcon")):
        assert "1 added" in other.run(there, "add", str(path := story(tmp_path, "animal", text))) or text == FALCON
        first = library.search(word)[0]
        assert (first.passage.text, first.found_by) == (text, ("dense", "words"))
        assert library.article("animal").text == text
        assert "0 added, 0 updated, 1 unchanged" in other.run(there, "add", str(path))
    assert library.mentions("walrus") == []
    assert other.run(there, "remove", "bees") == "1 removed\n"
    assert [hit.passage.article_id for hit in library.search("pollen falcon", limit=100)] == ["animal"]
    assert library._home.words.ids() == library._store.ids()
    assert not (here / "chroma").exists()
    assert {path.name for path in there.iterdir()} <= {"words", "stories", "lock"}


def test_a_home_that_is_new_reads_what_is_on_the_server(here: Path, there: Path) -> None:
    Library.open(here).add([BEES])
    assert "bees" in other.run(there, "list")
    assert Library.open(there).search("pollen")[0].found_by == ("dense", "words")


def test_a_rebuild_in_one_home_is_seen_in_the_other(here: Path, there: Path) -> None:
    library = Library.open(here)
    library.add([BEES])
    other.run(there, "rebuild", "--encoder", "narrow")
    assert library.search("pollen")[0].found_by == ("dense", "words")
    assert library.vectors(["pollen"]).shape == (1, 32)
    assert library.article("bees") == BEES


def test_what_another_home_adds_during_a_rebuild_is_kept(
    here: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.library import rebuild

    Library.open(here).add([BEES, Article("gone", Byline("Gone"), "Going.")])
    other_home = Library.open(there)

    def meanwhile(summary: object) -> None:
        other_home.add([Article("late", Byline("Late"), WALRUS)])
        other_home.remove(["gone"])

    rebuild(here, encoder="narrow", progress=meanwhile)
    assert {entry.id for entry in Library.open(here).entries()} == {"bees", "late"}


def test_two_homes_that_write_at_the_same_time_lose_and_double_nothing(here: Path, there: Path, tmp_path: Path) -> None:
    Library.open(here)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder, text in zip(folders, (WALRUS, FALCON), strict=True):
        folder.mkdir()
        for number in range(40):
            (folder / f"n{number}.md").write_text(f"---\nid: n{number}\ntitle: N{number}\n---\n{text * 40}")
        (folder / "own.txt").write_text(text)
    running = [other.start(home, "add", str(folder)) for home, folder in zip((here, there), folders, strict=True)]
    for process in running:
        _, err = process.communicate()
        assert process.returncode == 0, err
    library = Library.open(here)
    entries = library.entries()
    assert len(entries) == len({entry.id for entry in entries}) == 42
    for entry in entries:
        assert library.article(entry.id).text in (WALRUS, FALCON, WALRUS * 40, FALCON * 40)
    library._home.mend()
    assert sum(entry.passages for entry in library.entries()) == len(library)
    assert library._home.words.ids() == library._store.ids()


def test_a_writer_that_is_killed_leaves_nothing_half_done(here: Path, there: Path, tmp_path: Path) -> None:
    library = Library.open(here)
    for number in range(60):
        (tmp_path / f"n{number}.txt").write_text(f"The walrus of story {number} sleeps on the ice. " * 60)
    process = other.start(there, "add", *map(str, sorted(tmp_path.glob("n*.txt"))))
    while process.poll() is None and not (there / "writer").exists():
        time.sleep(0.01)
    process.kill()
    process.communicate()
    for entry in library.entries():
        assert library.article(entry.id).text
    assert "0 failed" in other.run(there, "add", *map(str, sorted(tmp_path.glob("n*.txt"))))
    assert len(library.entries()) == 60
    assert sum(entry.passages for entry in library.entries()) == len(library)


def test_the_doctor_looks_at_what_the_server_answers(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Library.open(here).add([BEES])
    assert main(["--home", str(here), "doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert len(lines) == 9


def test_compacting_is_the_servers(here: Path) -> None:
    with pytest.raises(LibraryError, match="chroma vacuum") as raised:
        Library.open(here).compact()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "localhost:8000", "ftp://a.example", "http://"])
def test_a_server_that_is_not_there_is_one_clear_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    monkeypatch.setenv("BYLINE_CHROMA", address)
    assert main(["--home", str(here), "list"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert address in err
    assert "Traceback" not in err


def test_a_server_that_goes_away_is_one_clear_line(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open(here)
    library.add([BEES])

    def down(*given: object, **options: object) -> None:
        raise httpx.ConnectError("All connection attempts failed")

    for use in (lambda: library.search("pollen"), lambda: library.add([BEES]), library.entries):
        with monkeypatch.context() as patch:
            patch.setattr(httpx.Client, "request", down)
            with pytest.raises(LibraryError, match="does not answer") as raised:
                use()
        assert "\n" not in str(raised.value)


def test_it_is_the_double_that_is_used(here: Path) -> None:
    assert isinstance(Library.open(here)._encoder, Double)
