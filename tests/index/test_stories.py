"""Near-duplicates are known again, whoever prints them, and are one voice in a search; other reports are not."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index import SAMPLES, Byline, Library
from index.finding import MOST_CANDIDATES
from index.sources import files, read
from index.store import Store
from index.stories import ALIKE, Stories, Told, resemblance, sketch
from index.types import Article
from tests.conftest import Double

SAMPLE = {path.stem: found.text for path in files(SAMPLES) for found in read(path) if isinstance(found, Article)}
ONE, OTHER = list(SAMPLE.values())[:2]


def told(name: str, text: str, story: str = "") -> Told:
    return Told(f"{name}#v#0", name, story or name, sketch(text))


@pytest.fixture
def stories(tmp_path: Path) -> Stories:
    return Stories(tmp_path / "stories")


def test_a_copy_with_another_headline_and_its_end_cut_off_is_the_same_story() -> None:
    copy = "From our wire service: " + ONE[: int(0.7 * len(ONE))].upper()
    assert resemblance(sketch(ONE), sketch(copy)) >= ALIKE
    assert resemblance(sketch(ONE), sketch(ONE)) == 1


def test_no_two_samples_are_the_same_story_though_some_tell_of_the_same_event() -> None:
    made = {name: sketch(text) for name, text in SAMPLE.items()}
    pairs = [(one, other) for one in made for other in made if one < other]
    assert len(pairs) == 36
    assert max(resemblance(made[one], made[other]) for one, other in pairs) < ALIKE / 4


def test_a_text_of_a_few_words_has_no_sketch(stories: Stories) -> None:
    assert sketch("Photo: the harbour at dawn.") == ""
    stories.update([told("caption", "Photo: the harbour at dawn.")])
    assert stories.find(sketch("Photo: the harbour at dawn."), but="other") == ""


def test_the_one_that_told_it_first_gives_the_story_its_name(stories: Stories) -> None:
    stories.update([told("wire", ONE), told("other", OTHER)])
    assert stories.find(sketch(ONE + " (Reporting by the desk.)"), but="paper") == "wire"
    stories.update([told("paper", ONE, story="wire")])
    assert stories.find(sketch(ONE[:-200]), but="blog") == "wire"
    assert stories.find(sketch(OTHER), but="other") == ""


def test_what_is_gone_is_not_found(stories: Stories) -> None:
    stories.update([told("wire", ONE)])
    stories.update([], ["wire#v#0"])
    assert stories.find(sketch(ONE), but="paper") == ""


def test_it_follows_the_store_by_difference(stories: Stories) -> None:
    stories.update([told("wire", ONE), told("old", OTHER)])
    asked: list[str] = []

    def fetch(ids: object) -> list[Told]:
        asked.extend(ids)  # type: ignore[call-overload]
        return [told("new", OTHER)]

    stories.sync({"wire#v#0", "new#v#0"}, fetch)
    assert asked == ["new#v#0"]
    assert (stories.find(sketch(OTHER), but=""), stories.find(sketch(ONE), but="")) == ("new", "wire")


def test_the_likest_of_several_names_the_story_and_of_equals_the_first(stories: Stories) -> None:
    short, half = ONE[: int(0.75 * len(ONE))], len(ONE) // 2
    stories.update([told("short", short), told("whole", ONE), told("again", ONE), told("half", OTHER + ONE[:half])])
    assert stories.find(sketch(ONE), but="") == "whole"
    assert stories.find(sketch(short), but="") == "short"
    assert stories.find(sketch(short), but="short") == "whole"


def test_one_is_found_among_many_before_and_after_it_is_opened_again(tmp_path: Path) -> None:
    words = [" ".join(f"w{i}x{j}" for j in range(60)) for i in range(300)]
    stories = Stories(tmp_path)
    stories.update([told(str(i), text) for i, text in enumerate(words)])
    stories.update([told("7", words[8])], ["9#v#0"])
    stories.update([told("10", words[9])])
    for opened in (stories, Stories(tmp_path)):
        found = [opened.find(sketch(text), but="") for text in words]
        assert found == [*map(str, range(7)), "", "8", "10", "", *map(str, range(11, 300))]


def test_a_file_of_the_layout_before_is_made_anew(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "stories.sqlite3")) as old, old:
        old.execute("create table told (id text primary key, article text, story text, sketch text)")
        old.execute("insert into told values ('wire#v#0', 'wire', 'wire', '')")
    stories = Stories(tmp_path)
    stories.sync({"wire#v#0"}, lambda ids: [told(item.partition("#")[0], ONE) for item in ids])
    assert stories.find(sketch(ONE), but="") == "wire"


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "stories.sqlite3").write_bytes(b"not a database at all" * 100)
    stories = Stories(tmp_path)
    stories.update([told("wire", ONE)])
    assert Stories(tmp_path).find(sketch(ONE), but="") == "wire"


def articles(*names: str, text: str = ONE) -> list[Article]:
    return [
        Article(name, Byline(f"{name}'s headline", published=None, source=f"https://{name}.example/"), text)
        for name in names
    ]


def test_a_story_of_several_outlets_is_found_once_and_its_copies_are_named(library: Library) -> None:
    summary = library.add([*articles("wire", "paper", "blog"), *articles("else", text=OTHER)])
    assert (summary.added, summary.duplicate) == (2, 2)
    question = ONE.split(". ")[0]
    hits = library.search(question, limit=5)
    assert sum(hit.passage.text == hits[0].passage.text for hit in hits) == 1
    assert {hit.passage.story for hit in hits} == {"wire", "else"}
    first = hits[0].passage.article_id
    assert {entry.id for entry in library.copies(first)} == {"wire", "paper", "blog"} - {first}
    assert library.copies("else") == []


def test_what_only_one_of_the_copies_says_is_found(library: Library) -> None:
    more = "\n\nZebras escaped from the circus near the quay at noon, and the harbour master counted seven of them."
    library.add([*articles("wire"), *articles("paper", text=ONE + more)])
    assert library.copies("wire")
    assert any("Zebras" in hit.passage.text for hit in library.search("How many zebras escaped from the circus?"))


def test_a_narrowed_search_finds_the_copy_that_is_asked_for(library: Library) -> None:
    library.add(articles("wire", "paper"))
    hits = library.search(ONE[:80], where={"source": "https://paper.example/"})
    assert hits
    assert {hit.passage.article_id for hit in hits} == {"paper"}


def test_however_many_print_it_the_other_articles_are_still_found(library: Library) -> None:
    assert MOST_CANDIDATES > 70
    library.add([*articles(*(f"paper{i}" for i in range(70)), text=ONE[:900]), *articles("else", text=OTHER)])
    assert "else" in {hit.passage.article_id for hit in library.search(ONE[:80], limit=5)}


def test_a_copy_whose_first_teller_is_gone_goes_on_alone_and_one_that_changes_is_a_story_of_its_own(
    library: Library,
) -> None:
    library.add(articles("wire", "paper", "blog"))
    library.remove(["wire"])
    assert {entry.id for entry in library.copies("paper")} == {"blog"}
    summary = library.add(articles("paper", text=OTHER))
    assert (summary.updated, summary.duplicate) == (1, 0)
    assert library.copies("paper") == library.copies("blog") == []


def test_the_same_story_is_removed_from_all_who_print_it_when_that_is_asked_for(library: Library) -> None:
    library.add([*articles("wire", "paper", "blog"), *articles("else", text=OTHER)])
    assert library.remove(["blog"]) == 1
    assert library.remove(["https://paper.example/", "nobody"], copies=True) == 2
    assert [entry.id for entry in library.entries()] == ["else"]
    assert library.remove(["else"], copies=True) == 1
    assert library.add(articles("paper")).duplicate == 0


def test_stories_are_the_same_after_the_folder_is_deleted(library: Library, tmp_path: Path) -> None:
    library.add(articles("wire"))
    shutil.rmtree(library.home / "stories")
    again = Library(library.home, Double())
    assert again.add(articles("paper")).duplicate == 1
    assert {entry.id for entry in again.copies("wire")} == {"paper"}


def test_a_copy_of_what_another_writer_stored_and_was_cut_off_is_known_and_nothing_is_embedded_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(articles("else", text=OTHER))

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    other = Library(library.home, Double())
    with monkeypatch.context() as patched:
        patched.setattr(Store, "stamp", cut_off)
        with pytest.raises(KeyboardInterrupt):
            other.add(articles("wire"))
    monkeypatch.setattr("index.library.embed_anew", cut_off)
    assert library.add(articles("paper")).duplicate == 1
