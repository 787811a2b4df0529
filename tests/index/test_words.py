from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from index import Byline, LibraryError, Passage, Where, content_words
from index.words import Words


def passage(name: str, text: str, title: str = "T", **byline: object) -> Passage:
    return Passage(f"{name}#0#0", name, Byline(title, **byline), 0, len(text), text)  # type: ignore[arg-type]


BEES = passage("bees", "Honey bees collect pollen.", authors=("Priya Raman", "Tom Bexley"), published=date(2021, 6, 18))
FLOOD = passage("flood", "The river flooded the harbour.", source="https://a.example/f", published=date(2023, 11, 14))
CAKE = passage("cake", "Honey keeps a cake moist.", authors=("Priya",))


@pytest.fixture
def words(tmp_path: Path) -> Words:
    made = Words(tmp_path / "words")
    made.update([BEES, FLOOD, CAKE])
    return made


def found(words: Words, question: str, **where: object) -> set[str]:
    return {item.split("#")[0] for item in words.find(question, 10, Where(**where))}  # type: ignore[arg-type]


def test_what_another_has_committed_is_seen_at_a_refresh_and_at_no_other_time(words: Words, tmp_path: Path) -> None:
    other = Words(tmp_path / "words")
    words.update([passage("tale", "A volcano wakes.")])
    time.sleep(1.2)  # tantivy looks at the files twice a second by itself, unless it is told not to
    assert (other.count(), found(other, "volcano")) == (3, set())
    other.refresh()
    assert (other.count(), found(other, "volcano")) == (4, {"tale"})


def test_content_words_are_what_a_question_is_about() -> None:
    assert content_words("When did Soffer leave the Chicago P.D.? Did Soffer?") == [
        "soffer",
        "leave",
        "chicago",
        "p",
        "d",
    ]


def test_a_question_without_content_finds_nothing(words: Words) -> None:
    assert words.find("who is it?", 10, Where()) == []


def test_passages_are_found_by_their_words_and_by_forms_of_them(words: Words) -> None:
    assert found(words, "HONEY") == {"bees", "cake"}
    assert found(words, "floods and harbours") == {"flood"}
    assert found(words, "volcano") == set()


def test_the_title_counts_as_text(words: Words) -> None:
    words.update([passage("tale", "Nothing of the kind.", title="A volcano wakes")])
    assert found(words, "volcanoes") == {"tale"}


def test_the_passage_with_more_of_the_words_comes_first(words: Words) -> None:
    assert words.find("does honey keep cake moist", 10, Where())[0] == CAKE.id
    assert words.find("honey", 1, Where()) == words.find("honey", 10, Where())[:1]


def test_signs_of_a_query_language_are_only_words(words: Words) -> None:
    for question in ('honey AND "', "title:honey^9 -pollen", "(((", "[a TO b] honey*", "honey\0", "+ - ! ~ \\ /"):
        words.find(question, 10, Where())
    assert found(words, "-honey") == {"bees", "cake"}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"article": "bees"}, {"bees"}),
        ({"author": "Priya Raman"}, {"bees"}),
        ({"author": "Tom Bexley"}, {"bees"}),
        ({"author": "Priya"}, {"cake"}),
        ({"author": "priya raman"}, set()),
        ({"source": "https://a.example/f"}, {"flood"}),
        ({"source": "https://a.example/"}, set()),
        ({"since": date(2021, 6, 18)}, {"bees", "flood"}),
        ({"since": date(2021, 6, 19)}, {"flood"}),
        ({"until": date(2021, 6, 18)}, {"bees"}),
        ({"until": date(2021, 6, 17)}, set()),
        ({"since": date(2021, 1, 1), "until": date(2023, 11, 14)}, {"bees", "flood"}),
        ({"article": "bees", "since": date(2022, 1, 1)}, set()),
    ],
)
def test_where_narrows(words: Words, where: dict[str, object], expected: set[str]) -> None:
    assert found(words, "honey river", **where) == expected


def test_sync_reads_only_what_is_missing_and_drops_what_is_gone(words: Words, tmp_path: Path) -> None:
    new = passage("new", "A volcano wakes.")
    asked: list[str] = []

    def fetch(ids: list[str]) -> dict[str, Passage]:
        asked.extend(ids)
        return {new.id: new}

    words.sync({BEES.id, new.id}, fetch)  # type: ignore[arg-type]
    assert asked == [new.id]
    assert found(words, "honey river volcano") == {"bees", "new"}
    assert found(Words(tmp_path / "words"), "honey river volcano") == {"bees", "new"}


def test_a_file_where_the_folder_should_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("x")
    with pytest.raises(LibraryError, match=r"words .*cannot be opened") as raised:
        Words(tmp_path / "words")
    assert "\n" not in str(raised.value)
