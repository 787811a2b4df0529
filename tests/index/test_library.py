from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

import index.incoming
import index.library
from index import SAMPLES, Article, Byline, Library, LibraryError, MismatchError, QuestionError, Summary, Where
from index.incoming import articles
from index.library import rebuild
from index.words import Words
from tests.conftest import Double

OLD, NEW = "The walrus sleeps on the ice. ", "A falcon nests in the tower. "


def article(name: str, text: str, **byline: object) -> Article:
    return Article(name, Byline(name.title(), **byline), text)  # type: ignore[arg-type]


BEES = article("bees", "Honey bees collect pollen.", authors=("Priya Raman", "Tom Bexley"), published=date(2021, 6, 18))
FLOOD = article("flood", "The river flooded.", source="https://a.example/f", published=date(2023, 11, 14))
CAKE = article("cake", "Honey keeps a cake moist.", authors=("Priya",))


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.unchanged, len(summary.failed)


def chroma(home: Path) -> chromadb.Collection:
    client = chromadb.PersistentClient(home / "chroma", settings=Settings(anonymized_telemetry=False))
    return client.get_collection("articles")


def everything(library: Library) -> dict[str, Article]:
    return {entry.id: library.article(entry.id) for entry in library.entries()}


def assert_one_state(library: Library, name: str, texts: tuple[str, ...]) -> None:
    """The article is one of these texts, and nothing else of it can be found."""
    text = library.article(name).text
    assert text in texts
    assert [entry.id for entry in library.entries()].count(name) == 1
    for question in ("walrus", "falcon", "walrus falcon"):
        for hit in library.search(question, limit=100, where={"article": name}):
            found = hit.passage
            assert text[found.start : found.end] == found.text, hit


# Adding and removing


def test_the_same_again_is_left_alone(library: Library, double: Double) -> None:
    assert counts(library.add([SAMPLES])) == (9, 0, 0, 0)
    passages, seen = len(library), len(double.seen)
    assert passages == seen > 20
    assert counts(library.add([SAMPLES, *sorted(SAMPLES.iterdir())])) == (0, 0, 18, 0)
    assert (len(library), len(double.seen)) == (passages, seen)


def test_articles_files_and_folders_can_be_mixed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("One text.")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "two.txt").write_text("Two texts.")
    summary = library.add([BEES, str(tmp_path / "one.txt"), tmp_path / "folder"])
    assert counts(summary) == (3, 0, 0, 0)
    assert summary.bytes_done == summary.bytes == len("One text.Two texts.")


def test_the_same_article_twice_in_a_batch_is_stored_once(library: Library) -> None:
    assert counts(library.add([BEES, FLOOD, BEES])) == (2, 0, 1, 0)
    assert len(library) == 2


def test_a_changed_article_takes_the_place_of_the_old(library: Library) -> None:
    library.add([article("a", OLD * 60), BEES])
    before = len(library)
    assert counts(library.add([article("a", NEW * 30)])) == (0, 1, 0, 0)
    assert library.article("a").text == NEW * 30
    assert len(library) < before
    assert all("walrus" not in hit.passage.text for hit in library.search("the walrus sleeps on the ice", limit=100))
    assert library.mentions("walrus") == []
    assert not any("walrus" in text for text in chroma(library.home).get()["documents"] or [])
    assert not any("walrus" in hit.passage.text for hit in Library(library.home, Double()).search("walrus", limit=100))


def test_a_changed_byline_is_a_changed_article(library: Library) -> None:
    library.add([article("a", OLD, published=date(2024, 1, 25))])
    assert counts(library.add([article("a", OLD, published=date(2024, 1, 26))])) == (0, 1, 0, 0)
    assert library.entries()[0].byline.published == date(2024, 1, 26)
    assert library.search("walrus", where={"until": "2024-01-25"}) == []


def test_removed_articles_are_nowhere(library: Library) -> None:
    library.add([article("a", OLD * 60), BEES])
    assert library.remove(["a", "a", "nobody"]) == 1
    assert [entry.id for entry in library.entries()] == ["bees"]
    assert library.mentions("walrus") == []
    assert {hit.passage.article_id for hit in library.search("walrus", limit=100)} == {"bees"}
    with pytest.raises(LibraryError, match="there is no article 'a'"):
        library.article("a")
    assert counts(library.add([article("a", OLD * 60)])) == (1, 0, 0, 0)


def test_removing_nothing_removes_nothing(library: Library) -> None:
    library.add([BEES])
    assert library.remove([]) == library.remove(["nobody"]) == 0
    assert len(library) == 1


def test_adding_nothing_adds_nothing(library: Library) -> None:
    assert counts(library.add([])) == (0, 0, 0, 0)
    assert library.entries() == []


def test_progress_is_told_as_passages_are_embedded(library: Library) -> None:
    told: list[tuple[int, int, float, str]] = []
    library.add([SAMPLES], progress=lambda now: told.append((now.passages, now.bytes_done, now.seconds, now.line())))
    assert told == sorted(told, key=lambda each: each[:3])
    passages, read, seconds, shown = told[-1]
    assert (passages, read) == (len(library), sum(path.stat().st_size for path in SAMPLES.iterdir()))
    assert seconds > 0
    assert shown == f"{passages} passages, {passages / seconds:.0f} a second"


# When something fails in the middle


class StopError(Exception):
    pass


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str, int], None]:
    """Make a method raise StopErrorError its nth call on."""

    def arrange(owner: type, name: str, nth: int) -> None:
        real, calls = getattr(owner, name), iter(range(1, 1000))

        def call(*given: object, **options: object) -> object:
            if next(calls) >= nth:
                raise StopError
            return real(*given, **options)

        monkeypatch.setattr(owner, name, call)

    return arrange


@pytest.mark.parametrize(
    ("owner", "name", "nth"),
    [
        (Double, "encode", 1),
        (chromadb.Collection, "upsert", 1),
        (chromadb.Collection, "upsert", 2),
        (chromadb.Collection, "upsert", 3),
        (chromadb.Collection, "delete", 1),
        (chromadb.Collection, "delete", 2),
        (Words, "update", 1),
    ],
)
def test_an_article_is_never_half_replaced(
    library: Library,
    fails: Callable[[type, str, int], None],
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    name: str,
    nth: int,
) -> None:
    old, new = OLD * 200, NEW * 200
    library.add([article("a", old), BEES])
    monkeypatch.setattr(library._store, "_batch", 2)
    fails(owner, name, nth)
    with pytest.raises(StopError):
        library.add([article("a", new)])
    monkeypatch.undo()
    again = Library(library.home, Double())
    assert_one_state(again, "a", (old, new))
    again.add([article("a", new)])
    assert_one_state(again, "a", (new,))
    assert again.mentions("walrus") == []
    assert again.mentions("falcon")
    assert not any("walrus" in text for text in chroma(library.home).get()["documents"] or [])


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_an_article_half_removed_is_gone_or_whole(
    library: Library, fails: Callable[[type, str, int], None], monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    library.add([article("a", OLD * 200), BEES])
    monkeypatch.setattr(library._store, "_batch", 2)
    fails(chromadb.Collection, "delete", nth)
    with pytest.raises(StopError):
        library.remove(["a"])
    monkeypatch.undo()
    again = Library(library.home, Double())
    if again.entries()[0].id == "a":
        assert_one_state(again, "a", (OLD * 200,))
    again.add([article("a", OLD * 200)])
    assert_one_state(again, "a", (OLD * 200,))


def test_an_article_half_written_is_not_listed_and_is_added_again(
    library: Library, fails: Callable[[type, str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library._store, "_batch", 2)
    fails(chromadb.Collection, "upsert", 2)
    with pytest.raises(StopError):
        library.add([article("a", OLD * 120)])
    monkeypatch.undo()
    again = Library(library.home, Double())
    assert again.entries() == []
    assert counts(again.add([article("a", OLD * 120)])) == (1, 0, 0, 0)
    assert again.article("a").text == OLD * 120


def test_the_store_names_no_more_passages_at_once_than_chroma_takes(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma fails with "too many SQL variables" where one call names, or reads, more than 32,766 passages."""
    monkeypatch.setattr(library._store, "_batch", 8)
    real = chromadb.Collection.get

    def get(self: chromadb.Collection, *args: object, **options: object) -> object:
        assert len(options.get("ids") or ()) <= 8
        assert str(options.get("where")).count("'a") <= 8 + 2
        found = real(self, *args, **options)  # type: ignore[arg-type]
        assert options.get("include") == [] or len(found["ids"]) <= 8
        return found

    monkeypatch.setattr(chromadb.Collection, "get", get)
    monkeypatch.setattr(chromadb.api.client.Client, "get_max_batch_size", lambda self: 8)
    many = [article(f"a{number}", f"Word{number} of many.") for number in range(30)]
    assert counts(library.add(many)) == (30, 0, 0, 0)
    assert counts(library.add(many)) == (0, 0, 30, 0)
    assert len(library.entries()) == 30
    shutil.rmtree(library.home / "words")
    again = Library(library.home, Double())
    assert [passage.article_id for passage in again.mentions("word17")] == ["a17"]
    assert again.remove([each.id for each in many]) == 30


# The words index is only a cache


def test_the_words_can_be_deleted(library: Library) -> None:
    library.add([SAMPLES])
    before = library.search("honey bees on the roofs")
    shutil.rmtree(library.home / "words")
    again = Library(library.home, Double()).search("honey bees on the roofs")
    assert [hit.found_by for hit in again] == [hit.found_by for hit in before]
    assert {hit.passage.id for hit in again} == {hit.passage.id for hit in before}


@pytest.mark.parametrize("harm", ["unlink", "cut", "empty", "garbage"])
def test_damaged_words_are_made_anew(library: Library, tmp_path: Path, harm: str) -> None:
    library.add([SAMPLES])
    words, kept = library.home / "words", tmp_path / "kept"
    shutil.copytree(words, kept)
    for name in sorted(path.name for path in kept.iterdir()):
        shutil.rmtree(words)
        shutil.copytree(kept, words)
        whole = (words / name).read_bytes()
        if harm == "unlink":
            (words / name).unlink()
        else:
            (words / name).write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "garbage": b"garbage" * 9}[harm])
        again = Library(library.home, Double())
        assert "words" in again.search("honey bees on the roofs")[0].found_by, name


# Searching


def test_the_passage_with_the_words_of_the_question_comes_first(library: Library) -> None:
    library.add([SAMPLES, BEES])
    hits = library.search("Honey bees collect pollen.")
    assert hits[0].passage.article_id == "bees"
    assert hits[0].found_by == ("dense", "words")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_search_counts_nothing_for_that_takes_longer_the_more_there_are(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([BEES])

    def count(collection: chromadb.Collection) -> int:
        raise AssertionError

    monkeypatch.setattr(chromadb.Collection, "count", count)
    assert [hit.passage.article_id for hit in library.search("honey")] == ["bees"]


def test_a_search_returns_no_more_than_its_limit(library: Library) -> None:
    library.add([SAMPLES])
    assert len(library.search("bees", limit=3)) == 3
    assert [hit.passage for hit in library.search("bees", limit=3)] == [
        hit.passage for hit in library.search("bees", limit=60)
    ][:3]


def test_the_title_and_date_are_read_with_every_passage(library: Library, double: Double) -> None:
    library.add([article("storm", OLD * 60, published=date(2024, 1, 25))])
    assert len(double.seen) > 1
    assert all(text.startswith("Storm (2024-01-25)\n") for text in double.seen)


@pytest.mark.parametrize("question", ["", " \n", "bees"])
def test_an_empty_library_finds_nothing(library: Library, question: str) -> None:
    assert library.search(question) == []


def test_an_empty_question_finds_nothing(library: Library) -> None:
    library.add([BEES])
    assert library.search(" \n\t ") == []


@pytest.mark.parametrize("question", ["?!", "who is it", "\u4ec0\u4e48", "\U0001f600", "a\0b", "\ud83d", "w" * 100_000])
def test_any_question_can_be_asked(library: Library, question: str) -> None:
    library.add([BEES])
    assert library.search(question)[0].passage.article_id == "bees"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, {"bees", "flood", "cake"}),
        ({"article": "bees"}, {"bees"}),
        ({"source": "https://a.example/f"}, {"flood"}),
        ({"author": "Priya Raman"}, {"bees"}),
        ({"author": "Tom Bexley"}, {"bees"}),
        ({"author": "Priya"}, {"cake"}),
        ({"since": "2021-06-18"}, {"bees", "flood"}),
        ({"since": date(2021, 6, 19)}, {"flood"}),
        ({"until": "2021-06-18"}, {"bees"}),
        ({"until": "2021-06-17"}, set()),
        ({"since": "2021-06-18", "until": "2023-11-14"}, {"bees", "flood"}),
        ({"author": "Priya Raman", "since": "2022-01-01"}, set()),
        ({"article": "nobody"}, set()),
    ],
    ids=str,
)
def test_where_narrows_both_rankings(library: Library, where: dict[str, object], expected: set[str]) -> None:
    library.add([BEES, FLOOD, CAKE])
    hits = library.search("honey bees, a river, a cake", where=where)
    assert {hit.passage.article_id for hit in hits} == expected
    assert all(hit.found_by == ("dense", "words") for hit in hits)
    assert library.search("honey bees, a river, a cake", where=Where.of(where)) == hits


@pytest.mark.parametrize(
    "where",
    [
        {"writer": "Ann"},
        {"since": "some day"},
        {"since": "2024-13"},
        {"until": 2024},
        {"author": ["Ann"]},
        {"article": date(2024, 1, 25)},
        "bees",
        7,
    ],
    ids=str,
)
def test_a_malformed_where_is_a_question_error(library: Library, where: object) -> None:
    library.add([BEES])
    with pytest.raises(QuestionError) as raised:
        library.search("bees", where=where)  # type: ignore[arg-type]
    assert "\n" not in str(raised.value)
    if isinstance(where, dict):
        assert next(iter(where)) in str(raised.value)


def test_an_article_comes_back_whole(library: Library) -> None:
    library.add([SAMPLES])
    for made in articles([SAMPLES], Summary()):
        assert library.article(made.id) == made


def test_neighbours_stand_beside_a_passage_in_its_article(library: Library) -> None:
    library.add([article("a", OLD * 120), article("b", NEW * 60)])
    parts = library._store.article("a")
    assert len(parts) > 3
    beside = library.neighbours(parts)
    assert [beside[part.id][0] for part in parts] == [None, *parts[:-1]]
    assert [beside[part.id][1] for part in parts] == [*parts[1:], None]
    assert library.neighbours([parts[1]]) == {parts[1].id: (parts[0], parts[2])}


def test_entries_are_by_date_then_title_and_undated_ones_last(library: Library) -> None:
    library.add([CAKE, FLOOD, BEES, article("ants", "Ants.", published=date(2021, 6, 18)), article("art", "Art.")])
    assert [entry.id for entry in library.entries()] == ["ants", "bees", "flood", "art", "cake"]
    bees = library.entries()[1]
    assert (bees.byline, bees.passages) == (BEES.byline, 1)
    assert bees.added.endswith("+00:00")


# Opening and rebuilding


def test_what_was_added_is_there_when_opened_again(library: Library) -> None:
    library.add([SAMPLES])
    again = Library(library.home, Double())
    assert everything(again) == everything(library)
    assert again.search("bees") == library.search("bees")


def test_open_takes_the_home_and_encoder_that_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_encoder", Double)
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path / "set"))
    monkeypatch.setenv("BYLINE_ENCODER", "mine")
    assert Library.open().home == tmp_path / "set"
    assert Library.open(tmp_path / "given").home == tmp_path / "given"
    with pytest.raises(MismatchError, match="'mine'"):
        Library(tmp_path / "set", Double("other"))


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Double:
    """The encoder that is set now: another than the one the library was made with."""
    encoder = Double("other", width=32)
    monkeypatch.setattr(index.library, "load_encoder", lambda name: encoder)
    return encoder


def test_another_encoder_is_refused_with_what_to_do(library: Library, other: Double) -> None:
    library.add([BEES])
    with pytest.raises(MismatchError) as raised:
        Library.open(library.home)
    message = str(raised.value)
    assert all(part in message for part in ("'double'", "'other'", "encoder", "python -m index rebuild"))
    assert library.article("bees") == BEES


def test_another_splitter_is_refused_with_what_to_do(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.passages, "SPLITTER", "another")
    with pytest.raises(MismatchError, match=r"splitter .*'another'.*python -m index rebuild"):
        Library(library.home, Double())


def test_rebuilding_keeps_every_article(library: Library, other: Double) -> None:
    library.add([SAMPLES, BEES, article("long", OLD * 120)])
    before = everything(library)
    told: list[int] = []
    summary = rebuild(library.home, progress=lambda now: told.append(now.passages))
    assert (summary.updated, summary.passages) == (len(before), len(library_passages := other.seen))
    assert told[-1] == len(library_passages)
    again = Library.open(library.home)
    assert everything(again) == before
    assert again.search("Honey bees collect pollen.")[0].passage.article_id == "bees"
    assert again.add([SAMPLES, BEES]).unchanged == 10


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(
    library: Library, fails: Callable[[type, str, int], None], monkeypatch: pytest.MonkeyPatch, other: Double
) -> None:
    library.add([SAMPLES])
    before = everything(library)
    monkeypatch.setattr(index.incoming, "_BATCH_CHARS", 1000)
    fails(Double, "encode", 4)
    with pytest.raises(StopError):
        rebuild(library.home)
    monkeypatch.undo()
    assert everything(Library(library.home, Double())) == before
    third = Double("third", width=16)
    monkeypatch.setattr(index.library, "load_encoder", lambda name: third)
    rebuild(library.home)
    assert everything(Library(library.home, third)) == before


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_rebuild_cut_off_at_its_end_loses_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch, other: Double, nth: int
) -> None:
    library.add([SAMPLES])
    before = everything(library)
    calls = iter(range(1, 1000))

    def cut_off(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **options: object) -> object:
            if next(calls) == nth:
                raise StopError
            return real(*given, **options)

        return call

    with monkeypatch.context() as patch:
        for owner, name in ((chromadb.Collection, "modify"), (chromadb.api.client.Client, "delete_collection")):
            patch.setattr(owner, name, cut_off(getattr(owner, name)))
        with suppress(StopError):
            rebuild(library.home)
    rebuild(library.home)
    assert everything(Library.open(library.home)) == before


def test_langchain_opens_the_store_as_it_is(library: Library) -> None:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    class Wrapped(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return Double().encode(texts).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    library.add([SAMPLES, BEES])
    client = chromadb.PersistentClient(library.home / "chroma", settings=Settings(anonymized_telemetry=False))
    (found,) = Chroma("articles", Wrapped(), client=client).similarity_search("Honey bees collect pollen.", k=1)
    assert found.page_content == "Honey bees collect pollen."
    assert {name: found.metadata[name] for name in ("article_id", "title", "published", "authors", "start", "end")} == {
        "article_id": "bees",
        "title": "Bees",
        "published": "2021-06-18",
        "authors": ["Priya Raman", "Tom Bexley"],
        "start": 0,
        "end": 26,
    }


def test_texts_become_unit_vectors(library: Library) -> None:
    vectors = library.vectors(["One text.", "Another text."])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])
