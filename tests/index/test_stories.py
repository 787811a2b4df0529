"""Near-duplicates are known again, whoever prints them; reports of one event in other words are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import SAMPLES
from index.sources import files, read
from index.stories import ALIKE, Stories, Told, resemblance, sketch
from index.types import Article

SAMPLE = {path.stem: found.text for path in files(SAMPLES) for found in read(path) if isinstance(found, Article)}
ONE, OTHER = list(SAMPLE.values())[:2]


def told(name: str, text: str, story: str = "") -> Told:
    return Told(f"{name}#v#0", name, story or name, sketch(text))


@pytest.fixture
def stories(tmp_path: Path) -> Stories:
    return Stories(tmp_path / "stories.sqlite3")


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


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "stories.sqlite3"
    file.write_bytes(b"not a database at all" * 100)
    stories = Stories(file)
    stories.update([told("wire", ONE)])
    assert Stories(file).find(sketch(ONE), but="") == "wire"
