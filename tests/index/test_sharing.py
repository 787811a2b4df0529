"""Several processes at one index: one writes, the others see it, and nobody waits for readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from bot import Bot
from index import Article, Byline, Library, LibraryError, MismatchError, Summary
from index.chroma import Collection
from index.library import rebuild
from index.lock import WriteLock
from tests.conftest import Double
from tests.index import other

WALRUS, FALCON = "The walrus sleeps on the ice.", "The falcon nests in the tower."


@pytest.fixture
def holder(library: Library) -> Iterator[Popen[str]]:
    """Another process that is writing."""
    process = other.start(library.home, "hold")
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def story(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.md"
    path.write_text(f"---\ntitle: {name}\nid: {name}\n---\n{text}")
    return path


# One writer


def test_who_will_not_wait_is_told_who_holds_the_index(library: Library, holder: Popen[str]) -> None:
    says = rf"process {holder.pid} is adding since \d\d:\d\d:\d\d"
    for write in (lambda: library.add([], wait=False), lambda: library.remove(["a"], wait=False)):
        with pytest.raises(LibraryError, match=says) as raised:
            write()
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize("command", [["add", "nothing.md"], ["remove", "a"], ["rebuild"]], ids=lambda given: given[0])
def test_no_wait_exits_2_with_that_line(library: Library, holder: Popen[str], command: list[str]) -> None:
    process = other.start(library.home, *command, "--no-wait")
    _, err = process.communicate()
    assert process.returncode == 2
    assert re.fullmatch(rf"byline: .* process {holder.pid} is adding since .*\n", err)


def test_who_waits_says_so_and_goes_on_when_the_other_is_killed(
    library: Library, holder: Popen[str], tmp_path: Path
) -> None:
    process = other.start(library.home, "add", str(story(tmp_path, "walrus", WALRUS)))
    assert process.stderr is not None
    assert re.fullmatch(rf"byline: waiting: process {holder.pid} is adding since .*\n", process.stderr.readline())
    holder.kill()
    out, _ = process.communicate()
    assert out.startswith("1 added")
    assert process.returncode == 0


def test_readers_do_not_wait(library: Library, holder: Popen[str], double: Double) -> None:
    assert library.search("walrus") == library.entries() == []
    assert len(Library(library.home, double)) == 0
    assert other.run(library.home, "list") == ""


def test_the_thread_that_has_the_lock_has_it_already(library: Library) -> None:
    lock = WriteLock(library.home)
    with lock.held("syncing"), lock.held("adding", wait=False):
        assert WriteLock(library.home).holder() is not None
    assert lock.holder() is None
    assert not lock.was_cut_off()


# Readers that stay open


def test_an_open_library_sees_what_another_process_writes(library: Library, tmp_path: Path) -> None:
    library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")])
    assert library.search("walrus")[0].passage.article_id == "bees"
    path = story(tmp_path, "animal", WALRUS)
    for text, word in ((WALRUS, "walrus"), (FALCON, "falcon")):
        story(tmp_path, "animal", text)
        other.run(library.home, "add", str(path))
        first = library.search(word)[0]
        assert (first.passage.text, first.found_by) == (text, ("dense", "words"))
        assert library.article("animal").text == text
        assert {entry.id for entry in library.entries()} == {"animal", "bees"}
        assert len(library.entries()) == 2
    assert library.mentions("walrus") == []
    assert all("walrus" not in hit.passage.text for hit in library.search("walrus", limit=100))
    other.run(library.home, "remove", "animal")
    assert [hit.passage.article_id for hit in library.search("falcon", limit=100)] == ["bees"]
    with pytest.raises(LibraryError, match="no article 'animal'"):
        library.article("animal")


def test_an_open_library_sees_a_rebuild(library: Library) -> None:
    library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")])
    other.run(library.home, "rebuild")
    assert library.article("bees").text == "Honey bees collect pollen."
    assert library.search("pollen")[0].found_by == ("dense", "words")
    assert library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")]).unchanged == 1


def test_an_open_library_goes_over_to_the_encoder_of_a_rebuild(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library.load_encoder", other.double_of)
    library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")])
    opened = Library.open(library.home)
    assert opened.search("pollen")[0].found_by == ("dense", "words")
    other.run(library.home, "rebuild", "--encoder", "narrow")
    assert opened.search("pollen")[0].found_by == ("dense", "words")
    assert opened.vectors(["pollen"]).shape == (1, 32)
    assert opened.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")]).unchanged == 1
    assert Library.open(library.home).vectors(["pollen"]).shape == (1, 32)
    with pytest.raises(MismatchError, match="'narrow', not 'double'"):
        library.search("pollen")
    monkeypatch.setenv("BYLINE_ENCODER", "double")
    with pytest.raises(MismatchError, match="'narrow', not 'double'"):
        Library.open(library.home)


def test_the_old_collection_answers_until_the_new_one_is_whole(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library.load_encoder", other.double_of)
    monkeypatch.setattr("index.incoming._BATCH_CHARS", 1)
    library.add(Article(f"n{number}", Byline(f"N{number}"), f"Number{number} of some.") for number in range(5))
    seen: list[tuple[int, int]] = []

    def during(summary: Summary) -> None:
        reader = Library.open(library.home)
        seen.append((len(reader.search("some")), reader.vectors(["some"]).shape[1]))
        assert len(library.search("some")) == 5

    rebuild(library.home, encoder="narrow", progress=during)
    assert seen == [(5, 64)] * 5
    assert Library.open(library.home).vectors(["some"]).shape == (1, 32)


def test_between_the_two_steps_of_the_switch_the_new_collection_answers(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library.load_encoder", other.double_of)
    library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")])
    opened = Library.open(library.home)
    real = Collection.rename
    found: list[str] = []

    def rename(self: Collection, name: str) -> None:
        found.extend(each.search("pollen")[0].passage.article_id for each in (opened, Library.open(library.home)))
        real(self, name)

    monkeypatch.setattr(Collection, "rename", rename)
    rebuild(library.home, encoder="narrow")
    assert found == ["bees", "bees"]
    assert opened.search("pollen")[0].passage.article_id == "bees"


def test_two_open_libraries_take_turns_at_writing(library: Library, double: Double) -> None:
    again = Library(library.home, double)
    for number in range(6):
        (library, again)[number % 2].add([Article(f"n{number}", Byline(f"N{number}"), f"Number{number} of some.")])
    for each in (library, again):
        assert len(each.entries()) == 6
        assert [each.search(f"number{number}")[0].passage.article_id for number in range(6)] == [
            f"n{number}" for number in range(6)
        ]


def test_two_readers_do_not_make_each_other_open_anew(library: Library, double: Double) -> None:
    library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")])
    readers = [Library(library.home, double), Library(library.home, double)]
    stores = [reader._store for reader in readers]
    for reader in readers * 3:
        reader.search("pollen")
    assert [reader._store for reader in readers] == stores


def test_the_bot_answers_from_what_another_process_has_just_added(library: Library, tmp_path: Path) -> None:
    library.add([Article("bees", Byline("Bees"), "Honey bees collect pollen.")])
    bot = Bot(library)
    assert not bot.ask("Where does the falcon nest?").citations
    other.run(library.home, "add", str(story(tmp_path, "falcon", FALCON)))
    answer = bot.ask("Where does the falcon nest?")
    assert [citation.quote for citation in answer.citations] == [FALCON]
